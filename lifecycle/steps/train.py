"""Train: candidates are cross-validated inside the training rows and ranked with their spread."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from ..engine.work import Report, Work
from ..graph import Need, Params, Step
from .data import Table
from .define import Contract
from .prepare import Preparation
from .split import Split

DEFAULT_MODELS = ("dummy", "linear", "tree", "forest", "boosting", "neighbors", "mlp")


class TrainParams(Params):
    """Which candidates are fitted, and for how long."""

    models: tuple[str, ...] = Field(DEFAULT_MODELS, title="Candidates")
    budget: int | None = Field(None, ge=1, title="Time budget in seconds")
    seed: int = Field(0, ge=0, le=2**31 - 1, title="Seed")


@dataclass(frozen=True)
class Leaderboard:
    """How the candidates did on the validation folds.

    ``table``: one row a candidate, best first: model (catalog name), title, baseline (bool),
    score (mean over folds of ``metric``), low, high (corrected resampled 95% interval), std,
    train_score, fit_seconds, predict_seconds, tied (cannot be told apart from the best),
    problem (why it has no score, or empty).
    ``folds``: model, fold, metric, value, train_value - every metric of the task.
    ``oof``: out-of-fold predictions: row (table position), model, prediction, and for
    classification one column ``p:<class>`` a class.
    ``best``: the recommended candidate; ``sentence`` says why.
    """

    table: pd.DataFrame
    folds: pd.DataFrame
    oof: pd.DataFrame
    metric: str
    best: str
    sentence: str


def run(
    params: TrainParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    report: Report,
    work: Work,
) -> Leaderboard:
    raise NotImplementedError


STEP = Step(
    "train",
    "Train",
    "Fit candidate models inside the training folds and rank them against the baseline. "
    "Each candidate is scored on rows it was not fitted on, several times, to show the spread.",
    TrainParams,
    Leaderboard,
    run,
    needs=(Need.of("define", "metric"), Need.of("data"), Need.of("split"), Need.of("prepare")),
    page="train",
)
