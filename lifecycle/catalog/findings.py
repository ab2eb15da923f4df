"""What the checks find in a table: each function yields (column, detail), or nothing.

The column is empty for a finding about the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..readers.reading import Reading, plural
from ..readers.values import is_missing_word

if TYPE_CHECKING:
    from ..steps.data import Table

Found = Iterator[tuple[str, str]]
FEATURE_RATIO, RARE_CLASS, IMBALANCE, MANY_LEVELS, MOSTLY = 10, 10, 0.1, 50, 0.5
SENTINELS = (-999.0, -9999.0, -99.0, -200.0, 999.0, 9999.0, 99999.0)


@dataclass(frozen=True)
class Column:
    """One row of ``Table.columns``, as far as the checks read it."""

    name: str
    kind: str
    role: str
    missing: int
    distinct: int


def columns_of(table: Table) -> list[Column]:
    """Return every column but the target."""
    names = ("name", "kind", "role", "missing", "distinct")
    rows = zip(*(table.columns[name].tolist() for name in names), strict=True)
    return [column for row in rows if (column := Column(*row)).role != "target"]


def of_kind(table: Table, *kinds: str) -> list[str]:
    """Return the columns of these kinds, the target aside."""
    return [column.name for column in columns_of(table) if column.kind in kinds]


def constant(table: Table, read: Reading) -> Found:
    for name in of_kind(table, "constant"):
        if table.frame[name].notna().any():
            yield name, "Every row holds the same value."


def identifier(table: Table, read: Reading) -> Found:
    for name in of_kind(table, "identifier"):
        yield name, "Nearly every row has a value of its own, as a key or a row number has."


def all_missing(table: Table, read: Reading) -> Found:
    for column in columns_of(table):
        if column.missing == len(table.frame):
            yield column.name, "No row has a value."


def mostly_missing(table: Table, read: Reading) -> Found:
    rows = len(table.frame)
    for column in columns_of(table):
        if MOSTLY * rows < column.missing < rows:
            yield column.name, f"{column.missing:,} of {rows:,} rows have no value."


def target_missing(table: Table, read: Reading) -> Found:
    if table.rows_without_target:
        count = plural(table.rows_without_target, "row")
        yield table.target, f"{count} of {table.rows_read:,} have no target and were left out."


def duplicates(table: Table, read: Reading) -> Found:
    if table.duplicate_rows:
        rows = table.rows_read - table.rows_without_target
        count, share = plural(table.duplicate_rows, "row"), table.duplicate_rows / rows
        kept = "are repeats" if len(table.frame) == rows else "were repeats and left out"
        yield "", f"{count} of {rows:,} ({share:.0%}) {kept} of another row, cell by cell."


def imbalance(table: Table, read: Reading) -> Found:
    shares = table.y.value_counts(normalize=True)
    if len(shares) == 2 and shares.min() < IMBALANCE:
        yield table.target, f"Only {shares.min():.1%} of the rows are {shares.idxmin()!r}."


def rare_class(table: Table, read: Reading) -> Found:
    for label, count in table.y.value_counts().items():
        if count < RARE_CLASS:
            yield table.target, f"Class {str(label)!r} has {plural(count, 'row')}."


def many_levels(table: Table, read: Reading) -> Found:
    for column in columns_of(table):
        if column.role == "feature" and column.kind == "category" and column.distinct > MANY_LEVELS:
            each = (len(table.frame) - column.missing) / column.distinct
            yield column.name, f"{column.distinct:,} levels, about {each:.1f} rows each."


def spellings(table: Table, read: Reading) -> Found:
    classes = [] if table.task == "regression" else [table.target]
    for name in [*of_kind(table, "category", "boolean"), *classes]:
        levels = pd.Series(table.frame[name].dropna().unique(), dtype=object)
        same = levels.str.strip().str.casefold().duplicated(keep=False)
        if same.any():
            yield name, f"Levels differ only by case or spaces: {shown(levels[same])}."


def missing_levels(table: Table, read: Reading) -> Found:
    codes = {f"{code:g}" for code in SENTINELS}
    for name in of_kind(table, "category"):
        levels = pd.Series(table.frame[name].dropna().unique(), dtype=object)
        odd = is_missing_word(levels.to_numpy()) | levels.str.strip().isin(codes).to_numpy()
        if odd.any():
            yield name, f"Levels that may mean missing: {shown(levels[odd])}."


def target_copy(table: Table, read: Reading) -> Found:
    y = table.y
    codes = pd.factorize(y)[0]
    for name in table.features:
        column = table.frame[name]
        if column.notna().sum() < 0.5 * len(column):
            continue
        if table.task == "regression":
            copied = follows(column, y)
        else:
            copied = separates(column, codes) or determines(column, codes)
        if copied:
            yield name, f"It alone tells {table.target!r} without a mistake."


def follows(column: pd.Series, y: pd.Series) -> bool:
    """Tell whether a number rises or falls with the target in a straight line."""
    if not pd.api.types.is_float_dtype(column):
        return False
    both = column.notna().to_numpy()
    a, b = column.to_numpy()[both], y.to_numpy()[both]
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return False
    return bool(abs(np.corrcoef(a, b)[0, 1]) > 0.99999)


def determines(column: pd.Series, classes: NDArray[np.intp]) -> bool:
    """Tell whether each value comes with one class only, over enough rows a value to mean it."""
    codes, values = pd.factorize(column)
    present = codes >= 0
    if len(values) > 0.1 * present.sum() or len(np.unique(classes[present])) <= classes.max():
        return False
    pairs = np.unique(codes[present] * (classes.max() + 1) + classes[present])
    return len(pairs) == len(values)


def separates(column: pd.Series, classes: NDArray[np.intp]) -> bool:
    """Tell whether the classes take ranges of a number that do not overlap."""
    if not pd.api.types.is_float_dtype(column):
        return False
    values = column.to_numpy()
    present = ~np.isnan(values)
    ordered = classes[present][np.argsort(values[present], kind="stable")]
    changes = int((ordered[1:] != ordered[:-1]).sum())
    if changes != classes.max() or np.bincount(ordered).min() < 5:
        return False
    edges = np.flatnonzero(ordered[1:] != ordered[:-1])
    ranked = np.sort(values[present])
    return bool((ranked[edges + 1] > ranked[edges]).all())


def few_rows(table: Table, read: Reading) -> Found:
    rows, features = len(table.frame), len(table.features)
    if rows < FEATURE_RATIO * features:
        yield "", f"{rows:,} rows for {plural(features, 'feature')}."


def repaired(table: Table, read: Reading) -> Found:
    facts = (read.columns[name].tolist() for name in ("name", "repaired", "note"))
    for name, count, note in zip(*facts, strict=True):
        if count:
            yield name, f"{plural(count, 'cell')} became missing: {note}."


def impossible_dates(table: Table, read: Reading) -> Found:
    raw = dict(zip(read.columns["name"].tolist(), read.columns["missing"].tolist(), strict=True))
    for name in of_kind(table, "date"):
        lost = int(table.frame[name].isna().sum() - raw[name])
        if lost > 0 and table.rows_without_target == 0:
            yield name, f"{plural(lost, 'cell')} could not be read as a date and became missing."


def sentinels(table: Table, read: Reading) -> Found:
    target = [table.target] if table.task == "regression" else []
    for name in [*of_kind(table, "number"), *target]:
        values = table.frame[name].to_numpy()
        values = values[~np.isnan(values)]
        for code in {float(values.min()), float(values.max())} if len(values) else ():
            others = values[values != code]
            count = len(values) - len(others)
            if code in SENTINELS and count >= 3 and len(others) and stands_apart(code, others):
                yield name, f"{code:g} comes {count:,} times, far from every other value."


def stands_apart(code: float, others: NDArray[np.float64]) -> bool:
    """Tell whether a code lies beyond all other values by at least half their range."""
    low, high = float(others.min()), float(others.max())
    if code < 0:
        return low >= 0 or code < low - 0.5 * (high - low)
    return code > high + 0.5 * (high - low)


def shown(values: pd.Series) -> str:
    return ", ".join(repr(value) for value in values.head(5))
