"""Split: the holdout is locked away, the rest is cut into folds."""

from __future__ import annotations

import streamlit as st

from lifecycle import figures
from lifecycle.project import Project
from lifecycle.steps.data import Table
from lifecycle.steps.split import Split, SplitParams
from pages.ui import shown
from pages.ui.forms import field, fields
from pages.ui.step import show
from pages.ui.text import plain


def choices(project: Project) -> None:
    field(project, "split", "method")
    params = project.params("split")
    assert isinstance(params, SplitParams)
    if params.method != "random":
        field(project, "split", "column", options=candidates(project, params.method))
    fields(project, "split", "holdout", "folds", "seed")


def candidates(project: Project, method: str) -> list[str]:
    """Columns that can say the time, or which rows belong together."""
    table: Table | None = project.shown("data")
    if table is None:
        return []
    columns = table.columns[table.columns["role"] != "target"]
    if method == "time":
        columns = columns[columns["kind"].isin(["date", "number", "identifier"])]
    return columns["name"].tolist()


def result(project: Project, split: Split) -> None:
    st.subheader(
        f"{len(split.holdout):,} rows are locked away, {len(split.train):,} are for learning",
        anchor=False,
    )
    st.markdown(f":material/lock: {plain(split.sentence, most=600)}")
    shown.figure(project, "split", "parts", lambda: figures.split_parts(split.rows))
    shown.table(split.summary)


show("split", choices, result)
