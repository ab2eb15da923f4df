"""Which way of splitting suits a table, and why: what belongs together, and what comes in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..core.wording import number, short
from .dependence import neighbours
from .group_column import PASSED_OVER, Repeats, group_of
from .predefined import parts_understood
from .time_column import LOOKED_AT, dates_of, sorted_by, time_of

if TYPE_CHECKING:
    from ..data.step import Table

PART_NAME = re.compile(
    r"(?:^|[ _.\-])(?:split|folds?|partition|part|subset|set|holdout|(?:is[ _]?)?(?:test|train))$",
    flags=re.IGNORECASE,
)
LEAST_LIKE = 0.25  # a weaker likeness of neighbours is no reason to give up a random split


@dataclass(frozen=True)
class Recommendation:
    """A way of splitting with its column, and why; ``sure`` when the data speak for it."""

    method: str
    column: str | None
    reason: str
    sure: bool = True

    @property
    def choice(self) -> dict[str, Any]:
        """The fields of the Split step's params that it sets.

        Whole groups fall to the parts by chance, as new ones will come.
        """
        chosen = {"method": self.method, "column": self.column, "held": ()}
        return chosen | ({"stratify": False} if self.method == "group" else {})


def recommend(table: Table) -> Recommendation:
    """Return the way of splitting that suits the table.

    A role that was given comes first; then a column that names parts, what belongs together,
    what says the time, and at last the order of the rows.
    """
    roles = set(table.columns["role"])
    group, time = group_of(table), time_of(table)
    if group and "group" in roles:
        return _by_group(group, time)
    if time and time in table.named("time"):
        return Recommendation("time", time, f"Column {short(time)} was given the role of time.")
    parts = _parts(table)
    if parts:
        why = f"Column {short(parts)} says which rows are for training and which for the judgement."
        return Recommendation("column", parts, why)
    if group:
        return _by_group(group, time)
    if time:
        return Recommendation("time", time, _why_time(table, time))
    return _by_order(table)


def _by_group(same: Repeats, time: str | None) -> Recommendation:
    name = short(same.column)
    if same.several:
        why = f"Column {name} repeats: {same.several:,} of its {same.values:,} values have "
        why += "several rows" + (", and those rows are alike." if same.alike else ".")
    else:
        why = f"Column {name} was given the role of group, though no value of it repeats."
    if time:
        why += f" Split by time ({short(time)}) instead when the same ones will come again later."
    return Recommendation("group", same.column, why)


def _why_time(table: Table, time: str) -> str:
    column = table.column(time)
    if pd.api.types.is_datetime64_any_dtype(column):
        why = f"Column {short(time)} holds dates from {column.min():%Y-%m-%d} to "
        why += f"{column.max():%Y-%m-%d}: a model that will meet later rows is best judged on "
        return why + "later rows. If they do not say when a row came about, split at random."
    like = number(neighbours(table.y.head(LOOKED_AT)).value, 0.1)
    why = f"Rows lie in the order of {short(time)}, and the target of neighbouring rows is alike "
    return why + f"(correlation {like})."


def _by_order(table: Table) -> Recommendation:
    y = table.y.head(LOOKED_AT)
    found, dates = neighbours(y), dates_of(table)
    if found.certain(LEAST_LIKE) and _doubled(table) < 0.1:
        order = sorted_by(table)
        if order is None:
            why = "Rows that follow each other in the file have similar targets (correlation "
            why += f"{number(found.value, 0.1)}, more than chance gives): they seem to lie in the "
            return Recommendation("order", None, why + "order they came about.")
        why = f"The file is sorted by {short(order)}, which makes neighbours alike; nothing else "
        return Recommendation("random", None, why + "speaks against a random split.", False)
    if dates:
        why = f"The dates of {short(dates[0])} describe a row rather than say when it came about, "
        why += "and nothing else speaks against a random split."
        return Recommendation("random", None, why, False)
    why = "No dates, no repeated keys and no clear order of the rows were found."
    return Recommendation("random", None, why, False)


def _doubled(table: Table) -> float:
    """Return the share of rows that repeat an earlier one and were not dropped."""
    dropped = table.rows_read - table.rows_without_target - table.rows
    return (table.duplicate_rows - dropped) / max(table.rows, 1)


def _parts(table: Table) -> str | None:
    names = table.columns.loc[~table.columns["role"].isin(PASSED_OVER), "name"].astype(str)
    for name in names[names.map(lambda name: bool(PART_NAME.search(name))).astype(bool)]:
        if parts_understood(name, table.column(name)):
            return name
    return None
