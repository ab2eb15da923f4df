"""Data: a table from a file, a sample or a database, its columns, roles and target."""
