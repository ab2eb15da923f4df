"""Scores that do not exist, and intervals that rows cannot give: why, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..core.wording import interval, number

UNDEFINED = "undefined"
ONE_CLASS, ONE_ANSWER = "undefined-one-class", "undefined-one-answer"
FEW = "there are too few rows of the kind that counts"
MORE_ROWS = "Hold out more rows."
REASONS = {
    "undefined-one-group": "all rows that count are of one group, and nothing tells how groups "
    "differ",
    "undefined-one-time": "all rows that count lie close together in time, and nothing tells how "
    "times differ",
    ONE_CLASS: "the rows are of one class only",
    ONE_ANSWER: "all rows get the same answer",
    "undefined-no-rows": "there is no row that it counts",
    "undefined-never-right": "none of the cases was found",
    "undefined-constant-target": "the target is the same in all rows",
}
"""Why there is no score or no interval, by method; for others of `undefined` it is ``FEW``."""
NO_LIMITS = frozenset({"undefined-one-group", "undefined-one-time"})
"""Of these methods there is a value, and nothing is known of its limits."""
REMEDIES = {
    ONE_ANSWER: "Choose another threshold, another model or another metric.",
    "undefined-one-group": "Hold out rows of more groups or times before you rely on it.",
    "undefined-one-time": "Hold out rows of more groups or times before you rely on it.",
}
"""What would give one, where it is not ``MORE_ROWS``."""


def reason(method: str) -> str:
    """Return why there is no score or no interval; empty where there is one.

    >>> reason("bca"), reason("undefined")
    ('', 'there are too few rows of the kind that counts')
    """
    if not method.startswith(UNDEFINED):
        return ""
    return REASONS.get(method.removesuffix("-by-group"), FEW)


def remedy(method: str) -> str:
    """Return what to do where there is no score or no interval."""
    return REMEDIES.get(method.removesuffix("-by-group"), MORE_ROWS)


def scored(row: Mapping[Any, Any]) -> str:
    """Return one row of a frame of `intervals.COLUMNS` in words.

    >>> scored({"value": 0.8612, "low": 0.7991, "high": 0.9094, "method": "bca"})
    '0.86 (0.80 to 0.91)'
    >>> nan = float("nan")
    >>> scored({"value": nan, "low": 0.0, "high": 1.0, "method": "undefined-one-class"})
    'undefined (the rows are of one class only)'
    >>> scored({"value": 0.8, "low": nan, "high": nan, "method": "undefined-one-group"})
    '0.8 (no interval)'
    """
    value, low, high = (math.nan if row[k] is None else row[k] for k in ("value", "low", "high"))
    if math.isnan(value):
        return f"{UNDEFINED} ({reason(row['method'])})"
    return f"{number(value)} (no interval)" if math.isnan(low) else interval(value, low, high)
