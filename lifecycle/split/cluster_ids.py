"""Which rows are not independent: those of one patient or household, and neighbours in time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..data.step import Table
from .ordered import times_of
from .split import Split


def cluster_ids(data: Table, split: Split, rows: NDArray[np.intp]) -> NDArray[np.generic] | None:
    """Return the group of each of these rows; None when every row stands alone.

    A row without a group is one of its own. A row that is named twice (it was validated in
    several repeats) belongs together with itself.
    """
    named = group_column(data, split)
    if not named:
        return rows if len(np.unique(rows)) < len(rows) else None
    return names_of_groups(data.frame[named].iloc[rows], rows)


def group_column(data: Table, split: Split) -> str:
    """Return the column whose rows belong together; empty when every row stands alone."""
    named = [split.column] if split.method == "group" else data.named("group")
    return str(named[0]) if named else ""


def names_of_groups(column: pd.Series, rows: NDArray[np.intp]) -> NDArray[np.generic]:
    """Return the name of each row's group; a row without one is a group of its own."""
    column = column.reset_index(drop=True)
    alone = "row " + pd.Series(pd.factorize(rows)[0]).astype(str)
    return np.asarray(column.astype(str).where(column.notna(), alone), dtype=object)


def time_order(data: Table, split: Split, rows: NDArray[np.intp]) -> NDArray[np.generic] | None:
    """Return when each of these rows was, for splits by time or order; None for others."""
    if split.method == "order":
        return rows
    if split.method != "time":
        return None
    return times_of(data.frame[split.column], split.column)[0][rows]
