"""Prepare: an unfitted pipeline that turns raw columns into features, the same in every fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table
from .split import Split


class PrepareParams(Params):
    """How missing values, categories, numbers, dates and text become features."""

    numbers: Literal["median", "mean", "most_frequent"] = Field(
        "median", title="Missing numbers become"
    )
    categories: Literal["level", "most_frequent"] = Field(
        "level", title="Missing categories become"
    )
    indicators: bool = Field(True, title="Mark what was missing")
    encoding: Literal["onehot", "ordinal", "target"] = Field("onehot", title="Categories become")
    rare: float = Field(0.01, ge=0.0, le=0.2, title="Levels rarer than this are merged")
    scaling: Literal["standard", "robust", "minmax", "none"] = Field("standard", title="Scaling")
    dates: bool = Field(True, title="Dates become parts")
    text: Literal["drop", "words"] = Field("drop", title="Free text")


@dataclass(frozen=True)
class Preparation:
    """An unfitted pipeline and what it does.

    ``pipeline``: takes the frame ``Table.x`` and yields a float matrix; never fitted here.
    Scaling is the step named ``scale``, so that a model that needs none can set it to
    "passthrough".
    ``columns``: one row an input column: column, kind, treatment, features (count), reason.
    ``preview``: the features of some training rows (fitted on training rows, for showing only).
    """

    pipeline: Pipeline
    columns: pd.DataFrame
    preview: pd.DataFrame
    features: int
    sentence: str


def run(params: PrepareParams, *, data: Table, split: Split, report: Report) -> Preparation:
    raise NotImplementedError


STEP = Step(
    "prepare",
    "Prepare",
    "Decide how missing values, categories, dates and text become numbers a model can use. "
    "Nothing is learned here: the recipe is fitted anew inside every fold, so nothing leaks.",
    PrepareParams,
    Preparation,
    run,
    needs=(Need.of("data"), Need.of("split")),
    page="prepare",
)
