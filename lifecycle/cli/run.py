"""run and replay: from a file to a bundle, by choices or by the recipe of another bundle."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError
from ..core.recipe import Params
from . import column_options, console, read_options, split_options


def add(commands: Any) -> None:
    _add_run(commands)
    again = commands.add_parser("replay", help="make a bundle again from its recipe")
    again.add_argument("recipe", metavar="RECIPE", help="a bundle's recipe.json")
    again.add_argument("--data", required=True, metavar="DATA", help="the same data file")
    again.add_argument("--out", required=True, metavar="DIR", help="folder for the bundle")
    console.json_option(again)
    again.set_defaults(run=replay)


def _add_run(commands: Any) -> None:
    parser = commands.add_parser("run", help="go from a file to a verified bundle")
    add_argument = parser.add_argument
    add_argument("data", metavar="DATA", help="CSV, Excel, Parquet or JSON file")
    add_argument("--target", required=True, metavar="COL", help="the column to predict")
    add_argument("--task", default="auto", metavar="T", help="binary, multiclass or regression")
    add_argument("--positive", metavar="LABEL", help="the class that is looked for")
    add_argument("--models", metavar="a,b", help="candidates, separated by commas")
    add_argument(
        "--budget",
        type=int,
        metavar="SECONDS",
        help="time for training; without --models: the best that can be found in it",
    )
    add_argument("--tune", type=int, metavar="TRIALS", help="search better hyperparameters")
    add_argument("--ensemble", action="store_true", help="blend the candidates into an ensemble")
    add_argument("--balance", action="store_true", help="class weights: let classes count alike")
    add_argument(
        "--raises",
        action="append",
        default=[],
        metavar="COL",
        help="monotonic constraint: a number column of which more may only raise the prediction; "
        "may be given again",
    )
    add_argument(
        "--lowers",
        action="append",
        default=[],
        metavar="COL",
        help="monotonic constraint: a number column of which more may only lower the prediction; "
        "may be given again",
    )
    add_argument(
        "--calibration",
        default="none",
        metavar="METHOD",
        help="recalibrate the probabilities by sigmoid, isotonic or temperature",
    )
    add_argument("--seed", type=int, default=0, metavar="N", help="seed of all that is random")
    add_argument("--out", required=True, metavar="DIR", help="folder for the bundle")
    column_options.add(parser)
    split_options.add(parser)
    read_options.add(parser)
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..core.recipe import plan
    from ..core.settings import settings
    from ..engine.pool import headless
    from ..replay.replay import run_to_bundle
    from ..steps import EXPORT, GRAPH, graph
    from .choices import choices

    data = console.existing_file(args.data)
    out = fresh_folder(args.out)
    chosen = choices(args, data)
    known_columns(chosen["read"], data)
    recipe = plan(GRAPH, chosen)[EXPORT]
    with headless(settings(), graph) as make_work:
        run_to_bundle(recipe, data, out, console.progress, 1, GRAPH, make_work)
    return show(out, args)


def known_columns(params: Params, data: Path) -> None:
    """Raise ChoiceError for a word said of a column that is not there; else nothing is read."""
    from ..data.read_step import ReadParams
    from ..data.readers import read_table

    assert isinstance(params, ReadParams)
    if params.missing_codes:
        names = read_table(data, params.options).columns["name"].tolist()
        read_options.check_columns(params.options, names)


def replay(args: argparse.Namespace) -> int:
    from ..core.settings import settings
    from ..engine.pool import headless
    from ..replay import replay as replaying
    from ..steps import graph

    recipe, data = Path(args.recipe), console.existing_file(args.data)
    recipe = recipe / "recipe.json" if recipe.is_dir() else recipe
    for change in replaying.other_libraries(replaying.read_recipe(recipe)):
        console.say(f"Note: another version of a library may change the last digits: {change}.")
    out = fresh_folder(args.out)
    with headless(settings(), graph) as make_work:
        replaying.replay(recipe, data, out, console.progress, make_work)
    return show(out, args)


def fresh_folder(text: str) -> Path:
    """Make the folder to write to, before any work; raises ChoiceError when that cannot be."""
    path = Path(text)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ChoiceError(f"{text} is a file.", "Give a folder for the bundle.") from error
    except OSError as error:
        raise ChoiceError(f"The folder {text} cannot be made.", "Choose another place.") from error
    if not os.access(path, os.W_OK):
        raise ChoiceError(f"The folder {text} cannot be written to.", "Choose another place.")
    if any(path.iterdir()) and not (path / "SHA256SUMS").exists():
        raise ChoiceError(
            f"The folder {text} holds other files.", "Give an empty or new folder for the bundle."
        )
    return path


def show(out: Path, args: argparse.Namespace) -> int:
    """Print what is in the bundle."""
    import pandas as pd

    from ..export.write import read_json

    metrics = read_json(out / "metrics.json")
    board = pd.read_csv(out / "leaderboard.csv")
    found = {"out": str(out), **metrics, "leaderboard": board}
    return console.result(found, args, text(found))


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    from ..core.wording import count, interval, number

    base = {m["name"]: m["value"] for m in found["baseline"]}
    scores = [
        (m["name"], interval(m["value"], m["low"], m["high"]), number(base.get(m["name"])))
        for m in found["metrics"]
    ]
    board = [
        (m["title"], interval(m["score"], m["low"], m["high"]), _plain(m["problem"]))
        for m in found["leaderboard"].to_dict("records")
    ]
    board_of = found["leaderboard"].set_index("model")["title"]
    model = board_of.get(found["model"], found["model"])
    judged = count("holdout row", found["holdout_rows"])
    about = f"{found['target']} ({found['task']}), judged on {judged}"
    return "\n\n".join(
        (
            f"{model} predicts {about}.",
            found["verdict"],
            console.table(("Holdout", "Value and 95% interval", "Baseline"), scores),
            console.table(("Cross-validation", found["metric"], ""), board),
            f"The bundle is in {found['out']}.",
        )
    )


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
