"""The editable table of codes for missing: which words mean missing in which column."""

from __future__ import annotations

import hashlib

import pandas as pd
import streamlit as st

from lifecycle.core.errors import LifecycleError, StorageError
from lifecycle.data.read_step import MissingCode, Reading, ReadParams
from lifecycle.data.readers.column_rules import name_of
from lifecycle.project.project import Project
from lifecycle.steps import READ

from ...ui import display, session
from ...ui.text import plain

MEANS = "Missing"
SHOWN = ["Column", "Word", "Cells", MEANS]
ORDER = [MEANS, "Word", "Column", "Cells"]  # the tick comes first: the place is narrow
MOST = 500  # rows that are drawn
ROW, TALLEST = 35, 300  # pixels of a row, and of the whole table


def editor(project: Project, reading: Reading | None) -> None:
    """Draw the codes that were read as missing or may mean so, and hand a change to the project."""
    params = project.params(READ)
    rows = editable(reading, params)
    if rows.empty:
        return
    st.markdown("Missing-value codes by column")
    st.caption(
        "A ticked word is read as a missing value in that column. Untick it where it is a value: "
        "NA may be Namibia."
    )
    key = f"codes.{mark(project, rows)}"
    height = min(ROW * (len(rows) + 1) + 3, TALLEST)
    edited = st.data_editor(
        display.seen(rows[SHOWN].assign(Word=rows["Word"].map(name_of))),
        key=key,
        hide_index=True,
        disabled=["Column", "Word", "Cells"],
        column_order=ORDER,
        column_config={
            MEANS: st.column_config.CheckboxColumn(width=85, help="Read as a missing value."),
            "Word": st.column_config.TextColumn(width=70),
            "Column": st.column_config.TextColumn(width=85),
            "Cells": st.column_config.NumberColumn(format="localized", width=55),
        },
        width="stretch",
        height=height,
    )
    differs = rows[MEANS].to_numpy() != edited[MEANS].to_numpy()
    if not differs.any():
        return
    codes = code_choices(params, rows[differs].assign(**{MEANS: edited.loc[differs, MEANS]}))
    try:
        project.choose(READ, missing_codes=codes)
    except StorageError as error:  # what was ticked stays so
        st.error(plain(str(error), most=400))
        return
    except LifecycleError as error:
        session.flash(str(error), bad=True)
    st.rerun()


def editable(reading: Reading | None, params: ReadParams) -> pd.DataFrame:
    """Return one row a column and word: Column, Word, Cells, Means missing, found.

    What was chosen since the last reading is shown as chosen; ``found`` is what holds unasked.
    """
    said = {(code.column, code.word): code.missing for code in params.missing_codes}
    rows = []
    if reading is not None:
        codes = reading.codes[reading.codes["column"] != ""].head(MOST)
        for row in codes.to_dict("records"):
            at = (row["column"], row["word"])
            rows.append((*at, row["cells"], said.pop(at, row["missing"])))
    rows += [(*at, 0, missing) for at, missing in said.items()]
    return pd.DataFrame(rows, columns=SHOWN)


def code_choices(params: ReadParams, changed: pd.DataFrame) -> tuple[MissingCode, ...]:
    """Return what was said of codes, with the changed rows; a change taken back is none."""
    each = {(code.column, code.word): code for code in params.missing_codes}
    for row in changed.to_dict("records"):
        at = (str(row["Column"]), str(row["Word"]))
        if at in each and int(row["Cells"]) == 0:
            del each[at]
        else:
            each[at] = MissingCode(column=at[0], word=at[1], missing=bool(row[MEANS]))
    return tuple(each.values())


def mark(project: Project, rows: pd.DataFrame) -> str:
    """Return a short name of the rows: an editor lays what was typed over them only once."""
    told = [project.id, *rows.astype(str).agg("\t".join, axis=1)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
