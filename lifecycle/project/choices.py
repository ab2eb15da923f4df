"""Choices of one step: changed field by field, and read back as this version takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ..core.errors import ChoiceError
from ..core.recipe import Params, before
from ..steps import GRAPH

WORDED = {"string_pattern_mismatch": "use letters, digits, spaces, dots, dashes and underscores"}


def with_changes(params: Params, fields: Mapping[str, Any]) -> Params:
    """Return the params with some fields changed; raises ChoiceError for a bad value."""
    try:
        return type(params).model_validate({**params.model_dump(), **fields})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "choice"
        info = type(params).model_fields.get(name)
        title = info.title if info is not None and info.title else name
        said = WORDED.get(first["type"], first["msg"])
        raise ChoiceError(f"{title}: {said}.", "Choose another value.") from error


def revive(kind: type[Params], data: dict[str, Any]) -> Params:
    """Read stored choices; a field that this version no longer takes falls back to its default.

    One that came later means what it did before, as choices are stored whole.
    """
    data = dict(before(kind)) | data
    while True:
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            bad = {str(e["loc"][0]) for e in error.errors() if e["loc"]} & set(data)
            if not bad:
                return kind()
            data = {name: value for name, value in data.items() if name not in bad}


def moved_choices(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return stored choices that a step of their own holds by now, by that step.

    An earlier version kept them with the page's own step, and copied them to others from there.
    """
    moved: dict[str, dict[str, Any]] = {}
    for step in filter(lambda step: step.page, GRAPH.values()):
        for need in step.needs:
            for name in GRAPH[need.step].formerly:
                if name in stored.get(step.name, {}) and name not in step.params.model_fields:
                    moved.setdefault(need.step, {})[name] = stored[step.name][name]
    return moved
