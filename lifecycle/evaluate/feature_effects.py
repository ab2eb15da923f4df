"""What an explanation is made of: columns that belong together, and the effect along one column."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from .counterfactual import value_text

ALIKE = 0.9  # rank correlation from which two columns say much the same
GRID = 20
LEVELS = 12
ROWS = 500
COLUMNS = ["column", "value", "place", "answer", "low", "high"]


def together(x: pd.DataFrame) -> list[list[str]]:
    """Return the columns in groups that say much the same; most groups are one column.

    Shuffling one of two twins shows nothing, as the model reads the other. Numbers whose absolute
    rank correlation is 0.9 or more belong together (average linkage).
    """
    numbers = [str(c) for c in x.select_dtypes("number") if x[c].nunique() > 2]
    alone = [[str(c)] for c in x.columns if str(c) not in numbers]
    if len(numbers) < 2:
        return [[c] for c in map(str, x.columns)]
    some = x[numbers].sample(min(len(x), 5000), random_state=0)
    distance = 1 - some.corr("spearman", min_periods=20).abs().fillna(0).to_numpy()
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(np.clip((distance + distance.T) / 2, 0, 1), checks=False), "average")
    label = fcluster(tree, 1 - ALIKE, "distance")
    groups = [[n for n, own in zip(numbers, label, strict=True) if own == k] for k in set(label)]
    place = {str(c): i for i, c in enumerate(x.columns)}
    return sorted([*groups, *alone], key=lambda group: place[group[0]])


def effect_of(
    answer: Callable[[pd.DataFrame], np.ndarray], x: pd.DataFrame, column: str
) -> pd.DataFrame:
    """Return how the answer changes when every row is given one value of a column after another.

    Friedman (2001), Annals of Statistics 29:1189-1232 (partial dependence); low and high bound the
    middle 80% of the rows' own curves (Goldstein, Kapelner, Bleich, Pitkin 2015). ``answer``
    gives one number a row.
    """
    some = x.sample(min(len(x), ROWS), random_state=0)
    rows = []
    for value, text, place in _grid(x[column]):
        given = some.assign(**{column: pd.Series([value] * len(some), some.index, x[column].dtype)})
        found = answer(given)
        low, high = np.quantile(found, [0.1, 0.9])
        rows.append((column, text, place, float(np.mean(found)), float(low), float(high)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _grid(column: pd.Series) -> list[tuple[object, str, float]]:
    """Return the values to try: quantiles of numbers and dates, else the most frequent levels."""
    known = column.dropna()
    if pd.api.types.is_datetime64_any_dtype(column):
        values = pd.to_datetime(np.unique(known.quantile(np.linspace(0.02, 0.98, GRID))))
        return [(v, f"{v:%Y-%m-%d}", float(v.timestamp())) for v in values]
    if pd.api.types.is_numeric_dtype(column):
        numbers = np.unique(known.quantile(np.linspace(0.02, 0.98, GRID)))
        return [(float(v), value_text(float(v)), float(v)) for v in numbers]
    return [(v, str(v), float("nan")) for v in known.value_counts().index[:LEVELS]]


def ice_of(
    answer: Callable[[pd.DataFrame], np.ndarray], row: pd.DataFrame, x: pd.DataFrame, column: str
) -> pd.DataFrame:
    """Return how one row's answer changes along a column: column, value, place, answer, own.

    Goldstein, Kapelner, Bleich, Pitkin (2015), JCGS 24:44-65 (ICE). ``x``: rows that say which
    values occur; ``own`` marks the row's own value, which stands first.
    """
    grid = _grid(x[column])
    many = row.iloc[np.zeros(len(grid) + 1, dtype=int)].reset_index(drop=True)
    tried = pd.Series([value for value, _, _ in grid], dtype=x[column].dtype)
    many[column] = pd.concat([row[column], tried], ignore_index=True)
    found = answer(many)
    own = row[column].iloc[0]
    place = math.nan
    if not pd.isna(own):
        place = float(own.timestamp()) if isinstance(own, pd.Timestamp) else _place(own)
    rows = [(column, value_text(own), place, float(found[0]), True)]
    rows += [
        (column, text, place, float(a), False)
        for (_, text, place), a in zip(grid, found[1:], strict=True)
    ]
    return pd.DataFrame(rows, columns=["column", "value", "place", "answer", "own"])


def _place(value: object) -> float:
    """Return where to draw a value: numbers at themselves, levels nowhere."""
    return float(value) if isinstance(value, int | float) else math.nan
