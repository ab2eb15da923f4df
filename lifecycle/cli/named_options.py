"""The options of ``run`` that have a name of their own, and the fields that each of them sets."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from . import column_options, least_options, read_options, split_options
from .choice import Choice, Fields, of_options

FIELDS: dict[str, Fields] = {  # option: the fields that take its value
    "target": (("data", "target"),),
    "task": (("data", "task"),),
    "positive": (("data", "positive"),),
    "models": (("train", "models"),),
    "budget": (("train", "budget"),),
    "tune": (("train", "trials"),),
    "ensemble": (("train", "ensemble"),),
    "balance": (("train", "balance"),),
    "raises": (("train", "raises"),),
    "lowers": (("train", "lowers"),),
    "calibration": (("judged", "calibration"),),
    "seed": (("split", "seed"), ("train", "seed"), ("evaluate", "seed")),
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command; one that is not given is None, and then chooses nothing."""
    add_argument = parser.add_argument
    add_argument("--target", metavar="COL", help="the column to predict")
    add_argument("--task", metavar="T", help="binary, multiclass or regression")
    add_argument("--positive", metavar="LABEL", help="the class that is looked for")
    add_argument("--models", type=names, metavar="a,b", help="candidates, separated by commas")
    add_argument(
        "--budget",
        type=int,
        metavar="SECONDS",
        help="time for training; without --models: the best that can be found in it",
    )
    add_argument("--tune", type=int, metavar="TRIALS", help="search better hyperparameters")
    add_argument("--ensemble", action="store_true", default=None, help="blend into an ensemble")
    add_argument("--balance", action="store_true", default=None, help="class weights: balanced")
    add_argument(
        "--raises",
        action="append",
        metavar="COL",
        help="monotonic constraint, increasing: a number column; may be given again",
    )
    add_argument(
        "--lowers",
        action="append",
        metavar="COL",
        help="monotonic constraint, decreasing: a number column; may be given again",
    )
    add_argument(
        "--calibration",
        metavar="METHOD",
        help="recalibrate the probabilities by sigmoid, isotonic or temperature",
    )
    add_argument("--seed", type=int, metavar="N", help="seed of all that is random")
    least_options.add(parser)
    column_options.add(parser)
    split_options.add(parser)
    read_options.add(parser)


def names(text: str) -> list[str]:
    """Return the names in a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def choices(args: argparse.Namespace) -> list[Choice]:
    """Return what the options choose that were given."""
    return [
        *of_options(args, FIELDS),
        *([Choice("train", "tuning", True, "--tune")] if args.tune is not None else []),
        *least_options.choices(args),
        *split_options.choices(args),
        *read_options.choices(args),
    ]


def of_budget(args: argparse.Namespace, chosen: Iterable[Choice]) -> list[Choice]:
    """Return what --budget stands for, the best that can be found in it; anything chosen wins.

    Where candidates were chosen it stands for nothing else.
    """
    from ..train.params import MOST_TRIALS, PORTFOLIO

    if args.budget is None or any((c.step, c.field) == ("train", "models") for c in chosen):
        return []
    best = {"models": PORTFOLIO, "tuning": True, "trials": MOST_TRIALS, "ensemble": True}
    return [Choice("train", field, value, "--budget") for field, value in best.items()]
