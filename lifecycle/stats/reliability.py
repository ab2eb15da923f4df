"""Does it happen in 30 of 100 cases that were given 30%? Predicted against observed shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .given import stated
from .grouped import share_interval

KNOTS = 500  # more points than a screen can show
COLUMNS = ("predicted", "observed", "low", "high", "count")


def reliability_curve(
    y: ArrayLike,
    p: ArrayLike,
    bins: int | None = 10,
    level: float = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count: one row a bin, lowest prediction first.

    Bins hold about equally many rows (quantiles of ``p``, equal predictions together);
    ``bins=None`` lets the data cut them by isotonic regression (CORP: Dimitriadis, Gneiting,
    Jordan 2021, PNAS 118:e2016191118). The limits are Wilson's within each bin; for CORP, where
    the data chose the bins, they are a guide and not a test. ``groups``: rows that are alike.
    """
    given = stated(y, p, groups, some=False)
    observed, predicted = given.y, given.score
    order = np.argsort(predicted, kind="stable")
    observed, predicted = observed[order], predicted[order]
    block = _isotonic(predicted, observed) if bins is None else _quantiles(predicted, bins)
    counts = np.bincount(block)
    alike = None if given.groups is None else given.groups[order]
    each = [
        share_interval(observed[mine], None if alike is None else alike[mine], level)
        for mine in (block == k for k in range(len(counts)))
    ]
    return pd.DataFrame(
        {
            "predicted": np.bincount(block, weights=predicted) / np.maximum(counts, 1),
            "observed": [share.value for share in each],
            "low": [share.low for share in each],
            "high": [share.high for share in each],
            "count": counts,
        },
        columns=list(COLUMNS),
    )


def corp_curve(
    y: ArrayLike, p: ArrayLike, level: float = 0.95, resamples: int = 200, seed: int = 0
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count along the CORP curve, with consistency bands.

    ``observed`` is the isotonic share at each prediction; between ``low`` and ``high`` it would
    lie, one point at a time, if every probability were right: they come from answers drawn with
    these probabilities (Dimitriadis, Gneiting, Jordan 2021, PNAS 118:e2016191118). Beyond `KNOTS`
    distinct predictions neighbours are taken together.
    """
    from sklearn.isotonic import isotonic_regression  # slow to import

    given = stated(y, p, some=False)
    observed, predicted = given.y, given.score
    if not len(predicted):
        return pd.DataFrame(columns=list(COLUMNS), dtype=float)
    block = np.unique(predicted, return_inverse=True)[1]
    if block.max() >= KNOTS:
        block = _quantiles(predicted, KNOTS)
    counts = np.bincount(block).astype(float)
    places = np.clip(np.bincount(block, weights=predicted) / counts, 0.0, 1.0)
    hits = np.bincount(block, weights=observed)
    rng, drawn = np.random.default_rng(seed), np.empty((resamples, len(counts)))
    for row in drawn:
        shares = rng.binomial(counts.astype(int), places) / counts
        row[:] = isotonic_regression(shares, sample_weight=counts)
    ends = (0.5 - level / 2, 0.5 + level / 2)
    low, high = np.quantile(drawn, ends, axis=0)
    curve = isotonic_regression(hits / counts, sample_weight=counts)
    values = (places, curve, low, high, counts.astype(int))
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def _quantiles(predicted: NDArray[np.float64], bins: int) -> NDArray[np.intp]:
    """Return each row's bin; bins are closed on the right, empty ones are left out."""
    if not len(predicted):
        return np.zeros(0, dtype=np.intp)
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, bins + 1)))
    return _numbered(np.searchsorted(edges[1:-1], predicted, side="left"))


def _isotonic(predicted: NDArray[np.float64], observed: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return each row's block of equal fitted values under pool-adjacent-violators."""
    from sklearn.isotonic import isotonic_regression  # slow to import

    values, tie, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    means = np.bincount(tie, weights=observed) / counts
    fitted = isotonic_regression(means, sample_weight=counts.astype(float))
    return _numbered(fitted[tie].round(12))


def _numbered(block: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return 0, 1, 2, ... for the distinct values in ascending order."""
    return np.asarray(np.unique(block, return_inverse=True)[1], dtype=np.intp)
