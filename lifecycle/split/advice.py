"""What can be said about a split before it is made: a recommendation, choices and sizes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..data.step import Table
from ..storage import lazy_frames
from .group_column import PASSED_OVER
from .holdout_precision import assumed, in_rows, in_words
from .predefined import MOST_VALUES, values_of
from .recommend import recommend as recommend
from .time_column import orders

LEVELLED = ("category", "boolean", "text")


@dataclass(frozen=True)
class HoldoutPrecision:
    """How sure the judgement will be: in a sentence, for several sizes, and what that assumes.

    ``sizes``: one row a share of the holdout, as `holdout_precision.in_rows`.
    """

    sentence: str
    sizes: pd.DataFrame
    assumed: str


def holdout_precision(table: Table, share: float) -> HoldoutPrecision:
    """Return how sure a judgement on this share (0 to 1) of the rows will be."""
    return HoldoutPrecision(in_words(table, share), in_rows(table, share), assumed(table))


def split_columns(table: Table, method: str) -> list[str]:
    """Return the columns that can say the time, the part, or which rows belong together."""
    columns = table.columns[~table.columns["role"].isin(PASSED_OVER)]
    columns = columns[columns["kind"] != "constant"]
    if method == "time":
        columns = columns[~columns["kind"].isin(LEVELLED)]
        return [name for name in columns["name"] if orders(table, name)]
    if method == "column":
        columns = columns[columns["distinct"].between(2, MOST_VALUES)]
    return list(columns["name"])


def holdout_values(table: Table, column: str) -> list[str]:
    """Return the values of a split column, as choices for those whose rows are the holdout."""
    return values_of(lazy_frames.column(table, column))
