"""Explore: the training rows, seen."""
