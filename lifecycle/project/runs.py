"""The evaluations a project made, and any two of them on the holdout rows they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ..core.errors import ChoiceError, NotFound
from ..core.recipe import Recipe, changes, recipe_for
from ..core.wording import number
from ..engine.runner import run_recipe
from ..evaluate import compare_runs
from ..evaluate.step import Evaluation
from ..metrics.catalog import METRICS
from ..metrics.intervals import interval_of
from ..steps import EVALUATE, GRAPH
from .project import Project


@dataclass(frozen=True)
class Run:
    """One look at the holdout: its key, when, and its name in a list."""

    key: str
    at: float
    title: str


def runs(project: Project) -> list[Run]:
    """Return the project's evaluations, newest first."""
    by_key: dict[str, Run] = {}
    for event in project.history():
        if (event.event, event.step) != ("run", EVALUATE.name) or event.key in by_key:
            continue
        try:
            made = _evaluation(project, event.key)
        except NotFound:
            continue
        when = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        reached = interval_of(made.metrics, made.metric)
        score = f"{METRICS[made.metric].title} {number(reached.value, reached.width)}"
        name = made.title or made.model_name
        by_key[event.key] = Run(event.key, event.at, f"{when}: {name}, {score}")
    return list(by_key.values())


def compare(
    project: Project, first: str, second: str, resamples: int = 2000
) -> compare_runs.ComparedRuns:
    """Compare two evaluations by their keys, here and now; raises ChoiceError when they cannot be.

    A page asks the engine for the same step.
    """
    params = compare_runs.CompareRunsParams(first=first, second=second, resamples=resamples)
    recipe = recipe_for(compare_runs.STEP, params, project.recipes)
    made: compare_runs.ComparedRuns = run_recipe(recipe, project.store, GRAPH)
    return made


def changed(project: Project, first: str, second: str) -> tuple[str, ...]:
    """Return what was chosen differently, from the second run to the first, in words.

    Empty where a recipe is of a version that cannot be read any more.
    """
    try:
        one, two = (
            Recipe.from_json(project.store.recipe_json(key), GRAPH) for key in (first, second)
        )
    except ChoiceError:
        return ()
    return tuple(str(each) for each in changes(two, one, GRAPH))


def _evaluation(project: Project, key: str) -> Evaluation:
    return project.store.load(key, Evaluation)
