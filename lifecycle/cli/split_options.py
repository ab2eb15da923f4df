"""--split and what goes with it: the way of splitting in one word and its column."""

from __future__ import annotations

import argparse
from typing import Any

from ..core.errors import ChoiceError
from ..split.params import SplitParams
from .choice import Choice, Fields, of_options

WAYS: dict[str, dict[str, Any]] = {
    "auto": {"method": "auto"},
    "random": {"method": "random", "stratify": True},
    "plain-random": {"method": "random", "stratify": False},
    "group": {"method": "group", "stratify": False},
    "stratified-group": {"method": "group", "stratify": True},
    "time": {"method": "time"},
    "order": {"method": "order"},
    "column": {"method": "column"},
}
WITHOUT_COLUMN = ("auto", "random", "plain-random", "order")
WORDS = ", ".join(way if way in WITHOUT_COLUMN else f"{way}:COL" for way in WAYS)
FIELDS: dict[str, Fields] = {"gap": (("split", "gap"),), "held": (("split", "held"),)}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of splitting."""
    parser.add_argument(
        "--split", metavar="WAY", help=f"auto, as the table recommends, unless told; {WORDS}"
    )
    parser.add_argument(
        "--gap",
        type=float,
        metavar="N",
        help="left unused before holdout and folds: days, the time column's unit, or rows",
    )
    parser.add_argument(
        "--held",
        action="append",
        metavar="VALUE",
        help="with column:COL, a value whose rows are the holdout; may be repeated",
    )


def choices(args: argparse.Namespace) -> list[Choice]:
    """Return what the options choose; raises ChoiceError for a way that there is not."""
    found = of_options(args, FIELDS)
    if args.split is not None:
        way, _, column = str(args.split).partition(":")
        if way not in WAYS or bool(column) == (way in WITHOUT_COLUMN):
            raise ChoiceError(f"There is no split {args.split}.", f"Write one of {WORDS}.")
        fields = {**WAYS[way], "column": column or None}
        found += [Choice("split", name, value, "--split") for name, value in fields.items()]
    return found


def refuse_unused(args: argparse.Namespace, split: SplitParams) -> None:
    """Raise ChoiceError for an option that means nothing in the way of splitting."""
    if args.gap and split.method not in ("time", "order"):
        raise ChoiceError(
            "--gap needs a split by time or order.", "Write time:COL, or leave it out."
        )
    if args.held and split.method != "column":
        raise ChoiceError("--held needs --split column:COL.", "Name the column, or leave it out.")
