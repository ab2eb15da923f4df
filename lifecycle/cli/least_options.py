"""--least: the smallest acceptable score, one metric each time it is given."""

from __future__ import annotations

import argparse
import math

from ..core.errors import ChoiceError
from ..core.wording import listing, short
from ..metrics.catalog import METRICS, for_task
from .choice import Choice
from .remedies import nearest

FORM = "Write METRIC=NUMBER, such as roc_auc=0.8 or rmse=12."


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    parser.add_argument(
        "--least",
        action="append",
        default=[],
        metavar="METRIC=NUMBER",
        help="the smallest acceptable score, for errors the greatest; without one no verdict says "
        "ship; may be given again for another metric",
    )


def choices(args: argparse.Namespace) -> list[Choice]:
    """Return what was agreed; raises ChoiceError for a metric or a number that cannot be."""
    agreed: dict[str, float] = {}
    for text in args.least:
        name, least = _bar(text, args.task)
        if agreed.get(name, least) != least:
            raise ChoiceError(f"--least gives two numbers for {name}.", "Give one of them.")
        agreed[name] = least
    if not agreed:
        return []
    bars = [{"metric": name, "least": least} for name, least in agreed.items()]
    return [Choice("define", "bars", bars, "--least")]


def _bar(text: str, task: str | None) -> tuple[str, float]:
    name, equals, value = (part.strip() for part in text.partition("="))
    try:
        least = float(value)
    except ValueError:
        least = math.nan
    if not (name and equals) or not math.isfinite(least):
        raise ChoiceError(f"--least {short(text, 60)} is not understood.", FORM)
    if name not in METRICS:
        raise ChoiceError(f"--least: there is no metric {short(name)}.", nearest(name, METRICS))
    if problem := METRICS[name].out_of_bounds(least):
        raise ChoiceError(f"--least {name}={value} cannot be: {problem}", "Give another number.")
    fitting = [metric.name for metric in for_task(task)] if task else []
    if fitting and name not in fitting:
        raise ChoiceError(
            f"--least {name} does not fit the task {task}.",
            f"Choose one of {listing(fitting, most=len(fitting))}.",
        )
    return name, least
