"""Explore: the training rows, column by column."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.explore.step import Profile
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import EXPLORE, REPORT
from pages.ui import display, session
from pages.ui.forms import field
from pages.ui.step import runner, show
from pages.ui.text import plain


def choices(project: Project) -> None:
    field(project, EXPLORE, "max_columns")


def result(project: Project, profile: Profile) -> None:
    st.subheader(f"{profile.rows:,} training rows", anchor=False)
    for sentence in profile.sentences:
        st.markdown(f"- {plain(sentence, most=400)}")
    view = st.segmented_control(
        "Show",
        ["One column", "Missing values", "Correlations", "All columns", "Full report"],
        key=session.keep("explore.view", "One column"),
        label_visibility="collapsed",
        required=True,
    )
    VIEWS.get(view or "One column", one_column)(project, profile)


def one_column(project: Project, profile: Profile) -> None:
    """The distribution of one column, and how the target changes along it."""
    ranked = profile.columns.sort_values("relation", ascending=False)["column"].tolist()
    name = st.selectbox(
        "Column (most related to the target first)",
        ranked,
        key=session.pick("explore.column", ranked),
    )
    own = profile.distributions[profile.distributions["column"] == name]
    relation = profile.relations[profile.relations["column"] == name]
    display.figure(project, EXPLORE, f"distribution/{name}", lambda: figures.distribution(own))
    if len(relation):
        target = profile.target
        display.figure(
            project, EXPLORE, f"relation/{name}", lambda: figures.relation(relation, target)
        )
    row = profile.columns.set_index("column").loc[name]
    if pd.notna(row["relation"]):
        strength = wording.number(float(row["relation"]))
        st.caption(f"Strength of association: {strength} of 1 ({plain(row['measure'])}).")


def missing(project: Project, profile: Profile) -> None:
    if not profile.missing["missing_share"].gt(0).any():
        st.markdown("No value is missing in the training rows.")
        return
    display.figure(project, EXPLORE, "missing", lambda: figures.missing(profile.missing))
    if len(profile.missing_pairs):
        st.markdown("Columns that tend to be missing together:")
        pairs = profile.missing_pairs
        display.figure(project, EXPLORE, "pairs", lambda: figures.missing_pairs(pairs))


def correlations(project: Project, profile: Profile) -> None:
    if profile.correlations.empty:
        st.markdown("There are fewer than two numeric columns, so there is nothing to correlate.")
        return
    pairs = profile.correlations
    display.figure(project, EXPLORE, "correlations", lambda: figures.correlations(pairs))


def columns(project: Project, profile: Profile) -> None:
    display.table(profile.columns)


def full_report(project: Project, profile: Profile) -> None:
    """ydata-profiling's report: a job of its own, shown in a frame without any rights."""
    status = project.statuses[REPORT]
    if status.state is not State.CURRENT:
        st.markdown(
            "ydata-profiling looks at the training rows in every way it knows. It takes from some "
            "seconds to some minutes, and you can go on working meanwhile."
        )
        runner(project, REPORT, label="Make the full report")
    made = project.shown(REPORT)
    if made is not None:
        st.caption(plain(made.sentence, most=300))
        st.iframe(f"/report/{status.shown}", height=800, alt="Full profiling report")


VIEWS = {
    "One column": one_column,
    "Missing values": missing,
    "Correlations": correlations,
    "All columns": columns,
    "Full report": full_report,
}

show(EXPLORE, choices, result)
