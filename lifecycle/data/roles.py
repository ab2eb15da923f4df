"""What each column is for, and whether it is known when the prediction is made.

A column reaches the model only as a feature that is known at that moment. Another role stays its
own, known or not: a weight or a group serves learning and judging, which have time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from pydantic import SerializerFunctionWrapHandler, model_serializer

from ..core.errors import ChoiceError
from ..core.recipe import Params
from ..core.wording import count, listing
from .name_hints import hint_of
from .readers import Kind
from .readers.kinds import shorten

Role = Literal["feature", "group", "time", "weight", "protected", "ignore"]
Known = Literal["yes", "no", "unsure"]
ROLES: dict[str, str] = {
    "feature": "The model may use it.",
    "target": "It is predicted; one column is.",
    "group": "It says which rows belong together; the model does not see it.",
    "time": "It says when a row happened and orders the rows; the model does not see it. "
    "For seasons and trends, let the date be a feature.",
    "weight": "It weights the rows when a model is fitted, not when it is scored; the model does "
    "not see it.",
    "protected": "Evaluate compares groups by it; the model does not see it.",
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
    hint = "" if choice.known else hint_of(choice.name, target)
    known = choice.known or ("unsure" if hint else "")
    if choice.role:
        role, why = str(choice.role), SAID[choice.role]
    elif kind in USELESS:
        role, why = "ignore", USELESS[kind]
    else:
        role, why = "feature", ""
    if known == "no" and role == "feature":
        return Use("ignore", known, UNKNOWN)
    if hint and role == "feature":
        asked = f"is it known at the moment of prediction? By its name, {hint}"
        why = f"{why}; {asked}" if why else asked
    return Use(role, known, why)


UNKNOWN = "left out: not known at the moment of prediction"
USELESS: dict[str, str] = {
    "identifier": "left out: a key tells nothing about new rows",
    "constant": "left out: it is the same in every row",
}
SAID: dict[str, str] = {
    "feature": "takes part because you said so",
    "group": "kept out of the model: says which rows belong together",
    "time": "kept out of the model: says when a row happened",
    "weight": "kept out of the model: weights the rows in fitting, not in scores",
    "protected": "kept out of the model: groups are compared by it in Evaluate",
    "ignore": "left out because you said so",
}


def check_single(choices: Iterable[ColumnChoice], target: str = "") -> None:
    """Raise ChoiceError when two columns have a role that only one can have."""
    listed = [each for each in choices if each.name != target]
    for role in SINGLE:
        names = [choice.name for choice in listed if choice.role == role]
        if len(names) > 1:
            raise ChoiceError(
                f"{listing(names)} all have the role {role}, and only one column can.",
                "Give the others another role in the table of columns.",
            )


def check_weight(name: str, weight: pd.Series) -> None:
    """Raise ChoiceError when a column cannot say how much rows count."""
    name = shorten(name)
    if not pd.api.types.is_numeric_dtype(weight):
        raise ChoiceError(
            f"{name} holds no numbers, so it cannot be the weight of rows.",
            "Choose another column, or set its kind to number.",
        )
    missing, negative = int(weight.isna().sum()), int((weight < 0).sum())
    faults = [count("missing value", missing)] * bool(missing)
    faults += [count("negative value", negative)] * bool(negative)
    if not faults and not (weight > 0).any():
        faults = ["only zeros"]
    if faults:
        raise ChoiceError(
            f"{name} has {' and '.join(faults)}, so it cannot be the weight of rows.",
            "A weight is a number of at least 0 in every row: correct it, or choose another role.",
        )
