"""The simplest rule that looks at the data: one column, cut into parts, each with its own answer.

Holte (1993), Very Simple Classification Rules Perform Well on Most Commonly Used Datasets, Machine
Learning 11:63-91. A model that does not beat it is not worth its trouble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import count
from ..metrics.predictions import most_probable, predictions_frame
from ..stats.rounding import OF_SUMS

PARTS = 6  # of numbers and dates
LEVELS = 12  # of words
FEWEST = 10  # rows of a word that gets a part of its own
MOST_ROWS = 20_000  # more do not change which column is taken
SHRINK = 2.0  # rows' worth of the overall answer that each part starts from

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """How a column is cut: at ``edges`` (numbers, dates) or by ``levels``; the last is missing."""

    edges: Floats | None
    levels: tuple[str, ...]

    @classmethod
    def of(cls, column: pd.Series) -> Parts:
        if numeric(column):
            known = as_numbers(column)
            known = known[np.isfinite(known)]
            inner = np.linspace(0, 1, PARTS + 1)[1:-1]
            return cls(np.unique(np.quantile(known, inner)) if len(known) else np.empty(0), ())
        common = column.dropna().astype(str).value_counts()
        return cls(None, tuple(common[common >= FEWEST].index[:LEVELS]))

    def __len__(self) -> int:
        return 2 + (len(self.levels) if self.edges is None else len(self.edges))

    def place(self, column: pd.Series) -> NDArray[np.intp]:
        """Return the part of each row."""
        missing = column.isna().to_numpy()
        if self.edges is not None:
            found = np.searchsorted(self.edges, as_numbers(column), side="left")
        else:
            found = pd.Index(self.levels).get_indexer(pd.Index(column.astype(str)))
            found = np.where(found < 0, len(self.levels), found)
        return np.where(missing, len(self) - 1, found).astype(np.intp)


@dataclass(frozen=True)
class OneRule:
    """A column, how it is cut, and the answer of each part: shares of the classes, or a mean."""

    column: str
    parts: Parts
    answers: Floats
    classes: tuple[str, ...]

    @property
    def words(self) -> str:
        if not self.column:
            return "the same prediction for every row"
        return f"{self.column} alone, in {count('part', len(self.parts) - 1)}"

    def predict(self, x: pd.DataFrame) -> pd.DataFrame:
        """Return the frame of predictions, as a fitted model would."""
        place = self.parts.place(x[self.column]) if self.column else np.zeros(len(x), dtype=np.intp)
        answers = self.answers[place]
        if not self.classes:
            return predictions_frame(answers[:, 0])
        return predictions_frame(most_probable(answers, self.classes), answers, self.classes)


def one_rule(
    x: pd.DataFrame, y: pd.Series, classes: Sequence[str], fold: NDArray[np.intp]
) -> OneRule:
    """Fit the rule on training rows; the column is the one that does best outside its fold."""
    wanted = targets(y, classes)
    some = np.arange(len(x))
    if len(some) > MOST_ROWS:
        some = np.random.default_rng(0).choice(some, MOST_ROWS, replace=False)
    best, least = (
        "",
        missed(np.zeros(len(some), dtype=np.intp), 1, wanted[some], fold[some], classes),
    )
    for name in x.columns:
        column = x[name].iloc[some]
        parts = Parts.of(column)
        loss = missed(parts.place(column), len(parts), wanted[some], fold[some], classes)
        if loss < least - OF_SUMS * abs(least):
            best, least = str(name), loss
    parts = Parts.of(x[best]) if best else Parts(np.empty(0), ())
    place = parts.place(x[best]) if best else np.zeros(len(x), dtype=np.intp)
    return OneRule(best, parts, answered(place, len(parts), wanted), tuple(classes))


def targets(y: pd.Series, classes: Sequence[str]) -> Floats:
    """Return one column a class (1 where a row is of it), or the amounts as one column."""
    if not classes:
        return y.to_numpy(dtype=float)[:, None]
    codes = pd.Index(list(classes)).get_indexer(pd.Index(y))
    return np.asarray(codes[:, None] == np.arange(len(classes)), dtype=float)


def answered(place: NDArray[np.intp], parts: int, wanted: Floats) -> Floats:
    """Return the mean of each part, drawn a little towards that of all rows."""
    start = wanted.mean(axis=0) if len(wanted) else np.zeros(wanted.shape[1])
    counts = np.bincount(place, minlength=parts)[:, None]
    sums = np.column_stack([np.bincount(place, weights=each, minlength=parts) for each in wanted.T])
    return np.asarray((sums + SHRINK * start) / (counts + SHRINK))


def missed(
    place: NDArray[np.intp],
    parts: int,
    wanted: Floats,
    fold: NDArray[np.intp],
    classes: Sequence[str],
) -> float:
    """Return the mean loss of rows by a rule fitted on the other folds."""
    total = 0.0
    for each in np.unique(fold):
        held = fold == each
        rest = ~held if not held.all() else held
        said = answered(place[rest], parts, wanted[rest])[place[held]]
        if classes:
            total -= float(np.log(np.clip((said * wanted[held]).sum(axis=1), 1e-12, 1)).sum())
        else:
            total += float(((said - wanted[held]) ** 2).sum())
    return total / max(len(place), 1)


def numeric(column: pd.Series) -> bool:
    """Whether a column is cut by size: amounts and moments are."""
    return pd.api.types.is_numeric_dtype(column) or column.dtype.kind == "M"


def as_numbers(column: pd.Series) -> Floats:
    """Return amounts, and moments as seconds; NaN where missing."""
    if column.dtype.kind == "M":
        seconds = column.to_numpy(dtype="datetime64[s]").astype(np.int64).astype(float)
        return np.where(column.isna(), np.nan, seconds)
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
