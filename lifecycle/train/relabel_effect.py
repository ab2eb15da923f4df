"""Relabel: what the decisions about labels did to the score, on rows that no one touched."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import interval, number
from ..data.step import STEP as DATA
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.catalog import Metric, success_metric
from ..metrics.outcome import Outcome
from ..prepare.step import STEP as PREPARE
from ..prepare.step import Preparation
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.corrected_resampled import Resampled, corrected_interval
from ..storage.frame_columns import Column, frame_of
from .columns import OF_FOLD
from .label_audit import JUDGES
from .label_decisions import STEP as LABELS
from .label_decisions import Labels
from .out_of_fold import out_of_fold


class RelabelParams(Params):
    """What is fitted on the old and on the reviewed labels."""

    model: str = Field(
        "linear",
        title="Candidate",
        description="The candidate that is fitted twice. Choose the one you mean to use.",
        json_schema_extra=JUDGES,
    )


@dataclass(frozen=True)
class Relabelled:
    """The score before and after, fold by fold.

    Both are of the validated rows without those that were decided about, so that both are judged
    by the same answers.
    """

    folds: pd.DataFrame = field(
        metadata=frame_of(
            "one row a fold",
            OF_FOLD,
            Column("before", "the success metric with the labels as given", unit="metric"),
            Column("after", "the success metric with the labels as decided", unit="metric"),
        )
    )
    metric: str
    sentence: str


def run(
    params: RelabelParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
) -> Relabelled:
    if labels.changes.empty:
        raise ChoiceError("No label was changed.", "Correct or leave out at least one row first.")
    metric = success_metric(define.metric, data.task)
    before = out_of_fold(
        params.model,
        data,
        split,
        prepare,
        data.y,
        lambda k: report(k / 2, "Fitting on the old labels"),
    )
    after = out_of_fold(
        params.model,
        data,
        split,
        prepare,
        labels.y(data),
        lambda k: report(0.5 + k / 2, "Fitting on the reviewed labels"),
        without=labels.dropped,
    )
    touched = labels.changes["row"].to_numpy()
    old, new = (scores(each, data, touched, metric) for each in (before, after))
    folds = pd.DataFrame({"fold": old.index, "before": old.to_numpy(), "after": new.to_numpy()})
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    gain = corrected_interval((folds["after"] - folds["before"]).tolist(), share)
    return Relabelled(folds, metric.name, effect_sentence(folds, gain, metric))


def scores(found: pd.DataFrame, data: Table, touched: np.ndarray, metric: Metric) -> pd.Series:
    """Return the score of each fold on the rows that were not decided about."""
    rows = found[~found["row"].isin(touched)]
    return pd.Series(
        {
            fold: metric.score(Outcome.of(data.y.iloc[part["row"]], part, data.classes))
            for fold, part in rows.groupby("fold")
        }
    )


def effect_sentence(folds: pd.DataFrame, gain: Resampled, metric: Metric) -> str:
    """Return what changed in words: first what it means, then the numbers."""
    better = gain.mean > 0 if metric.greater_is_better else gain.mean < 0
    if not np.isfinite(gain.mean):
        return f"{metric.title} cannot be computed on the rows that were left alone."
    if not gain.excludes_zero:
        verdict = "The decisions make no difference that can be told from chance."
    else:
        verdict = f"The decisions make the model {'better' if better else 'worse'}."
    width = gain.high - gain.low
    before, after = (number(float(folds[name].mean()), width) for name in ("before", "after"))
    change = interval(gain.mean, gain.low, gain.high)
    return (
        f"{verdict} {metric.title} on the rows you left alone: {before} before, {after} after "
        f"(difference {change})."
    )


STEP = Step(
    "relabel",
    "Score before and after",
    "Compare the model with and without the decisions about labels. Both are judged on the rows "
    "that no decision changed.",
    RelabelParams,
    Relabelled,
    run,
    needs=(
        Need.of(DEFINE, "metric"),
        Need.of(DATA),
        Need.of(SPLIT),
        Need.of(PREPARE),
        Need.of(LABELS, "decisions"),
    ),
)
