"""--drop, --role and --known: what columns are for, and whether they are known in time."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import get_args

from ..core.errors import ChoiceError
from ..core.wording import listing
from ..data.roles import ColumnChoice, Known, Role
from .choice import Choice


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    add_argument = parser.add_argument
    add_argument("--drop", action="append", default=[], metavar="COL", help="leave a column out")
    add_argument(
        "--role",
        action="append",
        default=[],
        metavar="COL=ROLE",
        help=f"what a column is for: {listing(get_args(Role), most=10)}",
    )
    add_argument(
        "--known",
        action="append",
        default=[],
        metavar="COL=WORD",
        help="whether a column is known at the moment of prediction: yes, no or unsure",
    )


def choices(args: argparse.Namespace, before: Sequence[ColumnChoice] = ()) -> list[Choice]:
    """Return the choices about columns, each on top of what was chosen ``before`` for it.

    Raises ChoiceError for a word that is none.
    """
    given = _given(args)
    if not given:
        return []
    columns = {each.name: each.model_dump() for each in before}
    for name, fields in given.items():
        columns[name] = columns.get(name, {"name": name}) | fields
    return [Choice("data", "columns", list(columns.values()), "--drop, --role and --known")]


def refuse_target(args: argparse.Namespace, target: str | None) -> None:
    """Raise ChoiceError when an option gives the target another role."""
    if target in _given(args):
        raise ChoiceError(
            f"The target {target} can have no other role.",
            "Take it off the --drop, --role and --known options.",
        )


def _given(args: argparse.Namespace) -> dict[str, dict[str, str]]:
    """Return what the options say, by column."""
    found: dict[str, dict[str, str]] = {}
    for name in args.drop:
        found.setdefault(name, {})["role"] = "ignore"
    for option, words in (("role", get_args(Role)), ("known", get_args(Known))):
        for text in getattr(args, option):
            name, _, word = text.rpartition("=")
            if not name or word not in words:
                raise ChoiceError(
                    f"--{option} {text} is not understood.",
                    f"Write COLUMN={words[0]}, or one of {listing(words, most=10)}.",
                )
            found.setdefault(name, {})[option] = word
    return found
