"""--set and --choices: any field of any step that a run goes through."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, NoReturn

from ..core.errors import ChoiceError, ReadingError
from ..core.field_description import FieldDescription
from ..core.wording import short
from . import console
from .choice import Choice

FORM = "Write STEP.FIELD=VALUE, such as split.holdout=0.3."
FILE_FORM = 'It holds one object a step, such as {"prepare": {"scaling": "robust"}}.'


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    parser.add_argument(
        "--choices", metavar="FILE", help="choices by step and field, as a JSON file"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="STEP.FIELD=VALUE",
        help="choose one field, over all other options; the command steps lists them",
    )


def from_file(path: str | None) -> list[Choice]:
    """Return the choices of a file; raises LifecycleError when it holds something else."""
    if path is None:
        return []
    from .choice_fields import describe_field

    try:
        content = _loads(console.existing_file(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReadingError(f"{path} cannot be read.", "Check who may read it.") from error
    except ValueError as error:
        raise ReadingError(f"{path} is not JSON: {error}.", FILE_FORM) from error
    if not isinstance(content, dict):
        raise ReadingError(f"{path} holds no object.", FILE_FORM)
    found = []
    for step, fields in content.items():
        if not isinstance(fields, dict):
            raise ReadingError(f"{short(step)} in {path} is no object.", FILE_FORM)
        for field, value in fields.items():
            source = f"{step}.{field} in {Path(path).name}"
            describe_field(step, field, source)
            found.append(Choice(step, field, value, source))
    return found


def from_sets(texts: list[str]) -> list[Choice]:
    """Return the choices of every --set; raises ChoiceError for one that is not understood."""
    return [_from_set(text) for text in texts]


def _from_set(text: str) -> Choice:
    from .choice_fields import describe_field

    name, equals, value = text.partition("=")
    step, dot, field = name.partition(".")
    if not (equals and dot and step and field):
        raise ChoiceError(f"--set {short(text, 60)} is not understood.", FORM)
    source = f"--set {name}"
    value = parse(value, describe_field(step, field, source))
    return Choice(step, field, value, source)


def parse(text: str, description: FieldDescription) -> Any:
    """Return a value as it was meant: JSON where it parses, else text or names with commas.

    What looks like JSON is text where the field takes nothing but text: a class may be called 1.
    """
    try:
        value = _loads(text)
    except ValueError:
        value = text
    if description.list_of_texts and not isinstance(value, list):
        written = value if isinstance(value, str) else text
        return [each.strip() for each in written.split(",") if each.strip()]
    if description.type != "string" or isinstance(value, str):
        return value
    return None if value is None and description.nullable else text


def _loads(text: str) -> Any:
    """Return what a text of JSON says; raises ValueError when it is none."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number there")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises ValueError for a name that stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found
