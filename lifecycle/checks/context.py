"""What the checks look at: the table as a whole for counts, and training rows for values.

Everything that a locked row could tell (values, levels, relations to the target) is taken from the
training rows; of a large table, from a random part of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..data.readers.reading import Reading
from ..data.roles import USELESS
from ..stats.association import cramers_v, rank_eta
from ..stats.binning import level_bins, period_bins, quantile_bins
from .sentinels import sentinels

if TYPE_CHECKING:
    from ..data.step import Table
    from ..split.split import Split

MOST_ROWS, MOST_CELLS, LEAST_ROWS = 20_000, 4_000_000, 1_000


@dataclass(frozen=True)
class Column:
    """One row of ``Table.columns``, as far as the checks read it."""

    name: str
    kind: str
    role: str
    missing: int
    distinct: int
    known: str = ""

    @property
    def excluded(self) -> bool:
        """Whether somebody left it out; what is useless is left out unasked."""
        return self.role == "ignore" and (self.kind not in USELESS or self.known == "no")


@dataclass(frozen=True)
class Context:
    """A table, how it was read, and the split; without a split every row is a training row."""

    table: Table
    read: Reading
    split: Split | None = None

    @cached_property
    def columns(self) -> list[Column]:
        """Every column but the target and those that somebody left out."""
        facts = self.table.columns
        names = ["name", "kind", "role", "missing", "distinct", *({"known"} & set(facts))]
        rows = zip(*(facts[name].tolist() for name in names), strict=True)
        every = [Column(*row) for row in rows]
        return [column for column in every if column.role != "target" and not column.excluded]

    @cached_property
    def features(self) -> list[Column]:
        """What a model may use."""
        return [column for column in self.columns if column.role == "feature"]

    def of_kind(self, *kinds: str) -> list[Column]:
        """Columns of these kinds that are not left out, the target aside."""
        return [c for c in self.columns if c.kind in kinds and c.role != "ignore"]

    def having(self, *kinds: str) -> list[Column]:
        """Features of these kinds."""
        return [column for column in self.features if column.kind in kinds]

    @property
    def comparable(self) -> list[Column]:
        """Features whose values can be compared: all but free text."""
        return self.having("number", "date", "category", "boolean")

    @property
    def classes(self) -> bool:
        """Whether the target is one of several classes."""
        return self.table.task != "regression"

    @cached_property
    def training(self) -> NDArray[np.intp]:
        """Positions of all training rows."""
        return np.arange(len(self.table.frame)) if self.split is None else self.split.train

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Positions of the training rows that are looked at, in order."""
        return self.sampled(self.training)

    def sampled(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return these rows, or a random part of them when they are too many cells."""
        wide = MOST_CELLS // max(1, self.table.frame.shape[1])
        most = max(LEAST_ROWS, min(MOST_ROWS, wide))
        if len(rows) <= most:
            return rows
        return np.sort(np.random.default_rng(0).choice(rows, most, replace=False))

    @cached_property
    def as_read(self) -> pd.DataFrame:
        """The training rows that are looked at, with every number as it was read."""
        return self.table.frame.iloc[self.rows].reset_index(drop=True)

    @cached_property
    def sentinels(self) -> dict[str, dict[float, int]]:
        """Numbers that may mean missing, and how often each comes, by column."""
        names = [c.name for c in self.of_kind("number")]
        names += [] if self.classes else [self.table.target]
        written = self.table.written
        return sentinels(self.as_read[names], {name: written[name].kept for name in names})

    @cached_property
    def train(self) -> pd.DataFrame:
        """The training rows that are looked at; what may mean missing in a feature is missing.

        So what such a code would cause (an outlier, a relation to the target) is no finding beside
        the code itself.
        """
        coded = {name: found for name, found in self.sentinels.items() if name != self.table.target}
        numbers = {
            name: self.as_read[name].mask(self.as_read[name].isin(coded[name])) for name in coded
        }
        return self.as_read.assign(**numbers)

    @cached_property
    def y(self) -> pd.Series:
        """The target of the training rows that are looked at."""
        return self.train[self.table.target]

    @cached_property
    def codes(self) -> NDArray[np.intp]:
        """The target's classes as codes."""
        return pd.Index(self.table.classes).get_indexer(pd.Index(self.y)).astype(np.intp)

    @cached_property
    def folds(self) -> NDArray[np.intp]:
        """The fold of each row that is looked at; without a split, five in turn at random."""
        if self.split is not None:
            return self.split.rows["fold"].to_numpy()[self.rows].astype(np.intp)
        return np.random.default_rng(0).permutation(np.arange(len(self.rows)) % 5)

    @cached_property
    def strength(self) -> dict[str, float]:
        """How strongly each feature goes with the target, from 0 to 1."""
        return {c.name: self._strength(c.name, c.kind) for c in self.comparable}

    def _strength(self, name: str, kind: str) -> float:
        column = self.train[name]
        if kind == "date":
            bins = period_bins(column, most=12)
        else:
            bins = quantile_bins(column) if kind == "number" else level_bins(column)
        if self.classes:
            return cramers_v(bins.codes, self.codes)
        return rank_eta(bins.codes, self.y.to_numpy(dtype=float))

    @property
    def row(self) -> str:
        """What one row that is looked at is called."""
        return "row" if self.split is None else "training row"

    @property
    def ground(self) -> str:
        """Say what was looked at."""
        of = len(self.training)
        which = f"{self.row}s"
        if len(self.rows) < of:
            return f"a random {len(self.rows):,} of {of:,} {which}"
        return f"{of:,} {which}"
