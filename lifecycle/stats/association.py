"""How strongly two columns go together, on a scale from 0 to 1 that columns can be ranked by.

The strengths work on bins, so that a bend or a hump counts as much as a line, and are corrected
for bias, so that a column with many levels does not look related by chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CRAMERS_V = "Cramér's V, bias-corrected"
RANK_ETA = "correlation ratio of ranks, bias-corrected"


def cramers_v(a: NDArray[np.intp], b: NDArray[np.intp]) -> float:
    """Return Cramér's V of two codings with Bergsma's (2013) correction; 0 when one is constant."""
    table = contingency(a, b).astype(float)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (r, k) = table.sum(), table.shape
    if n < 2 or min(r, k) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi2 = float(((table - expected) ** 2 / expected).sum() / n)
    phi2 = max(0.0, phi2 - (k - 1) * (r - 1) / (n - 1))
    r, k = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    rest = min(r, k) - 1
    return float(np.sqrt(min(1.0, phi2 / rest))) if rest > 0 else 0.0


def rank_eta(codes: NDArray[np.intp], y: NDArray[np.float64]) -> float:
    """Return the root of the share of the variance of y's ranks that lies between the bins.

    The square is (H - k + 1) / (n - k) with Kruskal and Wallis' H of k bins; the ranks make it
    indifferent to a skewed target.
    """
    n, counts = len(y), np.bincount(codes)
    k = int((counts > 0).sum())
    if k < 2 or n <= k:
        return 0.0
    ranks = pd.Series(y).rank().to_numpy()
    variance = ranks.var()
    if variance == 0:
        return 0.0
    means = np.bincount(codes, weights=ranks)[counts > 0] / counts[counts > 0]
    between = float((counts[counts > 0] * (means - ranks.mean()) ** 2).sum() / n / variance)
    h = between * (n - 1)
    return float(np.sqrt(np.clip((h - k + 1) / (n - k), 0.0, 1.0)))


def contingency(a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the counts of every pair of codes."""
    rows, columns = int(a.max(initial=0)) + 1, int(b.max(initial=0)) + 1
    return np.bincount(a * columns + b, minlength=rows * columns).reshape(rows, columns)


def spearman_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a, b, value: the correlation of ranks for each pair of columns, each pair once.

    Ranks are taken once a column, among its known values; a pair is compared where both are known.
    """
    ranks = frame.replace([np.inf, -np.inf], np.nan).rank().to_numpy(dtype=float)
    return _pairs([str(c) for c in frame], _masked_correlation(ranks))


def missing_pairs(frame: pd.DataFrame, most: int = 30) -> pd.DataFrame:
    """Return a, b, value: whether gaps come together, for columns that have some."""
    gaps = frame.isna()
    share = gaps.mean()
    some = share[(share > 0) & (share < 1)].sort_values(ascending=False, kind="stable")
    names = [str(c) for c in frame if c in set(some.index[:most])]
    return _pairs(names, _masked_correlation(gaps[names].to_numpy(dtype=float)))


def _masked_correlation(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlation of all column pairs where both are known, by matrix products."""
    if not x.size:
        return np.full((x.shape[1], x.shape[1]), np.nan)
    known = np.isfinite(x).astype(float)
    counts = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known > 0, x - np.nansum(x, axis=0) / counts, 0.0)
    n = known.T @ known
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (centred.T @ known) / n  # [i, j]: mean of i where j is known too
        variance = (centred**2).T @ known / n - mean**2
        covariance = centred.T @ centred / n - mean * mean.T
        value = covariance / np.sqrt(variance * variance.T)
    floor = 1e-12 * np.maximum((centred**2).sum(axis=0), 1e-300) / counts
    flat = (variance <= floor[:, None]) | (n < 3)
    value[flat | flat.T] = np.nan
    return np.asarray(np.clip(value, -1.0, 1.0))


def _pairs(names: list[str], matrix: NDArray[np.float64]) -> pd.DataFrame:
    i, j = np.triu_indices(len(names), k=1)
    labels = np.asarray(names, dtype=object)
    frame = pd.DataFrame({"a": labels[i], "b": labels[j], "value": matrix[i, j]})
    return frame.dropna(subset=["value"], ignore_index=True).astype({"a": object, "b": object})
