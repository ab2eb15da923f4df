"""Monitor: new data against the reference: what drifted, by how much, and does it still score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.recipe import Need, Params, Step
from ..core.wording import count, interval, listing
from ..data.read_step import Reading
from ..data.readers import Kind, to_kinds
from ..deploy.new_data import INCOMING
from ..engine.runner import Report
from ..export.input_problems import ABSENT, EMPTY, PROBLEMS, column_problems, ways_in
from ..export.schema import classes_of, kinds_of, reference_inputs, written_in
from ..export.scorer import NOTHING, Scorer
from ..export.step import STEP as EXPORT
from ..export.step import Export
from ..metrics.catalog import METRICS
from ..metrics.intervals import SCORES, interval_of, metrics_frame
from ..metrics.outcome import Outcome
from ..metrics.predictions import PREDICTION, probability_column
from ..stats.drift import distributions, drift_table
from ..storage.frame_columns import Column, frame_of, names_of

DRIFT_OF_PREDICTION = "(prediction)"
FEWEST = 10  # labelled rows; fewer say nothing
FEWEST_ROWS = 20  # rows; with fewer even a large difference is within chance


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
    ``state``: "stable", "watch" or "act"; ``sentence`` says why and what to do.
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
    report(0.6, "Scoring the rows whose outcome is known")
    metrics, labelled = score_labelled(export.schema, incoming.frame, predicted, ways)
    stored = pd.DataFrame(export.metrics["metrics"])
    stored["title"] = [METRICS[name].title for name in stored["name"]]
    reference_metrics = stored.reindex(columns=names_of(SCORES))
    fell = worse(str(export.metrics["metric"]), reference_metrics, metrics)
    judged = judge(drift, problems, fell, len(incoming.frame), labelled)
    return MonitorReport(
        drift=drift,
        metrics=metrics,
        reference_metrics=reference_metrics,
        distributions=distributions(before, after, kinds),
        problems=problems,
        rows=len(inputs),
        labelled=labelled,
        state=judged[0],
        sentence=judged[1],
    )


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


def score_labelled(
    schema: dict[str, Any],
    frame: pd.DataFrame,
    predicted: pd.DataFrame,
    ways: Mapping[str, str] = NOTHING,
) -> tuple[pd.DataFrame, int]:
    """Return the metrics of the rows that have a known answer, and how many there are."""
    target, task = schema["target"]["name"], schema["target"]["task"]
    classes = classes_of(schema)
    empty = pd.DataFrame(columns=names_of(SCORES))
    if target not in frame:
        return empty, 0
    kind: Kind = "category" if classes else "number"
    y = to_kinds(frame[[target]], {target: kind}, written_in(schema, ways))[target]
    known = (y.isin(classes) if classes else y.notna()).to_numpy()
    if known.sum() < FEWEST:
        return empty, int(known.sum())
    rows = predicted[known].reset_index(drop=True)
    outcome = Outcome.of(y[known].reset_index(drop=True), rows, classes)
    return metrics_frame(outcome, task), int(known.sum())


def worse(metric: str, reference: pd.DataFrame, new: pd.DataFrame) -> str:
    """Return a sentence when the success measure fell by more than chance explains, else ""."""
    if new.empty or metric not in set(new["name"]):
        return ""
    was, now = interval_of(reference, metric), interval_of(new, metric)
    drop = was.value - now.value if METRICS[metric].greater_is_better else now.value - was.value
    reach = float(np.hypot(was.high - was.low, now.high - now.low)) / 2
    if not drop > reach:
        return ""
    return (
        f"{METRICS[metric].title} was {interval(was.value, was.low, was.high)} on the holdout and "
        f"is {interval(now.value, now.low, now.high)} on the new rows."
    )


def judge(
    drift: pd.DataFrame, problems: pd.DataFrame, fell: str, rows: int, labelled: int
) -> tuple[Literal["stable", "watch", "act"], str]:
    """Return the state and the sentences that say why and what to do."""
    moved = drift.loc[drift["drifted"], "column"].tolist()
    absent = problems.loc[problems["problem"].isin([ABSENT, EMPTY]), "column"].tolist()
    if absent:
        return "act", (
            f"The new file has no values of {listing(absent)}, which the model uses. "
            "Mend where the data come from before you trust the predictions."
        )
    if fell and len(problems):
        return "act", (
            f"The model got worse. {fell} Some cells could not be read as before, so mend the file "
            "first and compare again; only then train again."
        )
    if fell:
        return "act", f"The model got worse. {fell} Train again with the new rows."
    if rows < FEWEST_ROWS:
        return "watch", (
            f"{count('row', rows)} cannot show whether anything drifted. "
            f"Collect at least {FEWEST_ROWS} and compare again."
        )
    if moved:
        known = "the scores held" if labelled >= FEWEST else "the outcomes are not known yet"
        columns = [name for name in moved if name != DRIFT_OF_PREDICTION]
        also = " and the predictions" if DRIFT_OF_PREDICTION in moved else ""
        what = listing(columns) + also if columns else "The predictions"
        return "watch", (
            f"{what} differ from the reference by more than chance and by enough to matter; "
            f"{known}. Find out why, and score the model again when more outcomes are known."
        )
    return "stable", (
        "No column differs from the reference by more than chance and by enough to matter. "
        "Nothing to do."
    )


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
)
