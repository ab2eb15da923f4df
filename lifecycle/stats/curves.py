"""Curves and tables of a classifier's errors as tidy frames, thinned to what a screen can show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .multiclass import share

MOST = 400
"""Points kept of a curve; a figure shows no more."""
SHARES = ("share", "low", "high", "called_share", "called_low", "called_high")


def roc_curve(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> pd.DataFrame:
    """Return fpr, tpr, threshold from strict to lax; a rate without rows is 0."""
    threshold, hits, alarms = _cumulated(positive, score)
    return _thin(
        pd.DataFrame(
            {
                "fpr": np.append(0.0, alarms / max(alarms[-1], 1)),
                "tpr": np.append(0.0, hits / max(hits[-1], 1)),
                "threshold": np.append(1.0, threshold),
            }
        )
    )


def precision_recall_curve(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> pd.DataFrame:
    """Return recall, precision, threshold from strict to lax."""
    threshold, hits, alarms = _cumulated(positive, score)
    return _thin(
        pd.DataFrame(
            {
                "recall": hits / max(hits[-1], 1),
                "precision": hits / (hits + alarms),
                "threshold": threshold,
            }
        )
    )


def confusion(
    codes: NDArray[np.intp],
    called: NDArray[np.intp],
    classes: Sequence[str],
    level: float = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return actual, predicted, count for every pair of classes, and the count as two shares.

    ``share``, ``low``, ``high``: of the rows of the actual class. ``called_share``, ``called_low``,
    ``called_high``: of the rows called so. Wilson's intervals; a share of no rows is 0 within 0
    and 1.
    """
    group = None
    if groups is not None:
        group = np.unique(np.asarray(groups), return_inverse=True)[1]
    rows = []
    for i, actual in enumerate(classes):
        for j, predicted in enumerate(classes):
            truly, said = codes == i, called == j
            a, b = share(said, truly, level, group), share(truly, said, level, group)
            count = int((truly & said).sum())
            rows.append((actual, predicted, count, a.value, a.low, a.high, b.value, b.low, b.high))
    return pd.DataFrame(rows, columns=["actual", "predicted", "count", *SHARES])


def _cumulated(
    positive: NDArray[np.bool_], score: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct scores, highest first, and the hits and false alarms down to each."""
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    hits = np.cumsum(positive[order], dtype=np.intp)[last]
    return ordered[last], hits, last + 1 - hits


def _thin(curve: pd.DataFrame) -> pd.DataFrame:
    if len(curve) <= MOST:
        return curve
    kept = np.unique(np.linspace(0, len(curve) - 1, MOST).round().astype(int))
    return curve.iloc[kept].reset_index(drop=True)
