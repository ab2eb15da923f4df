"""The groups that protected columns make: each column by itself, and every crossing of several."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import listing

if TYPE_CHECKING:  # the steps import this room
    from ..data.step import Table

MOST_LEVELS = 12  # a column with more is cut into thirds, or is no group
MOST_GROUPS = 60  # more are no groups that a table can compare


def crossed(data: Table, rows: np.ndarray) -> dict[str, pd.Series]:
    """Return the groups of these rows: by each protected column, and by every crossing of them."""
    single = {name: levels(data.frame[name].iloc[rows]) for name in data.protected}
    found: dict[str, pd.Series] = {}
    deepest = len(single) if len(single) <= 4 else 3  # crossings of many columns hold few rows
    for size in range(1, deepest + 1):
        most = MOST_LEVELS if size == 1 else MOST_GROUPS
        for names in combinations(single, size):
            column = single[names[0]]
            for name in names[1:]:
                column = column + ", " + single[name]
            if 2 <= column.nunique() <= most:
                found[listing(names, most=9)] = column
    return found


def levels(column: pd.Series) -> pd.Series:
    """Return a column as group names; numbers and dates by the thirds of their values."""
    if column.dtype != object and column.nunique() > MOST_LEVELS:
        column = pd.qcut(column, 3, duplicates="drop").astype(str).where(column.notna())
    return column.astype(object).where(column.notna(), "missing").astype(str).reset_index(drop=True)
