"""Data: bring a table, check how it was read, choose the target."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import streamlit as st

from lifecycle.core.wording import count
from lifecycle.data.read_step import Reading
from lifecycle.data.step import Table
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import DATA, READ
from lifecycle.storage import lazy_frames
from pages.ui import display, session
from pages.ui.forms import field
from pages.ui.step import show
from pages.views.data import database, findings, samples, target
from pages.views.data.columns import editor
from pages.views.data.files import bring
from pages.views.data.reading import keep_up, options, preview, report
from pages.views.train import label_audit

SEEN = 500  # rows from which the first training rows are taken


def choices(project: Project) -> None:
    keep_up(project)
    source(project)
    reading = project.shown(READ)
    options(project, reading)
    if reading is None:
        return
    if len(reading.sheets) > 1:
        field(project, READ, "sheet", options=list(reading.sheets))
    names = reading.columns["name"].tolist()
    field(
        project,
        DATA,
        "target",
        options=names,
        labels={n: n[:60] for n in names},
        placeholder=guess(project),
    )
    field(project, DATA, "task")
    if labels_offered := levels(project):
        field(project, DATA, "positive", options=labels_offered)
    field(project, DATA, "drop_duplicates")


def source(project: Project) -> None:
    """Show which file is in use, and ways to bring another."""
    has_file = display.file_name(project, READ)

    def take(content: BinaryIO, name: str) -> None:
        bring(project, READ, content, name)

    label = "Use another file" if has_file else "Upload a table (CSV, Excel, Parquet, JSON, SQLite)"
    session.take_upload("upload.read", take, label=label)
    samples.choose(project)
    database.choose(project)


def guess(project: Project) -> str:
    """What an empty choice of the target stands for: the column that was taken."""
    table = project.shown(DATA)
    if table is None or project.statuses[DATA].state is not State.CURRENT:
        return "Let the app choose"
    return f"{table.target[:60]} (guessed)"


def levels(project: Project) -> list[str]:
    """The two classes of the target, as choices for the positive one; none for other tasks."""
    params = project.params(DATA)
    table = project.shown(DATA)
    if table is not None and table.target == (params.target or table.target):
        two = table.task == "binary" and params.task in ("auto", "binary")
        return sorted(table.classes) if two or params.positive else []
    return [] if params.positive is None else [params.positive]


def result(project: Project, table: Table) -> None:
    used = len(table.features)
    what = f"{count('row', lazy_frames.shape(table)[0])}, {count('column', used)} to learn from"
    st.subheader(what, anchor=False)
    target.show(project, table)
    target.roles(table)
    if table.duplicate_rows:
        st.markdown(f"{table.duplicate_rows:,} rows repeat an earlier one.")
    views = list(VIEWS)
    picked = st.segmented_control(
        "Show",
        views,
        key=session.pick("data.view", views),
        label_visibility="collapsed",
        required=True,
    )
    VIEWS[picked or views[0]](project, table)
    if project.statuses[DATA].state is State.STALE:
        with st.expander("The file as it is read now"):
            preview(project)


def columns(project: Project, table: Table) -> None:
    reading = project.shown(READ)
    if reading is not None:
        column_table(project, reading)


def column_table(project: Project, reading: Reading) -> None:
    st.caption(
        "What was guessed: change what is wrong, and say what is not known at the moment of "
        "prediction. Only your changes are kept."
    )
    editor(project, reading)


def first_rows(project: Project, table: Table) -> None:
    """The first rows; once a split exists, of the training rows alone."""
    split = target.current_split(project)
    first = lazy_frames.head(table, SEEN)
    display.preview(first if split is None else first.iloc[split.train_among(len(first))])


def reading_report(project: Project, table: Table) -> None:
    reading = project.shown(READ)
    if reading is not None:
        report(reading)


def before(project: Project) -> bool:
    """Show the file as it was read, with its columns, while there is no result."""
    drawn = preview(project)
    reading = project.shown(READ)
    if reading is not None:
        st.subheader("Columns", anchor=False)
        column_table(project, reading)
    return drawn


VIEWS: dict[str, Callable[[Project, Table], None]] = {
    "Checks": lambda project, table: findings.show(project),
    "Columns": columns,
    "First rows": first_rows,
    "Labels": lambda project, table: label_audit.show(project),
    "Reading": reading_report,
}

show(DATA, choices, result, before=before)
