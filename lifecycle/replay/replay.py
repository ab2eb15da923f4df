"""Make a bundle again from its recipe and the data, in an empty store so that all is computed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError, ReadingError
from ..core.recipe import AnyStep, Params, Recipe, plan
from ..data.read_step import ReadParams
from ..engine.runner import InlineWork, MakeWork, run_recipe
from ..export import requirements
from ..export.foreign_contents import MOST_LOOKS
from ..export.step import STEP as EXPORT
from ..export.write import FORMAT, digest, read_json, write_bundle
from ..metrics.catalog import refuse_other_task
from ..storage.database import Store

Report = Callable[[float, str], None]


def replay(
    recipe_file: Path,
    data: Path,
    out: Path,
    report: Report,
    make_work: MakeWork = InlineWork,
    changed: Recipe | None = None,
) -> dict[str, Any]:
    """Write the bundle that the recipe makes of ``data`` into ``out``; return its metrics.json.

    ``changed``: what is made in its place, of the same data; if it judges another model or other
    rows, that is one more look at the holdout. Raises ReadingError when the data are not those of
    the recipe.
    """
    from ..steps import GRAPH

    kept = read_recipe(recipe_file)
    recipe = recipe_of_today(exported(kept, GRAPH), GRAPH)
    check_source(kept, data)
    refuse_unlike(recipe, kept["source"]["sha256"], GRAPH)
    looks = looks_of(recipe_file)
    if changed is not None:
        looks += len(looks_in(changed, GRAPH) - looks_in(recipe, GRAPH))
    run_to_bundle(changed or recipe, data, out, report, looks, GRAPH, make_work)
    return read_json(out / "metrics.json")


def run_to_bundle(
    recipe: Recipe,
    data: Path,
    out: Path,
    report: Report,
    looks: int,
    steps: Mapping[str, AnyStep],
    make_work: MakeWork = InlineWork,
) -> Any:
    """Compute the export's recipe in a store of its own and write the bundle; return the Export."""
    with tempfile.TemporaryDirectory(prefix="lifecycle-") as folder:
        store = Store(Path(folder))
        with data.open("rb") as content:
            store.put_blob(content)
        refuse_other_metrics(recipe, store, steps, report, make_work)
        export = run_recipe(recipe, store, steps, report, make_work)
        write_bundle(out, export, recipe, looks, source_name=data.name)
        store.db.close()
    return export


def refuse_other_metrics(
    recipe: Recipe,
    store: Store,
    steps: Mapping[str, AnyStep],
    report: Report,
    make_work: MakeWork = InlineWork,
) -> None:
    """Raise ChoiceError, before anything is trained, for a metric that the target does not have."""
    from ..steps import DATA, DEFINE

    made = {each.step: each for each in recipe.walk()}
    agreed = choices_of(recipe, steps).get(DEFINE.name)
    names = [bar.metric for bar in getattr(agreed, "bars", ())]
    if names and DATA.name in made:
        table = run_recipe(made[DATA.name], store, steps, report, make_work)
        refuse_other_task(names, table.task)


def read_recipe(path: Path) -> dict[str, Any]:
    """Return the content of a recipe.json; raises ReadingError when it is none."""
    try:
        recipe = read_json(path)
    except FileNotFoundError as error:
        raise ReadingError(
            f"There is no file {path}.", "Give the path of a bundle's recipe.json."
        ) from error
    except (OSError, ValueError) as error:
        raise ReadingError(
            f"{path.name} is not a recipe.", "Give the path of a bundle's recipe.json."
        ) from error
    if recipe.get("format") != FORMAT:
        raise ReadingError(
            f"{path.name} is not a recipe of this format.", "Give a bundle's recipe.json."
        )
    source, versions = recipe.setdefault("source", {}), recipe.setdefault("versions", {})
    if not isinstance(versions, dict) or not isinstance(source, dict):
        raise ReadingError(
            f"{path.name} is not a recipe.", "Give the path of a bundle's recipe.json."
        )
    return recipe


def exported(kept: Mapping[str, Any], steps: Mapping[str, AnyStep]) -> Recipe:
    """Return the recipe of a bundle; raises ChoiceError for that of something else."""
    from ..steps import DATA, DEFINE, READ, SPLIT

    recipe = Recipe.from_json(kept, steps)
    named = {step.name for step in (DEFINE, READ, DATA, SPLIT)}
    if recipe.step != EXPORT.name or not named <= set(recipe.needs):
        raise ChoiceError("This is not the recipe of a bundle.", "Give a bundle's recipe.json.")
    return recipe


def refuse_unlike(recipe: Recipe, sha256: str, steps: Mapping[str, AnyStep]) -> None:
    """Raise ChoiceError for a recipe that no plan makes, or that reads another file."""
    lacking = [each.step for each in recipe.walk() if _lacking(each, steps)]
    if lacking:
        raise ChoiceError(
            f"The recipe does not say what {lacking[0]} needs.", "Take it again from its bundle."
        )
    if {each.params.source for each in recipe.walk() if isinstance(each.params, ReadParams)} != {
        sha256
    }:
        raise ChoiceError(
            "The recipe reads another file than the one that it names as its source.",
            "Take it again from its bundle.",
        )


def _lacking(recipe: Recipe, steps: Mapping[str, AnyStep]) -> set[str]:
    return {need.step for need in steps[recipe.step].needs} - set(recipe.needs)


def check_source(kept: Mapping[str, Any], data: Path) -> None:
    """Raise ReadingError when ``data`` is not the file that a recipe.json was made from."""
    source = kept.get("source", {})
    if not data.is_file():
        raise ReadingError(f"There is no file {data}.", "Check the path of the data.")
    if digest(data) != source.get("sha256"):
        named = f" ({source['name']})" if source.get("name") else ""
        raise ReadingError(
            f"{data.name} is not the file this recipe was made from{named}: its SHA-256 differs.",
            f"Give the original file; its SHA-256 starts with {str(source.get('sha256'))[:12]}.",
        )


def looks_of(recipe_file: Path) -> int:
    """Return how often the holdout had been read, when the recipe lies in its bundle."""
    metrics = recipe_file.parent / "metrics.json"
    if not metrics.is_file():
        return 1
    try:
        looks = read_json(metrics).get("holdout_looks", 1)
    except (OSError, ValueError):
        looks = None
    if type(looks) is not int or not 0 <= looks <= MOST_LOOKS:
        raise ReadingError(
            f"{metrics} does not say how often the holdout was looked at.",
            "Take the bundle again from where it was exported.",
        )
    return looks


def looks_in(recipe: Recipe, steps: Mapping[str, AnyStep]) -> set[str]:
    """Return the keys of what reads the holdout."""
    return {each.key for each in recipe.walk() if steps[each.step].looks}


def choices_of(recipe: Recipe, steps: Mapping[str, AnyStep]) -> dict[str, Params]:
    """Return the params of which ``plan`` makes this recipe; what plays no part is default."""
    chosen = {recipe.step: recipe.params.model_copy()}
    fields: dict[str, dict[str, Any]] = {}
    for each in recipe.walk():
        for need in steps[each.step].needs:
            if need.step not in each.needs:  # an earlier version did without it
                continue
            params = each.needs[need.step].params
            names = need.only or type(params).model_fields
            fields.setdefault(need.step, {}).update({n: getattr(params, n) for n in names})
    return chosen | {step: steps[step].params(**values) for step, values in fields.items()}


def recipe_of_today(recipe: Recipe, steps: Mapping[str, AnyStep]) -> Recipe:
    """Return the recipe with the steps as they compute now; the choices stay.

    Raises ChoiceError when a step was written by a later version than this one.
    """
    later = {r.step for r in recipe.walk() if r.version > steps[r.step].version}
    if later:
        raise ChoiceError(
            f"This recipe was made by a later version of the steps {', '.join(sorted(later))}.",
            "Use the version of Lifecycle Lab that wrote it, or a newer one.",
        )
    if not earlier_steps(recipe, steps):
        return recipe
    return plan(steps, choices_of(recipe, steps))[recipe.step]


def earlier_steps(recipe: Recipe, steps: Mapping[str, AnyStep]) -> list[str]:
    """Return the steps that computed differently when the recipe was written."""
    return sorted({r.step for r in recipe.walk() if r.version < steps[r.step].version})


def other_libraries(kept: dict[str, Any]) -> list[str]:
    """Return which libraries have another version here than when the recipe was written."""
    now = requirements.versions()
    was = kept.get("versions", {})
    return [
        f"{name} {was[name]} then, {now[name]} now"
        for name in sorted(now)
        if name in was and was[name] != now[name]
    ]
