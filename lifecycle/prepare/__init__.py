"""Prepare: columns become features."""
