"""Split: the holdout is locked away, the rest is cut into folds."""

from __future__ import annotations

import streamlit as st

from lifecycle import figures
from lifecycle.data.step import Table
from lifecycle.project.project import Project
from lifecycle.split.advice import (
    HoldoutPrecision,
    holdout_precision,
    holdout_values,
    recommend,
    split_columns,
)
from lifecycle.split.params import AUTO, LABELS
from lifecycle.split.recommend import Recommendation
from lifecycle.split.split import Split
from lifecycle.steps import DATA, SPLIT
from lifecycle.storage import lazy_frames
from pages.ui import display, session
from pages.ui.forms import field, fields
from pages.ui.step import show
from pages.ui.text import plain

AGAINST = (
    "Another way is chosen. What that does to the scores is said below, in the verdict and in the "
    "model card."
)
SEVERITY = {
    "risk": ":material/warning: **Risk:**",
    "note": ":material/info: **Note:**",
    "good": ":material/check_circle: **Good:**",
}
PARTS = {
    "train": ":material/school: Training rows",
    "holdout": ":material/lock: Holdout",
    "gap": ":material/block: Unused",
}


def choices(project: Project) -> None:
    table = project.shown(DATA)
    if table is not None:
        advice(project, table)
    field(project, SPLIT, "method")
    params = project.params(SPLIT)
    method = taken(project, table)
    if params.method in ("group", "time", "column"):
        field(project, SPLIT, "column", options=candidates(project, table, params.method))
    if params.method == "column":
        field(project, SPLIT, "held", options=values(project, table, params.column))
    if method in ("time", "order"):
        field(project, SPLIT, "gap")
    if method != "column":
        field(project, SPLIT, "holdout")
        if table is not None:
            worth(project, table, params.holdout)
    field(project, SPLIT, "folds")
    with st.expander("More options"):
        if method not in ("time", "order") and (params.method, method) != (AUTO, "group"):
            field(project, SPLIT, "stratify")
        fields(project, SPLIT, "seed")


def taken(project: Project, table: Table | None) -> str:
    """Return the method that will be used: what is recommended is known once there is a table."""
    method = project.params(SPLIT).method
    if method != AUTO or table is None:
        return method
    return recommended(str(project.statuses[DATA].shown), table).method


def advice(project: Project, table: Table) -> None:
    """Say which way of splitting suits the data and why; one that was not taken is a warning."""
    recommendation = recommended(str(project.statuses[DATA].shown), table)
    params = project.params(SPLIT)
    used = (params.method, params.column) == (recommendation.method, recommendation.column)
    named = LABELS[recommendation.method] + (
        f" ({plain(recommendation.column, 40)})" if recommendation.column else ""
    )
    with st.container(border=True):
        st.markdown(f":material/lightbulb: **Recommended: {named}**")
        st.markdown(plain(recommendation.reason, most=500))
        if used or params.method == AUTO or recommendation.method == params.method == "random":
            st.caption(":material/check: This is what is chosen.")
        else:
            if recommendation.sure:
                st.warning(AGAINST, icon=":material/warning:")
            st.button(
                "Use it",
                key="split-advice",
                on_click=take,
                args=(project, recommendation),
            )


def take(project: Project, recommendation: Recommendation) -> None:
    with session.saving():
        project.choose(SPLIT, **recommendation.choice)


@st.cache_resource(max_entries=200, show_spinner=False)
def recommended(key: str, _table: Table) -> Recommendation:
    """Advise on the table stored under ``key``, once for everybody who looks at it."""
    return recommend(_table)


def candidates(project: Project, table: Table | None, method: str) -> list[str]:
    """Columns that can say the time, the part, or which rows belong together."""
    if table is None:
        return []
    return _candidates(str(project.statuses[DATA].shown), method, table)


@st.cache_resource(max_entries=200, show_spinner=False)
def _candidates(key: str, method: str, _table: Table) -> list[str]:
    return split_columns(_table, method)


def values(project: Project, table: Table | None, column: str | None) -> list[str]:
    """Values of the split column, as choices for those that are the holdout."""
    if table is None or column is None or column not in set(table.columns["name"]):
        return []
    return _values(str(project.statuses[DATA].shown), column, table)


@st.cache_resource(max_entries=200, show_spinner=False)
def _values(key: str, column: str, _table: Table) -> list[str]:
    return holdout_values(_table, column)


def worth(project: Project, table: Table, share: float) -> None:
    """Show how sure the judgement will be for several sizes of the holdout."""
    found = _precision(str(project.statuses[DATA].shown), share, table)
    st.markdown(f":material/straighten: **{plain(found.sentence)}**")
    display.table(found.sizes)
    st.caption(plain(found.assumed, most=300))


@st.cache_resource(max_entries=500, show_spinner=False)
def _precision(key: str, share: float, _table: Table) -> HoldoutPrecision:
    return holdout_precision(_table, share)


def result(project: Project, split: Split) -> None:
    rows = split.summary.set_index("part")["rows"].to_dict()
    held, learned = rows.get("holdout", 0), rows.get("train", 0)
    st.subheader(f"{held:,} rows are locked away, {learned:,} are for learning", anchor=False)
    padlock(split)
    st.markdown(plain(split.sentence, most=900))
    for row in split.consequences.to_dict("records"):
        st.markdown(f"{SEVERITY[row['severity']]} {plain(row['sentence'], most=400)}")
    display.figure(
        project,
        SPLIT,
        "parts",
        lambda: figures.split_parts(lazy_frames.read_uncached(split, "rows")),
    )
    training(split)


def padlock(split: Split) -> None:
    """Show how many rows each part has, and of the holdout nothing else."""
    with st.container(horizontal=True):
        for row in split.summary.to_dict("records"):
            with st.container(border=True):
                st.markdown(f"{PARTS[row['part']]}")
                st.markdown(f"**{row['rows']:,} rows** ({row['share']:.0%})")
    spread = split.summary["target"].iloc[0]
    st.caption(
        f"The target's distribution over the parts: {spread}. The holdout's rows are shown nowhere."
    )


def training(split: Split) -> None:
    """Show what the target is like in the training rows."""
    known = split.summary.iloc[0].drop(["part", "rows", "share", "target"])
    with st.expander("The target in the training rows"):
        for name, value in known.items():
            amount = f"{value:.1%}" if str(name).startswith("share of") else f"{value:,.4g}"
            st.markdown(f"{plain(str(name).capitalize())}: {amount}")


show(SPLIT, choices, result)
