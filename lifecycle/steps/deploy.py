"""Deploy: the bundle is served on trial, and must answer as the model did."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .export import Export
from .read import Reading


class DeployParams(Params):
    """How the trial is made."""

    rows: int = Field(50, ge=1, le=1000, title="Rows of the trial")


@dataclass(frozen=True)
class Deployment:
    """The trial of the endpoint, made in process before it is started.

    ``trial``: one row a holdout row sent: row, expected, answered, same (bool), milliseconds.
    ``example``: one record as a caller would send it; ``answer``: what the endpoint replies.
    """

    trial: pd.DataFrame
    example: dict[str, object]
    answer: dict[str, object]
    sentence: str


class PredictParams(Params):
    """A file of new records is scored; it has no choices."""


@dataclass(frozen=True)
class Predictions:
    """The scored file.

    ``frame``: the file's columns, then prediction and, for classification, ``p:<class>`` columns.
    ``problems``: one row a column that did not fit the schema: column, problem.
    """

    frame: pd.DataFrame
    problems: pd.DataFrame


def run(params: DeployParams, *, export: Export, report: Report) -> Deployment:
    raise NotImplementedError


def run_predict(
    params: PredictParams, *, export: Export, batch: Reading, report: Report
) -> Predictions:
    raise NotImplementedError


STEP = Step(
    "deploy",
    "Deploy",
    "Serve the bundle as an endpoint on this machine and try it with one record or a file. "
    "Before it starts, the endpoint must give the same answers as the model did.",
    DeployParams,
    Deployment,
    run,
    needs=(Need.of("export"),),
    page="deploy",
)
PREDICT = Step(
    "predict",
    "Score a file",
    "Score every row of a file with the exported model. The file keeps its columns.",
    PredictParams,
    Predictions,
    run_predict,
    needs=(Need.of("export"), Need.of("batch")),
)
