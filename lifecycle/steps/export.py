"""Export: everything another machine needs to use, check and rebuild the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table
from .define import Contract
from .evaluate import Evaluation
from .prepare import Preparation
from .read import Reading
from .split import Split
from .train import Leaderboard


class ExportParams(Params):
    """What the bundle says of itself."""

    name: str = Field("model", title="Name", max_length=80, pattern=r"^[\w .-]+$")
    note: str = Field("", title="Note for the model card", max_length=2000)


@dataclass(frozen=True)
class Export:
    """The contents of a bundle; ``lifecycle.bundle.write`` makes the folder or zip of it.

    ``schema``: JSON Schema of one input record. ``metrics``: the content of metrics.json but for
    ``holdout_looks``, which the project's log knows. ``reference``: the holdout's raw features,
    target and predictions, for drift and verification. ``texts``: file name to text, for
    model_card.md, train.py, requirements.txt and report.html.
    """

    name: str
    model: Pipeline
    schema: dict[str, Any]
    metrics: dict[str, Any]
    leaderboard: pd.DataFrame
    reference: pd.DataFrame
    texts: dict[str, str]


def run(
    params: ExportParams,
    *,
    define: Contract,
    read: Reading,
    data: Table,
    split: Split,
    prepare: Preparation,
    train: Leaderboard,
    evaluate: Evaluation,
    report: Report,
) -> Export:
    raise NotImplementedError


STEP = Step(
    "export",
    "Export",
    "Pack the model with its recipe, metrics, model card and checksums into one bundle. "
    "The bundle can be checked and used on another machine without this app.",
    ExportParams,
    Export,
    run,
    needs=(
        Need.of("define"),
        Need.of("read"),
        Need.of("data"),
        Need.of("split"),
        Need.of("prepare"),
        Need.of("train"),
        Need.of("evaluate"),
    ),
    page="export",
)
