"""The target in brief: what it is and why, what its values are, and what that means for scores."""

from __future__ import annotations

import streamlit as st

from lifecycle.core.wording import count
from lifecycle.data.column_table import roles_in_words
from lifecycle.data.step import Table
from lifecycle.data.target_summary import target_summary
from lifecycle.models import ignoring_weights
from lifecycle.project.guessed_target import confirm_target, guessed_target
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.split.split import Split
from lifecycle.steps import DATA, SPLIT

from ...ui.text import plain


def show(project: Project, table: Table) -> None:
    """Say what is predicted; once rows are locked away, from the training rows alone."""
    st.markdown(f"**Target: {plain(table.target)}.** {plain(table.task_reason, most=400)}")
    confirm(project)
    split = current_split(project)
    key = str(project.statuses[DATA].shown), str(project.statuses[SPLIT].shown)
    where, said, meant = _brief(*key, split is not None, table, split)
    st.markdown(f"{where}: {plain(said, most=400)}. {plain(meant, most=400)}")
    if table.rows_without_target:
        of_all = f"of {table.rows_read:,} rows have no target and were left out."
        st.markdown(f"{table.rows_without_target:,} {of_all}")


def confirm(project: Project) -> None:
    """Ask whether a target that was only guessed is the one that is meant."""
    guess = guessed_target(project)
    if not guess:
        return
    with st.container(border=True, key="target.guess"):
        st.markdown(
            f":material/help: **Is {plain(guess)} what you want to predict?** It was only guessed. "
            "Every result rests on it; choose another target under Data if it is not."
        )
        st.button(
            "Yes, predict it",
            key="target.confirm",
            icon=":material/check:",
            on_click=confirm_target,
            args=(project,),
        )


@st.cache_resource(max_entries=500, show_spinner=False)
def _brief(
    data: str, split: str, cut: bool, _table: Table, _split: Split | None
) -> tuple[str, str, str]:
    """Return which rows were looked at, their target in brief, and what it means, once for all."""
    if _split is None:
        where, rows = f"In {count('row', _table.rows)}", None
    else:
        rows = _split.train
        where = f"In {count('training row', len(rows))}"
    found = target_summary(_table, rows)
    return where, found.brief, found.meaning


def roles(table: Table) -> None:
    """Say which columns are kept out of the model, and what they are for."""
    deaf = ignoring_weights(table.task) if table.named("weight") else []
    said = " ".join(roles_in_words(table.columns, deaf))
    if said:
        st.markdown(plain(said, most=900))


def current_split(project: Project) -> Split | None:
    """Return which rows are locked away; None while none are."""
    split = project.shown(SPLIT)
    return split if project.statuses[SPLIT].state is State.CURRENT else None
