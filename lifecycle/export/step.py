"""Export: everything another machine needs to use, check and rebuild the model."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..checks.step import STEP as CHECK
from ..checks.step import Checked
from ..core.recipe import Need, Params, Step
from ..data.read_step import STEP as READ
from ..data.read_step import Reading
from ..data.step import STEP as DATA
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..evaluate.step import STEP as EVALUATE
from ..evaluate.step import Evaluation
from ..metrics.intervals import COLUMNS, REFERENCE
from ..metrics.predictions import PREDICTION_COLUMNS
from ..metrics.undefined import reason
from ..prepare.step import LEFT_OUT, Preparation
from ..prepare.step import STEP as PREPARE
from ..split.cluster_ids import group_column
from ..split.recommend import recommend
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import Column, frame_of
from ..train.columns import LEADERBOARD
from ..train.label_decisions import STEP as LABELS
from ..train.label_decisions import Labels
from ..train.params import TrainParams
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import plain_json, requirements
from .html_report import report_page
from .model_card import model_card
from .model_facts import Facts
from .schema import input_schema, outputs_of, stored_names, stored_target
from .table_facts import table_facts
from .training_script import training_script


class ExportParams(Params):
    """What the bundle says of itself."""

    name: str = Field(
        "model",
        title="Name",
        max_length=80,
        pattern=r"^[\w .-]+$",
        description="What the bundle and its download are called. "
        "Letters, digits, spaces, dots and dashes are allowed.",
    )
    note: str = Field(
        "",
        title="Note for the model card",
        max_length=2000,
        description="What whoever uses the model should know, in your own words. "
        "Left empty, the card says only what the app knows.",
    )


@dataclass(frozen=True)
class Export:
    """The contents of a bundle; ``lifecycle.export.write`` makes the folder or zip of it.

    ``schema``: JSON Schema of one input record. ``metrics``: the content of metrics.json but for
    ``holdout_looks``, which the project's log knows. ``reference`` is the holdout, for drift and
    verification. ``texts``: file name to text, for
    model_card.md, train.py, requirements.txt and report.html. ``training``: the choices of Train
    that a replay makes, which search nothing.
    """

    name: str
    model: Pipeline
    schema: dict[str, Any]
    metrics: dict[str, Any]
    leaderboard: pd.DataFrame = field(
        metadata=frame_of("one row a candidate, best first", *LEADERBOARD)
    )
    reference: pd.DataFrame = field(
        metadata=frame_of(
            "one row a holdout row",
            *PREDICTION_COLUMNS,
            Column(
                "<column of the model>", "its values as given to the model", unit="as in the table"
            ),
            Column("<target>", "what was observed", unit="target"),
        )
    )
    texts: dict[str, str]
    training: TrainParams = field(default_factory=lambda: TrainParams.model_validate({}))


def run(
    params: ExportParams,
    *,
    define: Contract,
    read: Reading,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    check: Checked,
    train: Leaderboard,
    evaluate: Evaluation,
    report: Report,
) -> Export:
    report(0.1, "Describing what goes in")
    schema = input_schema(data, used_columns(prepare), split.train, params.name)
    facts = Facts(
        params.name, params.note, define, data, split, labels, check, train, evaluate, schema
    )
    report(0.5, "Writing the model card, the report and the script")
    texts = {
        "model_card.md": model_card(facts),
        "train.py": training_script(facts, read),
        "requirements.txt": requirements.requirements(
            "Excel" in set(read.report["value"]), facts.libraries
        ),
        "report.html": report_page(facts),
    }
    report(0.9, "Keeping the holdout as reference")
    return Export(
        params.name,
        evaluate.model,
        schema,
        metrics_json(data, evaluate)
        | agreed_and_split(define, data, split, evaluate)
        | choosing(train)
        | {"table": table_facts(read, data, check)},
        train.table,
        reference(schema, data, evaluate.predictions),
        texts,
        train.again,
    )


def used_columns(prepare: Preparation) -> list[str]:
    """Return the columns the model takes: those that Prepare did not leave out."""
    taken = prepare.columns["treatment"] != LEFT_OUT
    return [str(name) for name in prepare.columns.loc[taken, "column"]]


def choosing(train: Leaderboard) -> dict[str, Any]:
    """Return what metrics.json says of the choice of the model, whose name is ``model`` there."""
    return {
        "leader": train.best,
        "recommended": train.taken,
        "expected": None if train.expected is None else asdict(train.expected),
    }


def metrics_json(data: Table, evaluation: Evaluation) -> dict[str, Any]:
    """Return metrics.json but for the number of looks."""
    return {
        "task": data.task,
        "target": data.target,
        "positive": data.positive,
        "classes": list(data.classes),
        "model": evaluation.model_name,
        "metric": evaluation.metric,
        "threshold": evaluation.threshold if data.task == "binary" else None,
        "calibration": evaluation.calibration if data.classes else None,
        "state": evaluation.state,
        "verdict": evaluation.verdict,
        "holdout_rows": evaluation.holdout_rows,
        "metrics": scores(evaluation.metrics),
        "baseline": scores(evaluation.baseline),
        "gain": scores(evaluation.differences),
    }


def agreed_and_split(
    define: Contract, data: Table, split: Split, evaluation: Evaluation
) -> dict[str, Any]:
    """Return what was agreed, how rows were split, what is recommended, and what that risks."""
    advised = recommend(data)
    taken = {
        "method": split.method,
        "column": split.column or None,
        "recommended": {
            "method": advised.method,
            "column": advised.column,
            "reason": advised.reason,
        },
        "risks": list(evaluation.risks),
        "group": group_column(data, split) or None,
    }
    return {"least": define.least(evaluation.metric), "split": taken}


def scores(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame of metrics as metrics.json has them.

    A number that does not exist is null, and ``reason`` says why.
    """
    told = [name for name in (*COLUMNS, REFERENCE.name) if name in frame and name != "title"]
    rows = plain_json.records(frame[told])
    for row in rows:
        if why := reason(row["method"]):
            row |= {"low": None, "high": None, "reason": why}
    return rows


def reference(schema: dict[str, Any], data: Table, predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the holdout's raw features, target and predictions, one row a holdout row."""
    names = stored_names(schema)
    rows = data.frame.iloc[predictions["row"].to_numpy()]
    inputs = rows[[*names]].set_axis(list(names.values()), axis=1).reset_index(drop=True)
    target = rows[data.target].rename(stored_target(schema)).reset_index(drop=True)
    answers = predictions[outputs_of(schema)].reset_index(drop=True)
    return pd.concat([inputs, target, answers], axis=1)


STEP = Step(
    "export",
    "Export",
    "Pack the model with its recipe, metrics, model card and checksums into one bundle. "
    "The bundle can be checked and used on another machine without this app.",
    ExportParams,
    Export,
    run,
    needs=(
        Need.of(DEFINE),
        Need.of(READ),
        Need.of(DATA),
        Need.of(SPLIT),
        Need.of(PREPARE),
        Need.of(LABELS, "decisions"),
        Need.of(CHECK),
        Need.of(TRAIN),
        Need.of(EVALUATE),
    ),
    page="export",
)
