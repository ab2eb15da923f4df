"""Search on one half of the rows, judge on the other; rows of one group stay on one side."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Gap:
    """By how much the mean inside exceeds the mean outside; ``p_value`` is one-sided."""

    value: float
    low: float
    high: float
    p_value: float


def first_half(n: int, seed: int, group: Codes | None = None) -> Bools:
    """Return which rows are searched: half of them, or the rows of half of the groups."""
    rng = np.random.default_rng(seed)
    if group is None:
        first = np.zeros(n, dtype=bool)
        first[rng.permutation(n)[: n // 2]] = True
        return first
    sizes = np.bincount(group)
    order = rng.permutation(len(sizes))
    before = np.cumsum(sizes[order]) - sizes[order]
    return np.isin(group, order[before < n / 2])


def gap_of(values: Floats, inside: Bools, level: float, group: Codes | None = None) -> Gap:
    """Return Welch's comparison of the rows inside with those outside.

    With groups its variance is that of the groups' sums (Liang and Zeger 1986, Biometrika
    73:13-22, with Student's quantile for one degree of freedom a group but one).
    """
    a, b = values[inside], values[~inside]
    if not len(a) or not len(b):
        return Gap(0.0, 0.0, 0.0, 1.0)
    value = float(a.mean() - b.mean())
    if group is None or len(np.unique(group)) == len(group):
        return _welch(a, b, value, level)
    part = np.where(inside, (values - a.mean()) / len(a), -(values - b.mean()) / len(b))
    sums = np.bincount(np.unique(group, return_inverse=True)[1], weights=part)
    k = len(sums)
    se = float(np.sqrt(k / max(k - 1, 1) * (sums**2).sum()))
    if k < 2:
        return Gap(value, -np.inf, np.inf, 1.0)  # one group tells nothing of others
    if se <= 0:
        return Gap(value, value, value, 1.0)
    half = float(stats.t.ppf(0.5 + level / 2, k - 1)) * se
    return Gap(value, value - half, value + half, float(stats.t.sf(value / se, k - 1)))


def _welch(a: Floats, b: Floats, value: float, level: float) -> Gap:
    with warnings.catch_warnings():  # of values that are all alike
        warnings.simplefilter("ignore", RuntimeWarning)
        above = stats.ttest_ind(a, b, equal_var=False, alternative="greater")
        reach = stats.ttest_ind(a, b, equal_var=False).confidence_interval(level)
    low, high = (float(np.nan_to_num(end, nan=value)) for end in (reach.low, reach.high))
    return Gap(value, low, high, float(np.nan_to_num(above.pvalue, nan=1.0)))
