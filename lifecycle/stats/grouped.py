"""Shares and means of rows that belong to groups: rows of one group tell less than as many alone.

The spread is taken between groups, and a share keeps Wilson's form on the rows that are left when
the design effect is taken out (Korn and Graubard 1998, Survey Methodology 24:193-201).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from .interval import Interval, z_of
from .proportions import proportion_interval
from .validation import finite

Floats = NDArray[np.float64]


def share_interval(
    hits: ArrayLike, groups: ArrayLike | None = None, level: float = 0.95
) -> Interval:
    """Return Wilson's interval of the share of ``hits``; with ``groups`` on the effective rows.

    Groups of one row each are no groups. Without any spread between rows (no hit, or all) the
    groups are counted instead of the rows. ``n`` stays the number of rows.
    """
    hit = finite(hits, "hits")
    n, total = len(hit), float(hit.sum())
    codes = group_codes(groups, n)
    if codes is None or n == 0:
        return proportion_interval(total, n, level)
    share = total / n
    return _wilson(share, _effective(hit, share, codes, level), n, level)


def mean_interval(
    values: ArrayLike, groups: ArrayLike | None = None, level: float = 0.95
) -> Interval:
    """Return the mean with Student's interval, from the sums of groups where there are any."""
    value = finite(values)
    n = len(value)
    if n == 0:
        return Interval(0.0, -math.inf, math.inf, level, "undefined-no-rows", 0)
    mean, codes = float(value.mean()), group_codes(groups, n)
    scale = float(np.abs(value - mean).max()) or 1.0  # squares of huge amounts have no number
    off = (value - mean) / scale
    sums = off if codes is None else np.bincount(codes, weights=off)
    of = len(sums)
    if of < 2:
        return Interval(mean, -math.inf, math.inf, level, "undefined-one-group", n)
    error = scale * math.sqrt(of / (of - 1) * float((sums**2).sum())) / n
    half = float(student.ppf(0.5 + level / 2, of - 1)) * error
    method = "student" if codes is None else "student-clustered"
    return Interval(mean, mean - half, mean + half, level, method, n)


def group_codes(groups: ArrayLike | None, n: int) -> NDArray[np.intp] | None:
    """Return each row's group as a number, None when every row stands alone."""
    if groups is None:
        return None
    given = np.asarray(groups)
    named = given.astype(str) if given.dtype == object else given  # kinds may be mixed
    names, codes = np.unique(named, return_inverse=True)
    return None if len(names) == n else np.asarray(codes, dtype=np.intp)


def _effective(hit: Floats, share: float, codes: NDArray[np.intp], level: float) -> float:
    """Return how many rows that stand alone would tell as much."""
    n, of = len(hit), int(codes.max()) + 1
    if of < 2:
        return 1.0
    if not 0 < share < 1:
        return float(of)
    sums = np.bincount(codes, weights=hit - share)
    variance = of / (of - 1) * float((sums**2).sum()) / n**2
    rows = share * (1 - share) / variance if variance > 0 else float(n)
    few = (z_of(level) / float(student.ppf(0.5 + level / 2, of - 1))) ** 2
    return max(1.0, min(float(n), rows * few))


def _wilson(share: float, rows: float, n: int, level: float) -> Interval:
    z = z_of(level)
    scale = 1 + z**2 / rows
    middle = (share + z**2 / (2 * rows)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2))
    low = 0.0 if share <= 0 else max(0.0, middle - half)
    high = 1.0 if share >= 1 else min(1.0, middle + half)
    return Interval(share, low, high, level, "wilson-clustered", n)
