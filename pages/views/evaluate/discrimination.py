"""How an evaluation is looked at: curves of chosen classes, confusion, pairs, errors along."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.evaluate.step import Evaluation
from lifecycle.figures.curves import BANDED
from lifecycle.project.project import Project
from lifecycle.steps import EVALUATE

from ...ui import display, session
from ...ui.text import plain

Frames = dict[str, pd.DataFrame]
SHOWN = 6  # classes at first; more can be chosen
OF = {
    "actual": "Share of the actual class (recall)",
    "predicted": "Share of the predicted class (precision)",
}
RATES = {"roc_auc": "ROC AUC", "recall": "Recall", "precision": "Precision"}
PREDICTION = "the prediction"
ENDS = ("share", "low", "high")
NONE = pd.DataFrame({"class": []})
Side = Literal["actual", "predicted"]


def roc(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    classes, mark = choose_classes(project, frames["roc"])
    own, band = only(frames["roc"], classes), only(frames.get("roc_band", NONE), classes)
    display.figure(project, EVALUATE, f"roc/{mark}", lambda: figures.roc(own, band))
    banded(evaluation, classes, band)


def pr(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    classes, mark = choose_classes(project, frames["pr"])
    own, band = only(frames["pr"], classes), only(frames.get("pr_band", NONE), classes)
    display.figure(project, EVALUATE, f"pr/{mark}", lambda: figures.pr(own, band))
    banded(evaluation, classes, band)


def gain(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    """What calling the top of the list brings, and the numbers that sum it up."""
    classes, mark = choose_classes(project, frames["gain"])
    own = only(frames["gain"], classes)
    kinds = ["Cumulative gain", "Lift"]
    kind = st.segmented_control(
        "Height",
        kinds,
        key=session.pick("evaluate.gain", kinds),
        label_visibility="collapsed",
        required=True,
    )
    lift = kind == "Lift"
    display.figure(project, EVALUATE, f"gain/{mark}/{lift}", lambda: figures.gain(own, lift=lift))
    banded(evaluation, classes, own)
    rows = only(frames["ranking"], classes)
    table = pd.DataFrame(
        {
            "Class": rows["class"],
            "Metric": rows["title"],
            "Value": display.intervals(rows, "value", "low", "high"),
        }
    )
    display.grid(table, hide_index=True, width="stretch")


def confusion(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    kinds = list(OF)
    of = st.segmented_control(
        "Shares",
        kinds,
        format_func=lambda kind: OF[kind],
        key=session.pick("evaluate.confusion", kinds),
        label_visibility="collapsed",
        required=True,
    )
    counts = frames["confusion"]
    side: Side = "predicted" if of == "predicted" else "actual"
    display.figure(project, EVALUATE, f"confusion/{side}", lambda: figures.confusion(counts, side))
    prefix = "called_" if side == "predicted" else ""
    right = counts[counts["actual"] == counts["predicted"]]
    rows = pd.DataFrame(
        {
            "Class": right["actual"],
            OF[side]: display.intervals(right, *(f"{prefix}{end}" for end in ENDS)),
            "Rows": counts.groupby(side, sort=False)["count"].sum().reindex(right[side]).to_list(),
        }
    )
    rate = "Precision" if side == "predicted" else "Recall"
    st.caption(f"{rate} per class (Wilson interval):")
    display.grid(rows, hide_index=True, width="stretch")


def classes(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    """Each class against the rest, and the pairs that are hardest to tell apart."""
    rates = list(RATES)
    rate = st.segmented_control(
        "Rate",
        rates,
        format_func=lambda name: RATES[name],
        key=session.pick("evaluate.rest", rates),
        label_visibility="collapsed",
        required=True,
    )
    name = str(rate or rates[0])
    every = frames["one_vs_rest"]
    own = every[every["name"] == name]
    display.figure(
        project, EVALUATE, f"rest/{name}", lambda: figures.against_rest(own, RATES[name])
    )
    pairs = frames["one_vs_one"]
    display.figure(project, EVALUATE, "pairs", lambda: figures.class_pairs(pairs))
    mean = wording.number(float(pairs["value"].mean()) if len(pairs) else None, 0.1)
    st.caption(
        f"Pairs: the ROC AUC on the rows of two classes alone; their mean is {mean} (Hand and "
        "Till). The darker the colour, the harder to tell apart."
    )


def errors_along(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    """The mean error along the prediction or a column that is chosen."""
    by = frames.get("residuals_by", pd.DataFrame({"column": []}))
    names = [PREDICTION, *by["column"].unique().tolist()]
    column = st.selectbox("Along", names, key=session.pick("evaluate.along", names))
    parts = frames["residual_bins"] if column == PREDICTION else by[by["column"] == column]
    display.figure(
        project,
        EVALUATE,
        f"along/{column}",
        lambda: figures.errors_along(parts, str(column)),
    )
    off = parts[(parts["low"] > 0) | (parts["high"] < 0)]
    if off.empty:
        st.markdown("In no part does the mean residual clearly differ from zero.")
    else:
        share = wording.percent(1 - float(evaluation.metrics["level"].iloc[0]))
        st.caption(
            f"Of {wording.count('part', len(parts))}, {share} would stand out by chance alone; "
            "trust a pattern more than a single one."
        )
    worst = off["mean"].abs().sort_values(ascending=False).index[:3]
    for r in off.loc[worst].to_dict("records"):
        way = "too low" if r["mean"] > 0 else "too high"
        amount = wording.interval(abs(r["mean"]), *sorted((abs(r["low"]), abs(r["high"]))))
        st.markdown(f"- **{plain(str(r['label']), 60)}**: predicted {way} by {amount} on average.")


def error_sizes(project: Project, evaluation: Evaluation, frames: Frames) -> None:
    quantiles = frames["error_quantiles"]
    display.figure(project, EVALUATE, "error_sizes", lambda: figures.error_sizes(quantiles))
    methods = set(quantiles["method"])
    if "order-statistics-short" in methods:
        st.caption(
            "For the largest shares the holdout has too few rows: there the upper limit is only "
            "the largest error observed."
        )
    elif "order-statistics-tail" in methods:
        st.caption(
            "For the largest shares the holdout has too few rows: there the upper limit is "
            "extrapolated from the tail of the largest errors."
        )


def choose_classes(project: Project, frame: pd.DataFrame) -> tuple[list[str], str]:
    """Let the person choose the classes of a figure; return them, and a mark for this choice."""
    every = frame["class"].unique().tolist()
    if len(every) <= 1:
        return every, ""
    made = project.statuses[EVALUATE].shown or ""
    key = session.keep(f"evaluate.classes.{made[:16]}", every[:SHOWN])
    picked = st.multiselect("Classes", every, key=key, format_func=lambda c: plain(str(c), 40))
    taken = [name for name in every if name in picked] or every[:1]
    return taken, "|".join(map(str, taken))


def only(frame: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Return the rows of some classes."""
    return frame[frame["class"].isin(classes)]


def banded(evaluation: Evaluation, classes: list[str], band: pd.DataFrame) -> None:
    """Say what the band means, or how to see one."""
    if band.empty:
        return
    if len(classes) > BANDED:
        st.caption(f"Choose at most {BANDED} classes to see how sure each curve is.")
        return
    level = wording.percent(float(evaluation.metrics["level"].iloc[0]))
    found = "found without each group in turn" if evaluation.groups else "resampled"
    st.caption(
        f"Pointwise {level} confidence band: at each place of the x axis the height is {found}."
    )
