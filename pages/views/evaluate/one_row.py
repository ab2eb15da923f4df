"""One row explained: what moves its answer, its curve along a column, what would change it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.data.step import Table
from lifecycle.evaluate.errors_step import Mistakes
from lifecycle.evaluate.one_row_step import OneRow
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State

from ...ui import display, session
from ...ui.forms import field, fields
from ...ui.step import runner
from ...ui.text import plain
from . import holdout_view

SOURCES = {"one_row": "A training row", "holdout_row": "A holdout row"}
MISTAKES = {"one_row": "mistakes", "holdout_row": "holdout_mistakes"}


def show(project: Project) -> None:
    """Choose a row, explain its answer, and look for what would change it."""
    board = candidate_marks.named(project)
    table: Table | None = project.shown("data")
    if board is None or table is None:
        st.markdown(
            "Train candidates first; then the prediction for any row can be explained here."
        )
        return
    step = "one_row"
    if project.statuses["evaluate"].state is State.CURRENT:
        step = st.radio(
            "Explain",
            list(SOURCES),
            format_func=lambda s: SOURCES[s],
            key=session.pick("one_row.source", list(SOURCES)),
            horizontal=True,
        )
    fields(project, step, "row")
    suggested(project, step)
    if step == "one_row":
        holdout_view.about(project, threshold=True)
    with st.expander("What may change, and to what end"):
        field(project, step, "fixed", options=table.features)
        if table.classes:
            likeliest = {"": "The likeliest other one"}
            field(project, step, "want", options=["", *table.classes], labels=likeliest)
        else:
            fields(project, step, "goal")
        fields(project, step, "seed")
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label="Explain this row")
    made: OneRow | None = project.shown(step)
    if made is None:
        return
    if project.statuses[step].state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    explained(project, step, made, bool(table.classes))


def suggested(project: Project, step: str) -> None:
    """Offer the surest mistakes, one click each."""
    made: Mistakes | None = project.shown(MISTAKES[step])
    if made is None or made.mistakes.empty:
        return
    if project.statuses[MISTAKES[step]].state is not State.CURRENT:
        return
    st.caption("The most confident mistakes:")
    with st.container(horizontal=True):
        for row in made.mistakes["row"].head(6):
            if st.button(f"Row {row + 1:,}", key=f"{step}.row.{row}"):
                project.choose(step, row=int(row) + 1)
                st.rerun()


def explained(project: Project, step: str, made: OneRow, classes: bool) -> None:
    """The sentence, what moves the answer, its curve along a column, and the changes."""
    st.markdown(f"**{plain(made.sentence, most=600)}**")
    truth = made.given if classes else wording.number(float(made.given))
    said = f" The predicted class is {made.called}." if classes else ""
    st.markdown(plain(f"Row {made.row:,} is {truth}.{said}", most=300))
    display.figure(
        project,
        step,
        "contributions",
        lambda: figures.contributions(made.contributions, made.answers),
    )
    st.caption(
        f"{plain(made.method, most=400)} The thin lines are the sampling error. All contributions "
        "and the mean of other rows add up to the prediction. Strongly correlated columns share "
        "one bar."
    )
    changes(made)
    if not made.curves.empty:
        columns = made.curves["column"].unique().tolist()
        column = st.selectbox("Follow", columns, key=session.pick(f"{step}.curve", columns))
        own = made.curves[made.curves["column"] == column]
        display.figure(project, step, f"ice/{column}", lambda: figures.ice(own, made.answers))
    st.caption("To try values of your own, see What if after the look, or the form on Deploy.")
    parts = {"contributions": made.contributions, "changes": made.changes, "curves": made.curves}
    display.numbers(parts, step)


def changes(made: OneRow) -> None:
    """What would have to change for the wanted answer, the smallest changes first."""
    st.markdown("##### Counterfactuals: what would have to change")
    wanted = plain(made.wanted, most=120)
    if made.changes.empty:
        st.markdown(f"No change of up to three columns, to values that occur, leads to {wanted}.")
        return
    for _, option in made.changes.groupby("option"):
        st.markdown(f"- {_in_words(option)}")
    st.caption(
        f"Each of these leads to {wanted}, with the fewest and nearest values that occur in "
        "training rows. It says what the model would predict, not what would happen."
    )


def _in_words(option: pd.DataFrame) -> str:
    parts = [
        f"**{plain(row['column'])}**: {plain(row['now'])} instead of {plain(row['was'])}"
        for row in option.to_dict("records")
    ]
    return wording.listing(parts)
