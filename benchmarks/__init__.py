"""Measurements, printed as small tables; nothing here passes or fails."""
