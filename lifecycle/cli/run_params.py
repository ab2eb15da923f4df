"""What a run is told, as the params of its steps: defaults, a file of choices, options, --set."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.errors import MissingChoice
from ..core.recipe import Params
from ..data.read_step import ReadParams
from ..data.readers import read_table
from ..export.write import digest
from ..steps import DATA, READ, SPLIT
from . import choice_options, column_options, named_options, read_options, split_options
from .candidate_names import refuse_untrained
from .choice import Choice
from .choice_fields import fields_of_a_run
from .choices import by_step, params_for, params_of, refuse_incomplete


def run_params(args: argparse.Namespace, data: Path) -> dict[str, Params]:
    """Return the params of every step that something was chosen for, each field by its last word.

    Defaults yield to ``--choices``, these to the options with a name, these to ``--set``. Raises
    LifecycleError for what cannot be, as far as that is known before the file is read.
    """
    file = choice_options.from_file(args.choices)
    below = params_for(DATA, params_of(file))
    named = [*named_options.choices(args), *column_options.choices(args, below.columns)]
    given = [*file, *named, *choice_options.from_sets(args.set)]
    chosen = params_of([*named_options.of_budget(args, given), *given])
    _refuse_together(args, chosen)
    chosen = params_of([Choice(READ.name, "source", digest(data), "DATA")], chosen)
    refuse_impossible(given, chosen, data)
    return chosen


def refuse_impossible(given: list[Choice], chosen: dict[str, Params], data: Path) -> None:
    """Raise LifecycleError for params that cannot lead to a bundle, before anything long begins."""
    refuse_incomplete(chosen, fields_of_a_run())
    refuse_untrained(by_step(given), chosen)
    _refuse_unknown_columns(params_for(READ, chosen), data)


def _refuse_together(args: argparse.Namespace, chosen: dict[str, Params]) -> None:
    """Raise ChoiceError for options that do not go together with the rest."""
    table = params_for(DATA, chosen)
    if table.target is None:
        raise MissingChoice("No target was named.", "Add --target COL, the column to predict.")
    column_options.refuse_target(args, table.target)
    split_options.refuse_unused(args, params_for(SPLIT, chosen))


def _refuse_unknown_columns(params: ReadParams, data: Path) -> None:
    """Raise ChoiceError for a word said of a column that is not there; else nothing is read."""
    if params.missing_codes:
        names = read_table(data, params.options).columns["name"].tolist()
        read_options.check_columns(params.options, names)
