"""Run a recipe: load or compute what it needs, compute it, save it.

The same function runs in a child of the engine host and in a script of its own; they differ only
in the `Work` they hand to a step that starts keyed tasks of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..core.errors import Damaged, LifecycleError, StorageError
from ..core.recipe import A, AnyStep, P, Recipe, Step, recipe_for
from ..storage.artifacts import ArtifactStore
from .task_stream import Patience, unending

Report = Callable[[float, str], None]
"""Called as ``report(fraction, message)`` with 0 <= fraction <= 1."""


def silent(fraction: float, message: str) -> None:
    """A report that nobody reads."""


class Work(Protocol):
    """What a step may ask of whoever runs it.

    ``slots``: how many tasks may compute at once, for everybody together.
    ``stopped``: whether the person asked the step to end now with what it has.
    """

    slots: int
    stopped: bool

    def map(
        self,
        step: Step[P, A],
        params: Iterable[P],
        at_once: int | None = None,
        patience: Patience = unending,
    ) -> Iterator[tuple[P, A | LifecycleError]]:
        """Make each of ``params`` a keyed task of ``step`` and yield results as they come.

        Every task gets the upstream artifacts of the asking step. A task that failed yields its
        error in place of its artifact; the others go on.

        ``params`` is pulled lazily. Without ``at_once`` all of it is asked for before the first
        result. With it, at most that many tasks are in flight, and the next is pulled only after
        the caller has dealt with the result before: a search sees results before it proposes.

        It yields nothing more once `stopped`, in this call and in later ones. A caller that has
        had enough may leave the loop, or say with ``patience`` how many seconds it waits for the
        next result: tasks still in flight are ended. One call at a time.
        """

    def blob(self, key: str) -> Path:
        """Return the file of an upload; raises NotFound."""

    def artifact(self, key: str, kind: type[A]) -> A:
        """Return a result that the params name by its key; raises NotFound."""

    def recipe(self, key: str) -> Mapping[str, Any]:
        """Return how such a result was made, as JSON; raises NotFound."""


class InlineWork:
    """Runs tasks one after the other in this process; scripts and tests use it.

    Parameters
    ----------
    store : ArtifactStore
        Where results are kept.
    needs : mapping of str to Recipe
        The recipes of what the asking step needs, which each task is handed too.
    steps : mapping of str to Step
        The table of steps by name.
    """

    slots = 1
    stopped = False

    def __init__(
        self, store: ArtifactStore, needs: Mapping[str, Recipe], steps: Mapping[str, AnyStep]
    ):
        self.store, self.needs, self.steps = store, needs, steps

    def map(
        self,
        step: Step[P, A],
        params: Iterable[P],
        at_once: int | None = None,
        patience: Patience = unending,  # a task of this process cannot be ended
    ) -> Iterator[tuple[P, A | LifecycleError]]:
        """Make each of ``params`` in turn, as `Work.map` says."""
        for each in params:
            try:
                recipe = recipe_for(step, each, self.needs)
                yield each, run_recipe(recipe, self.store, self.steps)
            except StorageError:  # an accident, which says nothing of the task
                raise
            except LifecycleError as error:
                yield each, error

    def blob(self, key: str) -> Path:
        """Return the file of an upload; raises NotFound."""
        return self.store.blob(key)

    def artifact(self, key: str, kind: type[A]) -> A:
        """Return a result that the params name by its key; raises NotFound."""
        return self.store.load(key, kind)

    def recipe(self, key: str) -> Mapping[str, Any]:
        """Return how such a result was made, as JSON; raises NotFound."""
        return self.store.recipe_json(key)


Graph = Callable[[], Mapping[str, AnyStep]]
"""Hands out the table of steps; a function of a module, so that children find it by its name."""

MakeWork = Callable[[ArtifactStore, Mapping[str, Recipe], Mapping[str, AnyStep]], Work]


def run_recipe(
    recipe: Recipe,
    store: ArtifactStore,
    steps: Mapping[str, AnyStep],
    report: Report = silent,
    make_work: MakeWork = InlineWork,
) -> Any:
    """Return a recipe's artifact, computing it and whatever it rests on where unknown.

    Parameters
    ----------
    recipe : Recipe
        What to make, as `Project.recipes` or `plan` give it.
    store : Store
        Where results are kept; what is there is not computed again.
    steps : mapping of str to Step
        The table of steps by name, such as `lifecycle.GRAPH`.
    report : callable
        Called as ``report(fraction, message)`` with a fraction from 0 to 1.
    make_work : callable
        Makes what a step starts tasks of its own with; by default they run in this process.

    Returns
    -------
    artifact
        What the step's ``artifact`` names: a frozen dataclass of frames, values and estimators.

    Raises
    ------
    LifecycleError
        When a choice is missing or cannot work with the data; problem and remedy say which.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from lifecycle import GRAPH, Store, plan, run_recipe
    >>> with TemporaryDirectory() as folder:
    ...     contract = run_recipe(plan(GRAPH, {})["define"], Store(Path(folder)), GRAPH)
    >>> type(contract).__name__
    'Contract'
    """
    anew: set[str] = set()
    while True:
        try:
            return _run_missing(recipe, store, steps, report, make_work)
        except Damaged as found:  # it counts as absent, so that it is made with what is missing
            if found.key in anew:
                raise
            anew.add(found.key)
            store.set_aside(found.key)


def _run_missing(
    recipe: Recipe,
    store: ArtifactStore,
    steps: Mapping[str, AnyStep],
    report: Report,
    make_work: MakeWork,
) -> Any:
    """Do what `run_recipe` says, once; raises Damaged when a result turns out to be that."""
    artifacts: dict[str, Any] = {}
    missing = _missing(recipe, store)
    # The long ones divide the progress bar among them: what hands out tasks, and the last.
    long = [bool(steps[r.step].fans_out and r.needs) or r is recipe for r in missing]
    for i, each in enumerate(missing):
        step = steps[each.step]
        inputs: dict[str, Any] = {
            name: artifacts[need.key]
            if need.key in artifacts
            else store.load(need.key, steps[need.step].artifact)
            for name, need in each.needs.items()
        }
        if step.fans_out:
            inputs["work"] = make_work(store, each.needs, steps)
        part = partial(_share, report, sum(long[:i]), long[i], sum(long))
        start = time.perf_counter()
        artifacts[each.key] = step.run(each.params, **inputs, report=part)
        store.save(each, artifacts[each.key], seconds=time.perf_counter() - start)
    return artifacts[recipe.key] if missing else store.load(recipe.key, steps[recipe.step].artifact)


def _missing(recipe: Recipe, store: ArtifactStore) -> list[Recipe]:
    """Return what must be computed, upstream first, the recipe itself last."""
    missing: dict[str, Recipe] = {}
    there: set[str] = set()

    def visit(each: Recipe) -> None:
        if each.key in missing or each.key in there:
            return
        if store.has(each.key):
            there.add(each.key)
            return
        for need in each.needs.values():
            visit(need)
        missing[each.key] = each

    visit(recipe)
    return list(missing.values())


def _share(report: Report, before: int, mine: int, of: int, fraction: float, message: str) -> None:
    report((before + mine * fraction) / of, message)
