"""compare: two candidates, two bundles, or two looks of a project, on the same rows."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import ChoiceError, MissingChoice
from . import console

if TYPE_CHECKING:
    from ..core.recipe import Recipe
    from ..evaluate.compare_runs import ComparedRuns
    from ..project.project import Project
    from ..storage.artifacts import ArtifactStore


def add(commands: Any) -> None:
    parser = commands.add_parser("compare", help="compare two models on the same rows")
    add_argument = parser.add_argument
    add_argument("what", metavar="BUNDLE_OR_PROJECT", help="a bundle, or a project's link or id")
    add_argument("other", nargs="?", metavar="BUNDLE", help="a second bundle")
    add_argument(
        "--data",
        metavar="DATA",
        help="the data a bundle was made from; with one bundle its candidates are trained again",
    )
    add_argument("--first", default="", metavar="M", help="a candidate, or with --runs a number")
    add_argument("--second", default="", metavar="M", help="another candidate, or a number")
    add_argument("--runs", action="store_true", help="two looks of a project at its holdout")
    add_argument(
        "--threshold", type=float, metavar="P", help="decision threshold of both, 0.5 unless told"
    )
    add_argument("--level", type=float, metavar="P", help="confidence level, 0.95 unless told")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    found = _bundles(args) if Path(args.what).exists() or args.other else _project(args)
    return console.result(found, args, text(found))


def _bundles(args: argparse.Namespace) -> dict[str, Any]:
    from ..export.bundle import open_bundle
    from ..replay import compare

    if args.runs:
        raise ChoiceError("A bundle has no runs.", "Give a project, or two bundles.")
    first = open_bundle(Path(args.what))
    data = console.existing_file(args.data) if args.data else None
    if args.other is None:
        return _candidates_of(compare.recipe_of(first), data, args)
    refuse(args, "two bundles", "first", "second", "threshold", "level")
    found, changed = compare.compare(first, open_bundle(Path(args.other)), data)
    return _looks(found, "bundle", changed)


def _candidates_of(recipe: Recipe, data: Path | None, args: argparse.Namespace) -> dict[str, Any]:
    """Train a bundle's candidates again and compare two of them out of fold."""
    from ..export.write import digest
    from ..replay.replay import recipe_of_today
    from ..steps import GRAPH, READ
    from ..storage.database import Store

    if data is None:
        raise ChoiceError(
            "A bundle keeps one model alone.",
            "Give a second bundle, or with --data the file it was made from.",
        )
    known = {each.step: each for each in recipe_of_today(recipe, GRAPH).walk()}
    if digest(data) != getattr(known[READ.name].params, "source", ""):
        raise ChoiceError(
            f"{data.name} is not the file this bundle was made from.", "Give the original file."
        )
    with tempfile.TemporaryDirectory(prefix="lifecycle-") as folder:
        store = Store(Path(folder))
        with data.open("rb") as content:
            store.put_blob(content)
        found = _candidates(store, known, {}, args)
        store.db.close()
    return found


def _project(args: argparse.Namespace) -> dict[str, Any]:
    from ..core.settings import settings
    from ..project.project import Project
    from ..steps import COMPARE, TRAIN
    from ..storage.database import Store

    if "/" in args.what and "project=" not in args.what:
        raise ChoiceError(f"There is no bundle at {args.what}.", "Check the path.")
    refuse(args, "a project", "data")
    named = re.search(r"project=([\w-]+)", args.what)
    project = Project(Store(settings().data), named[1] if named else args.what)
    if args.runs:
        refuse(args, "runs", "threshold", "level")
        return _runs(project, args)
    if not project.store.has(project.recipes[TRAIN].key):
        raise MissingChoice(
            "Train has no up-to-date result in this project.", "Run Train on its page first."
        )
    chosen = project.params(COMPARE).model_dump()
    return _candidates(project.store, project.recipes, chosen, args)


def _candidates(
    store: ArtifactStore,
    known: Mapping[str, Recipe],
    chosen: dict[str, Any],
    args: argparse.Namespace,
) -> dict[str, Any]:
    from pydantic import ValidationError

    from ..core.recipe import recipe_for
    from ..core.settings import settings
    from ..engine.pool import headless
    from ..engine.runner import run_recipe
    from ..evaluate.compare_step import titles
    from ..evaluate.judged import JudgedParams
    from ..steps import COMPARE, GRAPH, JUDGED, TRAIN, graph

    given = {name: getattr(args, name) for name in ("first", "second", "level")}
    given = {name: value for name, value in given.items() if value not in (None, "")}
    judged = known[JUDGED.name].params.model_dump()
    at = {} if args.threshold is None else {"threshold": args.threshold}
    try:
        params = COMPARE.params.model_validate(chosen | given)
        changed = recipe_for(JUDGED, JudgedParams(**judged | at), known)
        known = {**known, JUDGED.name: changed}
    except ValidationError as error:
        first = error.errors()[0]
        raise ChoiceError(f"--{first['loc'][0]}: {first['msg']}.", "Give another value.") from error
    with headless(settings(), graph) as make_work:
        recipe = recipe_for(COMPARE, params, known)
        compared = run_recipe(recipe, store, GRAPH, console.progress, make_work)
        board = run_recipe(known[TRAIN.name], store, GRAPH, console.progress, make_work)
    title = titles(board)
    return {
        "first": title[compared.first],
        "second": title[compared.second],
        "metric": compared.metric,
        "sentence": compared.sentence,
        "labels": compared.labels,
        "advice": compared.advice,
        "changed": [],
        "rows": compared.rows,
        "rows_of": "out-of-fold predictions of training rows",
        "metrics": compared.metrics,
        "candidates": compared.candidates,
    }


def _runs(project: Project, args: argparse.Namespace) -> dict[str, Any]:
    from ..project import runs

    known = runs.runs(project)
    if len(known) < 2:
        raise MissingChoice(
            "Evaluate has not run with two sets of choices in this project.", "Run it again first."
        )
    for number, each in enumerate(known, 1):
        console.say(f"Run {number}: {each.title}")
    first, second = (
        numbered(args, name, k, len(known)) for name, k in (("first", 1), ("second", 2))
    )
    if first == second:
        raise ChoiceError("Only one run is chosen.", "Choose two different runs.")
    keys = (known[first - 1].key, known[second - 1].key)
    return _looks(runs.compare(project, *keys), "run", runs.changed(project, *keys))


def numbered(args: argparse.Namespace, name: str, usual: int, most: int) -> int:
    """Return which run an option names, the newest being 1; raises ChoiceError."""
    text = getattr(args, name) or str(usual)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise ChoiceError(f"There is no run {text}.", f"Give --{name} a number from 1 to {most}.")
    return int(text)


def _looks(found: ComparedRuns, noun: str, changed: tuple[str, ...]) -> dict[str, Any]:
    return {
        "first": f"First {noun}",
        "second": f"Second {noun}",
        "sentence": found.sentence,
        "labels": found.labels,
        "advice": "",
        "changed": list(changed),
        "rows": found.rows,
        "rows_of": f"holdout rows that both keep, of {found.of:,}",
        "metrics": found.metrics,
        "candidates": [],
    }


def refuse(args: argparse.Namespace, what: str, *options: str) -> None:
    """Raise ChoiceError for an option that has no meaning here."""
    for name in options:
        if getattr(args, name) not in (None, ""):
            raise ChoiceError(f"--{name} has no meaning for {what}.", "Leave it out.")


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    from ..core.wording import interval, number
    from ..metrics.paired import VERDICTS

    rows = [
        (
            row["title"],
            interval(row["difference"], row["low"], row["high"]),
            number(row["first"], row["high"] - row["low"]),
            number(row["second"], row["high"] - row["low"]),
            number(row["margin"]),
            VERDICTS[row["verdict"]],
        )
        for row in found["metrics"].to_dict("records")
    ]
    header = (
        "Metric",
        "First is better by",
        found["first"],
        found["second"],
        "Equivalence region",
        "",
    )
    parts = [found["sentence"], found["advice"], found["labels"]]
    if found["changed"]:
        parts.append("\n".join(["From the second to the first:", *found["changed"][:6]]))
    parts += [console.table(header, rows), f"From {found['rows']:,} {found['rows_of']}."]
    if len(found["candidates"]):
        parts.append(console.table(*_every(found["candidates"])))
    return "\n\n".join(part for part in parts if part)


def _every(candidates: Any) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    from ..core.wording import interval, number

    rows = [
        (
            row["title"],
            number(row["value"], max(row["high"] - row["low"], 0.005)),
            interval(-row["gain"], -row["high"], -row["low"]) if k else "",
            "yes" if row["within"] else "no",
        )
        for k, row in enumerate(candidates.to_dict("records"))
    ]
    return ("Candidate", "Score", "Worse than the best by", "Practically equivalent"), rows
