"""Data: bring a table, check how it was read, choose the target."""

from __future__ import annotations

from typing import BinaryIO

import streamlit as st

from lifecycle.catalog.samples import SAMPLES
from lifecycle.project import Project
from lifecycle.status import State
from lifecycle.steps.data import DataParams, Table
from lifecycle.steps.read import Reading
from lifecycle.steps.split import Split
from pages.ui import session, shown
from pages.ui.columns import editor
from pages.ui.files import bring, bring_sample
from pages.ui.forms import field
from pages.ui.reading import keep_up, options, preview, report
from pages.ui.step import show
from pages.ui.text import plain

SEVERITY = {"risk": ":material/warning:", "note": ":material/info:"}


def choices(project: Project) -> None:
    keep_up(project)
    source(project)
    reading: Reading | None = project.shown("read")
    options(project, reading)
    if reading is None:
        return
    if len(reading.sheets) > 1:
        field(project, "read", "sheet", options=list(reading.sheets))
    names = reading.columns["name"].tolist()
    field(project, "data", "target", options=names, labels={n: n[:60] for n in names})
    with st.expander("Task, classes and duplicates"):
        field(project, "data", "task")
        field(project, "data", "positive", options=levels(project))
        field(project, "data", "drop_duplicates")
    with st.expander("Columns: kind, role, and whether they are known in time"):
        st.caption("What was guessed; change what is wrong. Only your changes are kept.")
        editor(project, reading)


def source(project: Project) -> None:
    """Show which file is in use, and ways to bring another."""
    has_file = shown.file_name(project, "read")

    def take(content: BinaryIO, name: str) -> None:
        bring(project, "read", content, name)

    label = "Use another file" if has_file else "Upload a table (CSV, Excel, Parquet)"
    session.take_upload("upload.read", take, label=label)
    with st.popover("Take a sample", icon=":material/dataset:"):
        for sample in SAMPLES.values():
            if st.button(sample.title, key=f"take.{sample.name}", help=sample.story):
                bring_sample(project, sample)


def levels(project: Project) -> list[str]:
    """The values of the target, as choices for the positive class."""
    params = project.params("data")
    assert isinstance(params, DataParams)
    table: Table | None = project.shown("data")
    if table is not None and table.target == (params.target or table.target):
        return list(table.classes)
    return [] if params.positive is None else [params.positive]


def result(project: Project, table: Table) -> None:
    reading: Reading | None = project.shown("read")
    used = len(table.features)
    st.subheader(f"{len(table.frame):,} rows, {used} columns to learn from", anchor=False)
    st.markdown(f"**Target: {plain(table.target)}.** {plain(table.task_reason, most=400)}")
    if table.rows_without_target:
        st.markdown(f"{table.rows_without_target:,} rows without a target were left out.")
    if table.duplicate_rows:
        st.markdown(f"{table.duplicate_rows:,} rows repeat an earlier one.")
    for row in table.findings.to_dict("records"):
        icon = SEVERITY.get(row["severity"], ":material/info:")
        about = f" ({plain(row['column'], 60)})" if row["column"] else ""
        said = f"{plain(row['detail'], 300)} {plain(row['remedy'], 300)}"
        st.markdown(f"{icon} **{plain(row['title'])}{about}.** {said}")
    tabs = st.tabs(["First rows", "Columns", "How it was read"])
    with tabs[0]:
        split: Split | None = project.shown("split")
        locked = split is not None and project.statuses["split"].state is State.CURRENT
        shown.preview(table.frame.iloc[split.train] if split and locked else table.frame)
    with tabs[1]:
        shown.table(
            table.columns,
            name="Column",
            kind="Kind",
            role="Role",
            known="Known in time",
            missing="Missing",
            distinct="Distinct",
            example="Example",
            reason="Why",
            note="Note",
        )
    with tabs[2]:
        if reading is not None:
            report(reading)
    if project.statuses["data"].state is State.STALE:
        with st.expander("The file as it is read now"):
            preview(project)


show("data", choices, result, before=preview)
