"""The engine host: takes jobs fairly, runs each in a killable child, writes what happens.

One host lives per data folder. It is a process of its own, because children started from the
Streamlit server would execute the page's script again.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

from ..settings import Settings, settings
from ..store import Store
from . import child
from .endpoints import Endpoints
from .lock import single
from .table import Table

log = logging.getLogger(__name__)
MOST_WAITING = 16  # coordinators that only wait for their tasks, kept low to bound memory
DIED = {-9: "Its process was killed, perhaps because the machine ran out of memory."}


@dataclass
class Child:
    """A running task: its process, the jobs that want it and the tasks it waits for."""

    key: str
    process: BaseProcess
    conn: Connection
    lifeline: Connection  # held open: the child ends when this end is gone
    jobs: set[str]
    started: float = field(default_factory=time.monotonic)
    waiting: set[str] = field(default_factory=set)


class Host:
    """Runs jobs until it is told to stop."""

    def __init__(self, config: Settings) -> None:
        self.config = config
        self.store = Store(config.data)
        self.table = Table(self.store)
        self.endpoints = Endpoints(self.store)
        self.children: dict[str, Child] = {}
        self.context = _context()

    def run(self, stop: threading.Event) -> None:
        self.store.sweep()
        self.table.resume()
        try:
            while not stop.is_set():
                self.take()
                self.listen(0.1)
                self.obey()
                self.endpoints.tend()
        finally:
            for running in list(self.children.values()):
                self.kill(running)
            self.endpoints.close()

    # -- starting ---------------------------------------------------------------------------

    def take(self) -> None:
        """Start what fits, one asker after the other."""
        for job in self.table.fair(busy=self._busy()):
            if job.key in self.children:
                self.join(job.id, self.children[job.key])
            elif self.store.has(job.key):
                self.table.end([job.id], "done")
                self.notify(job.key, "done")
            elif self.free():
                self.start(job.id, job.key)

    def join(self, job: str, running: Child) -> None:
        """Let a job share a child that makes the same key already, and the tasks it waits for."""
        running.jobs.add(job)
        self.table.start(job, running.process.pid)
        self.table.add_tasks(job, [self.store.recipe_json(key) for key in running.waiting])

    def _busy(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for running in self.children.values():
            if not running.waiting:
                for asker in self.table.askers(running.jobs):
                    counts[asker] = counts.get(asker, 0) + 1
        return counts

    def free(self) -> bool:
        waiting = sum(bool(c.waiting) for c in self.children.values())
        computing = len(self.children) - waiting
        return computing < self.config.slots and waiting < MOST_WAITING

    def start(self, job: str, key: str) -> None:
        ours, theirs = self.context.Pipe()
        lifeline, held = self.context.Pipe()
        process = self.context.Process(  # type: ignore[attr-defined]  # every context has one
            target=child.main,
            args=(theirs, lifeline, self.store.recipe_json(key), self.config),
            name=f"task-{key[:8]}",
            daemon=True,
        )
        process.start()
        theirs.close()
        lifeline.close()
        self.children[key] = Child(key, process, ours, held, {job})
        self.table.start(job, process.pid)

    # -- listening --------------------------------------------------------------------------

    def listen(self, seconds: float) -> None:
        """Hear what children say, and notice those that died without a word."""
        heard = {c.conn: c for c in self.children.values()}
        heard_of = {c.process.sentinel: c for c in self.children.values()}
        if not heard:
            time.sleep(seconds)
            return
        for ready in wait([*heard, *heard_of], seconds):
            running = heard.get(ready) or heard_of[ready]  # type: ignore[call-overload,index]
            if running.key in self.children:
                self.hear(running)

    def hear(self, running: Child) -> None:
        try:
            while running.conn.poll():
                self.answer(running, running.conn.recv())
        except (EOFError, OSError):
            pass  # it closed its end; its exit code says the rest
        if running.key in self.children and not running.process.is_alive():
            self.died(running)

    def answer(self, running: Child, said: tuple[Any, ...]) -> None:
        if said[0] == "progress":
            self.table.progress(running.jobs, said[1], said[2])
        elif said[0] == "tasks":
            self.delegate(running, said[1])
        else:
            self.finish(running, *said)

    def delegate(self, running: Child, recipes: list[dict[str, Any]]) -> None:
        """Queue the tasks a child asks for; it waits for each and holds no slot meanwhile."""
        for recipe in recipes:
            running.waiting.add(recipe["root"])
        for job in running.jobs:
            self.table.add_tasks(job, recipes)

    def finish(self, running: Child, state: str, problem: str = "", remedy: str = "") -> None:
        self.drop(running)
        self.table.end(running.jobs, state, problem, remedy)
        self.notify(running.key, state, problem, remedy)

    def died(self, running: Child) -> None:
        code = running.process.exitcode
        log.error("task %s of jobs %s ended with code %s", running.key, running.jobs, code)
        problem = DIED.get(code or 0, f"Its process stopped unexpectedly (code {code}).")
        remedy = f"Run it again. If it happens again, tell us job {min(running.jobs)[:8]}."
        self.finish(running, "failed", problem, remedy)

    def notify(self, key: str, state: str, problem: str = "", remedy: str = "") -> None:
        """Tell every child that waits for ``key`` how it ended."""
        for running in self.children.values():
            if key in running.waiting:
                running.waiting.discard(key)
                try:
                    running.conn.send((state, key, problem, remedy))
                except OSError:  # it died meanwhile; `listen` will notice
                    log.warning("task %s is gone", running.key)

    # -- stopping ---------------------------------------------------------------------------

    def obey(self) -> None:
        """Cancel what people asked to cancel, and stop what takes too long."""
        for job in self.table.cancelled():
            self.table.end([job.id], "cancelled")
            self.leave(job.id)
        for running in list(self.children.values()):
            if (
                time.monotonic() - running.started > self.config.task_seconds
                and not running.waiting
            ):
                self.kill(running)
                minutes = self.config.task_seconds // 60
                self.table.end(
                    running.jobs,
                    "failed",
                    f"It took longer than one task may ({minutes} minutes).",
                    "Use fewer rows or candidates, or raise LIFECYCLE_TASK_SECONDS.",
                )
                self.notify(running.key, "failed", "One task took longer than it may.", "")

    def leave(self, job: str) -> None:
        """Take a job off its child; the child is stopped when nobody else wants it."""
        for task in self.table.tasks(job):
            self.table.end([task], "cancelled")
            self.leave(task)
        for running in list(self.children.values()):
            running.jobs.discard(job)
            if not running.jobs:
                self.kill(running)

    def kill(self, running: Child) -> None:
        running.process.kill()
        self.drop(running)

    def drop(self, running: Child) -> None:
        self.children.pop(running.key, None)
        running.process.join(timeout=5)
        running.conn.close()
        running.lifeline.close()


def _context() -> BaseContext:
    """A forkserver with the heavy libraries loaded once; Windows has only spawn."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lifecycle.engine.warm"])
    return context


def main(argv: list[str]) -> int:
    """Run the host of a data folder; returns at once when one lives already."""
    parser = argparse.ArgumentParser("lifecycle engine", description=__doc__)
    parser.add_argument("--data", default=str(settings().data), help="data folder")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    given = parser.parse_args(argv)
    config = settings().model_copy(update={"data": settings().data.__class__(given.data)})
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, str(config.threads))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = threading.Event()
    with single(config.data / "engine.lock") as mine:
        if mine:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            if given.until_eof:
                threading.Thread(target=_until_eof, args=(stop,), daemon=True).start()
            Host(config).run(stop)
    return 0


def _until_eof(stop: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stop.set()
