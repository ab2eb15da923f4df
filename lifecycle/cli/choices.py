"""Choices as the params of the steps, checked before anything long begins.

Later choices win over earlier ones, each field for itself. Whatever is refused is named as it was
given: an option, a ``--set``, or a field of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..core.errors import ChoiceError, MissingChoice
from ..core.field_description import FieldDescription, describe
from ..core.installation import PROGRAM
from ..core.recipe import Params, Step
from ..core.wording import short
from ..steps import GRAPH
from .choice import Choice
from .remedies import nearest, value_remedy

P = TypeVar("P", bound=Params)

LONGEST = 60
BY_VALUE = frozenset(  # errors of pydantic that the field's description says better
    {
        "literal_error",
        "greater_than_equal",
        "greater_than",
        "less_than_equal",
        "less_than",
        "finite_number",
        "string_type",
        "string_too_long",
        "bool_type",
        "bool_parsing",
        "int_type",
        "int_parsing",
        "int_parsing_size",
        "int_from_float",
        "float_type",
        "float_parsing",
        "tuple_type",
    }
)


def params_of(
    choices: Iterable[Choice], base: Mapping[str, Params] | None = None
) -> dict[str, Params]:
    """Return the params of every step that is chosen for, on top of ``base``.

    Raises ChoiceError for a value that its field does not take.
    """
    found = dict(base or {})
    for step, chosen in by_step(choices).items():
        kind = GRAPH[step].params
        for choice in chosen.values():
            _refuse_unknown(choice, describe(kind)[choice.field])
        before = found[step].model_dump() if step in found else {}
        values = {choice.field: choice.value for choice in chosen.values()}
        try:
            found[step] = kind.model_validate(before | values)
        except ValidationError as error:
            raise _refusal(error.errors()[0], chosen, describe(kind)) from error
    return found


def params_for(step: Step[P, Any], chosen: Mapping[str, Params]) -> P:
    """Return what is chosen for a step, or its defaults."""
    params = chosen.get(step.name) or step.params()
    assert isinstance(params, step.params)
    return params


def by_step(choices: Iterable[Choice]) -> dict[str, dict[str, Choice]]:
    """Return the choices that hold, by step and field: of two for one field, the later."""
    found: dict[str, dict[str, Choice]] = {}
    for choice in choices:
        found.setdefault(choice.step, {})[choice.field] = choice
    return found


def refuse_incomplete(chosen: Mapping[str, Params], steps: Iterable[str]) -> None:
    """Raise MissingChoice when one of the steps still lacks a choice."""
    for step in steps:
        params = chosen.get(step, GRAPH[step].params())
        if lacks := params.missing():
            raise MissingChoice(f"{GRAPH[step].title} cannot run yet.", lacks)


def _refuse_unknown(choice: Choice, description: FieldDescription) -> None:
    """Raise ChoiceError for a name that is not in the catalog of its field."""
    if not (description.closed and description.values):
        return
    values = choice.value if description.list_of_texts else [choice.value]
    if not isinstance(values, list | tuple):
        return  # its type is wrong, which the params say
    for value in values:
        if isinstance(value, str) and value not in description.values:
            hint = nearest(value, description.values)
            raise ChoiceError(f"{choice.source} cannot be {_shown(value)}.", hint)


def _refusal(
    error: ErrorDetails,
    chosen: Mapping[str, Choice],
    fields: Mapping[str, FieldDescription],
) -> ChoiceError:
    """Return an error of pydantic as problem and remedy."""
    place = [str(part) for part in error["loc"]]
    said = error["msg"].rstrip(".")
    if not place or place[0] not in chosen:
        return ChoiceError(f"{said}.", "Give another value.")
    choice, description = chosen[place[0]], fields[place[0]]
    if len(place) > 1 and not description.list_of_texts:
        return ChoiceError(
            f"{choice.source} cannot be read at {'.'.join(place[1:])}: {said}.",
            f"See what it takes: {PROGRAM} steps --json.",
        )
    if error["type"] in BY_VALUE:
        problem = f"{choice.source} cannot be {_shown(choice.value)}."
        return ChoiceError(problem, value_remedy(description))
    if error["type"] == "string_pattern_mismatch":
        return ChoiceError(f"{choice.source} cannot be {_shown(choice.value)}.", description.help)
    return ChoiceError(f"{choice.source}: {said}.", "Give another value.")


def _shown(value: Any) -> str:
    """Return a value as it may stand in a sentence."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return short(text, LONGEST)
