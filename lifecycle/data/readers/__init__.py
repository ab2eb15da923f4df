"""Bytes to a raw table: format, encoding, dialect and kinds, each guess reported."""

from __future__ import annotations

from .column_rules import Written
from .inference import to_kinds, unit_of, way_of
from .kinds import Kind
from .missing_codes import written_of
from .options import MissingCode, Options
from .reading import Reading
from .table import read_table

__all__ = [
    "Kind",
    "MissingCode",
    "Options",
    "Reading",
    "Written",
    "read_table",
    "to_kinds",
    "unit_of",
    "way_of",
    "written_of",
]
