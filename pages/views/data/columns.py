"""The editable table of columns: what each is, what it is for, and whether it is known in time."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from lifecycle.core.errors import LifecycleError, StorageError
from lifecycle.data.column_table import CHOSEN, reason, use_in
from lifecycle.data.read_step import Reading
from lifecycle.data.readers.natures import NATURES
from lifecycle.data.roles import ROLES, ColumnChoice
from lifecycle.data.step import DataParams, Table
from lifecycle.project.project import Project
from lifecycle.steps import DATA

from ...ui import display, session
from ...ui.text import plain
from .column_edits import EDITED, NOT_SAID, understand_edit

KINDS = {
    "number": "a measured quantity or a count",
    "category": "one of some levels",
    "boolean": "yes or no",
    "date": "a day or a moment",
    "text": "words in sentences",
    "identifier": "a key that names the row",
    "constant": "the same in every row",
}
KNOWN = [NOT_SAID, "yes", "unsure", "no"]
MANY = 30  # columns from which a filter helps
ROW, MOST = 35, 420  # pixels of a row, and of the whole table
FIXED = ["Column", "Nature", "Why", "Missing", "Distinct", "Example"]


def editor(project: Project, reading: Reading) -> None:
    """Draw the table and hand each change to the project."""
    params = project.params(DATA)
    table = project.shown(DATA)
    rows = editable(reading, params, table)
    wanted = find(len(rows))
    shown = rows[rows["Column"].str.lower().str.contains(wanted, regex=False)]
    if wanted:
        st.caption(f"{len(shown):,} of {len(rows):,} columns")
    key = f"columns.{turn(project, rows)}.{wanted}"
    edited = st.data_editor(
        display.seen(shown),
        key=key,
        hide_index=True,
        disabled=FIXED,
        column_config=looks(),
        width="stretch",
        height=min(ROW * (len(shown) + 1) + 3, MOST),
    ).assign(**{name: shown[name] for name in FIXED})
    if edited[EDITED].equals(shown[EDITED]):
        return
    guesses = dict(zip(reading.columns["name"], reading.columns["kind"], strict=True))
    made = understand_edit(shown, edited, params, guesses, target_of(params, table))
    try:
        project.choose(DATA, **made.choices)
    except StorageError as error:  # what was typed stays in the table
        st.error(plain(str(error), most=400))
        return
    except LifecycleError as error:
        made.said.append(str(error))
    if made.said:
        session.flash(" ".join(made.said))
    chosen = project.params(DATA)
    now = editable(reading, chosen, table)
    if now.loc[shown.index, EDITED].equals(edited[EDITED]):
        # The editor stays as it is, where it was scrolled to, and loses nothing typed meanwhile.
        session.seed("columns.turn", (mark(project, now), turn(project, rows)))
    st.rerun()


def find(columns: int) -> str:
    """Draw the filter where there are many columns; return what a name must contain."""
    if columns <= MANY:
        return ""
    text = st.text_input(
        "Find columns",
        key=session.keep("columns.find", ""),
        placeholder="Part of a name",
        icon=":material/search:",
    )
    return str(text or "").strip().lower()


def turn(project: Project, rows: pd.DataFrame) -> int:
    """Return the number of the editor: a new one once the choices changed by another way.

    An editor keeps what was typed into it and lays that over the table; over choices that were
    changed elsewhere since, such as by an undo, it would do so again.
    """
    now = mark(project, rows)
    seen, number = session.value_of("columns.turn") or ("", 0)
    if seen != now:
        number += 1
        session.seed("columns.turn", (now, number))
    return int(number)


def mark(project: Project, rows: pd.DataFrame) -> str:
    """Return a short name of the project, its columns and the choices about them."""
    told = [project.id, *rows["Column"], *rows[EDITED].astype(str).agg("\t".join, axis=1)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def looks() -> dict[str, Any]:
    """Return how each column of the table is drawn, with its help."""
    config = st.column_config
    kinds = ". ".join(f"{kind.capitalize()}: {text}" for kind, text in KINDS.items())
    natures = ". ".join(f"{nature.capitalize()}: {text}" for nature, text in NATURES.items())
    roles = " ".join(f"{role.capitalize()}: {text}" for role, text in ROLES.items())
    return {
        "Column": config.TextColumn(pinned=True, width=120, help="Its name in the file."),
        "Role": config.SelectboxColumn(
            "Role", options=list(ROLES), required=True, width=90, help=roles
        ),
        "Known": config.SelectboxColumn(
            "Known at prediction time?",
            options=KNOWN,
            required=True,
            width=200,
            help="Is its value there at the moment of prediction? With no, it is never a feature; "
            "a group, weight, time or protected column keeps its role. Say unsure to be reminded.",
        ),
        "Kind": config.SelectboxColumn(
            "Kind",
            options=list(KINDS),
            required=True,
            width=100,
            help=f"How its values are understood. {kinds}.",
        ),
        "Nature": config.TextColumn(
            "Sort of number", width=110, help=f"For a number, what it counts. {natures}."
        ),
        "Why": config.TextColumn(width=260, help="Why it was given this kind and role."),
        "Note": config.TextColumn(
            max_chars=200, width=140, help="What others should know of it, in your words."
        ),
        "Missing": config.NumberColumn(format="localized", help="Cells without a value."),
        "Distinct": config.NumberColumn(format="localized", help="Different values."),
        "Example": config.TextColumn(help="One of its values."),
    }


def editable(reading: Reading, params: DataParams, table: Table | None) -> pd.DataFrame:
    """Return one row a column with its present role, availability, kind and note."""
    decided = {choice.name: choice for choice in params.columns}
    target = target_of(params, table)
    settled = constants(table)
    rows = []
    for row in reading.columns.to_dict("records"):
        name = row["name"]
        choice = decided.get(name, ColumnChoice(name=name))
        use = use_in(choice, choice.kind or row["kind"], target)
        why = reason(CHOSEN if choice.kind else row["note"], use)
        rows.append(
            {
                "Column": name,
                "Role": use.role,
                "Known": (choice.known or use.known) or NOT_SAID,
                "Kind": choice.kind or row["kind"],
                "Nature": sort_of(choice.kind, row),
                "Why": why if choice.kind else settled.get(name, why),
                "Note": choice.note,
                "Missing": row["missing"],
                "Distinct": row["distinct"],
                "Example": row["example"],
            }
        )
    return pd.DataFrame(rows)


def sort_of(chosen: str | None, row: dict[Any, Any]) -> str:
    """Return what sort of number a column holds, "" for what is none or was read otherwise."""
    return str(row.get("nature", "")) if chosen in (None, "number") else ""


def target_of(params: DataParams, table: Table | None) -> str:
    """Return the target: the chosen one, or the one that was found; "" before either."""
    return params.target or ("" if table is None else table.target)


def constants(table: Table | None) -> dict[str, str]:
    """Return why columns are constant in the rows that are used, as far as that is known."""
    if table is None:
        return {}
    found = table.columns[table.columns["kind"] == "constant"]
    return dict(zip(found["name"], found["reason"], strict=True))
