"""Which rows belong together: rows of one patient or household tell much the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..data.step import Table
from .split import Split


def cluster_ids(data: Table, split: Split, rows: NDArray[np.intp]) -> NDArray[np.generic] | None:
    """Return the group of each of these rows; None when every row stands alone.

    A row without a group is one of its own. A row that is named twice (it was validated in
    several repeats) belongs together with itself.
    """
    named = [split.column] if split.method == "group" else data.named("group")
    if not named:
        return rows if len(np.unique(rows)) < len(rows) else None
    column = data.frame[named[0]].iloc[rows].reset_index(drop=True)
    alone = "row " + pd.Series(pd.factorize(rows)[0]).astype(str)
    return np.asarray(column.astype(str).where(column.notna(), alone), dtype=object)
