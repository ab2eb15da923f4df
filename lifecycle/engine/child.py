"""What runs in a task's own process: one recipe, its progress sent to the host.

An exception that is not ours is not caught: its traceback goes to the engine's log and the host
reports that the process failed, so that a bug is never dressed up as a result.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..core.errors import (
    ChoiceError,
    LifecycleError,
    ProcessDied,
    StorageError,
    TaskError,
    Unreachable,
)
from ..core.recipe import A, AnyStep, P, Recipe, Step
from ..core.settings import Settings
from ..storage.artifacts import ArtifactStore
from ..storage.database import Store
from ..storage.remote import RemoteStore
from ..storage.writing import storage_error
from .confinement import address_space, limit_memory
from .runner import Graph, InlineWork, MakeWork, Report, run_recipe, silent
from .task_stream import Patience, stream, unending

SPENT = 4  # a process that kept more than this part of its memory limit does no further task


class HostWork:
    """Hands tasks to the host, which runs each in a child of its own, and streams results."""

    def __init__(
        self,
        conn: Connection,
        slots: int,
        store: ArtifactStore,
        needs: Mapping[str, Recipe],
        steps: Mapping[str, AnyStep],
    ) -> None:
        self.conn, self.slots, self.stopped = conn, slots, False
        self.store, self.needs, self.steps = store, needs, steps
        self.flying: set[str] = set()  # in-flight keys: submitted, no result yet

    def map(
        self,
        step: Step[P, A],
        params: Iterable[P],
        at_once: int | None = None,
        patience: Patience = unending,
    ) -> Iterator[tuple[P, A | LifecycleError]]:
        if self.stopped:
            return
        try:
            out, end = self._hand_out, self._next_end
            yield from stream(step, params, at_once, self.needs, self.store, out, end, patience)
        finally:
            if self.flying and not self.stopped:  # the caller had enough
                self.conn.send(("enough",))
            self.flying.clear()

    def _hand_out(self, recipes: list[Recipe]) -> None:
        for recipe in recipes:
            self.store.remember(recipe)
        self.store.share(need.key for need in self.needs.values())  # others may do these tasks
        self.flying |= {recipe.key for recipe in recipes}
        self.conn.send(("tasks", {recipe.key: recipe.step for recipe in recipes}))

    def _next_end(self, seconds: float | None) -> tuple[str, LifecycleError | None] | None:
        if seconds is not None and not self.conn.poll(seconds):
            return None
        state, key, problem, remedy = self.conn.recv()
        if state == "stop":
            self.stopped = True
            return None
        self.flying.discard(key)
        if state == "died":  # an accident says nothing of the task: it must not enter a result
            raise ProcessDied(problem, remedy)
        return key, None if state == "done" else TaskError(problem, remedy)

    def blob(self, key: str) -> Path:
        return self.store.blob(key)

    def artifact(self, key: str, kind: type[A]) -> A:
        return self.store.load(key, kind)

    def recipe(self, key: str) -> Mapping[str, Any]:
        return self.store.recipe_json(key)


def main(
    conn: Connection,
    lifeline: Connection,
    key: str,
    config: Settings,
    graph: Graph,
    recipe: Mapping[str, Any] | None = None,
) -> None:
    """Compute one recipe into the store and say how it ended; then the next one asked for.

    With ``recipe``, as JSON, the database is left alone: another machine may hold it.
    """
    begin(lifeline, config)
    if hasattr(os, "nice"):
        os.nice(10)  # the pages come first

    def report(fraction: float, message: str) -> None:
        conn.send(("progress", fraction, message))

    work, size = partial(HostWork, conn, config.slots), address_space()
    store: ArtifactStore | None = None
    while True:
        try:
            store = store or _opened(config, elsewhere=recipe is not None)
            kept = store.recipe_json(key) if isinstance(store, Store) else recipe or {}
            said = attempt(store, key, kept, config, graph(), report, work)
        except StorageError as error:  # the folder cannot be opened
            said = "died", error.problem, error.remedy
        if address_space() > size + (config.task_memory_mb << 20) // SPENT:
            conn.send(("spent",))
        conn.send(said)
        key = conn.recv()
        _limit(config)  # from what is held now


def _opened(config: Settings, elsewhere: bool) -> ArtifactStore:
    """Return the data folder; only the app's own machine opens its database."""
    kind = ArtifactStore if elsewhere else Store
    shared = RemoteStore(config.shared, create=not elsewhere) if config.shared else None
    return kind(config.data, shared=shared, fetches=True)


def begin(lifeline: Connection, config: Settings) -> None:
    """Make this a child that ends with whoever started it and keeps within its memory."""
    threading.Thread(target=_die_with_host, args=(lifeline,), daemon=True).start()
    _limit(config)


def attempt(
    store: ArtifactStore,
    key: str,
    recipe: Mapping[str, Any],
    config: Settings,
    steps: Mapping[str, AnyStep],
    report: Report = silent,
    make_work: MakeWork = InlineWork,
) -> tuple[str, ...]:
    """Compute one recipe into the store; return how it ended, with problem and remedy."""
    try:
        run_recipe(_recipe(recipe, key, steps), store, steps, report, make_work)
        store.share([key])  # it may have been here all along, and the shared place be a new one
    except (Unreachable, StorageError) as error:  # an accident, which says nothing of the task
        return "died", error.problem, error.remedy
    except LifecycleError as error:
        return "failed", error.problem, error.remedy
    except (MemoryError, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.ENOMEM:
            words = storage_error(error)
            if words is None:
                raise
            return "died", words.problem, words.remedy
        limit = f"{config.task_memory_mb:,} MB"
        return (
            "failed",
            f"This needs more memory than one task may use ({limit}).",
            "Use fewer rows, columns or candidates, or raise LIFECYCLE_TASK_MEMORY_MB.",
        )
    return ("done",)


def _recipe(kept: Mapping[str, Any], key: str, steps: Mapping[str, AnyStep]) -> Recipe:
    """Return the recipe of a key, unless another version asked for it and would make another."""
    recipe = Recipe.from_json(kept, steps)
    same = all(each.version == steps[each.step].version for each in recipe.walk())
    if recipe.key != key or not same:
        raise ChoiceError("Another version of Lifecycle Lab asked for this.", "Run it again.")
    return recipe


def _die_with_host(lifeline: Connection) -> None:
    """End this process when the host is gone, so that no work goes on unseen."""
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)


def _limit(config: Settings) -> None:
    """Keep within the memory limit where the system has one."""
    limit_memory(config.task_memory_mb << 20)
