"""The target in brief: what it is and why, what its values are, and what that means for scores."""

from __future__ import annotations

import streamlit as st

from lifecycle.answers import answers, brief, in_words
from lifecycle.catalog.models import for_task, takes_weights
from lifecycle.columns import roles_in_words
from lifecycle.project import Project
from lifecycle.status import State
from lifecycle.steps.data import Table
from lifecycle.steps.split import Split
from lifecycle.words import count

from .text import plain


def show(project: Project, table: Table) -> None:
    """Say what is predicted; once rows are locked away, from the training rows alone."""
    st.markdown(f"**Target: {plain(table.target)}.** {plain(table.task_reason, most=400)}")
    rows = training_rows(project)
    if rows is None:
        where = f"In {count('row', len(table.frame))}"
    else:
        where = f"In {count('training row', len(rows))}"
    said = brief(answers(table, rows))
    st.markdown(f"{where}: {plain(said, most=400)}. {plain(in_words(table, rows), most=400)}")
    if table.rows_without_target:
        of_all = f"of {table.rows_read:,} rows have no target and were left out."
        st.markdown(f"{table.rows_without_target:,} {of_all}")


def roles(table: Table) -> None:
    """Say which columns are kept out of the model, and what they are for."""
    deaf: list[str] = []
    if table.named("weight"):
        models = [m for m in for_task(table.task) if m.installed]
        deaf = [m.title for m in models if not takes_weights(m.make(table.task, 0))]
    said = " ".join(roles_in_words(table.columns, deaf))
    if said:
        st.markdown(plain(said, most=900))


def training_rows(project: Project) -> list[int] | None:
    """Return the rows to learn from; None while no rows are locked away."""
    split: Split | None = project.shown("split")
    if split is None or project.statuses["split"].state is not State.CURRENT:
        return None
    return [int(row) for row in split.train]
