"""Data: bring a table, check how it was read, choose the target."""

from __future__ import annotations

from typing import Any, BinaryIO

import pandas as pd
import streamlit as st

from lifecycle.catalog.samples import SAMPLES
from lifecycle.project import Project
from lifecycle.readers import Kind
from lifecycle.status import State
from lifecycle.steps.data import ColumnChoice, DataParams, Table, role_of
from lifecycle.steps.read import Reading
from lifecycle.steps.split import Split
from pages.ui import session, shown
from pages.ui.files import bring, bring_sample
from pages.ui.forms import field
from pages.ui.step import runner, show
from pages.ui.text import plain

KINDS = ["number", "category", "text", "date", "boolean", "identifier", "constant"]
SEVERITY = {"risk": ":material/warning:", "note": ":material/info:"}


def choices(project: Project) -> None:
    source(project)
    reading: Reading | None = project.shown("read")
    if reading is None:
        if project.params("read").missing() == "":
            runner(project, "read", label="Read the file")
        return
    if len(reading.sheets) > 1:
        field(project, "read", "sheet", options=list(reading.sheets))
    names = reading.columns["name"].tolist()
    field(project, "data", "target", options=names, labels={n: n[:60] for n in names})
    with st.expander("Task, classes and duplicates"):
        field(project, "data", "task")
        field(project, "data", "positive", options=levels(project))
        field(project, "data", "drop_duplicates")
    column_editor(project, reading)


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


def column_editor(project: Project, reading: Reading) -> None:
    """A table of columns whose kind and use can be changed."""
    params = project.params("data")
    assert isinstance(params, DataParams)
    decided = {c.name: c for c in params.columns}
    frame = editable(reading, decided, project.shown("data"))
    with st.expander("Columns: kind and use"):
        st.caption("Change a kind that was guessed wrong; untick what must not be used.")
        edited = st.data_editor(
            frame,
            key=f"columns.{project.recipes['data'].key[:12]}",
            hide_index=True,
            disabled=["Column", "Missing", "Distinct", "Example"],
            column_config={"Kind": st.column_config.SelectboxColumn(options=KINDS, required=True)},
        )
    if not edited.equals(frame):
        guesses = {row["name"]: row["kind"] for row in reading.columns.to_dict("records")}
        project.choose("data", columns=decisions(frame, edited, decided, guesses))
        st.rerun()


def editable(
    reading: Reading, decided: dict[str, ColumnChoice], table: Table | None
) -> pd.DataFrame:
    """Return one row a column with its present kind and use."""
    roles = (
        {}
        if table is None
        else {row["name"]: row["role"] for row in table.columns.to_dict("records")}
    )
    names = reading.columns["name"].tolist()
    chosen = [decided.get(name, ColumnChoice(name=name)) for name in names]
    kinds = zip(chosen, reading.columns["kind"], strict=True)
    return pd.DataFrame(
        {
            "Column": names,
            "Kind": [choice.kind or guess for choice, guess in kinds],
            "Use": [(c.role or roles.get(c.name, "feature")) != "ignore" for c in chosen],
            "Missing": reading.columns["missing"],
            "Distinct": reading.columns["distinct"],
            "Example": reading.columns["example"],
        }
    )


def decisions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    decided: dict[str, ColumnChoice],
    guesses: dict[str, Kind],
) -> tuple[ColumnChoice, ...]:
    """Keep only what the person changed; a guess that was left alone stays a guess."""
    kept = dict(decided)
    rows = zip(before.to_dict("records"), after.to_dict("records"), strict=True)
    for was, now in rows:
        change: dict[str, Any] = {}
        if was["Kind"] != now["Kind"]:
            change["kind"] = now["Kind"]
        if was["Use"] != now["Use"]:
            change["role"] = "feature" if now["Use"] else "ignore"
        if change:
            name = now["Column"]
            kept[name] = kept.get(name, ColumnChoice(name=name)).model_copy(update=change)
    return tuple(c for each in kept.values() if (c := without_guesses(each, guesses[each.name])))


def without_guesses(choice: ColumnChoice, guess: Kind) -> ColumnChoice | None:
    """Return the choice without what would have been guessed anyway; None when nothing is left."""
    kind = None if choice.kind == guess else choice.kind
    role = None if choice.role == role_of(kind or guess, None)[0] else choice.role
    return choice.model_copy(update={"kind": kind, "role": role}) if kind or role else None


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
            missing="Missing",
            distinct="Distinct",
            example="Example",
            reason="Why",
        )
    with tabs[2]:
        if reading is not None:
            for warning in reading.warnings:
                st.markdown(f":material/info: {plain(warning, most=400)}")
            shown.table(reading.report, item="What", value="Found")


show("data", choices, result)
