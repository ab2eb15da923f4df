"""What runs in a task's own process: one recipe, its progress sent to the host.

An exception that is not ours is not caught: its traceback goes to the engine's log and the host
reports that the process failed, so that a bug is never dressed up as a result.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import LifecycleError, TaskError
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
        asked = {(r := recipe_for(step, each, self.needs)).key: (each, r) for each in params}
        self.conn.send(("tasks", [recipe.to_json() for _, recipe in asked.values()]))
        for _ in range(len(asked)):
            state, key, problem, remedy = self.conn.recv()
            if state == "done":
                yield asked[key][0], self.store.load(key, step.artifact)
            else:
                yield asked[key][0], TaskError(problem, remedy)

    def blob(self, key: str) -> Path:
        return self.store.blob(key)


def main(
    conn: Connection,
    lifeline: Connection,
    recipe: Mapping[str, Any],
    config: Settings,
) -> None:
    """Compute one recipe into the store and say how it ended."""
    from ..steps import GRAPH

    threading.Thread(target=_die_with_host, args=(lifeline,), daemon=True).start()
    _limit(config)
    try:
        run_recipe(
            Recipe.from_json(recipe, GRAPH),
            Store(config.data),
            GRAPH,
            lambda fraction, message: conn.send(("progress", fraction, message)),
            partial(HostWork, conn),
        )
    except LifecycleError as error:
        conn.send(("failed", error.problem, error.remedy))
    except MemoryError:
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
        size = config.task_memory_mb << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
