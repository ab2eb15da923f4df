"""Fit: one candidate on one fold, or on all training rows; the keyed unit of long work."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table
from .prepare import Preparation
from .split import Split


class FoldParams(Params):
    """One candidate and one fold."""

    model: str = "dummy"
    fold: int = Field(0, ge=0)
    seed: int = 0


@dataclass(frozen=True)
class Fold:
    """Scores and predictions of one candidate on one validation fold.

    ``scores``: metric, value, train_value - every metric of the task.
    ``predictions``: row, prediction, and ``p:<class>`` columns for classification.
    ``warnings``: what the fit warned of, each once.
    """

    scores: pd.DataFrame
    predictions: pd.DataFrame
    fit_seconds: float
    predict_seconds: float
    warnings: tuple[str, ...]


class FitParams(Params):
    """One candidate, fitted on all training rows."""

    model: str = "dummy"
    seed: int = 0


@dataclass(frozen=True)
class Fitted:
    """The candidate fitted on all training rows: preparation and model in one pipeline."""

    model: Pipeline
    fit_seconds: float
    warnings: tuple[str, ...]


def run_fold(
    params: FoldParams, *, data: Table, split: Split, prepare: Preparation, report: Report
) -> Fold:
    raise NotImplementedError


def run_fit(
    params: FitParams, *, data: Table, split: Split, prepare: Preparation, report: Report
) -> Fitted:
    raise NotImplementedError


NEEDS = (Need.of("data"), Need.of("split"), Need.of("prepare"))
FOLD = Step(
    "fold",
    "Fit one fold",
    "Fit one candidate on one fold. It is scored on the rows left out.",
    FoldParams,
    Fold,
    run_fold,
    needs=NEEDS,
)
FIT = Step(
    "fit",
    "Fit on all training rows",
    "Fit the chosen candidate on all training rows. This is the model that is exported.",
    FitParams,
    Fitted,
    run_fit,
    needs=NEEDS,
)
