"""--drop, --role and --known: what columns are for, and whether they are known in time."""

from __future__ import annotations

import argparse
from typing import get_args

from ..core.errors import ChoiceError
from ..core.wording import listing
from ..data.roles import ColumnChoice, Known, Role


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


def chosen(args: argparse.Namespace) -> tuple[ColumnChoice, ...]:
    """Return the choices about columns; raises ChoiceError for a word that is none."""
    said: dict[str, dict[str, str]] = {}
    for name in args.drop:
        said.setdefault(name, {})["role"] = "ignore"
    for option, words in (("role", get_args(Role)), ("known", get_args(Known))):
        for text in getattr(args, option):
            name, _, word = text.rpartition("=")
            if not name or word not in words:
                raise ChoiceError(
                    f"--{option} {text} is not understood.",
                    f"Write COLUMN={words[0]}, or one of {listing(words, most=10)}.",
                )
            said.setdefault(name, {})[option] = word
    if args.target in said:
        raise ChoiceError(
            f"The target {args.target} can have no other role.",
            "Take it off the --drop, --role and --known options.",
        )
    return tuple(ColumnChoice.model_validate({"name": name} | how) for name, how in said.items())
