"""run: from a file to a verified bundle, by choices."""

from __future__ import annotations

import argparse
from typing import Any

from . import choice_options, console, named_options, new_bundle


def add(commands: Any) -> None:
    parser = commands.add_parser("run", help="go from a file to a verified bundle")
    parser.add_argument("data", metavar="DATA", help="CSV, Excel, Parquet or JSON file")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the bundle")
    named_options.add(parser)
    choice_options.add(parser)
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..core.recipe import plan
    from ..core.settings import settings
    from ..engine.pool import headless
    from ..replay.replay import run_to_bundle
    from ..steps import EXPORT, GRAPH, graph
    from .run_params import run_params

    data = console.existing_file(args.data)
    out = new_bundle.fresh_folder(args.out)
    recipe = plan(GRAPH, run_params(args, data))[EXPORT]
    with headless(settings(), graph) as make_work:
        run_to_bundle(recipe, data, out, console.progress, 1, GRAPH, make_work)
    return new_bundle.show(out, args)
