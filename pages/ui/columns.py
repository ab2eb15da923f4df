"""The editable table of columns: what was guessed, what was chosen, and what is left to keep."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lifecycle.readers import Kind
from lifecycle.steps.data import ColumnChoice, Table, role_of
from lifecycle.steps.read import Reading


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
