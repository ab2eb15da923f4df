"""Columns whose rows belong together: one patient, one household, one device, several rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..data.readers.kinds import names_identifier
from ..storage import lazy_frames
from .dependence import alike, pairs_within

if TYPE_CHECKING:
    from ..data.step import Table

ENTITY = re.compile(
    r"(?:^|[ _.\-])(?:patient|subject|participant|person|customer|client|user|member|student|pupil"
    r"|household|family|animal|donor|speaker|author|account|device|machine|sensor)s?(?:$|[ _.\-])",
    flags=re.IGNORECASE,
)
PASSED_OVER = ("target", "weight", "protected")  # roles that say what a column is for
LEAST_LEVELS, LEAST_ENTITIES, MOST_ROWS_EACH = 20, 5, 50
REPEATED = 0.05  # share of rows that must repeat a key
MANY_ROWS = 100_000  # beyond, fewer columns are looked at, so that a page need not wait
ALIKE_FROM = 0.8  # share of rows that must share a level before rows are compared
COMPARED = 20  # columns in which rows of one group are compared


@dataclass(frozen=True)
class Repeats:
    """A column, its different values, those with several rows, and whether such rows are alike."""

    column: str
    values: int
    several: int
    alike: bool = False


def group_of(table: Table) -> Repeats | None:
    """Return the column whose rows belong together most surely, or None.

    One with the role of group, where there is any. Else a key that repeats; else a category most
    of whose many values come several times, with rows that look alike.
    """
    roles = table.columns.loc[table.columns["role"] == "group", "name"]
    if len(roles):
        return _repeats(table, str(roles.iloc[0]))
    found = _candidates(table)
    known = table.rows - found["missing"]
    repeated = (known - found["distinct"]) / table.rows  # rows beyond the first of a value
    key = (found["kind"] == "identifier") | found["name"].map(_names_one).astype(bool)
    for name in found.loc[key & (repeated >= REPEATED), "name"]:
        return _repeats(table, str(name))
    most = COMPARED if table.rows <= MANY_ROWS else COMPARED // 4
    for name in found.loc[~key & (repeated >= ALIKE_FROM / 2), "name"].head(most):
        if _look_alike(table, str(name)):
            return _repeats(table, str(name), alike=True)
    return None


def _candidates(table: Table) -> pd.DataFrame:
    """Return the columns that could name groups: many values, each of a few rows."""
    columns = table.columns[
        ~table.columns["role"].isin(PASSED_OVER)
        & ~table.columns["kind"].isin(["text", "boolean", "date", "constant"])
    ]
    each = (table.rows - columns["missing"]) / columns["distinct"].clip(lower=1)
    entity = columns["name"].map(lambda name: bool(ENTITY.search(_spaced(name)))).astype(bool)
    key = columns["name"].map(_names_one).astype(bool)
    many = columns["distinct"] >= np.where(entity, LEAST_ENTITIES, LEAST_LEVELS)
    few_each = (each > 1.01) & ((each <= MOST_ROWS_EACH) | entity)
    named = columns["kind"].isin(["identifier", "category"]) | key  # a number may repeat anyhow
    return columns[many & few_each & named].head(COMPARED)


def _names_one(name: object) -> bool:
    """Whether a name is that of a key or of somebody.

    >>> [_names_one(n) for n in ("patient", "customerID", "user_id", "age", "Patients seen")]
    [True, True, True, False, True]
    """
    return names_identifier(str(name)) or bool(ENTITY.search(_spaced(name)))


def _spaced(name: object) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", str(name))


def _repeats(table: Table, name: str, *, alike: bool = False) -> Repeats:
    groups = lazy_frames.codes(table, name)
    counts = np.bincount(groups[groups >= 0])
    return Repeats(name, len(counts), int((counts > 1).sum()), alike)


def _look_alike(table: Table, name: str) -> bool:
    """Whether most rows share their value, and those share the target or much else."""
    groups = lazy_frames.codes(table, name)
    counts = np.bincount(groups[groups >= 0])
    if counts[counts > 1].sum() < ALIKE_FROM * len(groups):
        return False
    pairs = pairs_within(groups)
    if alike(table.y, pairs).certain(0.3):
        return True
    others = [c for c in table.features if c != name][:COMPARED]
    found = [alike(table.column(c), pairs).value for c in others]
    return len(found) > 2 and float(np.mean(found)) > 0.5
