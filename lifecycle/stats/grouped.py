"""Shares and means of rows that belong to groups: rows of one group tell less than as many alone.

The spread is taken between groups, and a share keeps Wilson's form on the rows that are left when
the design effect is taken out (Korn and Graubard 1998, Survey Methodology 24:193-201).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from .arguments import Level, checked
from .interval import Interval, z_of
from .proportions import proportion_interval
from .validation import finite, flags, group_numbers

Floats = NDArray[np.float64]


@checked
def share_interval(
    hits: ArrayLike, groups: ArrayLike | None = None, level: Level = 0.95
) -> Interval:
    """Return a share with Wilson's interval; of rows in groups, on as many as they are worth.

    Parameters
    ----------
    hits : array-like, shape (n,)
        1 or true for the rows that count, 0 or false for the others.
    groups : array-like, shape (n,), optional
        The group of each row. Groups of one row each are no groups.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The share, 0 to 1, method ``wilson`` or ``wilson-clustered``; of one group, which tells
        nothing of others, ``undefined-one-group`` within 0 and 1. ``n`` stays the number of
        rows. Without any spread between rows (no hit, or all) the groups are counted instead of the
        rows.

    Raises
    ------
    ChoiceError
        When a hit is missing or neither true nor false, when lengths differ, or when ``level`` is
        not between 0 and 1.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209-212; with the design
    effect taken out: Korn, Graubard (1998), Survey Methodology 24:193-201.

    Examples
    --------
    >>> from lifecycle.stats import share_interval
    >>> hits, household = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    >>> alone, tied = share_interval(hits), share_interval(hits, household)
    >>> alone.value, round(alone.low, 2), round(tied.low, 2)
    (0.6, 0.31, 0.13)
    """
    hit = flags(hits, "hits").astype(float)
    n, total = len(hit), float(hit.sum())
    codes = group_codes(groups, n)
    if codes is None or n == 0:
        return proportion_interval(total, n, level)
    share = total / n
    if codes.max() < 1:
        return Interval(share, 0.0, 1.0, level, "undefined-one-group", n)
    return _wilson(share, rows_worth(hit, codes, level), n, level)


@checked
def mean_interval(
    values: ArrayLike, groups: ArrayLike | None = None, level: Level = 0.95
) -> Interval:
    """Return a mean with Student's interval; for rows that belong to groups, from the groups' sums.

    Parameters
    ----------
    values : array-like, shape (n,)
        Amounts in any unit.
    groups : array-like, shape (n,), optional
        The group of each row. Groups of one row each are no groups.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The mean, in the unit of the values, method ``student`` or ``student-clustered``. With one
        row or one group nothing is known of the spread: ``undefined-one-group`` within infinite
        limits; without rows ``undefined-no-rows``.

    Raises
    ------
    ChoiceError
        When a value is missing, infinite or no number, when lengths differ, or when ``level`` is
        not between 0 and 1.

    References
    ----------
    Student (1908), Biometrika 6:1-25; groups: Cameron, Miller (2015), Journal of Human Resources
    50:317-372, with as many degrees of freedom as groups but one.

    Examples
    --------
    >>> from lifecycle.stats import mean_interval
    >>> found = mean_interval([1.0, 2.0, 4.0, 5.0])
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (3.0, 0.09, 5.91)
    """
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
    codes = group_numbers(groups, n)
    return None if int(codes.max(initial=-1)) + 1 == n else codes


def rows_worth(hit: Floats, codes: NDArray[np.intp], level: float) -> float:
    """Return how many rows that stand alone would tell as much."""
    n, of = len(hit), int(codes.max()) + 1
    share = float(hit.mean())
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
