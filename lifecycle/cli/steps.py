"""steps: every step of the lifecycle and what can be chosen for it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from . import console

if TYPE_CHECKING:
    from ..core.field_description import FieldDescription
    from ..core.recipe import AnyStep


def add(commands: Any) -> None:
    parser = commands.add_parser("steps", help="list the steps and what can be chosen for each")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..steps import GRAPH
    from ..train.fit_step import FIT, FOLD

    tasks = (FOLD.name, FIT.name)  # started by other steps, which choose their params
    listed = [step_entry(step) for step in GRAPH.values() if step.name not in tasks]
    rows = [(s["name"], s["title"], len(s["fields"]), "yes" if s["in_run"] else "") for s in listed]
    text = console.table(("Step", "Title", "Fields", "Part of a run"), rows)
    return console.result({"steps": listed}, args, text)


def step_entry(step: AnyStep) -> dict[str, Any]:
    """Return what is said of a step; ``in_run``: whether ``run`` goes through it."""
    from ..core.field_description import describe
    from .choice_fields import fields_of_a_run

    reached = fields_of_a_run().get(step.name, frozenset())
    return {
        "name": step.name,
        "title": step.title,
        "why": step.why,
        "page": step.page,
        "looks": step.looks,
        "in_run": bool(reached),
        "needs": [need.step for need in step.needs],
        "fields": [field_entry(each) for each in describe(step.params).values()],
    }


def field_entry(field: FieldDescription) -> dict[str, Any]:
    """Return what is said of a field; ``closed``: whether ``values`` are all that it takes."""
    from .candidate_names import values_of

    values = [
        {"value": value, "words": words, "help": field.helps.get(value, "")}
        for value, words in values_of(field).items()
    ]
    return {
        "name": field.name,
        "title": field.title,
        "help": field.help,
        "type": field.type,
        "nullable": field.nullable,
        "default": field.default,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "exclusive_bounds": list(field.exclusive_bounds),
        "longest": field.longest or None,
        "values": values,
        "closed": field.closed,
        "items": dict(field.item) or None,
    }
