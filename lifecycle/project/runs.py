"""The evaluations a project made, and any two of them on the holdout rows they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from ..core.errors import ChoiceError, NotFound
from ..core.recipe import Recipe, changes
from ..core.wording import count, number
from ..data.step import Table
from ..evaluate.clusters import clusters
from ..evaluate.compare_runs import FEWEST, Compared, judged
from ..evaluate.step import Evaluation
from ..metrics.catalog import METRICS
from ..metrics.intervals import interval_of
from ..metrics.outcome import Outcome
from ..metrics.paired import Pair
from ..split.split import Split
from ..steps import GRAPH
from .project import Project


@dataclass(frozen=True)
class Run:
    """One look at the holdout: its key, when, and its name in a list."""

    key: str
    at: float
    title: str


def runs(project: Project) -> list[Run]:
    """Return the project's evaluations, newest first."""
    found: dict[str, Run] = {}
    for event in project.history():
        if (event.event, event.step) != ("run", "evaluate") or event.key in found:
            continue
        try:
            made = _evaluation(project, event.key)
        except NotFound:
            continue
        when = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        reached = interval_of(made.metrics, made.metric)
        score = f"{METRICS[made.metric].title} {number(reached.value, reached.width)}"
        name = made.title or made.model_name
        found[event.key] = Run(event.key, event.at, f"{when}: {name}, {score}")
    return list(found.values())


def compare(
    project: Project, first: str, second: str, margin: float | None = None, resamples: int = 2000
) -> Compared:
    """Compare two evaluations by their keys; raises ChoiceError when no rows can be shared."""
    one, two = _evaluation(project, first), _evaluation(project, second)
    classes = _classes(one)
    if classes != _classes(two):
        raise ChoiceError(
            "These two runs predict different targets.", "Compare runs of the same target."
        )
    recipes = [_recipe(project, key) for key in (first, second)]
    rows = _shared(one, two, recipes)
    y = one.predictions.set_index("row").loc[rows, "y"].reset_index(drop=True)
    outcomes = [
        Outcome.of(y, each.predictions.set_index("row").loc[rows].reset_index(drop=True), classes)
        for each in (one, two)
    ]
    pair = Pair(outcomes[0], outcomes[1], _groups(project, recipes, rows))
    changed: tuple[str, ...] = ()
    if recipes[0] is not None and recipes[1] is not None:
        changed = tuple(str(each) for each in changes(recipes[1], recipes[0], GRAPH))
    largest = max(one.holdout_rows, two.holdout_rows)
    agreed = margin if two.metric == one.metric else None
    return judged(pair, one.metric, agreed, changed, largest, resamples=resamples)


def _evaluation(project: Project, key: str) -> Evaluation:
    return project.store.load(key, Evaluation)


def _classes(made: Evaluation) -> tuple[str, ...]:
    named = [str(name) for name in made.predictions.columns]
    return tuple(name[2:] for name in named if name.startswith("p:"))


def _recipe(project: Project, key: str) -> Recipe | None:
    """Return how a run was made; None when an earlier version wrote it in another form."""
    try:
        return Recipe.from_json(project.store.recipe_json(key), GRAPH)
    except ChoiceError:
        return None


def _shared(one: Evaluation, two: Evaluation, recipes: list[Recipe | None]) -> np.ndarray:
    """Return the rows of both holdouts, which neither model has seen."""
    read = [None if each is None else _source(each) for each in recipes]
    both = one.predictions[["row", "y"]].merge(two.predictions[["row", "y"]], on="row")
    if (None not in read and read[0] != read[1]) or not both["y_x"].equals(both["y_y"]):
        raise ChoiceError(
            "These two runs read different rows, so they cannot be compared row by row.",
            "Run one of them again on the table of the other.",
        )
    if len(both) < FEWEST:
        raise ChoiceError(
            f"The two holdouts share {count('row', len(both))}; at least {FEWEST} are needed.",
            "Run one of them again with the split of the other.",
        )
    return both["row"].to_numpy()


def _source(recipe: Recipe) -> str:
    """Return the key of the reading that an evaluation rests on."""
    return next(each.key for each in recipe.walk() if each.step == "read")


def _groups(project: Project, recipes: list[Recipe | None], rows: np.ndarray) -> np.ndarray | None:
    """Return the group of each row, as the first run that knows of groups has it."""
    for recipe in filter(None, recipes):
        try:
            data = project.store.load(recipe.needs["data"].key, Table)
            split = project.store.load(recipe.needs["split"].key, Split)
        except NotFound:
            continue
        found = clusters(data, split, rows)
        if found is not None:
            return found
    return None
