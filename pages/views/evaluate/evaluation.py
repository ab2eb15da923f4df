"""The ways to look at an evaluation: one view a row, each with its frame and its drawing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.evaluate.explain_step import Explanation
from lifecycle.evaluate.findings import calibration_sentence
from lifecycle.evaluate.step import Evaluation
from lifecycle.figures.weak import RATES
from lifecycle.metrics.catalog import METRICS
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import EVALUATE, EXPLAIN

from ...ui import display, session
from ...ui.step import runner
from ...ui.text import plain
from ..deploy import what_if
from . import calibration as calibrated
from . import (
    conformal_view,
    discrimination,
    errors,
    fairness,
    one_row,
    paired_comparison,
    recalibration,
)

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class View:
    """One way to look at an evaluation: the frame it needs (if any), and how it is drawn.

    ``more``: further frames behind it. A view with a frame is drawn from holdout rows; one
    without says itself which rows it is from.
    """

    frame: str
    draw: Callable[[Project, Evaluation, Frames], None]
    more: tuple[str, ...] = ()

    def behind(self, frames: Frames) -> list[str]:
        """Return the frames behind the view that this evaluation has."""
        return [name for name in (self.frame, *self.more) if name in frames]


def figure(name: str, draw: Callable[[pd.DataFrame], go.Figure]) -> View:
    """Return a view that is one figure of one frame."""

    def drawn(project: Project, evaluation: Evaluation, frames: Frames) -> None:
        display.figure(project, EVALUATE, f"{name}.{draw.__name__}", lambda: draw(frames[name]))

    return View(name, drawn)


def intervals(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    metrics, baseline = evaluation.metrics, evaluation.baseline
    display.figure(
        project, EVALUATE, "intervals", lambda: figures.metric_intervals(metrics, baseline)
    )


def calibration(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    """The reliability figure, and each number with what it would be if all were right."""
    points = frames["reliability"]
    display.figure(project, EVALUATE, "reliability", lambda: figures.reliability(points))
    if len(evaluation.classes) > 2:
        st.caption("The calibration metrics below use the probability of the predicted class.")
    rows = frames["calibration"]
    st.markdown(f"**{calibration_sentence(rows)}**")
    table = pd.DataFrame(
        {
            "Metric": rows["title"],
            "Value": [calibration_value(row) for row in rows.to_dict("records")],
            "What it means": rows["meaning"],
        }
    )
    display.grid(table, hide_index=True, width="stretch", height="content")
    calibrated.show(project, frames)
    st.markdown("#### Would recalibration help?")
    recalibration.show(project)


def calibration_value(row: dict[Hashable, Any]) -> str:
    """Return a number of the report with its interval or p-value."""
    value = wording.interval(row["value"], row["low"], row["high"])
    return value if pd.isna(row["p_value"]) else f"{value}, p {wording.p_value(row['p_value'])}"


def decision(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    curve, at = frames["decision"], evaluation.threshold
    display.figure(project, EVALUATE, "decision", lambda: figures.net_benefit(curve, at))
    st.caption(
        "Net benefit is true positives less false positives per row, exchanged at the odds of the "
        "threshold: at 0.2 one case is worth four false alarms. The dashed line is the threshold "
        "in use."
    )


def weak_spots(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    found = frames["slices"]
    display.figure(project, EVALUATE, "slices", lambda: figures.slices(found))
    clear = found[found["flagged"]]
    if clear.empty:
        st.markdown("No group of rows is clearly worse than the rest.")
    for row in clear.head(3).to_dict("records"):
        st.markdown(
            f"- **{plain(row['slice'], 120)}**: {wording.percent(row['share_rows'])} of the rows, "
            f"{wording.percent(row['share_loss'])} of the errors. Were it no worse than the rest, "
            f"the mean error would fall by {wording.number(row['gain'])}."
        )
    st.caption(
        "Slices were searched on one half of the holdout and tested on the other, and the "
        "p-values adjusted for the number tested; what is hollow may be chance."
    )


def compare_groups(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    gaps = frames["gaps"]
    columns = gaps["column"].unique().tolist()
    column = st.selectbox("Groups of", columns, key=session.pick("evaluate.groups", columns))
    own = gaps[gaps["column"] == column]
    rates = list(RATES)
    rate = st.selectbox(
        "Rate", rates, format_func=lambda r: RATES[r], key=session.pick("evaluate.rate", rates)
    )
    display.figure(
        project, EVALUATE, f"gaps/{column}/{rate}", lambda: figures.groups(own, str(rate))
    )
    table = frames["groups"]
    table = table[(table["column"] == column) & (table["metric"] == rate)]
    fairness.greyed(table, own[own["metric"] == rate])
    st.caption(
        "A difference here is not yet unfair, and none is not yet fair: it says how often each "
        "group is called positive or misclassified, not why."
    )


def explanation(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    """What the score rests on, and how the answer changes along a column: a job of its own."""
    if project.statuses[EXPLAIN].state is not State.CURRENT:
        st.markdown(
            "Every column is shuffled in turn, inside the folds, to see how much worse the score "
            "gets. It takes about as long as training the candidate, and no look at the holdout."
        )
        runner(project, EXPLAIN, label="Explain the model")
    explanation_made: Explanation | None = project.shown(EXPLAIN)
    if explanation_made is None:
        return
    if project.statuses[EXPLAIN].state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    st.markdown(f"**{plain(explanation_made.sentence, most=400)}**")
    metric = METRICS[explanation_made.metric].title
    display.figure(
        project,
        EXPLAIN,
        "importance",
        lambda: figures.importance(explanation_made.importance, metric),
    )
    columns = explanation_made.effects["column"].unique().tolist()
    column = st.selectbox("Follow", columns, key=session.pick("evaluate.effect", columns))
    own = explanation_made.effects[explanation_made.effects["column"] == column]
    display.figure(
        project, EXPLAIN, f"effect/{column}", lambda: figures.effect(own, explanation_made.answers)
    )
    st.caption(
        "The line is the mean prediction if every row had that value and kept all others (partial "
        "dependence); the band holds the middle 80% of the rows. It shows what the model does, "
        "not what causes what."
    )
    st.caption(
        "From training rows, each shuffled or followed in the fold that held it out: the model "
        "that predicts had not seen it."
    )
    display.numbers(
        {"importance": explanation_made.importance, "effects": explanation_made.effects}, "explain"
    )


ERRORS = {"rmse", "mae", "median_absolute_error", "r2"}
INTERVALS = "Intervals"
TOPICS: dict[str, dict[str, View]] = {
    "Scores": {
        "ROC curve": View("roc", discrimination.roc, ("roc_band",)),
        "Precision-recall curve": View("pr", discrimination.pr, ("pr_band",)),
        "Gain and lift": View("gain", discrimination.gain, ("ranking",)),
        "Confusion matrix": View("confusion", discrimination.confusion),
        "Per class": View("one_vs_rest", discrimination.classes, ("one_vs_one",)),
        INTERVALS: View("metrics", intervals, ("baseline", "rule")),
    },
    "Predictions": {
        "Observed and predicted": figure("residuals", figures.observed_predicted),
        "Residuals": figure("residuals", figures.residuals),
        "Residuals by column": View(
            "residual_bins", discrimination.errors_along, ("residuals_by",)
        ),
        "Absolute errors": View("error_quantiles", discrimination.error_sizes),
    },
    "Probabilities": {
        "Calibration": View(
            "calibration", calibration, ("reliability", "corp", "smooth", "classwise")
        ),
        "Mean calibration": View("residuals", conformal_view.amounts),
        "Conformal prediction": View(
            "", lambda project, evaluation, frames: conformal_view.show(project)
        ),
    },
    "Decision": {"Decision curve": View("decision", decision)},
    "Mistakes": {
        "Weak spots": View("slices", weak_spots),
        "Error analysis": View("", lambda project, evaluation, frames: errors.show(project)),
    },
    "By group": {
        "Groups": View("gaps", compare_groups, ("groups",)),
        "Fairness": View("", lambda project, evaluation, frames: fairness.show(project)),
    },
    "Reasons": {
        "Feature importance": View("", explanation),
        "One row": View("", lambda project, evaluation, frames: one_row.show(project)),
        "What if": View("", lambda project, evaluation, frames: what_if.show(project, evaluation)),
    },
    "Compare": {
        "Paired comparison": View(
            "", lambda project, evaluation, frames: paired_comparison.show(project)
        )
    },
}
VIEWS: dict[str, View] = {name: view for views in TOPICS.values() for name, view in views.items()}


def pick(evaluation: Evaluation, frames: Frames) -> View:
    """Let the person pick a topic and a view of it; return the view."""
    there = {name for name in VIEWS if VIEWS[name].frame in {*frames, ""}}
    if evaluation.metric in ERRORS:
        there.discard(INTERVALS)  # errors in the target's unit share no axis
    topics = {
        topic: names
        for topic, views in TOPICS.items()
        if (names := [name for name in views if name in there])
    }
    topic = st.segmented_control(
        "Topic",
        list(topics),
        key=session.pick("evaluate.topic", list(topics)),
        label_visibility="collapsed",
        required=True,
    )
    topic = topic or next(iter(topics))
    names = topics[topic]
    if len(names) == 1:
        return VIEWS[names[0]]
    picked = st.segmented_control(
        "View",
        names,
        key=session.pick(f"evaluate.view.{topic}", names),
        label_visibility="collapsed",
        required=True,
    )
    return VIEWS[picked or names[0]]
