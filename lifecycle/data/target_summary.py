"""What the target looks like: its classes or amounts in a small frame, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import number, percent
from .readers.kinds import shorten

if TYPE_CHECKING:  # the Data step's room is above this one
    from .step import Table

Rows = Sequence[int] | NDArray[np.intp]
MOST_CLASSES = 12  # shown one by one; the rarer ones are one row together
SKEWED = 1.0  # from this skewness on, mean and median tell different stories


@dataclass(frozen=True)
class TargetSummary:
    """What a target is like.

    ``frame``: for classes value, rows, share, the most frequent first; else what, value.
    ``brief``: the frame as one line. ``meaning``: what a score is to be held against.
    """

    frame: pd.DataFrame
    brief: str
    meaning: str


def target_summary(table: Table, rows: Rows | None = None) -> TargetSummary:
    """Return the target in brief, from these rows (all where None are given)."""
    y = table.y if rows is None else table.y.iloc[np.asarray(rows)]
    frame = _frame(table, y)
    return TargetSummary(frame, brief(frame), _meaning(table, y))


def _frame(table: Table, y: pd.Series) -> pd.DataFrame:
    if table.classes:
        return _classes(y, table.classes)
    named = {
        "smallest": y.min(),
        "lower quartile": y.quantile(0.25),
        "median": y.median(),
        "mean": y.mean(),
        "upper quartile": y.quantile(0.75),
        "largest": y.max(),
    }
    return pd.DataFrame({"what": list(named), "value": [float(v) for v in named.values()]})


def _classes(y: pd.Series, classes: tuple[str, ...]) -> pd.DataFrame:
    counts = y.value_counts().reindex(classes, fill_value=0).sort_values(ascending=False)
    if len(counts) > MOST_CLASSES:
        rest = counts.iloc[MOST_CLASSES - 1 :]
        counts = counts.iloc[: MOST_CLASSES - 1]
        counts[f"{len(rest):,} rarer classes"] = int(rest.sum())
    share = counts / max(len(y), 1)
    return pd.DataFrame(
        {"value": counts.index.astype(str), "rows": counts.to_numpy(), "share": share.to_numpy()}
    )


def _meaning(table: Table, y: pd.Series) -> str:
    """Return what a score is to be held against: the answer one would give without any model."""
    if y.empty:
        return ""
    if table.classes:
        shares = y.value_counts(normalize=True)
        label, share = shorten(shares.index[0]), float(shares.iloc[0])
        middle_sentence = (
            f"Always predicting {label} would be right in {percent(share)} of the rows"
        )
        fair = 1 / len(table.classes)
        if share < max(0.8, fair + 0.2):
            return f"{middle_sentence}: compare every accuracy with that."
        return f"{middle_sentence}, so a high accuracy says little: look at the other metrics too."
    middle, mean = float(y.median()), float(y.mean())
    middle_sentence = f"The median is {number(middle)}"
    skew = y.skew() if y.nunique() > 2 else 0.0
    assert isinstance(skew, float)
    if not abs(skew) >= SKEWED:
        return f"{middle_sentence}; the mean is {number(mean)}."
    few = "large" if skew > 0 else "small"
    return (
        f"{middle_sentence}, while the mean is {number(mean)}: a few very {few} values pull it, "
        "and would dominate a squared error, such as RMSE. Look at the mean absolute error too."
    )


def brief(frame: pd.DataFrame, most: int = 6) -> str:
    """Return the frame of a `TargetSummary` as one line.

    >>> brief(pd.DataFrame({"value": ["no", "yes"], "rows": [30, 10], "share": [0.75, 0.25]}))
    'no: 30 (75%), yes: 10 (25%)'
    >>> brief(pd.DataFrame({"what": ["median", "mean"], "value": [2.0, 2.5]}))
    'median 2, mean 2.5'
    """
    if "what" in frame:
        pairs = zip(frame["what"], frame["value"], strict=True)
        return ", ".join(f"{what} {number(value)}" for what, value in pairs)
    said = [
        f"{str(value)[:40]}: {rows:,} ({percent(share)})"
        for value, rows, share in frame.itertuples(index=False)
    ]
    more = len(said) - most
    return ", ".join(said[:most]) + (f", and {more:,} more" if more > 0 else "")
