"""What may be wrong with a table: one row a check, found before any model sees the data."""

from __future__ import annotations

from .catalog import CHECKS
from .check import RANK, Check, Hit
from .context import Context
from .run import FINDINGS, MOST, Found, check_all

__all__ = [
    "CHECKS",
    "FINDINGS",
    "MOST",
    "RANK",
    "Check",
    "Context",
    "Found",
    "Hit",
    "check_all",
]
