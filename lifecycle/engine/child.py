"""What runs in a task's own process: one recipe, its progress sent to the host.

An exception that is not ours is not caught: its traceback goes to the engine's log and the host
reports that the process failed, so that a bug is never dressed up as a result.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import ChoiceError, LifecycleError, ProcessDied, TaskError
from ..graph import Params, Recipe, Step, recipe_for
from ..settings import Settings
from ..store import Store
from .work import run_recipe


class HostWork:
    """Hands tasks to the host, which runs each in a child of its own, and streams results."""

    def __init__(
        self, conn: Connection, store: Store, needs: Mapping[str, Recipe], steps: Mapping[str, Step]
    ) -> None:
        self.conn, self.store, self.needs, self.steps = conn, store, needs, steps

    def map(
        self, step: Step, params: Sequence[Params]
    ) -> Iterator[tuple[Params, Any | LifecycleError]]:
        asked: dict[str, Params] = {}
        for each in params:
            recipe = recipe_for(step, each, self.needs)
            self.store.remember(recipe)
            asked[recipe.key] = each
        self.conn.send(("tasks", dict.fromkeys(asked, step.name)))
        while asked:
            state, key, problem, remedy = self.conn.recv()
            if key not in asked:  # of an earlier call, whose caller had enough
                continue
            if state == "died":  # an accident says nothing of the task: it must not enter a result
                raise ProcessDied(problem, remedy)
            failed = None if state == "done" else TaskError(problem, remedy)
            yield asked.pop(key), failed or self.store.load(key, step.artifact)

    def blob(self, key: str) -> Path:
        return self.store.blob(key)


def main(
    conn: Connection,
    lifeline: Connection,
    key: str,
    config: Settings,
) -> None:
    """Compute one recipe into the store and say how it ended."""
    from ..steps import GRAPH

    threading.Thread(target=_die_with_host, args=(lifeline,), daemon=True).start()
    _limit(config)
    try:
        store = Store(config.data)
        run_recipe(
            _recipe(store, key, GRAPH),
            store,
            GRAPH,
            lambda fraction, message: conn.send(("progress", fraction, message)),
            partial(HostWork, conn),
        )
    except LifecycleError as error:
        conn.send(("failed", error.problem, error.remedy))
    except (MemoryError, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.ENOMEM:
            raise
        limit = f"{config.task_memory_mb:,} MB"
        conn.send(
            (
                "failed",
                f"This needs more memory than one task may use ({limit}).",
                "Use fewer rows, columns or candidates, or raise LIFECYCLE_TASK_MEMORY_MB.",
            )
        )
    else:
        conn.send(("done",))


def _recipe(store: Store, key: str, steps: Mapping[str, Step]) -> Recipe:
    """Return the recipe of a key, unless another version asked for it and would make another."""
    recipe = Recipe.from_json(store.recipe_json(key), steps)
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
    """Be nice to the pages, and keep within the memory limit where the system has one."""
    if sys.platform != "win32":
        import resource

        os.nice(10)
        size = _size() + (config.task_memory_mb << 20)
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _size() -> int:
    """Return this process's address space in bytes: the libraries, before the task has begun."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0
