"""Split: the holdout is locked away before anything is learned; the rest is cut into folds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field
from sklearn.model_selection import StratifiedKFold, train_test_split

from ..engine.work import Report
from ..errors import ChoiceError, MissingChoice
from ..graph import Need, Params, Step
from ..stats.strata import deal, nearest_slices, strata_of_classes, strata_of_numbers
from ..words import count, listing, number
from .data import Table

Codes = NDArray[np.intp]
SLICES = 20  # groups are dealt into so many parts, and the holdout takes some of them


class SplitParams(Params):
    """How rows are locked away and folds are cut."""

    method: Literal["random", "group", "time"] = Field(
        "random",
        title="Way of splitting",
        description="Random suits rows that have nothing to do with each other. Split by group "
        "when rows belong together (one patient), by time when the future is predicted.",
        json_schema_extra={"labels": {"random": "Random", "group": "By group", "time": "By time"}},
    )
    column: str | None = Field(
        None,
        title="Split column",
        description="The column that says which rows belong together, or when each row happened. "
        "A random split needs none.",
    )
    holdout: float = Field(
        0.2,
        ge=0.05,
        le=0.5,
        title="Holdout share",
        description="The share of rows locked away for the last judgement. More rows there make "
        "the judgement surer and leave fewer to learn from; 0.2 is usual.",
    )
    folds: int = Field(
        5,
        ge=2,
        le=20,
        title="Folds",
        description="In how many parts the other rows are cut to compare candidates. "
        "More folds take longer and leave more rows for each fit; 5 is usual.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="Fixes what is random, so that the same choices give the same rows. "
        "Change it to see how much depends on chance.",
    )

    def missing(self) -> str:
        if self.method == "random" or self.column:
            return ""
        return f"Choose the {self.method} column to split by."


@dataclass(frozen=True)
class Split:
    """Which rows are for what.

    ``rows``: one row a table row, same order: part ("train" or "holdout"), fold (int, -1 in the
    holdout). With ``forward`` (split by time) fold k is validated on all earlier folds and fold 0
    is never validated; otherwise fold k is validated on all the others.
    ``summary``: one row a part: part, rows, and per class its share or the target's mean.
    """

    rows: pd.DataFrame
    forward: bool
    method: str
    summary: pd.DataFrame
    sentence: str

    @property
    def train(self) -> NDArray[np.intp]:
        """Positions of the training rows."""
        return np.flatnonzero((self.rows["part"] == "train").to_numpy())

    @property
    def holdout(self) -> NDArray[np.intp]:
        """Positions of the holdout rows; only Evaluate and Export may read them."""
        return np.flatnonzero((self.rows["part"] == "holdout").to_numpy())

    @property
    def folds(self) -> list[int]:
        """The folds that are validated."""
        every = sorted(set(self.rows["fold"]) - {-1})
        return every[1:] if self.forward else every

    def fold(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return positions to fit on and positions to validate on, for fold ``k``."""
        fold = self.rows["fold"].to_numpy()
        fit = (fold >= 0) & (fold < k) if self.forward else (fold >= 0) & (fold != k)
        return np.flatnonzero(fit), np.flatnonzero(fold == k)

    def __iter__(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        return (self.fold(k) for k in self.folds)


def run(params: SplitParams, *, data: Table, report: Report) -> Split:
    report(0.1, "Locking the holdout away")
    fold, note = METHODS[params.method](params, data)
    rows = pd.DataFrame({"part": np.where(fold < 0, "holdout", "train"), "fold": fold})
    if data.task != "regression" and data.y[fold >= 0].nunique() < 2:
        raise ChoiceError(
            f"All rows outside the holdout are of the class {data.y[fold >= 0].iloc[0]}.",
            "Split at random, or lock away another share of the rows.",
        )
    report(0.9, "Counting what is in each part")
    sentence = f"{_meaning(rows, data.task)} {note}".strip()
    return Split(rows, params.method == "time", params.method, _summary(rows, data), sentence)


Cut = tuple[Codes, str]
"""The fold of each row, -1 in the holdout, and what should be said about it."""


def _random(params: SplitParams, data: Table) -> Cut:
    n = len(data.frame)
    size = _holdout_size(n, params, "row", "rows")
    strata, note = _strata(data, int(params.folds / (1 - params.holdout)) + 2)
    if len(set(strata)) > size:
        strata = np.zeros(n, dtype=np.intp)
        note = "The holdout is too small to hold every class; where they fall is left to chance."
    train, _ = train_test_split(
        np.arange(n), test_size=size, stratify=strata, random_state=params.seed
    )
    fold = np.full(n, -1)
    cutter = StratifiedKFold(params.folds, shuffle=True, random_state=params.seed)
    for k, (_, held) in enumerate(cutter.split(train, strata[train])):
        fold[train[held]] = k
    return fold, note


def _group(params: SplitParams, data: Table) -> Cut:
    column = _column(params, data)
    groups, names = pd.factorize(column)
    unknown = groups == -1
    groups[unknown] = len(names) + np.arange(unknown.sum())
    of = f"of {params.column}"
    _holdout_size(len(set(groups)), params, f"group {of}", f"groups {of}")
    strata = _strata(data, SLICES)[0]
    slices = deal(groups, strata, SLICES, params.seed)
    held = slices < nearest_slices(slices, groups, params.holdout, params.folds)
    fold, train = np.full(len(groups), -1), np.flatnonzero(~held)
    fold[train] = deal(groups[train], strata[train], params.folds, params.seed)
    note = f"No value of {params.column} is on both sides, nor in two folds."
    if unknown.any():
        gaps = count("row", int(unknown.sum()))
        note += f" {gaps} without a value {'counts' if unknown.sum() == 1 else 'count'} as "
        note += "a group of its own." if unknown.sum() == 1 else "groups of their own."
    return fold, note


def _time(params: SplitParams, data: Table) -> Cut:
    column = _column(params, data)
    known = int(column.notna().sum())
    numeric = pd.api.types.is_numeric_dtype(column)
    if not (numeric or pd.api.types.is_datetime64_any_dtype(column)):
        raise ChoiceError(
            f"Column {params.column} holds no dates or numbers to order rows by.",
            "Choose another column, or set its kind to date in Data.",
        )
    size = _holdout_size(len(column), params, "row", "rows", blocks=params.folds + 1)
    if known <= size:
        raise ChoiceError(
            f"Column {params.column} has a value in only {known} of {count('row', len(column))}.",
            "Choose a column that is known for most rows.",
        )
    order = column.reset_index(drop=True).sort_values(kind="stable", na_position="first").index
    fold = np.full(len(column), -1)
    for k, block in enumerate(np.array_split(order[:-size].to_numpy(), params.folds + 1)):
        fold[block] = k
    first = column.iloc[order[-size]]
    shown = f"{first:.10g}" if numeric else f"{first:%Y-%m-%d}"
    note = f"The holdout starts where {params.column} is {shown}; each fold is predicted from "
    note += "earlier rows only."
    if (column.iloc[order[:-size]] == first).any():
        note = f"The holdout starts at {params.column} {shown}, and some rows of that time stand "
        note += "before the cut: choose a finer column when rows of one time belong together."
    if known < len(column):
        note += f" {count('row', len(column) - known)} without a time are taken as the earliest."
    return fold, note


METHODS: dict[str, Callable[[SplitParams, Table], Cut]] = {
    "random": _random,
    "group": _group,
    "time": _time,
}


def _column(params: SplitParams, data: Table) -> pd.Series:
    if not params.column:
        raise MissingChoice(f"No {params.method} column was chosen.", params.missing())
    others = [c for c in data.frame.columns if c != data.target]
    if params.column not in others:
        close = get_close_matches(params.column, others, n=3)
        raise ChoiceError(
            f"{params.column} is the target."
            if params.column == data.target
            else f"There is no column {params.column}.",
            f"Did you mean {listing(close)}?" if close else f"Choose one of {listing(others)}.",
        )
    return data.frame[params.column]


def _holdout_size(
    n: int, params: SplitParams, one: str, many: str, blocks: int | None = None
) -> int:
    """Return how many of n rows or groups to lock away, or say that n are too few."""
    size = math.ceil(round(n * params.holdout, 6))  # as scikit-learn counts
    if n - size < (blocks or params.folds):
        raise ChoiceError(
            f"{count(one, n, many)} cannot be cut into a holdout and {params.folds} folds.",
            "Choose fewer folds, a smaller holdout, or bring more rows.",
        )
    return size


def _strata(data: Table, least: int) -> Cut:
    """Return a stratum for each row, with at least so many rows where that is possible."""
    if data.task == "regression":
        return strata_of_numbers(data.y, least), ""
    codes, small = strata_of_classes(data.y, least)
    if not small:
        return codes, ""
    one = len(small) == 1
    who = f"{'Class' if one else 'Classes'} {listing(small)} {'has' if one else 'have'}"
    return codes, f"{who} too few rows to be spread evenly."


def _meaning(rows: pd.DataFrame, task: str) -> str:
    n = int((rows["part"] == "holdout").sum())
    locked = f"{n:,} of {count('row', len(rows))} {'is' if n == 1 else 'are'} locked away."
    if task == "regression":
        share = number(196 / np.sqrt(2 * n), spread=10)
        return f"{locked} RMSE measured on them will be known to about +/- {share}% of itself."
    points = number(98 / np.sqrt(n), spread=5 if n < 9604 else None)
    unit = "point" if points == "1" else "points"
    return f"{locked} Accuracy measured on them will be known to about +/- {points} {unit}."


def _summary(rows: pd.DataFrame, data: Table) -> pd.DataFrame:
    lines = []
    for part in ("train", "holdout"):
        y = data.y[(rows["part"] == part).to_numpy()]
        line: dict[str, object] = {"part": part, "rows": len(y)}
        if data.task == "regression":
            line[f"mean of {data.target}"] = float(y.mean())
        else:
            line |= {f"share of {c}": float((y == c).mean()) for c in data.classes}
        lines.append(line)
    return pd.DataFrame(lines)


STEP = Step(
    "split",
    "Split",
    "Lock some rows away before anyone looks, so that the last judgement is made on unseen data. "
    "The other rows are cut into folds for choosing between models.",
    SplitParams,
    Split,
    run,
    needs=(Need.of("data"),),
    page="split",
)
