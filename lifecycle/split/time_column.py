"""The column that says when each row came about, told from dates that only describe a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from ..storage import lazy_frames
from .dependence import is_sorted, neighbours
from .group_column import PASSED_OVER

if TYPE_CHECKING:
    from ..data.step import Table

PROPERTY = re.compile(  # a birthday or a day of joining describes a row
    r"birth|born|dob|geboren|naissance|join|sign.?up|register|since|hired|built|founded|opened"
    r"|expir|due(?:$|[ _.\-])",
    flags=re.IGNORECASE,
)
TIME_NAME = re.compile(
    r"(?:^|[ _.\-])(?:time|timestamp|date|day|week|month|quarter|year|yr|period|epoch|instant|t)"
    r"(?:$|[ _.\-])",
    flags=re.IGNORECASE,
)
LEAST_TIMES = 10
LOOKED_AT = 20_000  # rows, in the file's order, that are enough to see an order


def time_of(table: Table) -> str | None:
    """Return the column to order rows by: by its role, a date, or a number that counts time.

    A number needs the name of a time, the file in its order, and neighbours with a like target.
    """
    roles = [name for name in _names(table, table.columns["role"] == "time") if orders(table, name)]
    if roles:
        return roles[0]
    dates = [name for name in dates_of(table) if not PROPERTY.search(name)]
    if dates:
        return next((name for name in dates if is_sorted(table.column(name))), dates[0])
    named = table.columns["name"].map(lambda name: bool(TIME_NAME.search(str(name)))).astype(bool)
    for name in _names(table, _usable(table) & named):
        numeric = pd.api.types.is_numeric_dtype(table.column(name))
        if numeric and is_sorted(table.column(name)):
            return name if neighbours(table.y.head(LOOKED_AT)).certain() else None
    return None


def dates_of(table: Table) -> list[str]:
    """Return the columns of dates that are known in most rows."""
    return _names(table, _usable(table) & (table.columns["kind"] == "date"))


def sorted_by(table: Table) -> str | None:
    """Return the column that the file is sorted by; a feature that never repeats only counts."""
    first = lazy_frames.head(table, LOOKED_AT)
    for name in (table.target, *first.columns.drop(table.target)):
        column = first[name]
        most = len(column) - (name != table.target)
        if 1 < column.nunique() <= most and is_sorted(column):
            return str(name)
    return None


def orders(table: Table, name: str) -> bool:
    """Whether a column holds dates or numbers."""
    column = table.column(name)
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    known = column.dropna()
    return len(known) > 0 and _numeric(known.head(LOOKED_AT)) and _numeric(known)


def _numeric(known: pd.Series) -> bool:
    return bool(pd.to_numeric(known, errors="coerce").notna().all())


def _usable(table: Table) -> pd.Series:
    columns = table.columns
    return (
        ~columns["role"].isin(PASSED_OVER)
        & (columns["distinct"] >= LEAST_TIMES)
        & (columns["missing"] <= table.rows // 5)
    )


def _names(table: Table, which: pd.Series) -> list[str]:
    return [str(name) for name in table.columns.loc[which, "name"]]
