"""Monitor: a new file against the data the model was judged on."""

from __future__ import annotations

import io
from typing import BinaryIO

import streamlit as st

from lifecycle import figures
from lifecycle.export.schema import reference_rows
from lifecycle.monitor.step import MonitorReport
from lifecycle.project.project import Project
from lifecycle.steps import EXPORT, INCOMING, MONITOR
from pages.ui import display, session
from pages.ui.forms import fields
from pages.ui.step import show
from pages.ui.text import plain
from pages.views.data.files import bring
from pages.views.data.samples import of_project

STATE = {
    "stable": (st.success, ":material/check_circle:"),
    "watch": (st.warning, ":material/visibility:"),
    "act": (st.error, ":material/priority_high:"),
}


def choices(project: Project) -> None:
    def take(content: BinaryIO, name: str) -> None:
        bring(project, INCOMING, content, name)

    display.file_name(project, INCOMING)
    session.take_upload("upload.incoming", take, label="New data, with or without the outcomes")
    sample = of_project(project)
    if (
        sample is not None
        and sample.later is not None
        and st.button("Take the sample's later rows", key="monitor.later")
    ):
        bring(project, INCOMING, io.BytesIO(sample.later()), f"{sample.name} later.csv")
        st.rerun()
    export = project.shown(EXPORT)
    if export is not None and st.button("Try it with the holdout's own rows", key="monitor.own"):
        # not with the whole file: most of it was learned from, and would score too well
        rows = reference_rows(export.schema, export.reference)
        content = io.BytesIO(rows.to_parquet(index=False))
        bring(project, INCOMING, content, "holdout rows.parquet")
        st.rerun()
    fields(project, MONITOR, "alpha", "effect")


def result(project: Project, report: MonitorReport) -> None:
    box, icon = STATE[report.state]
    box(plain(report.sentence, most=700), icon=icon)
    st.caption(f"{report.rows:,} new rows, {report.labelled:,} of them with a known outcome.")
    for note in report.notes:
        st.caption(plain(note, most=300))
    for row in report.problems.to_dict("records"):
        st.markdown(
            f":material/warning: **{plain(row['column'])}**: {plain(row['problem'], most=300)}"
        )
    effect = project.params(MONITOR).effect
    display.figure(project, MONITOR, f"drift/{effect}", lambda: figures.drift(report.drift, effect))
    columns = report.drift["column"].tolist()
    name = st.selectbox("Column", columns, key=session.pick("monitor.column", columns))
    own = report.distributions[report.distributions["column"] == name]
    if len(own):
        display.figure(
            project, MONITOR, f"compare/{name}", lambda: figures.compare_distribution(own)
        )
    if len(report.metrics):
        st.subheader("On the new rows with a known outcome", anchor=False)
        rows = display.metric_rows(report.metrics, report.reference_metrics, "On the holdout")
        display.grid(rows, hide_index=True, width="stretch")
    if len(report.tests):
        with st.expander("What was tested"):
            display.table(report.tests)
    if len(report.rules):
        with st.expander("Unseen levels, missing cells and values out of range"):
            display.table(report.rules)
    with st.expander("The numbers behind the figure"):
        display.table(report.drift)


show(MONITOR, choices, result, run="Compare")
