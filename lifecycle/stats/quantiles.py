"""Are predicted amounts right on average, and do their errors come as earlier errors did?

A model that states one amount says nothing of its spread; the spread is that of its errors on
rows it has not seen. Gneiting, Balabdaoui, Raftery (2007), JRSS B 69:243-268, on such checks.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .grouped import mean_interval, share_interval

Floats = NDArray[np.float64]
NOMINAL = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def probability_integral_transform(
    y: ArrayLike, prediction: ArrayLike, residuals: ArrayLike
) -> Floats:
    """Return for each row which share of earlier residuals lies below its own.

    Even between 0 and 1 when new errors come as the earlier ones did. Ties count half, and both
    ends stay open, as no finite number of residuals shows what is impossible.
    """
    earlier = np.sort(np.asarray(residuals, dtype=float))
    own = np.asarray(y, dtype=float) - np.asarray(prediction, dtype=float)
    below = np.searchsorted(earlier, own, side="left")
    upto = np.searchsorted(earlier, own, side="right")
    return np.asarray(((below + upto) / 2 + 0.5) / (len(earlier) + 1))


def pit_histogram(
    pit: ArrayLike, bins: int = 10, groups: ArrayLike | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return from, to, share, low, high, count of equal bins; all shares alike is right."""
    place = np.clip((np.asarray(pit, dtype=float) * bins).astype(int), 0, bins - 1)
    rows = []
    for k in range(bins):
        share = share_interval(place == k, groups, level)
        count = int((place == k).sum())
        rows.append((k / bins, (k + 1) / bins, share.value, share.low, share.high, count))
    return pd.DataFrame(rows, columns=["from", "to", "share", "low", "high", "count"])


def quantile_coverage(
    pit: ArrayLike,
    nominal: ArrayLike = NOMINAL,
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return nominal, observed, low, high: how often the value lies below each stated quantile."""
    place, rows = np.asarray(pit, dtype=float), []
    for each in np.asarray(nominal, dtype=float):
        share = share_interval(place <= each, groups, level)
        rows.append((float(each), share.value, share.low, share.high))
    return pd.DataFrame(rows, columns=["nominal", "observed", "low", "high"])


def mean_calibration(
    y: ArrayLike,
    prediction: ArrayLike,
    bins: int = 10,
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count: means by tenths of the prediction.

    Equal predictions stay together. With one row in a bin nothing is known of its spread, and its
    limits are missing.
    """
    actual, said = np.asarray(y, dtype=float), np.asarray(prediction, dtype=float)
    columns = ["predicted", "observed", "low", "high", "count"]
    if not len(said):
        return pd.DataFrame(columns=columns, dtype=float)
    edges = np.unique(np.quantile(said, np.linspace(0, 1, bins + 1)))
    block = np.searchsorted(edges[1:-1], said, side="left")
    rows = []
    for each in np.unique(block):
        own = block == each
        which = None if groups is None else np.asarray(groups)[own]
        found = mean_interval(actual[own], which, level)
        low, high = (found.low, found.high) if np.isfinite(found.width) else (np.nan, np.nan)
        rows.append((float(said[own].mean()), found.value, low, high, int(own.sum())))
    return pd.DataFrame(rows, columns=columns)
