"""What an edit in the table of columns means: choices of Data, and what to say about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lifecycle.data.column_table import use_in
from lifecycle.data.readers import Kind
from lifecycle.data.readers.kinds import shorten
from lifecycle.data.roles import SINGLE, ColumnChoice
from lifecycle.data.step import DataParams

NOT_SAID = "not said"
EDITED = ["Kind", "Role", "Known", "Note"]
ONE_TARGET = "One column must be the target. Give that role to another one, and {} is free."


@dataclass
class Edit:
    """The choices of Data after an edit, and sentences on what it moved or could not do."""

    choices: dict[str, Any]
    said: list[str] = field(default_factory=list)


def understand_edit(
    before: pd.DataFrame,
    after: pd.DataFrame,
    params: DataParams,
    guesses: Mapping[str, Kind],
    was: str,
) -> Edit:
    """Return what the person changed; a role that only one column can have moves to the last.

    ``was`` is the target so far. The frames may be a part of the table.
    """
    made = Edit({})
    kept = {choice.name: choice for choice in params.columns}
    rows = list(_changed_rows(before, after))
    now = next((new["Column"] for _, new in reversed(rows) if new["Role"] == "target"), was)
    if now != was:
        made.choices = _new_target(params, was, now, made.said)
        if was:
            kept[was] = _with(kept, was, role=None)
    for old, new in rows:
        name = new["Column"]
        change = _differences(old, new)
        if name == was == now and "role" in change:
            made.said.append(ONE_TARGET.format(shorten(name)))
            del change["role"]
        kept[name] = _with(kept, name, **change)
        role = change.get("role")
        if role in SINGLE:
            _take_from_others(kept, name, role, made.said)
        if role == "feature" and kept[name].known == "no":
            made.said.append(
                f"{shorten(name)} stays left out: it is not known at the moment of prediction."
            )
    if now != was:
        kept[now] = _with(kept, now, role=None)
    target = str(made.choices.get("target", params.target or was))
    made.choices["columns"] = without_guesses(kept.values(), guesses, target)
    return made


def _changed_rows(
    before: pd.DataFrame, after: pd.DataFrame
) -> Iterable[tuple[dict[Any, Any], dict[Any, Any]]]:
    differs = (before[EDITED].fillna("") != after[EDITED].fillna("")).any(axis=1).to_numpy()
    columns = ["Column", *EDITED]
    pair = (frame.loc[differs, columns].to_dict("records") for frame in (before, after))
    return list(zip(*pair, strict=True))


def _with(kept: Mapping[str, ColumnChoice], name: str, **change: Any) -> ColumnChoice:
    return kept.get(name, ColumnChoice(name=name)).model_copy(update=change)


def _differences(old: dict[Any, Any], new: dict[Any, Any]) -> dict[str, Any]:
    """Return what was changed in one row, as fields of ColumnChoice."""
    change: dict[str, Any] = {}
    if old["Kind"] != new["Kind"]:
        change["kind"] = new["Kind"]
    if old["Role"] != new["Role"] and new["Role"] != "target":
        change["role"] = new["Role"]
    if old["Known"] != new["Known"]:
        change["known"] = None if new["Known"] == NOT_SAID else new["Known"]
    if (old["Note"] or "") != (new["Note"] or ""):
        change["note"] = (new["Note"] or "").strip()
    return change


def _new_target(params: DataParams, was: str, now: str, said: list[str]) -> dict[str, Any]:
    """Return the choices for another target; what was chosen for the former one is dropped."""
    if was:
        said.append(f"{shorten(now)} is the target now; {shorten(was)} is none any more.")
    if params.task != "auto" or params.positive is not None:
        said.append("The task and the positive class are found anew.")
    return {"target": now, "task": "auto", "positive": None}


def _take_from_others(kept: dict[str, ColumnChoice], name: str, role: str, said: list[str]) -> None:
    for other in [each for each in kept.values() if each.role == role and each.name != name]:
        kept[other.name] = other.model_copy(update={"role": None})
        said.append(
            f"Only one column can have the role {role}: it moved from {shorten(other.name)} "
            f"to {shorten(name)}."
        )


def without_guesses(
    choices: Iterable[ColumnChoice], guesses: Mapping[str, Kind], target: str
) -> tuple[ColumnChoice, ...]:
    """Return the choices without what would have been guessed anyway, and without empty ones."""
    left = []
    for choice in choices:
        if choice.name not in guesses:
            continue  # of a file that was here before
        guess = guesses[choice.name]
        kind = None if choice.kind == guess else choice.kind
        bare = use_in(ColumnChoice(name=choice.name), kind or guess, target)
        role = None if choice.role == bare.role else choice.role
        each = choice.model_copy(update={"kind": kind, "role": role})
        if not each.empty:
            left.append(each)
    return tuple(left)
