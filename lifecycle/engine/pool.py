"""Tasks of a run without the app: a few killable processes, each doing one task after the other.

The step itself stays in the calling process. A process that dies is replaced and its task tried
once more. A script of its own must guard its start with ``if __name__ == "__main__"``, as for any
use of multiprocessing.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ..core.errors import LifecycleError, ProcessDied, TaskError
from ..core.recipe import A, AnyStep, P, Recipe, Step
from ..core.settings import Settings
from ..storage.artifacts import ArtifactStore
from .child import attempt, begin
from .child_process import children_context, crashed, death, hold_threads
from .runner import Graph, InlineWork, MakeWork
from .task_stream import Patience, stream, unending

Task = tuple[Path, Recipe]
"""A folder, and what is to be made in it."""


@dataclass
class Worker:
    """One process and the task it does now."""

    process: BaseProcess
    conn: Connection
    lifeline: Connection  # held open: the process ends when this end is gone
    task: Task | None = None

    def end(self) -> None:
        self.process.kill()
        self.process.join(timeout=5)
        self.conn.close()
        self.lifeline.close()


class Pool:
    """At most ``config.slots`` processes, started when there is something to do."""

    def __init__(self, config: Settings, graph: Graph) -> None:
        self.config, self.graph = config, graph
        self.workers: list[Worker] = []
        self.waiting: deque[Task] = deque()
        self.died: set[str] = set()  # keys whose process died once
        hold_threads(config)
        self.context = children_context()

    def work(
        self, store: ArtifactStore, needs: Mapping[str, Recipe], steps: Mapping[str, AnyStep]
    ) -> PoolWork:
        return PoolWork(self, store, needs)

    def put(self, folder: Path, recipes: Iterable[Recipe]) -> None:
        """Do these tasks, those that came first before the others."""
        self.waiting.extend((folder, recipe) for recipe in recipes)
        self._start()

    def next_end(self, seconds: float | None = None) -> tuple[str, LifecycleError | None] | None:
        """Wait for a task to end, None when none does in so many seconds.

        Raises ProcessDied for one that lost its process twice.
        """
        while True:
            busy: list[Any] = [w.conn for w in self.workers if w.task]
            ready = wait(busy, seconds)
            if not ready:
                return None
            for worker in [w for w in self.workers if w.conn in ready]:
                assert worker.task is not None
                task, worker.task = worker.task, None
                try:
                    state, *said = worker.conn.recv()
                except (EOFError, OSError):
                    if error := self._replace(worker, task):
                        return task[1].key, error
                    continue
                if state == "died":  # an accident says nothing of the task
                    raise ProcessDied(*said)
                self._start()
                return task[1].key, None if state == "done" else TaskError(*said)

    def _replace(self, worker: Worker, task: Task) -> LifecycleError | None:
        """Try a task once more; return its error when it crashed its own process again."""
        self.workers.remove(worker)
        worker.process.join(timeout=5)
        code = worker.process.exitcode
        worker.end()
        if task[1].key in self.died:
            remedy = "Run it again with fewer rows or candidates."
            if not crashed(code):
                raise ProcessDied(death(code), remedy)
            self._start()
            return TaskError(death(code), remedy)
        self.died.add(task[1].key)
        self.waiting.appendleft(task)
        self._start()
        return None

    def _start(self) -> None:
        """Give waiting tasks to idle processes, and to new ones while there may be more."""
        idle = [worker for worker in self.workers if not worker.task]
        while self.waiting and (idle or len(self.workers) < self.config.slots):
            worker = idle.pop() if idle else self._launch()
            folder, recipe = worker.task = self.waiting.popleft()
            try:
                worker.conn.send((folder, recipe.key, recipe.to_json()))
            except OSError:  # it died while idle; hearing it says so
                continue

    def _launch(self) -> Worker:
        ours, theirs = self.context.Pipe()
        held, lifeline = self.context.Pipe()
        process = self.context.Process(  # type: ignore[attr-defined]  # every context has one
            target=serve, args=(theirs, lifeline, self.config, self.graph), daemon=True
        )
        process.start()
        theirs.close()
        lifeline.close()
        self.workers.append(Worker(process, ours, held))
        return self.workers[-1]

    def drop(self) -> None:
        """Forget the tasks that wait and end those that run; idle processes stay."""
        self.waiting.clear()
        for worker in [w for w in self.workers if w.task]:
            self.workers.remove(worker)
            worker.end()

    def close(self) -> None:
        self.drop()
        while self.workers:
            self.workers.pop().end()


class PoolWork:
    """`Work` whose tasks run side by side in the processes of a pool."""

    def __init__(self, pool: Pool, store: ArtifactStore, needs: Mapping[str, Recipe]) -> None:
        self.pool, self.store, self.needs = pool, store, needs
        self.slots, self.stopped = pool.config.slots, False

    def map(
        self,
        step: Step[P, A],
        params: Iterable[P],
        at_once: int | None = None,
        patience: Patience = unending,
    ) -> Iterator[tuple[P, A | LifecycleError]]:
        out, end = self._hand_out, self.pool.next_end
        results = stream(step, params, at_once, self.needs, self.store, out, end, patience)
        try:
            yield from results
        finally:
            self.pool.drop()  # of a caller that had enough

    def _hand_out(self, recipes: list[Recipe]) -> None:
        for recipe in recipes:
            self.store.remember(recipe)
        self.pool.put(self.store.folder, recipes)

    def blob(self, key: str) -> Path:
        return self.store.blob(key)

    def artifact(self, key: str, kind: type[A]) -> A:
        return self.store.load(key, kind)

    def recipe(self, key: str) -> Mapping[str, Any]:
        return self.store.recipe_json(key)


@contextmanager
def headless(config: Settings, graph: Graph) -> Iterator[MakeWork]:
    """Yield how to make the `Work` of a run without the app: on all slots, or inline on one."""
    if config.slots == 1:
        yield InlineWork
        return
    pool = Pool(config, graph)
    try:
        yield pool.work
    finally:
        pool.close()


def serve(conn: Connection, lifeline: Connection, config: Settings, graph: Graph) -> None:
    """Do one task after the other, until the caller ends or ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, which ends this
    begin(lifeline, config)
    store: ArtifactStore | None = None
    while True:
        folder, key, recipe = conn.recv()
        if store is None or store.folder != folder:
            store = ArtifactStore(folder)
        conn.send(attempt(store, key, recipe, config, graph()))
