"""How a file was read: the choices that overrule a guess, and what they make of the file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lifecycle.data.read_step import Reading
from lifecycle.data.readers.encoding import ENCODINGS
from lifecycle.data.readers.options import applying
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import READ

from ...ui import display
from ...ui.forms import field
from ...ui.step import ask_once, runner
from ...ui.text import plain
from . import missing_codes

# In the order in which a wrong table is put right.
ORDER = (
    *("encoding", "delimiter", "header", "decimal", "day_first"),
    *("missing_words", "keep_long", "keep_total"),
)
MOST_WORDS = 30  # on offer as words for missing
TEXT = "delimited text"  # what a file is taken for while nothing could be read


def keep_up(project: Project) -> None:
    """Read the file again when a choice about its reading has changed, once a change."""
    status = project.statuses[READ]
    if status.state is not State.STALE or status.waiting:
        return
    ask_once(project, READ)


def options(project: Project, reading: Reading | None) -> None:
    """Draw the choices that the file's format has, and how the reading with them goes."""
    if project.statuses[READ].state is not State.CURRENT:
        runner(project, READ, label="Read the file")
    if project.params(READ).missing():
        return
    facts = {} if reading is None else dict(zip(*facts_of(reading), strict=True))
    apply = applying(facts.get("format", TEXT))
    with st.expander("How the file was read"):
        if facts:
            st.caption("What was found is below the table. Change what is wrong.")
        for name in (name for name in ORDER if name in apply or changed(project, name)):
            if name == "missing_words":
                field(project, READ, name, options=offered(project, reading))
            elif name == "encoding":
                field(project, READ, name, options=list(ENCODINGS))
            else:
                field(project, READ, name)
        missing_codes.editor(project, reading)


def changed(project: Project, name: str) -> bool:
    """Whether a choice overrules a guess; such a one can always be taken back."""
    params = project.params(READ)
    return bool(getattr(params, name) != type(params).model_fields[name].default)


def facts_of(reading: Reading) -> tuple[list[str], list[str]]:
    return reading.report["item"].tolist(), reading.report["value"].tolist()


def offered(project: Project, reading: Reading | None) -> list[str]:
    """The words that may mean missing: those in the table, and those chosen already."""
    params = project.params(READ)
    if reading is None:
        return list(params.missing_words)
    seen = reading.codes.loc[~reading.codes["missing"], "word"]
    return list(dict.fromkeys((*params.missing_words, *seen.head(MOST_WORDS))))


def preview(project: Project) -> bool:
    """Show the table as it was read, before anything else is made of it; False without one."""
    reading = project.shown(READ)
    if reading is None:
        return False
    rows, columns = reading.shape
    st.subheader(f"Read so far: {rows:,} rows, {columns:,} columns", anchor=False)
    if project.statuses[READ].state is not State.CURRENT:
        st.caption("With the earlier choices; the new ones have not been read yet.")
    st.markdown("Check the first rows. Then say what to predict and run.")
    display.preview(reading.head())
    report(reading)
    return True


def report(reading: Reading) -> None:
    """Show what was found or chosen, and what a person should know of it."""
    for warning in reading.warnings:
        st.markdown(f":material/info: {plain(warning, most=400)}")
    facts: pd.DataFrame = reading.report
    if "how" not in facts:  # read by an earlier version
        facts = facts.assign(how="found")
    display.table(facts, item="What", value="Value", how="Found or chosen")
