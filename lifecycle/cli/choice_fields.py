"""The fields that a run has, and what is said of one that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..core.errors import ChoiceError
from ..core.field_description import FieldDescription, describe
from ..core.wording import listing, short
from ..steps import EXPORT, GRAPH, READ
from .remedies import nearest

LAST = EXPORT.name  # the step that a run ends with
THE_FILE = (READ.name, "source")  # it follows from DATA


@cache
def fields_of_a_run() -> dict[str, frozenset[str]]:
    """Return which fields of which steps play a part in a run, in the order of the steps."""
    reached: dict[str, frozenset[str]] = {LAST: frozenset(GRAPH[LAST].params.model_fields)}
    for step in reversed(GRAPH.values()):
        if step.name in reached:
            for need in step.needs:
                every = frozenset(GRAPH[need.step].params.model_fields)
                asked = every if need.only is None else need.only
                reached[need.step] = reached.get(need.step, frozenset()) | asked
    source_of, field = THE_FILE
    reached[source_of] -= {field}
    return {name: reached[name] for name in GRAPH if reached.get(name)}


def describe_field(step: str, field: str, source: str) -> FieldDescription:
    """Return the description of a field; raises ChoiceError for one that a run does not use."""
    reached = fields_of_a_run()
    if step not in GRAPH:
        raise ChoiceError(f"{source}: there is no step {short(step)}.", nearest(step, reached))
    described = describe(GRAPH[step].params)
    if step in reached and field not in described:
        raise ChoiceError(
            f"{source}: {step} has no field {short(field)}.",
            _nearest_field(step, field, reached),
        )
    if (step, field) == THE_FILE:
        raise ChoiceError(f"{source}: the file is not chosen so.", "Name it as DATA.")
    if field not in reached.get(step, ()):
        raise ChoiceError(
            f"{source}: a run ends with {LAST} and does not use "
            f"{f'{step}.{field}' if step in reached else step}.",
            f"Choose for {listing(reached, most=len(reached))}.",
        )
    return described[field]


def _nearest_field(step: str, field: str, reached: Mapping[str, frozenset[str]]) -> str:
    """Return what was probably meant: a field of this step, or of this name in another one."""
    elsewhere = [f"{other}.{field}" for other, fields in reached.items() if field in fields]
    if elsewhere:
        return f"Did you mean {' or '.join(elsewhere)}?"
    names = [name for name in GRAPH[step].params.model_fields if name in reached[step]]
    return nearest(field, names, f"{step}.")
