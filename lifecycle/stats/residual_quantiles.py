"""Errors of predicted amounts: how large they are, and where along a column they lie."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import binom

from .arguments import Level, Share, checked
from .grouped import mean_interval
from .interval import Interval
from .slices import cut_text
from .validation import finite
from .weighted_metrics import Floats

SHARES = (0.5, 0.8, 0.9, 0.95, 0.99)
ALONG = ["place", "label", "mean", "low", "high", "lower", "upper", "n"]
MOST_LEVELS = 12
TAIL = 12  # outermost values that tell how far the tail reaches
LEAST_TAIL = 6


@checked
def quantile_interval(values: ArrayLike, share: Share, level: Level = 0.95) -> Interval:
    """Return a quantile with limits that are two of the values, whatever their distribution.

    Where too few rows reach so far out the limit lies beyond the extreme value, along the
    exponential tail of the outermost values.

    Parameters
    ----------
    values : array-like, shape (n,)
        Amounts in any unit.
    share : float
        Which quantile, 0 to 1: 0.5 is the median.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The quantile, in the unit of the values, method ``order-statistics``; beyond the extreme
        value ``order-statistics-tail``, and with fewer than 6 values, where the limit is the
        extreme value, ``order-statistics-short``. Of the shares 0 and 1 rows tell no limit
        beyond them: it is infinite, method ``undefined-extreme``.

    Raises
    ------
    ChoiceError
        When a value is missing, infinite or no number, or when ``level`` is not between 0 and 1.

    References
    ----------
    Hahn, Meeker (1991), Statistical Intervals; beyond the extreme value: Hutson
    (1999), Journal of Applied Statistics 26:343-353, and Breiman, Stone, Kooperberg (1990), Journal
    of Statistical Computation and Simulation 37:127-149.

    Examples
    --------
    >>> from lifecycle.stats import quantile_interval
    >>> found = quantile_interval(range(101), share=0.5)
    >>> found.value, found.low, found.high, found.method
    (50.0, 40.0, 60.0, 'order-statistics')
    """
    ordered = np.sort(finite(values))
    n = len(ordered)
    if not n:
        return Interval(0.0, -np.inf, np.inf, level, "undefined-no-rows", 0)
    value = float(np.quantile(ordered, share))
    if share in (0, 1):  # rows tell nothing of how far beyond them the values may go
        low, high = (-np.inf, value) if share == 0 else (value, np.inf)
        return Interval(value, low, high, level, "undefined-extreme", n)
    low = int(binom.ppf(0.5 - level / 2, n, share)) - 1
    high = int(binom.ppf(0.5 + level / 2, n, share))
    ends = [float(ordered[max(low, 0)]), float(ordered[min(high, n - 1)])]
    method = "order-statistics"
    if low < 0 or high > n - 1:
        method = "order-statistics-tail" if n >= LEAST_TAIL else "order-statistics-short"
    if n >= LEAST_TAIL and low < 0:
        ends[0] = -_beyond(-ordered[::-1], 1 - share, level)
    if n >= LEAST_TAIL and high > n - 1:
        ends[1] = _beyond(ordered, share, level)
    return Interval(value, min(ends[0], value), max(ends[1], value), level, method, n)


def _beyond(ordered: Floats, share: float, level: float) -> float:
    """Return the upper limit of a quantile so far out that no value may lie beyond it."""
    n, k = len(ordered), min(TAIL, len(ordered) // 3)

    def missed(u: float) -> float:
        """The chance that even the u-th share of the values lies below the quantile."""
        return float(betainc((n + 1) * u, (n + 1) * (1 - u), share)) - (0.5 - level / 2)

    u = brentq(missed, 0.5 / (n + 1), 1 - 1e-12)
    mean_excess = float((ordered[-k:] - ordered[-k - 1]).mean())
    return float(ordered[-1]) + mean_excess * max(0.0, -math.log((n + 1) * (1 - u)))


@checked
def error_quantiles(errors: ArrayLike, level: Level = 0.95) -> pd.DataFrame:
    """Return within what distance of the truth a share of the predictions lies, one row a share.

    Parameters
    ----------
    errors : array-like, shape (n,)
        Predictions less amounts, in any unit; their sign does not matter.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``share`` (0.5, 0.8, 0.9, 0.95 and 0.99 of the rows), ``value`` with ``low`` and ``high`` in
        the unit of the errors, ``method``, ``n``.

    Raises
    ------
    ChoiceError
        When an error is missing, infinite or no number, or when ``level`` is not between 0 and 1.

    References
    ----------
    Hahn, Meeker (1991), Statistical Intervals, as in `quantile_interval`.

    Examples
    --------
    >>> from lifecycle.stats import error_quantiles
    >>> error_quantiles(range(-50, 51))[["share", "value"]].to_dict("list")
    {'share': [0.5, 0.8, 0.9, 0.95, 0.99], 'value': [25.0, 40.0, 45.0, 48.0, 50.0]}
    """
    size = np.abs(finite(errors, "errors"))
    found = [quantile_interval(size, share, level) for share in SHARES]
    rows = [
        (share, i.value, i.low, i.high, i.method, i.n)
        for share, i in zip(SHARES, found, strict=True)
    ]
    return pd.DataFrame(rows, columns=["share", "value", "low", "high", "method", "n"])


def errors_along(
    column: pd.Series,
    errors: Floats,
    level: float = 0.95,
    bins: int = 10,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the mean error in each part of a column, its interval, and the middle 80%.

    Numbers and dates are cut into about equally many rows, of other columns the most frequent
    values are kept. The interval is Student's, with ``groups`` over
    the groups; of fewer than two rows or groups it is the smallest and the largest error.
    """
    place, labels = parts_of(column, bins)
    rows = []
    for k, label in enumerate(labels):
        mine = place == k
        own = errors[mine]
        if not len(own):
            continue
        i = mean_interval(own, None if groups is None else np.asarray(groups)[mine], level)
        low, high = (i.low, i.high) if np.isfinite(i.width) else (own.min(), own.max())
        inner = np.quantile(own, [0.1, 0.9])
        rows.append((k, label, float(own.mean()), low, high, *inner.tolist(), len(own)))
    return pd.DataFrame(rows, columns=ALONG)


def parts_of(column: pd.Series, bins: int) -> tuple[np.ndarray, list[str]]:
    """Return the part of each row and the parts' names; what is missing is a part of its own."""
    number = pd.api.types.is_numeric_dtype(column) or column.dtype.kind == "M"
    if number and column.nunique() > MOST_LEVELS:
        cut = pd.qcut(column, bins, duplicates="drop", precision=3)
        codes, names = cut.cat.codes.to_numpy(), [_named(each) for each in cut.cat.categories]
    else:
        text = column.astype(object).where(column.notna())
        common = text.value_counts().index[:MOST_LEVELS]
        kept = sorted(common, key=float if number and column.dtype.kind in "fiu" else str)
        codes, names = (
            pd.Index(kept).get_indexer(pd.Index(text)),
            [f"{each:g}" if isinstance(each, float) else str(each) for each in kept],
        )
        other = (codes < 0) & column.notna().to_numpy()
        if other.any():
            codes, names = np.where(other, len(names), codes), [*names, "all others"]
    if (codes < 0).any():
        codes, names = np.where(codes < 0, len(names), codes), [*names, "missing"]
    return codes, names


def _named(interval: pd.Interval) -> str:
    left, right = interval.left, interval.right
    if isinstance(left, pd.Timestamp):
        return f"{left:%Y-%m-%d} to {right:%Y-%m-%d}"
    return f"{cut_text(left)} to {cut_text(right)}"
