"""What each column is for, and whether it is known when the prediction is made.

A column reaches the model only as a feature that is known at that moment; whatever else was
chosen for it, "not known" keeps it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from pydantic import SerializerFunctionWrapHandler, model_serializer

from .catalog.hints import hint_of
from .errors import ChoiceError
from .graph import Params
from .readers import Kind
from .words import listing

Role = Literal["feature", "group", "time", "weight", "protected", "ignore"]
Known = Literal["yes", "no", "unsure"]
ROLES: dict[str, str] = {
    "feature": "The model may use it.",
    "target": "It is predicted.",
    "group": "It says which rows belong together; not given to the model.",
    "time": "It says when a row happened; not given to the model.",
    "weight": "It says how much a row counts when a model is fitted; not given to the model.",
    "protected": "Groups are compared by it in Evaluate; not given to the model.",
    "ignore": "It is left out.",
}
SINGLE: tuple[Role, ...] = ("group", "time", "weight")


class ColumnChoice(Params):
    """What the user decided for one column; None keeps the guess."""

    name: str
    kind: Kind | None = None
    role: Role | None = None
    known: Known | None = None
    note: str = ""

    @model_serializer(mode="wrap")
    def _what_was_said(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what was not decided, so that a wide table's choices stay small."""
        return {key: value for key, value in serialize(self).items() if value not in (None, "")}

    @property
    def empty(self) -> bool:
        """Whether nothing was decided."""
        return self == ColumnChoice(name=self.name)


@dataclass(frozen=True)
class Use:
    """What becomes of a column: its role, whether it is known in time, and why."""

    role: str
    known: str
    why: str


def use_of(choice: ColumnChoice, kind: Kind, target: str = "") -> Use:
    """Return what becomes of a column that is not the target."""
    hint = hint_of(choice.name, target)
    known = choice.known or ("unsure" if hint else "")
    if choice.known == "no":
        return Use("ignore", "no", "left out: not known at the moment of prediction")
    if choice.role:
        return Use(choice.role, known, SAID[choice.role])
    if kind == "identifier":
        return Use("ignore", known, "left out: a key tells nothing about new rows")
    if kind == "constant":
        return Use("ignore", known, "left out: it tells nothing apart")
    if hint and choice.known is None:
        return Use("feature", known, f"is it known in time? By its name, {hint}")
    return Use("feature", known, "")


SAID: dict[str, str] = {
    "feature": "takes part because you said so",
    "group": "says which rows belong together",
    "time": "says when a row happened",
    "weight": "says how much a row counts",
    "protected": "kept for comparing groups",
    "ignore": "left out because you said so",
}


def check_single(choices: Iterable[ColumnChoice]) -> None:
    """Raise ChoiceError when two columns have a role that only one can have."""
    listed = [choice for choice in choices if choice.known != "no"]
    for role in SINGLE:
        names = [choice.name for choice in listed if choice.role == role]
        if len(names) > 1:
            raise ChoiceError(
                f"{listing(names)} all have the role {role}, and only one column can.",
                "Give the others another role in the table of columns.",
            )


def check_weight(name: str, weight: pd.Series) -> None:
    """Raise ChoiceError when a column cannot say how much rows count."""
    if not pd.api.types.is_numeric_dtype(weight):
        raise ChoiceError(
            f"{name} holds no numbers, so it cannot be the weight of rows.",
            "Choose another column, or set its kind to number.",
        )
    if weight.isna().any() or (weight < 0).any() or not (weight > 0).any():
        raise ChoiceError(
            f"{name} has missing, negative or only zero values, so it cannot be the weight.",
            "A weight is a number of at least 0 in every row: correct it, or choose another role.",
        )


def move_single(choices: Iterable[ColumnChoice], name: str) -> tuple[ColumnChoice, ...]:
    """Return the choices with a single role taken from every column but the named one."""
    each = {choice.name: choice for choice in choices}
    role = each[name].role if name in each else None
    if role not in SINGLE:
        return tuple(each.values())
    return tuple(
        choice.model_copy(update={"role": None})
        if choice.role == role and choice.name != name
        else choice
        for choice in each.values()
    )
