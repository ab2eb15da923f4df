"""--split and what goes with it: the way of splitting in one word and its column."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..core.errors import ChoiceError

if TYPE_CHECKING:  # other commands need not load scikit-learn
    from ..split.params import SplitParams

WAYS: dict[str, dict[str, Any]] = {
    "random": {"method": "random"},
    "plain-random": {"method": "random", "stratify": False},
    "group": {"method": "group", "stratify": False},
    "stratified-group": {"method": "group"},
    "time": {"method": "time"},
    "order": {"method": "order"},
    "column": {"method": "column"},
}
WITHOUT_COLUMN = ("random", "plain-random", "order")
WORDS = ", ".join(way if way in WITHOUT_COLUMN else f"{way}:COL" for way in WAYS)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of splitting."""
    parser.add_argument("--split", default="random", metavar="WAY", help=WORDS)
    parser.add_argument(
        "--gap",
        type=float,
        default=0.0,
        metavar="N",
        help="left unused before holdout and folds: days, the time column's unit, or rows",
    )
    parser.add_argument(
        "--held",
        action="append",
        default=[],
        metavar="VALUE",
        help="with column:COL, a value whose rows are the holdout; may be repeated",
    )


def chosen(args: argparse.Namespace) -> SplitParams:
    """Return the split that the options say; raises ChoiceError for one unknown."""
    from ..split.params import SplitParams

    way, _, column = str(args.split).partition(":")
    if way not in WAYS or bool(column) == (way in WITHOUT_COLUMN):
        raise ChoiceError(f"There is no split {args.split}.", f"Write one of {WORDS}.")
    if args.gap and WAYS[way]["method"] not in ("time", "order"):
        raise ChoiceError(
            "--gap needs a split by time or order.", "Write time:COL, or leave it out."
        )
    if args.held and way != "column":
        raise ChoiceError("--held needs --split column:COL.", "Name the column, or leave it out.")
    return SplitParams.model_validate(
        {
            **WAYS[way],
            "column": column or None,
            "gap": args.gap,
            "held": tuple(dict.fromkeys(args.held)),
            "seed": args.seed,
        }
    )
