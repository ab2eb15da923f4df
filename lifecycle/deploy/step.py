"""Deploy: the bundle is served on trial, and must answer as the model did."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing, number
from ..data.read_step import Reading
from ..engine.runner import Report
from ..export import plain_json
from ..export.input_problems import PROBLEMS, column_problems, ways_in
from ..export.safe_csv import running_columns
from ..export.schema import outputs_of, reference_inputs
from ..export.scorer import Scorer
from ..export.step import STEP as EXPORT
from ..export.step import Export
from ..metrics.predictions import PREDICTION, PREDICTION_COLUMNS, probability_column
from ..storage.frame_columns import Column, frame_of, names_of
from .new_data import BATCH


class DeployParams(Params):
    """How the trial is made."""

    rows: int = Field(
        50,
        ge=1,
        le=1000,
        title="Trial rows",
        description="How many holdout rows are sent to the endpoint to compare its predictions "
        "with the model's. 50 show most mistakes within a second or two.",
    )


TRIAL = (
    Column("row", "in the order sent, from 0", unit="number"),
    Column("expected", "what the model predicts, as text"),
    Column("answered", "what the endpoint answers, as text"),
    Column("same", "whether they agree, probabilities to nine digits"),
    Column("milliseconds", "how long the answer took", unit="milliseconds"),
)


@dataclass(frozen=True)
class Deployment:
    """The trial of the endpoint, made in process before it is started.

    ``example``: one record as a caller would send it; ``answer``: what the endpoint replies.
    """

    trial: pd.DataFrame = field(metadata=frame_of("one row a holdout row sent", *TRIAL))
    example: dict[str, object]
    answer: dict[str, object]
    sentence: str


class PredictParams(Params):
    """Scoring a file needs no choices."""


@dataclass(frozen=True)
class Predictions:
    """The scored file; an output whose name the file has already ends in " (model)".

    ``running``: columns with cells that a spreadsheet would run, which a download makes plain.
    """

    frame: pd.DataFrame = field(
        metadata=frame_of(
            "one row a row of the file",
            Column("<column of the file>", "its cells as they are written", unit="as in the file"),
            *PREDICTION_COLUMNS,
        )
    )
    problems: pd.DataFrame = field(
        metadata=frame_of("one row a column that did not fit the schema", *PROBLEMS)
    )
    running: tuple[str, ...] = ()


def run(params: DeployParams, *, export: Export, report: Report) -> Deployment:
    from .endpoint import Endpoint  # the web framework is only needed here

    endpoint = Endpoint.of(export)
    inputs = reference_inputs(export.schema, export.reference).head(params.rows)
    sent = plain_json.records(inputs)
    expected = export.reference[outputs_of(export.schema)].head(params.rows)
    rows = []
    for i, record in enumerate(sent):
        report(i / len(sent), f"Sending row {i + 1} of {len(sent)}")
        start = time.perf_counter()
        answer = endpoint.answer(json.loads(json.dumps(record)))
        milliseconds = (time.perf_counter() - start) * 1000
        want, got = expected.iloc[i], answer[PREDICTION]
        rows.append((i, str(want[PREDICTION]), str(got), same(want, answer), milliseconds))
    trial = pd.DataFrame(rows, columns=names_of(TRIAL))
    example = sent[0]
    return Deployment(trial, example, endpoint.answer(example), in_words(trial))


def same(want: pd.Series, answer: dict[str, Any]) -> bool:
    """Tell whether the endpoint answered what the model did, probabilities to nine digits."""
    got = answer[PREDICTION]
    if "probabilities" not in answer:
        return bool(np.isclose(got, want[PREDICTION], rtol=1e-9, atol=0))
    close = [
        np.isclose(p, want[probability_column(label)], rtol=0, atol=1e-9)
        for label, p in answer["probabilities"].items()
    ]
    return got == want[PREDICTION] and all(close)


def in_words(trial: pd.DataFrame) -> str:
    """Return what the trial showed, in one or two sentences."""
    n, right = len(trial), int(trial["same"].sum())
    if right < n:
        return (
            f"{count('answer', n - right)} of {n:,} differ from the model's own, so do not use "
            "this endpoint. Run Export again."
        )
    usual = number(float(trial["milliseconds"].median()))
    return (
        f"The endpoint answered {count('holdout row', n)} exactly as the model did, "
        f"usually within {usual} milliseconds."
    )


def run_predict(
    params: PredictParams, *, export: Export, batch: Reading, report: Report
) -> Predictions:
    report(0.1, f"Scoring {count('row', len(batch.frame))}")
    scorer = Scorer.of(export)
    wanted = list(scorer.schema["properties"])
    if not set(wanted) & set(batch.frame.columns):
        raise ChoiceError(
            "None of the model's columns is in this file.",
            f"It needs columns such as {listing(wanted, 5)}; check that it is the right file.",
        )
    inputs = scorer.to_input(batch.frame, ways_in(batch.columns))
    predicted = scorer.predict(inputs)
    names = free_names([str(name) for name in predicted], set(batch.frame.columns))
    predicted = predicted.set_axis(names, axis=1)
    cells = batch.frame if batch.cells.empty else batch.cells
    frame = pd.concat([cells, predicted], axis=1)
    report(0.9, "Checking the columns")
    problems = column_problems(scorer, batch.frame, inputs, batch)
    return Predictions(frame, problems, tuple(running_columns(frame)))


def free_names(names: list[str], taken: set[str]) -> list[str]:
    """Return the names, those that a file has already with "(model)" after them.

    >>> free_names(["prediction", "p:1"], {"prediction"})
    ['prediction (model)', 'p:1']
    """
    free = []
    for wanted in names:
        name = wanted
        while name in taken:
            name += " (model)"
        taken = taken | {name}
        free.append(name)
    return free


STEP = Step(
    "deploy",
    "Deploy",
    "Serve the bundle as an endpoint on this machine and try it with one record or a file. Before "
    "it starts, the endpoint must give the same predictions as the model did.",
    DeployParams,
    Deployment,
    run,
    needs=(Need.of(EXPORT),),
    page="deploy",
)
PREDICT = Step(
    "predict",
    "Score a file",
    "Score every row of a file with the exported model. The file keeps its columns.",
    PredictParams,
    Predictions,
    run_predict,
    needs=(Need.of(EXPORT), Need.of(BATCH)),
    version=2,
)
