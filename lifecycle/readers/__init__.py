"""Bytes to a raw table: format, encoding, dialect and kinds, each guess reported."""

from __future__ import annotations

from .convert import to_kinds, way_of
from .kinds import Kind
from .options import Options
from .reading import Reading
from .table import read_table

__all__ = ["Kind", "Options", "Reading", "read_table", "to_kinds", "way_of"]
