"""What if: one record with values of one's own, and the answer of the model that was judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ..data.step import Table
from ..metrics.predictions import PREDICTION
from ..prepare.step import LEFT_OUT, Preparation
from ..split.split import Split
from ..train.fit_step import predict
from .explained_quantity import answer_of
from .step import Evaluation

MOST_LEVELS = 50
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Slot:
    """What may be given for a column: a number between ``low`` and ``high``, or one of ``levels``.

    The ends are the middle 98% of the training rows, wide enough for the row's own value.
    """

    column: str
    own: Any
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The answer for a record, and for the row it began from; ``about`` says what of."""

    called: str
    value: float
    before: float
    about: str


@dataclass(frozen=True)
class WhatIf:
    """A training row whose values may be changed, and the judged model that answers."""

    evaluation: Evaluation
    data: Table
    row: int
    slots: list[Slot]

    def answer(self, given: Mapping[str, Any]) -> Answer:
        """Return the judged model's answer for the row with some values changed."""
        judged = self.evaluation
        return answer(judged.model, self.data, self.row, given, judged.threshold)


def what_if(
    evaluation: Evaluation, data: Table, prepare: Preparation, split: Split, place: int
) -> WhatIf:
    """Return what may be changed of a training row; ``place`` counts training rows from 0."""
    row = int(split.train[place])
    return WhatIf(evaluation, data, row, slots(data, prepare, split.train, row))


def slots(data: Table, prepare: Preparation, train: np.ndarray, row: int) -> list[Slot]:
    """Return what may be changed of a row: numbers and levels that the model takes, by spread."""
    taken = prepare.columns.loc[prepare.columns["treatment"] != LEFT_OUT, "column"]
    known, own = data.x.iloc[train], data.x.iloc[row]
    offered = []
    for column in [str(name) for name in taken if name in known]:
        values = known[column].dropna()
        if values.empty:
            continue
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            offered.append(_number(column, values, own[column]))
        elif not pd.api.types.is_datetime64_any_dtype(values):
            levels = values.astype(str).value_counts().index[:MOST_LEVELS].tolist()
            if 2 <= len(levels) < MOST_LEVELS:
                mine = None if pd.isna(own[column]) else str(own[column])
                every = sorted({*levels, *([mine] if mine else [])})
                offered.append(Slot(column, mine, levels=tuple(every)))
    return offered[:MOST_COLUMNS]


def _number(column: str, values: pd.Series, own: Any) -> Slot:
    low, high = (float(v) for v in values.quantile([0.01, 0.99]))
    mine = None if pd.isna(own) else float(own)
    if mine is not None:
        low, high = min(low, mine), max(high, mine)
    whole = bool((values % 1 == 0).all()) and high - low >= 1
    return Slot(column, mine, low, high if high > low else low + 1, whole)


def answer(
    model: Pipeline, data: Table, row: int, given: Mapping[str, Any], threshold: float
) -> Answer:
    """Return the model's answer for a row with some values changed."""
    own = data.x.iloc[[row]]
    record = own.copy()
    for column, value in given.items():
        kind = own[column].dtype
        record[column] = pd.Series([value], index=own.index, dtype=kind)
    said = predict(model, record, data.classes)
    called = str(said[PREDICTION].iloc[0])
    number, about = answer_of(model, data, called)
    value = float(number(record)[0])
    if len(data.classes) == 2:
        called = data.classes[int(value >= threshold)]
    return Answer(called, value, float(number(own)[0]), about)
