"""What a worker of a Dask cluster does with a task: the same killable child as the host's.

The worker's thread only listens. It ends the child as soon as the scheduler takes the task back -
cancelled, or its host gone - and the child ends by itself when the worker is killed.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any

from ..core.errors import LifecycleError
from ..core.settings import Settings, settings
from .child_process import Running, children_context, crashed, hold_threads, launch
from .runner import Graph

LOOK_EVERY = 0.1  # seconds until it sees that the task was taken back


@cache
def _context() -> BaseContext:
    return children_context()


def perform(
    run: str,
    topic: str,
    key: str,
    recipe: Mapping[str, Any],
    given: Mapping[str, Any],
    graph: Graph,
) -> tuple[str, ...]:
    """Make one artifact in the data folder; return how it ended, in a child's words.

    With a shared place the folder is this machine's own. What is wrong with this machine is not a
    task's failure: that would enter a result.
    """
    from distributed import get_worker

    if multiprocessing.current_process().daemon:
        return (
            "died",
            "The workers of the cluster may not start processes.",
            "Start them with DASK_DISTRIBUTED__WORKER__DAEMON=False.",
        )
    config = Settings(**given)
    if config.shared:
        try:
            config = config.model_copy(update={"data": settings().data})
        except LifecycleError as error:
            return "died", error.problem, error.remedy
    elif not (config.data / "lifecycle.db").exists():
        return (
            "died",
            f"A worker of the cluster does not see the data folder {config.data}.",
            "Give every machine this folder under the same path, or set LIFECYCLE_SHARED.",
        )
    worker = get_worker()
    task = worker.get_current_task()
    hold_threads(config)
    running = launch(_context(), key, config, graph, recipe=recipe)
    try:
        return _follow(
            running,
            lambda *said: worker.log_event(topic, {"run": run, "said": said}),
            lambda: _wanted(worker, task),
        )
    finally:
        running.end()


def _follow(
    running: Running, say: Callable[..., None], wanted: Callable[[], bool]
) -> tuple[str, ...]:
    """Pass on what the child says until it has ended or nobody wants it any more."""
    while wanted():
        wait([running.conn, running.process.sentinel], LOOK_EVERY)
        alive = running.process.is_alive()  # asked first: the dead have said it all
        try:
            while running.conn.poll():
                kind, *said = running.conn.recv()
                if kind == "progress":
                    running.hear(*said)
                elif kind != "spent":  # it does one task only, so that is of no matter
                    if news := running.news():  # a busy machine may hear all of it at once
                        say("progress", *news)
                    return kind, *said
        except (EOFError, OSError):
            alive = False
        if news := running.news():
            say("progress", *news)
        if not alive:
            own = crashed(running.process.exitcode)
            return "crashed" if own else "died", running.death()
    return "died", "The cluster took this task back."


def _wanted(worker: Any, task: str) -> bool:
    """Whether the scheduler still wants it: a thread is not told when its task is cancelled."""
    known = worker.state.tasks.get(task)
    return known is not None and known.state not in ("cancelled", "released", "forgotten")
