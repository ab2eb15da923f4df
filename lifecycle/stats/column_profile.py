"""One column at a time: its summary, its distribution and how the target changes along it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .binning import Bins, level_bins, number_bins, period_bins, quantile_bins

UNBINNED = frozenset({"identifier"})
UNRELATED = frozenset({"identifier", "text", "constant"})
DISTRIBUTION = ("column", "kind", "bin", "left", "right", "count")
RELATION = ("column", "kind", "bin", "left", "right", "class", "count", "value", "low", "high")
MOST_CLASSES = 8


def summary(column: pd.Series, kind: str) -> dict[str, Any]:
    """Return the row of one column: numbers for numbers, the commonest level for levels."""
    row: dict[str, Any] = {
        "column": column.name,
        "kind": kind,
        "missing_share": float(column.isna().mean()) if len(column) else 0.0,
        "distinct": int(column.nunique()),
    }
    row |= dict.fromkeys(("mean", "std", "min", "median", "max"), np.nan)
    row |= {"top": None, "top_share": np.nan}
    if pd.api.types.is_numeric_dtype(column):
        x = column.replace([np.inf, -np.inf], np.nan).dropna().astype(float)
        if len(x):
            with np.errstate(over="ignore", invalid="ignore"):
                std = float(x.std()) if len(x) > 1 else np.nan
                row |= {"mean": float(x.mean()), "std": std, "median": float(x.median())}
            row |= {"min": float(x.min()), "max": float(x.max())}
    elif kind not in UNBINNED and not pd.api.types.is_datetime64_any_dtype(column):
        bins = level_bins(column, most=1)
        if column.notna().any():
            row["top"] = bins.labels[0]
            row["top_share"] = float(bins.counts[0] / column.notna().sum())
    return row


def distribution(column: pd.Series, kind: str) -> pd.DataFrame:
    """Return how often each bin occurs; free text is cut by its length, identifiers not at all."""
    if kind in UNBINNED:
        return pd.DataFrame({name: [] for name in DISTRIBUTION})
    if kind == "text":
        bins = number_bins(column.str.len())
    elif pd.api.types.is_datetime64_any_dtype(column):
        bins = period_bins(column)
    elif pd.api.types.is_numeric_dtype(column):
        bins = number_bins(column)
    else:
        bins = level_bins(column)
    return pd.DataFrame(
        {
            "column": column.name,
            "kind": kind,
            "bin": bins.labels,
            "left": bins.left,
            "right": bins.right,
            "count": bins.counts,
        }
    )


def relation_bins(column: pd.Series) -> Bins:
    """Return few bins with enough rows each to show the target in."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return period_bins(column, most=12)
    if pd.api.types.is_numeric_dtype(column):
        return quantile_bins(column, most=int(np.clip(len(column) // 20, 2, 10)))
    return level_bins(column)


def class_shares(bins: Bins, target: NDArray[np.intp], classes: dict[str, int]) -> pd.DataFrame:
    """Return the share of each class (name to code) in each bin with its 95% Wilson interval."""
    from statsmodels.stats.proportion import proportion_confint

    n = np.bincount(bins.codes, minlength=len(bins.labels))
    parts = []
    for name, code in classes.items():
        hits = np.bincount(bins.codes[target == code], minlength=len(bins.labels))
        safe = np.maximum(n, 1)
        low, high = np.clip(proportion_confint(hits, safe, alpha=0.05, method="wilson"), 0, 1)
        shares = {"class": name, "count": n, "value": hits / safe, "low": low, "high": high}
        parts.append(pd.DataFrame(_ends(bins) | shares)[n > 0])
    return pd.concat(parts, ignore_index=True)


def target_means(bins: Bins, target: NDArray[np.float64]) -> pd.DataFrame:
    """Return the target's mean in each bin with its 95% t interval (none for a single row)."""
    from scipy.stats import t

    n = bins.counts
    safe = np.maximum(n, 1)
    size = len(bins.labels)
    mean = np.bincount(bins.codes, weights=target, minlength=size) / safe
    squares = np.bincount(bins.codes, weights=(target - mean[bins.codes]) ** 2, minlength=size)
    freedom = np.maximum(n - 1, 1)
    half = t.ppf(0.975, freedom) * np.sqrt(squares / freedom / safe)
    half = np.where(n > 1, half, np.nan)
    values = {"class": "", "count": n, "value": mean, "low": mean - half, "high": mean + half}
    return pd.DataFrame(_ends(bins) | values)[n > 0].reset_index(drop=True)


def _ends(bins: Bins) -> dict[str, Any]:
    return {"bin": bins.labels, "left": bins.left, "right": bins.right}
