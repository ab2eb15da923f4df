"""Artifacts and uploads as files, and the database of what people did."""
