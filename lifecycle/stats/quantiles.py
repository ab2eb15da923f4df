"""Are predicted amounts right on average, and do their errors come as earlier errors did?

A model that states one amount says nothing of its spread; the spread is that of its errors on
rows it has not seen. Gneiting, Balabdaoui, Raftery (2007), JRSS B 69:243-268, on such checks.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from .arguments import Level, Several, checked
from .grouped import mean_interval, share_interval
from .validation import finite, paired, same_rows

Floats = NDArray[np.float64]
NOMINAL = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@checked
def probability_integral_transform(
    y: ArrayLike, prediction: ArrayLike, residuals: ArrayLike
) -> Floats:
    """Return for each row which share of earlier residuals lies below its own.

    Even between 0 and 1 when new errors come as the earlier ones did. Ties count half, and both
    ends stay open, as no finite number of residuals shows what is impossible.

    Parameters
    ----------
    y : array-like, shape (n,)
        The amounts that were observed.
    prediction : array-like, shape (n,)
        Their predictions, in the unit of ``y``.
    residuals : array-like, shape (m,)
        Earlier amounts less their predictions, of rows that the model had not seen.

    Returns
    -------
    array of float, shape (n,)
        Between 0 and 1.

    Raises
    ------
    ChoiceError
        When a value, a prediction or a residual is missing or infinite, when there is no residual,
        or when lengths differ.

    References
    ----------
    Dawid (1984), Journal of the Royal Statistical Society A 147:278-292; Gneiting, Balabdaoui,
    Raftery (2007), Journal of the Royal Statistical Society B 69:243-268.

    Examples
    --------
    >>> from lifecycle.stats import probability_integral_transform
    >>> pit = probability_integral_transform([10, 12, 20], [11, 11, 11], [-2, -1, 0, 1, 2])
    >>> pit.round(3).tolist()
    [0.333, 0.667, 0.917]
    """
    earlier = np.sort(finite(residuals, "residuals"))
    if not len(earlier):
        raise ChoiceError("There is no earlier residual.", "Give the residuals of some rows.")
    actual, said = finite(y), finite(prediction, "predictions")
    same_rows(values=actual, predictions=said)
    own = actual - said
    below = np.searchsorted(earlier, own, side="left")
    upto = np.searchsorted(earlier, own, side="right")
    return np.asarray(((below + upto) / 2 + 0.5) / (len(earlier) + 1))


@checked
def pit_histogram(
    pit: ArrayLike, bins: Several = 10, groups: ArrayLike | None = None, level: Level = 0.95
) -> pd.DataFrame:
    """Return the histogram of a probability integral transform; flat is right.

    Parameters
    ----------
    pit : array-like, shape (n,)
        What `probability_integral_transform` returned, 0 to 1.
    bins : int
        How many bins of equal width.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``from`` and ``to`` (ends of the bin), ``share`` with ``low`` and ``high`` (0 to 1),
        ``count`` (rows).

    Raises
    ------
    ChoiceError
        When a place is missing or outside 0 and 1, when lengths differ, or when ``level`` is not
        between 0 and 1.

    References
    ----------
    Gneiting, Balabdaoui, Raftery (2007), Journal of the Royal Statistical Society B 69:243-268;
    limits as in `share_interval`.

    Examples
    --------
    >>> from lifecycle.stats import pit_histogram
    >>> pit_histogram([0.1, 0.2, 0.6, 0.9], bins=2)[["from", "share", "count"]].to_dict("list")
    {'from': [0.0, 0.5], 'share': [0.5, 0.5], 'count': [2, 2]}
    """
    place = np.clip((_places(pit) * bins).astype(int), 0, bins - 1)
    rows = []
    for k in range(bins):
        share = share_interval(place == k, groups, level)
        count = int((place == k).sum())
        rows.append((k / bins, (k + 1) / bins, share.value, share.low, share.high, count))
    return pd.DataFrame(rows, columns=["from", "to", "share", "low", "high", "count"])


@checked
def quantile_coverage(
    pit: ArrayLike,
    nominal: ArrayLike = NOMINAL,
    groups: ArrayLike | None = None,
    level: Level = 0.95,
) -> pd.DataFrame:
    """Return how often the value lies below each stated quantile.

    Parameters
    ----------
    pit : array-like, shape (n,)
        What `probability_integral_transform` returned, 0 to 1.
    nominal : array-like, shape (quantiles,)
        The quantiles that are asked about, 0 to 1.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``nominal``, and ``observed`` with ``low`` and ``high``: shares, 0 to 1; alike is right.

    Raises
    ------
    ChoiceError
        When a place or a quantile is missing or outside 0 and 1, when lengths differ, or when
        ``level`` is not between 0 and 1.

    References
    ----------
    Unconditional coverage: Christoffersen (1998), International Economic Review 39:841-862; limits
    as in `share_interval`.

    Examples
    --------
    >>> from lifecycle.stats import quantile_coverage
    >>> quantile_coverage([0.1, 0.2, 0.6, 0.9], [0.5])[["nominal", "observed"]].to_dict("list")
    {'nominal': [0.5], 'observed': [0.5]}
    """
    place, rows = _places(pit), []
    for each in _places(nominal):
        share = share_interval(place <= each, groups, level)
        rows.append((float(each), share.value, share.low, share.high))
    return pd.DataFrame(rows, columns=["nominal", "observed", "low", "high"])


@checked
def mean_calibration(
    y: ArrayLike,
    prediction: ArrayLike,
    bins: Several = 10,
    groups: ArrayLike | None = None,
    level: Level = 0.95,
) -> pd.DataFrame:
    """Return means of prediction and of what was observed, by parts of the prediction.

    Parameters
    ----------
    y : array-like, shape (n,)
        The amounts that were observed. Rows without one are left out.
    prediction : array-like, shape (n,)
        Their predictions, in the unit of ``y``.
    bins : int
        How many parts; equal predictions stay together, so there may be fewer.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``predicted``, and ``observed`` with ``low`` and ``high``: means in the unit of ``y``;
        ``count`` (rows). With one row in a part its limits are missing.

    Raises
    ------
    ChoiceError
        When a value is infinite, when a prediction is missing or infinite, when lengths differ, or
        when ``level`` is not between 0 and 1.

    References
    ----------
    Observed means given the prediction: Mincer, Zarnowitz (1969), The Evaluation of Economic
    Forecasts, NBER; limits as in `mean_interval`.

    Examples
    --------
    >>> from lifecycle.stats import mean_calibration
    >>> found = mean_calibration([1, 3, 6, 8], [2, 2, 7, 7], bins=2)
    >>> found[["predicted", "observed", "count"]].to_dict("list")
    {'predicted': [2.0, 7.0], 'observed': [2.0, 7.0], 'count': [2, 2]}
    """
    actual, (predicted,), tied = paired(y, prediction, groups=groups)
    columns = ["predicted", "observed", "low", "high", "count"]
    if not len(predicted):
        return pd.DataFrame(columns=columns, dtype=float)
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, bins + 1)))
    block = np.searchsorted(edges[1:-1], predicted, side="left")
    rows = []
    for each in np.unique(block):
        own = block == each
        which = None if tied is None else tied[own]
        found = mean_interval(actual[own], which, level)
        low, high = (found.low, found.high) if np.isfinite(found.width) else (np.nan, np.nan)
        rows.append((float(predicted[own].mean()), found.value, low, high, int(own.sum())))
    return pd.DataFrame(rows, columns=columns)


def _places(values: ArrayLike) -> Floats:
    """Return places between 0 and 1, or say that some lie outside."""
    found = finite(values, "places")
    if len(found) and not (found.min() >= 0 and found.max() <= 1):
        raise ChoiceError("Some places lie below 0 or above 1.", "Give shares from 0 to 1.")
    return found
