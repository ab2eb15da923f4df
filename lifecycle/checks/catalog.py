"""The catalog: every check, in the order in which findings of one severity are told."""

from __future__ import annotations

from . import cells, columns, leakage, missingness, rows, split, target, values
from .check import Check

CHECKS: tuple[Check, ...] = (
    *leakage.CHECKS,
    *split.CHECKS,
    *target.CHECKS,
    *rows.CHECKS,
    *missingness.CHECKS,
    *cells.CHECKS,
    *values.CHECKS,
    *columns.CHECKS,
)
