"""Run a recipe: load or compute what it needs, compute it, save it.

The same function runs in a child of the engine host and in a script of its own; they differ only
in the `Work` they hand to a step that starts keyed tasks of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..errors import LifecycleError
from ..graph import Params, Recipe, Step, recipe_for
from ..store import Store

Report = Callable[[float, str], None]
"""Called as ``report(fraction, message)`` with 0 <= fraction <= 1."""


def silent(fraction: float, message: str) -> None:
    """A report that nobody reads."""


class Work(Protocol):
    """What a step may ask of whoever runs it."""

    def map(
        self, step: Step, params: Sequence[Params]
    ) -> Iterator[tuple[Params, Any | LifecycleError]]:
        """Make each of ``params`` a keyed task of ``step`` and yield results as they come.

        Every task gets the upstream artifacts of the asking step. A task that failed yields its
        error in place of its artifact; the others go on.
        """

    def blob(self, key: str) -> Path:
        """Return the file of an upload; raises NotFound."""


class InlineWork:
    """Runs tasks one after the other in this process; scripts and tests use it."""

    def __init__(self, store: Store, needs: Mapping[str, Recipe], steps: Mapping[str, Step]):
        self.store, self.needs, self.steps = store, needs, steps

    def map(
        self, step: Step, params: Sequence[Params]
    ) -> Iterator[tuple[Params, Any | LifecycleError]]:
        for each in params:
            try:
                recipe = recipe_for(step, each, self.needs)
                yield each, run_recipe(recipe, self.store, self.steps)
            except LifecycleError as error:
                yield each, error

    def blob(self, key: str) -> Path:
        return self.store.blob(key)


MakeWork = Callable[[Store, Mapping[str, Recipe], Mapping[str, Step]], Work]


def run_recipe(
    recipe: Recipe,
    store: Store,
    steps: Mapping[str, Step],
    report: Report = silent,
    make_work: MakeWork = InlineWork,
) -> Any:
    """Return the recipe's artifact, computing it and whatever it rests on where unknown."""
    if store.has(recipe.key):
        return store.load(recipe.key, steps[recipe.step].artifact)
    step = steps[recipe.step]
    inputs: dict[str, Any] = {
        name: run_recipe(need, store, steps, report, make_work)
        for name, need in recipe.needs.items()
    }
    if step.fans_out:
        inputs["work"] = make_work(store, recipe.needs, steps)
    start = time.perf_counter()
    artifact = step.run(recipe.params, **inputs, report=report)
    store.save(recipe, artifact, seconds=time.perf_counter() - start)
    return artifact
