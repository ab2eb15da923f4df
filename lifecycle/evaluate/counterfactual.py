"""What would have to change for another answer: the smallest changes among values that occur.

Wachter, Mittelstadt, Russell (2018), Harvard Journal of Law and Technology 31:841-887. Few columns
come first, then short ways; each value tried was seen in training rows, though not always together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Answer = Callable[[pd.DataFrame], Floats]
COLUMNS = ["option", "column", "was", "now", "answer", "distance"]
VALUES, LEVELS = 16, 12  # tried a column
PAIRED = 8  # columns tried together
MOST = 5  # options returned


@dataclass(frozen=True)
class Change:
    """One column's new value, and how far it lies from the old one, from 0 to 1."""

    column: str
    value: object
    distance: float


Option = tuple[Change, ...]


def counterfactuals(
    answer: Answer,
    row: pd.DataFrame,
    seen: pd.DataFrame,
    changeable: Sequence[str],
    goal: float,
    *,
    most_changes: int = 3,
) -> pd.DataFrame:
    """Return the smallest changes of a row that bring its answer to the other side of ``goal``.

    ``answer`` gives one number a row; at ``goal`` itself it counts as above. ``seen``: rows whose
    values are plausible. One row a change: option (0 is the smallest), column, was, now (texts),
    answer (with all changes of the option), distance (theirs together, in ranks). Empty when
    nothing within ``most_changes`` columns is enough.
    """
    own = float(answer(row)[0])
    sign = 1.0 if own < goal else -1.0

    def progress(options: list[Option]) -> Floats:
        return sign * (answer(_changed(row, options)) - goal)

    single: list[Option] = [(c,) for name in changeable for c in _changes(row, seen, name)]
    if not single:
        return _table([], row, answer)
    reach = progress(single)
    smallest = _smallest(_reached(single, reach, sign))
    best = _best_of_columns(single, reach, {c.column for option in smallest for c in option})
    tried = best
    for size in range(2, most_changes + 1):
        if len(smallest) >= MOST or len(best) < size:
            break
        tried = _together(tried, single, best, size)
        if not tried:
            break
        reach = progress(tried)
        smallest = _smallest([*smallest, *_reached(tried, reach, sign)])
        order = np.argsort(-reach, kind="stable")[:PAIRED]
        tried = [tried[i] for i in order]
    return _table(smallest[:MOST], row, answer)


def _changes(row: pd.DataFrame, seen: pd.DataFrame, name: str) -> list[Change]:
    """Return the values of a column worth trying, with their distance in ranks."""
    column, old = seen[name].dropna(), row[name].iloc[0]
    if column.empty:
        return []
    ordered = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    if not ordered:
        levels = column.value_counts().index[:LEVELS]
        return [Change(name, value, 0.5) for value in levels if value != old]
    ranked = np.sort(_as_numbers(column))
    places = np.unique((np.linspace(0.02, 0.98, VALUES) * (len(column) - 1)).astype(int))
    values = column.sort_values().iloc[places].drop_duplicates()
    if pd.isna(old):
        return [Change(name, value, 0.5) for value in values]
    spots = np.searchsorted(ranked, _as_numbers(values)) / len(ranked)
    here = float(np.searchsorted(ranked, _as_numbers(row[name]))[0]) / len(ranked)
    return [
        Change(name, value, abs(float(spot) - here))
        for value, spot in zip(values, spots, strict=True)
        if value != old
    ]


def _as_numbers(column: pd.Series) -> Floats:
    """Return numbers and moments in their order."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(dtype="datetime64[us]").astype(np.int64).astype(float)
    return column.to_numpy(dtype=float)


def _changed(row: pd.DataFrame, options: list[Option]) -> pd.DataFrame:
    """Return the row once an option, with the option's changes made."""
    many = row.iloc[np.zeros(len(options), dtype=int)].reset_index(drop=True)
    for name in {change.column for option in options for change in option}:
        mine = [
            (i, c.value) for i, option in enumerate(options) for c in option if c.column == name
        ]
        places = np.array([i for i, _ in mine])
        new = pd.Series([value for _, value in mine], dtype=row[name].dtype)
        taken = np.arange(len(many))
        taken[places] = len(many) + np.arange(len(mine))
        both = pd.concat([many[name], new], ignore_index=True)
        many[name] = both.take(taken).reset_index(drop=True)
    return many


def _reached(options: list[Option], reach: Floats, sign: float) -> list[Option]:
    enough = reach >= 0 if sign > 0 else reach > 0
    return [option for option, reached in zip(options, enough, strict=True) if reached]


def _smallest(options: list[Option]) -> list[Option]:
    """Return the options by size, one for each set of columns, none that holds a smaller one."""
    kept: list[Option] = []
    for option in sorted(options, key=lambda o: (len(o), sum(c.distance for c in o))):
        columns = {change.column for change in option}
        if not any({c.column for c in other} <= columns for other in kept):
            kept.append(option)
    return kept


def _best_of_columns(single: list[Option], reach: Floats, done: set[str]) -> list[Option]:
    """Return the farthest-reaching change of each column that alone is not enough."""
    best: dict[str, int] = {}
    for i, (change,) in enumerate(single):
        if change.column not in done and (
            change.column not in best or reach[i] > reach[best[change.column]]
        ):
            best[change.column] = i
    order = sorted(best.values(), key=lambda i: -reach[i])[:PAIRED]
    return [single[i] for i in order]


def _together(
    tried: list[Option],
    single: list[Option],
    best: list[Option],
    size: int,
) -> list[Option]:
    """Return options with one change more: all values of two columns, then single additions."""
    columns = [option[0].column for option in best]
    values = {name: [o[0] for o in single if o[0].column == name] for name in columns}
    if size == 2:
        pairs = combinations(columns, 2)
        return [(a, b) for one, two in pairs for a, b in product(values[one], values[two])]
    return [
        (*option, change)
        for option in tried
        for name in columns
        if name not in {c.column for c in option}
        for change in values[name]
    ]


def _table(found: list[Option], row: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    if not found:
        return pd.DataFrame(columns=COLUMNS).astype({"option": int, "answer": float})
    answers = answer(_changed(row, found))
    rows = [
        (k, c.column, value_text(row[c.column].iloc[0]), value_text(c.value), float(answers[k]),
         sum(each.distance for each in option))
        for k, option in enumerate(found)
        for c in option
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def value_text(value: object) -> str:
    """Return a cell as it is read.

    >>> value_text(3.0), value_text(None), value_text("Bern"), value_text(12.34567)
    ('3', 'missing', 'Bern', '12.35')
    """
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "missing"
    if isinstance(value, pd.Timestamp | np.datetime64):
        return f"{pd.Timestamp(value):%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return str(value)
