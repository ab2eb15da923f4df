"""Shares per bin or level of reference and new rows, as the monitoring figures draw them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from .drift import Floats, as_numbers, is_numeric, level_counts

BINS = 20
LEVELS = 12
REST = "(all other levels)"
COLUMNS = ("column", "bin", "left", "right", "part", "share")


def bin_edges(reference: Floats, new: Floats) -> Floats:
    """Return edges of equal width over the bulk of both samples; the outer bins take the tails."""
    both = np.concatenate([reference, new])
    low, high = np.quantile(both, [0.01, 0.99])
    if low == high:
        low, high = both.min(), both.max()
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    distinct = len(np.unique(both))
    edges = np.linspace(low, high, min(BINS, max(2, distinct)) + 1)
    edges[0], edges[-1] = min(edges[0], both.min()), max(edges[-1], both.max())
    return edges


def number_shares(name: str, parts: dict[str, pd.Series], kind: str) -> list[tuple[object, ...]]:
    """Return rows of one number or date column; dates are binned by time."""
    values = {part: as_numbers(column) for part, column in parts.items()}
    if not all(len(v) for v in values.values()):
        return []
    edges = bin_edges(*values.values())
    labels = [_label(a, b, kind) for a, b in pairwise(edges)]
    rows: list[tuple[object, ...]] = []
    for part, v in values.items():
        share = np.histogram(v, edges)[0] / len(v)
        rows += [
            (name, labels[i], float(edges[i]), float(edges[i + 1]), part, float(share[i]))
            for i in range(len(labels))
        ]
    return rows


def level_shares(name: str, parts: dict[str, pd.Series]) -> list[tuple[object, ...]]:
    """Return rows of one column of levels, most frequent first, the long tail as one level."""
    reference, new = (column.dropna() for column in parts.values())
    if reference.empty or new.empty:
        return []
    levels, a, b = level_counts(reference, new)
    order = np.argsort(-(a / a.sum() + b / b.sum()), kind="stable")
    rows: list[tuple[object, ...]] = []
    for part, counts in zip(parts, (a, b), strict=True):
        share = counts[order] / counts.sum()
        top = [(levels[i], s) for i, s in zip(order, share, strict=True)]
        if len(top) > LEVELS:
            top = [*top[:LEVELS], (REST, share[LEVELS:].sum())]
        rows += [(name, level, np.nan, np.nan, part, float(s)) for level, s in top]
    return rows


def distributions(
    reference: pd.DataFrame, new: pd.DataFrame, kinds: list[tuple[str, str]]
) -> pd.DataFrame:
    """Return column, bin, left, right (NaN for levels), part and share for every column."""
    rows: list[tuple[object, ...]] = []
    for name, kind in kinds:
        parts = {"reference": reference[name], "new": new[name]}
        if is_numeric(kind):
            rows += number_shares(name, parts, kind)
        else:
            rows += level_shares(name, parts)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"left": float, "right": float, "share": float})


def _label(left: float, right: float, kind: str) -> str:
    if kind == "date":
        days = pd.to_datetime([left, right], unit="s").strftime("%Y-%m-%d")
        return f"{days[0]} to {days[1]}"
    return f"{left:.4g} to {right:.4g}"
