"""Where each step stands: derived from keys, never stored.

A project has *asked* for keys. A step is current when the key that its choices name was asked for
and is in the store; changing a choice back therefore makes the old result current again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ..core.errors import ChoiceError
from ..core.recipe import ByStep, Change, Recipe, changes
from ..steps import GRAPH
from ..storage.database import Store

Asked = Mapping[str, Sequence[str]]
"""The keys a project asked for, by step, oldest first."""


class State(StrEnum):
    """Where a step stands.

    ``new``: never run. ``current``: its result is that of the present choices. ``stale``: an older
    result is shown. ``blocked``: something else must be chosen or run first.
    """

    NEW = "new"
    CURRENT = "current"
    STALE = "stale"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Status:
    """Where a step stands, and why.

    Attributes
    ----------
    step : str
        The name of the step.
    state : State
        Where it stands.
    recipe : Recipe
        What it would make under the present choices.
    shown : str or None
        The key of the result to show: the current one, or the latest older one.
    why : tuple of Change
        What changed since the result that is shown.
    waiting : str
        What must happen elsewhere before it can run, in words; empty when nothing.
    redo : tuple of str
        Titles of upstream steps that run along.
    cost : float or None
        What the last run took, in seconds.
    damaged : bool
        Whether the result of the present choices is there, but is not what was written.
    """

    step: str
    state: State
    recipe: Recipe
    shown: str | None = None
    why: tuple[Change, ...] = ()
    waiting: str = ""
    redo: tuple[str, ...] = ()
    cost: float | None = None
    damaged: bool = False


def derive(recipes: Mapping[str, Recipe], asked: Asked, store: Store) -> ByStep[Status]:
    """Return the status of every step whose recipe is given."""
    return ByStep(
        {name: _status(recipe, recipes, asked, store) for name, recipe in recipes.items()}
    )


def has_result(recipe: Recipe, asked: Asked, store: Store) -> bool:
    """Whether the project asked for this recipe and its result is there."""
    return recipe.key in asked.get(recipe.step, ()) and store.has(recipe.key)


def waiting(recipe: Recipe, asked: Asked, store: Store) -> str:
    """Say what must be chosen or run by hand before a recipe can run; empty when nothing."""
    for each in recipe.walk():
        if each.params.missing():
            return each.params.missing()
        step = GRAPH[each.step]
        if step.looks and each.key != recipe.key and not has_result(each, asked, store):
            return f"{step.title} has no up-to-date result. Open {step.title} and run it."
    return ""


def _status(recipe: Recipe, recipes: Mapping[str, Recipe], asked: Asked, store: Store) -> Status:
    step = recipe.step
    if has_result(recipe, asked, store):
        cost = store.seconds(recipe.key)
        return Status(step, State.CURRENT, recipe, shown=recipe.key, cost=cost)
    waits_for, redo = waiting(recipe, asked, store), _redo(recipe, recipes, asked, store)
    damaged = recipe.key in asked.get(step, ()) and store.is_damaged(recipe.key)
    old = next((key for key in reversed(asked.get(step, ())) if store.has(key)), None)
    if old is None:
        state = State.BLOCKED if waits_for else State.NEW
        return Status(step, state, recipe, waiting=waits_for, redo=redo, damaged=damaged)
    why = _why(old, recipe, store)
    cost = store.seconds(old)
    return Status(step, State.STALE, recipe, old, why, waits_for, redo, cost, damaged)


def _why(old: str, recipe: Recipe, store: Store) -> tuple[Change, ...]:
    try:
        was = Recipe.from_json(store.recipe_json(old), GRAPH)
    except ChoiceError:  # written by a version whose steps took other params
        return (Change(GRAPH[recipe.step], ""),)
    earlier = () if was.key == old else (Change(GRAPH[recipe.step], ""),)  # it was migrated
    return (*earlier, *changes(was, recipe, GRAPH))


def _redo(
    recipe: Recipe, recipes: Mapping[str, Recipe], asked: Asked, store: Store
) -> tuple[str, ...]:
    """Name the lifecycle steps that run along because their result is missing."""
    return tuple(
        GRAPH[name].title
        for name in upstream(recipe.step)
        if GRAPH[name].page and not has_result(recipes[name], asked, store)
    )


@cache
def upstream(step: str) -> tuple[str, ...]:
    """Name the steps whose whole result a step rests on, first to last.

    A need of only some params (Train and the contract's measure) does not make the step run.
    """
    direct = [need.step for need in GRAPH[step].needs if need.only is None]
    found = {name for each in direct for name in (*upstream(each), each)}
    return tuple(name for name in GRAPH if name in found)
