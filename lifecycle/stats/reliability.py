"""Does it happen in 30 of 100 cases that were given 30%? Predicted against observed shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .proportions import proportion_interval

COLUMNS = ("predicted", "observed", "low", "high", "count")


def reliability_curve(
    y: ArrayLike, p: ArrayLike, bins: int | None = 10, level: float = 0.95
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count: one row a bin, lowest prediction first.

    Bins hold about equally many rows (quantiles of ``p``, equal predictions together);
    ``bins=None`` lets the data cut them by isotonic regression (CORP: Dimitriadis, Gneiting,
    Jordan 2021, PNAS 118:e2016191118). The limits are Wilson's within each bin; for CORP, where
    the data chose the bins, they are a guide and not a test.
    """
    observed, predicted = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    order = np.argsort(predicted, kind="stable")
    observed, predicted = observed[order], predicted[order]
    block = _isotonic(predicted, observed) if bins is None else _quantiles(predicted, bins)
    counts = np.bincount(block)
    hits = np.bincount(block, weights=observed)
    each = [proportion_interval(h, int(n), level) for h, n in zip(hits, counts, strict=True)]
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
