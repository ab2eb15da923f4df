"""Monitor: new data against the reference: what drifted, by how much, and does it still score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.read_step import Reading
from ..data.readers import Written
from ..data.readers.column_rules import Rules
from ..deploy.new_data import INCOMING
from ..engine.runner import Report
from ..export.input_problems import PROBLEMS, column_problems, unread, ways_in
from ..export.schema import classes_of, kinds_of, reference_inputs, written_in
from ..export.scorer import Scorer
from ..export.step import STEP as EXPORT
from ..export.step import Export
from ..metrics.intervals import SCORES
from ..metrics.predictions import PREDICTION, probability_column
from ..stats.drift import distributions, drift_table
from ..stats.proportions import proportion_interval
from ..storage.frame_columns import Column, frame_of
from .answers import Answers, unknown_said
from .column_rules import RULES, column_rules
from .judgement import DRIFT_OF_PREDICTION, Seen, judge
from .new_scores import compared_scores, group_of, stated, unseen_of
from .recognised_rows import recognised
from .score_tests import TESTS


class MonitorParams(Params):
    """When a difference counts as drift."""

    alpha: float = Field(
        0.05,
        gt=0.0,
        lt=0.5,
        title="Significance level",
        description="How often chance alone may raise an alarm. "
        "At 0.05, about one alarm in twenty would be a false one; lower it for fewer alarms.",
    )
    effect: float = Field(
        0.1,
        ge=0.0,
        le=1.0,
        title="Smallest effect size of interest",
        description="How large a difference must be to count, from 0 (the same) to 1 (nothing in "
        "common). Raise it when small shifts do no harm.",
    )


DRIFT = (
    Column("column", 'its name, "(prediction)" for what the model answers'),
    Column("kind", "as in the table"),
    Column("measure", "which effect size"),
    Column("effect", "how far the new rows differ, 0 to 1", unit="effect size"),
    Column("low", "lower end of its 95% interval", unit="effect size"),
    Column("high", "upper end of its 95% interval", unit="effect size"),
    Column("p_value", "that chance alone differs so, Benjamini-Hochberg adjusted", unit="p-value"),
    Column("psi", "population stability index", unit="index"),
    Column("drifted", "whether it differs by more than chance and by enough to matter"),
    Column("missing_reference", "how much is missing in the reference", unit="share"),
    Column("missing_new", "how much is missing in the new rows", unit="share"),
)
DISTRIBUTIONS = (
    Column("column", "its name"),
    Column("bin", "label of the bin"),
    Column("left", "lower end, NaN for levels and missing", unit="column"),
    Column("right", "upper end, NaN for levels and missing", unit="column"),
    Column("part", '"reference" or "new"'),
    Column("share", "of the rows of the part", unit="share"),
)


@dataclass(frozen=True)
class MonitorReport:
    """New rows against the bundle's reference.

    ``metrics``: of the new rows, empty without labels; ``reference_metrics``: of the holdout.
    ``labelled``: rows with an answer; ``unknown_classes``: of them, those whose class the model
    does not know, which count as errors. ``recognised``: rows that it was judged on.
    ``state``: "stable", "watch" or "act"; ``sentence`` says why and what to do; ``notes``: how
    answers were read, and what cannot be seen.
    """

    drift: pd.DataFrame = field(
        metadata=frame_of("one row a column and one for the prediction, largest first", *DRIFT)
    )
    metrics: pd.DataFrame = field(metadata=frame_of("one row a metric of the task", *SCORES))
    reference_metrics: pd.DataFrame = field(
        metadata=frame_of("one row a metric of the task", *SCORES)
    )
    distributions: pd.DataFrame = field(
        metadata=frame_of("one row a column, bin and part", *DISTRIBUTIONS)
    )
    problems: pd.DataFrame = field(
        metadata=frame_of("one row a column that does not fit the schema", *PROBLEMS)
    )
    rows: int
    labelled: int
    state: Literal["stable", "watch", "act"]
    sentence: str
    rules: pd.DataFrame = field(
        default_factory=pd.DataFrame,
        metadata=frame_of("one row a column and rule that new rows are about", *RULES),
    )
    tests: pd.DataFrame = field(
        default_factory=pd.DataFrame,
        metadata=frame_of("one row a test of new scores against the holdout's", *TESTS),
    )
    unknown_classes: int = 0
    recognised: int = 0
    notes: tuple[str, ...] = ()


def run(
    params: MonitorParams, *, export: Export, incoming: Reading, report: Report
) -> MonitorReport:
    scorer = Scorer.of(export)
    report(0.1, f"Scoring {count('new row', len(incoming.frame))}")
    ways = ways_in(incoming.columns)
    inputs = scorer.to_input(incoming.frame, ways)
    predicted = scorer.predict(inputs)
    problems = column_problems(scorer, incoming.frame, inputs, incoming)
    report(0.3, "Comparing each column with the reference")
    before = with_prediction(export.schema, export.reference, None)
    after = with_prediction(export.schema, predicted, inputs)
    kinds = [
        *kinds_of(export.schema).items(),
        (DRIFT_OF_PREDICTION, prediction_kind(export.schema)),
    ]
    drift = drift_table(before, after, kinds, params.alpha, params.effect)
    drift["drifted"] &= drift["column"] != group_of(export.metrics)  # new groups are no drift
    held = reference_inputs(export.schema, export.reference)
    rules = column_rules(export.schema, held, inputs, incoming.frame, params.effect)
    report(0.6, "Scoring the rows whose outcome is known")
    answers, metrics, tests = compared_scores(export, incoming.frame, predicted, params.alpha, ways)
    target, classes = str(export.schema["target"]["name"]), classes_of(export.schema)
    seen = Seen(
        target=target,
        metric=str(export.metrics["metric"]),
        drift=drift,
        rules=rules,
        tests=tests,
        problems=problems,
        was=stated(export),
        now=metrics,
        rows=len(inputs),
        labelled=answers.number,
        lost=_lost(written_in(export.schema, ways), inputs, incoming.frame),
        strange=unknown_said(answers, target, classes),
        all_strange=0 < answers.number == answers.strangers,
        many_strange=_many(answers, params.effect),
        again=recognised(held, inputs),
        unread=answers.lost,
    )
    state, sentence = judge(seen)
    return MonitorReport(
        drift=drift,
        metrics=metrics,
        reference_metrics=seen.was,
        distributions=distributions(before, after, kinds),
        problems=problems,
        rows=len(inputs),
        labelled=answers.number,
        state=state,
        sentence=sentence,
        rules=rules,
        tests=tests,
        unknown_classes=answers.strangers,
        recognised=seen.again,
        notes=unseen_of(export, incoming.frame, answers),
    )


def _lost(written: Mapping[str, Written], inputs: pd.DataFrame, given: pd.DataFrame) -> list[str]:
    """Return the columns with cells that could not be read as their kind."""
    both = [str(name) for name in inputs if name in given]
    return [n for n in both if unread(given[n], inputs[n], Rules.like(written[n]))]


def _many(answers: Answers, effect: float) -> bool:
    """Whether unknown classes are more than the smallest share of interest, chance apart."""
    return proportion_interval(answers.strangers, answers.number).low >= effect


def with_prediction(
    schema: dict[str, Any], scored: pd.DataFrame, inputs: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the input columns and what the model answered as one more column."""
    frame = reference_inputs(schema, scored) if inputs is None else inputs
    classes = classes_of(schema)
    answer = probability_column(classes[-1]) if len(classes) == 2 else PREDICTION
    return frame.assign(**{DRIFT_OF_PREDICTION: scored[answer].to_numpy()})


def prediction_kind(schema: dict[str, Any]) -> str:
    """Return how answers are compared: as labels for several classes, else as numbers."""
    return "category" if len(classes_of(schema)) > 2 else "number"


STEP = Step(
    "monitor",
    "Monitor",
    "Compare new data with the data the model was judged on, column by column. When the outcomes "
    "are known for the new rows, the model is scored on them as well.",
    MonitorParams,
    MonitorReport,
    run,
    needs=(Need.of(EXPORT), Need.of(INCOMING)),
    page="monitor",
    version=2,
)
