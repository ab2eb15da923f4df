"""Numbers that may mean missing: -999 and the like, far from every other value of a column."""

from __future__ import annotations

from collections.abc import Container, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SENTINELS = (-999.0, -9999.0, -99.0, -200.0, 999.0, 9999.0, 99999.0)
LEAST = 3  # times that a code has to come


def sentinels(
    numbers: pd.DataFrame, kept: Mapping[str, Container[str]]
) -> dict[str, dict[float, int]]:
    """Return how often each code comes, by column; ``kept``: what somebody said is a value."""
    found = {}
    for name in numbers.columns:
        values = numbers[name].dropna().to_numpy(dtype=float)
        asked = (code for code in SENTINELS if f"{code:g}" not in kept[name])
        counts = {code: n for code in asked if (n := _beyond(code, values))}
        if counts:
            found[name] = counts
    return found


def _beyond(code: float, values: NDArray[np.float64]) -> int:
    """Return how often a code comes as the least or the largest value, far from the others."""
    if not len(values) or code not in (values.min(), values.max()):
        return 0
    others = values[values != code]
    n = len(values) - len(others)
    return n if n >= LEAST and len(others) and stands_apart(code, others) else 0


def stands_apart(code: float, others: NDArray[np.float64]) -> bool:
    """Tell whether a code lies beyond all other values by at least half their range."""
    low, high = float(others.min()), float(others.max())
    if code < 0:
        return low >= 0 or code < low - 0.5 * (high - low)
    return code > high + 0.5 * (high - low)
