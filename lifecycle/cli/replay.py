"""replay: make a bundle again from the recipe of another one, with or without other choices."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import choice_options, console, new_bundle

if TYPE_CHECKING:
    from ..core.recipe import Recipe


def add(commands: Any) -> None:
    parser = commands.add_parser("replay", help="make a bundle again from its recipe")
    parser.add_argument("recipe", metavar="RECIPE", help="a bundle's recipe.json")
    parser.add_argument("--data", required=True, metavar="DATA", help="the same data file")
    parser.add_argument("--out", required=True, metavar="DIR", help="folder for the bundle")
    choice_options.add(parser)
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..core.recipe import Recipe
    from ..core.settings import settings
    from ..core.wording import listing
    from ..engine.pool import headless
    from ..replay import replay as replaying
    from ..steps import GRAPH, graph

    recipe, data = Path(args.recipe), console.existing_file(args.data)
    recipe = recipe / "recipe.json" if recipe.is_dir() else recipe
    kept = replaying.read_recipe(recipe)
    for change in replaying.other_libraries(kept):
        console.say(f"Note: another version of a library may change the last digits: {change}.")
    earlier = replaying.earlier_steps(Recipe.from_json(kept, GRAPH), GRAPH)
    if earlier:
        console.say(f"Note: {listing(earlier)} computed otherwise in the version that wrote this.")
    changed = changed_recipe(args, kept, data)
    out = new_bundle.fresh_folder(args.out)
    with headless(settings(), graph) as make_work:
        replaying.replay(recipe, data, out, console.progress, make_work, changed)
    return new_bundle.show(out, args)


def changed_recipe(args: argparse.Namespace, kept: dict[str, Any], data: Path) -> Recipe | None:
    """Return the recipe with other choices, and say what they change; None when none is given."""
    from ..core.recipe import changes, plan
    from ..replay.replay import choices_of, exported, recipe_of_today
    from ..steps import GRAPH
    from .choices import params_of
    from .run_params import refuse_impossible

    given = [*choice_options.from_file(args.choices), *choice_options.from_sets(args.set)]
    if not given:
        return None
    before = recipe_of_today(exported(kept, GRAPH), GRAPH)
    chosen = params_of(given, choices_of(before, GRAPH))
    refuse_impossible(given, chosen, data)
    after = plan(GRAPH, chosen)[before.step]
    said = [str(change) for change in changes(before, after, GRAPH)]
    for change in said or ["Nothing changes: the recipe says the same"]:
        console.say(f"{change}.")
    return after
