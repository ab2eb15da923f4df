"""One row explained: what moves its answer, its curve along a column, what would change it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep
from lifecycle.data.step import Table
from lifecycle.evaluate.errors_step import Mistakes
from lifecycle.evaluate.one_row_step import OneRow
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DATA, HOLDOUT_MISTAKES, HOLDOUT_ROW, MISTAKES, ONE_ROW

from ...ui import display, session
from ...ui.forms import field, fields
from ...ui.step import runner
from ...ui.text import plain
from . import holdout_view

SOURCES: dict[AnyStep, str] = {ONE_ROW: "A training row", HOLDOUT_ROW: "A holdout row"}
ERRORS_OF: dict[AnyStep, AnyStep] = {ONE_ROW: MISTAKES, HOLDOUT_ROW: HOLDOUT_MISTAKES}


def show(project: Project) -> None:
    """Choose a row, explain its answer, and look for what would change it."""
    board = candidate_marks.board_with_names(project)
    table: Table | None = project.shown(DATA)
    if board is None or table is None:
        st.markdown(
            "Train candidates first; then the prediction for any row can be explained here."
        )
        return
    step = holdout_view.rows_of(project, "Explain", "one_row.source", SOURCES)
    fields(project, step, "row")
    suggested(project, step)
    if step is ONE_ROW:
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


def suggested(project: Project, step: AnyStep) -> None:
    """Offer the surest mistakes, one click each."""
    made: Mistakes | None = project.shown(ERRORS_OF[step])
    if made is None or made.mistakes.empty:
        return
    if project.statuses[ERRORS_OF[step]].state is not State.CURRENT:
        return
    st.caption("The most confident mistakes:")
    with st.container(horizontal=True):
        for row in made.mistakes["row"].head(6):
            if st.button(f"Row {row + 1:,}", key=f"{step.name}.row.{row}"):
                project.choose(step, row=int(row) + 1)
                st.rerun()


def explained(project: Project, step: AnyStep, made: OneRow, classes: bool) -> None:
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
        column = st.selectbox("Follow", columns, key=session.pick(f"{step.name}.curve", columns))
        own = made.curves[made.curves["column"] == column]
        display.figure(project, step, f"ice/{column}", lambda: figures.ice(own, made.answers))
    st.caption("To try values of your own, see What if after the look, or the form on Deploy.")
    parts = {"contributions": made.contributions, "changes": made.changes, "curves": made.curves}
    display.numbers(parts, step.name)


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
