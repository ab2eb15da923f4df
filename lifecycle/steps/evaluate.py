"""Evaluate: the holdout is read, every number gets its interval, the contract its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..engine.work import Report, Work
from ..graph import Need, Params, Step
from .data import Table
from .define import Contract
from .prepare import Preparation
from .split import Split
from .train import Leaderboard


class EvaluateParams(Params):
    """Which candidate is judged."""

    model: str = Field("", title="Candidate", description="Empty takes the recommended one.")
    threshold: float = Field(0.5, ge=0.0, le=1.0, title="Threshold")
    level: float = Field(0.95, ge=0.5, le=0.999, title="Confidence level")
    resamples: int = Field(2000, ge=200, le=20000, title="Bootstrap resamples")
    seed: int = Field(0, ge=0, le=2**31 - 1, title="Seed")


@dataclass(frozen=True)
class Evaluation:
    """How the chosen model, fitted on all training rows, does on the holdout.

    ``metrics`` and ``baseline``: one row a metric: name, title, value, low, high, level, method, n;
    the baseline is the dummy on the same rows.
    ``predictions``: row (table position), y, prediction, and ``p:<class>`` columns.
    ``curves``: frames by name; classification: roc (class, fpr, tpr, threshold), pr (class,
    recall, precision, threshold), confusion (actual, predicted, count), reliability (class,
    predicted, observed, low, high, count); regression: residuals (row, y, prediction, residual).
    ``state``: "ship", "likely", "unclear" or "dont"; ``verdict``: the sentences that say why.
    """

    model_name: str
    model: Pipeline
    metric: str
    metrics: pd.DataFrame
    baseline: pd.DataFrame
    predictions: pd.DataFrame
    curves: dict[str, pd.DataFrame]
    state: Literal["ship", "likely", "unclear", "dont"]
    verdict: str
    holdout_rows: int


def run(
    params: EvaluateParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    train: Leaderboard,
    report: Report,
    work: Work,
) -> Evaluation:
    raise NotImplementedError


STEP = Step(
    "evaluate",
    "Evaluate",
    "Unlock the holdout once and see how the chosen model does on rows nobody has seen. "
    "Every number comes with its interval, and the contract gets its verdict.",
    EvaluateParams,
    Evaluation,
    run,
    needs=(
        Need.of("define", "metric", "floor", "incumbent_score"),
        Need.of("data"),
        Need.of("split"),
        Need.of("prepare"),
        Need.of("train"),
    ),
    page="evaluate",
    looks=True,
)
