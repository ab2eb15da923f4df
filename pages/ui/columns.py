"""The editable table of columns: what was guessed, what was chosen, and what is left to keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from lifecycle.project import Project
from lifecycle.readers import Kind
from lifecycle.roles import ROLES, ColumnChoice, move_single, use_of
from lifecycle.steps.data import DataParams, Table
from lifecycle.steps.read import Reading

KINDS = ["number", "category", "text", "date", "boolean", "identifier", "constant"]
NOT_SAID = "not said"
KNOWN = [NOT_SAID, "yes", "unsure", "no"]
MANY = 30  # columns from which a filter helps
FIXED = ["Column", "Missing", "Distinct", "Example", "Why"]


def editor(project: Project, reading: Reading) -> None:
    """Draw the table and hand each change to the project."""
    params = project.params("data")
    assert isinstance(params, DataParams)
    table: Table | None = project.shown("data")
    frame = editable(reading, params, table)
    wanted = ""
    if len(frame) > MANY:
        wanted = st.text_input("Filter columns", key="columns.filter").strip().lower()
    shown = frame[frame["Column"].str.lower().str.contains(wanted, regex=False)]
    edited = st.data_editor(
        shown,
        key=f"columns.{project.recipes['data'].key[:12]}.{wanted}",
        hide_index=True,
        disabled=FIXED,
        column_config=looks(),
        width="stretch",
        height=min(38 + 35 * max(len(shown), 1), 420),
    )
    if not edited.equals(shown):
        guesses = dict(zip(reading.columns["name"], reading.columns["kind"], strict=True))
        project.choose("data", **changed(shown, edited, params, guesses))
        st.rerun()


def looks() -> dict[str, Any]:
    """Return how each column of the table is drawn, with its help."""
    roles = " ".join(f"{role}: {text}" for role, text in ROLES.items())
    return {
        "Kind": st.column_config.SelectboxColumn(
            options=KINDS, required=True, help="How its values are understood."
        ),
        "Role": st.column_config.SelectboxColumn(options=list(ROLES), required=True, help=roles),
        "Known in time": st.column_config.SelectboxColumn(
            options=KNOWN,
            required=True,
            help="Is its value known at the moment of prediction? A column that is not known then "
            "never reaches the model, whatever its role.",
        ),
        "Note": st.column_config.TextColumn(max_chars=200, help="For yourself and the model card."),
        "Missing": st.column_config.NumberColumn(help="Cells without a value."),
        "Distinct": st.column_config.NumberColumn(help="Different values."),
    }


def editable(reading: Reading, params: DataParams, table: Table | None) -> pd.DataFrame:
    """Return one row a column with its present kind, role, availability and note."""
    decided = {choice.name: choice for choice in params.columns}
    target = params.target or ("" if table is None else table.target)
    reasons: dict[str, str] = {}
    if table is not None:
        reasons = dict(zip(table.columns["name"], table.columns["reason"], strict=True))
    rows = []
    for row in reading.columns.to_dict("records"):
        name = row["name"]
        choice = decided.get(name, ColumnChoice(name=name))
        kind = choice.kind or row["kind"]
        use = use_of(choice, kind, target)
        rows.append(
            {
                "Column": name,
                "Kind": kind,
                "Role": "target" if name == target else use.role,
                "Known in time": use.known or NOT_SAID,
                "Why": use.why or reasons.get(name, row["note"]),
                "Note": choice.note,
                "Missing": row["missing"],
                "Distinct": row["distinct"],
                "Example": row["example"],
            }
        )
    return pd.DataFrame(rows)


def changed(
    before: pd.DataFrame, after: pd.DataFrame, params: DataParams, guesses: dict[str, Kind]
) -> dict[str, Any]:
    """Return the choices of Data after an edit; only what the person changed is kept."""
    kept = {choice.name: choice for choice in params.columns}
    target = params.target
    for was, now in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        name = now["Column"]
        change = differences(was, now)
        if change.pop("target", False):
            target = name
            kept = {n: c.model_copy(update={"role": None}) if n == name else c
                    for n, c in kept.items()}  # fmt: skip
        if was["Role"] == "target" and now["Role"] != "target" and target == name:
            target = None
        if change:
            kept[name] = kept.get(name, ColumnChoice(name=name)).model_copy(update=change)
            if "role" in change:
                kept = {choice.name: choice for choice in move_single(kept.values(), name)}
    return {"columns": without_guesses(kept.values(), guesses, target or ""), "target": target}


def differences(was: dict[Any, Any], now: dict[Any, Any]) -> dict[str, Any]:
    """Return what was changed in one row, as fields of ColumnChoice (and ``target``)."""
    change: dict[str, Any] = {}
    if was["Kind"] != now["Kind"]:
        change["kind"] = now["Kind"]
    if was["Role"] != now["Role"]:
        change |= {"target": True} if now["Role"] == "target" else {"role": now["Role"]}
    if was["Known in time"] != now["Known in time"]:
        change["known"] = None if now["Known in time"] == NOT_SAID else now["Known in time"]
        if was["Known in time"] == "no" and was["Role"] == now["Role"]:
            change["role"] = None  # it was left out for that reason alone
    if (was["Note"] or "") != (now["Note"] or ""):
        change["note"] = (now["Note"] or "").strip()
    return change


def without_guesses(
    choices: Iterable[ColumnChoice], guesses: dict[str, Kind], target: str
) -> tuple[ColumnChoice, ...]:
    """Return the choices without what would have been guessed anyway, and without empty ones."""
    left = []
    for choice in choices:
        guess = guesses[choice.name]
        kind = None if choice.kind == guess else choice.kind
        bare = ColumnChoice(name=choice.name)
        role = None if choice.role == use_of(bare, kind or guess, target).role else choice.role
        each = choice.model_copy(update={"kind": kind, "role": role})
        if not each.empty:
            left.append(each)
    return tuple(left)
