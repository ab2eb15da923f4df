"""A database as a source: named connections, read only, a result that becomes a Parquet file.

SQLAlchemy speaks to the server. What it speaks with (the URL, the password) is looked up by name
in the process that connects and is never handed on, stored or shown.
"""

from __future__ import annotations

from .connections import names
from .fetching import Snapshot, fetch, list_tables

__all__ = ["Snapshot", "fetch", "list_tables", "names"]
