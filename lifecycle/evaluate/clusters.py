"""Which rows belong together: rows of one patient or household tell much the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:  # the steps import this room
    from ..data.step import Table
    from ..split.split import Split


def clusters(data: Table, split: Split, rows: np.ndarray) -> np.ndarray | None:
    """Return the group of each of these rows; None when every row stands alone.

    A row without a group is one of its own. A row that is named twice (it was validated in
    several repeats) belongs together with itself.
    """
    named = [split.column] if split.method == "group" else data.named("group")
    if not named:
        return rows if len(np.unique(rows)) < len(rows) else None
    column = data.frame[named[0]].iloc[rows].reset_index(drop=True)
    alone = "row " + pd.Series(rows).astype(str)
    return np.asarray(column.astype(str).where(column.notna(), alone), dtype=object)
