"""The engine host: takes jobs fairly, runs each in a killable child, writes what happens.

One host lives per data folder. It is a process of its own, because children started from the
Streamlit server would execute the page's script again.
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Mapping
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from ..core.errors import StorageError
from ..core.settings import Settings, settings
from ..core.wording import count
from ..storage.database import Store
from .child_process import Running, children_context, crashed, hold_threads, launch
from .dask_cluster import Cluster
from .endpoints import Endpoints
from .host_queue import Table, fair, in_turn
from .lifetimes import at_eof, single
from .queue import Job
from .runner import Graph
from .worker_reuse import Idle

log = logging.getLogger(__name__)
MOST_WAITING = 32  # jobs that only wait for their tasks, kept low to bound memory
MOST_HEARD = 100  # messages of one child in a row, so that no other has to wait for long


class Host:
    """Runs jobs until it is told to stop."""

    def __init__(self, config: Settings, graph: Graph) -> None:
        self.config, self.graph = config, graph
        self.store = Store(config.data)
        self.table = Table(self.store)
        self.endpoints = Endpoints(self.store)
        self.children: dict[str, Running] = {}
        self.idle = Idle(config.slots)
        self.served: dict[str, float] = {}  # when each asker's last turn began
        self.resumed, self.hindrance = False, ""  # what keeps it from using the database now
        self.context = children_context()
        self.cluster = Cluster(config, graph) if config.scheduler else None

    def run(self, stop: threading.Event) -> None:
        self.store.sweep()
        try:
            while not stop.is_set():
                self.tend()
                self.listen(0.1)
        finally:
            for running in self.children.values():
                running.end()
            self.idle.close()
            self.endpoints.close()
            if self.cluster:
                self.cluster.close()

    def tend(self) -> None:
        """Do what the rows ask for; while they cannot be used, go on with what runs already."""
        try:
            if not self.table.flush():
                return
            if not self.resumed:
                self.table.resume()
                self.resumed = True
            self.table.reserve.keep()
            self.take()
            self.obey()
            self.endpoints.tend()
            if self.cluster and (absence := self.cluster.absence()):
                self.table.say_waiting(absence)
            self.hindrance = ""
        except StorageError as error:
            if error.problem != self.hindrance:
                log.error("%s", error)
            self.hindrance = error.problem

    # -- starting ---------------------------------------------------------------------------

    def take(self) -> None:
        """Start what fits, one asker after the other."""
        now = time.monotonic()
        for job in fair(self.table.queued(), *self._loads(), self.served, now):
            if job.key in self.children:
                self.join(job, self.children[job.key])
            elif self.store.has(job.key):
                self.table.end(job.id, "done")
                self.notify(job.key, "done")
            elif self.free(job):
                self.children[job.key] = self.begin(job)
                if not in_turn(job, self.served, now):
                    self.served[job.asker] = now
                self.table.start(job.id, self.children[job.key].process.pid)

    def join(self, job: Job, running: Running) -> None:
        """Let a job share a child that makes the same key already, and the tasks it waits for."""
        self.table.add_tasks(job, running.waiting)
        running.jobs[job.id] = job
        self.table.start(job.id, running.process.pid)

    def free(self, job: Job) -> bool:
        """Whether a job may start now; tasks always may go on, so that what waits for them ends."""
        if self.cluster and job.parent:
            return self.cluster.busy < self.cluster.slots
        waiting = sum(bool(c.waiting) for c in self.children.values())
        computing = len(self.children) - waiting - (self.cluster.busy if self.cluster else 0)
        return computing < self.config.slots and (bool(job.parent) or waiting < MOST_WAITING)

    def begin(self, job: Job) -> Running:
        """Start a child here, or, for a job's tasks, on the cluster where there is one."""
        if self.cluster and job.parent:
            return self.cluster.submit(job, self.store.recipe_json(job.key))
        if job.parent and (running := self.idle.take(job)):
            return running
        config = self.config
        if self.cluster:  # where its tasks will run
            config = config.model_copy(update={"slots": max(1, self.cluster.slots)})
        return launch(self.context, job.key, config, self.graph, [job])

    def _loads(self) -> tuple[Counter[str], Counter[str]]:
        """Count for each asker the children that compute, and those that wait for their tasks."""
        computing, waiting = Counter[str](), Counter[str]()
        for running in self.children.values():
            counts = waiting if running.waiting else computing
            counts.update({job.asker for job in running.jobs.values()})
        return computing, waiting

    # -- listening --------------------------------------------------------------------------

    def listen(self, seconds: float) -> None:
        """Hear what children say, and notice those that died without a word."""
        if not self.children:
            time.sleep(seconds)
            return
        ends = [(c.conn, c) for c in self.children.values()]
        ends += [(c.process.sentinel, c) for c in self.children.values()]
        speakers: dict[Any, Running] = dict(ends)
        for ready in wait(list(speakers), seconds):
            if speakers[ready].key in self.children:
                self.hear(speakers[ready])
        for running in self.children.values():
            if news := running.news():
                self.table.progress(running.jobs, *news)

    def hear(self, running: Running) -> None:
        alive, heard = running.process.is_alive(), 0  # asked first: the dead have said it all
        try:
            while running.conn.poll() and (heard < MOST_HEARD or not alive):
                heard += 1
                if self.answer(running, *running.conn.recv()):
                    return
        except (EOFError, OSError):
            pass  # it closed its end; its exit code says the rest
        if not alive:
            self.died(running)

    def answer(self, running: Running, kind: str, *said: Any) -> bool:
        """Do what a message asks for; return whether it was the child's last."""
        if kind == "progress":
            running.hear(*said)
        elif kind in ("died", "crashed"):  # on the cluster, or for want of the shared place
            running.lost, running.remedy = said[0], "".join(said[1:])
            running.crashed = kind == "crashed"
            self.died(running)
        elif kind == "enough":
            self.release(running)
        elif kind == "spent":
            running.reusable = False
        elif kind == "tasks" and running.stopping:
            pass  # sent before it heard that it is to end
        elif kind == "tasks":  # it waits for each and holds no slot meanwhile
            return not self.expect(running, said[0])
        else:
            self.finish(running, kind, *said)
        return kind not in ("progress", "tasks", "enough", "spent")

    def expect(self, running: Running, tasks: Mapping[str, str]) -> bool:
        """Queue the tasks that a child waits for; return whether that could be done."""
        running.reusable = False
        try:
            for job in running.jobs.values():
                self.table.add_tasks(job, tasks)
        except StorageError as error:
            self.finish(running, "died", error.problem, error.remedy)
            return False
        running.waiting.update(tasks)
        return True

    def died(self, running: Running) -> None:
        """A task is tried a second time; a job's own death is for its owner to judge.

        A task that twice crashed its own process has failed, and the others go on without it.
        """
        problem = running.death()
        running.crashed = running.crashed or (
            not running.lost and crashed(running.process.exitcode)
        )
        log.error("task %s of jobs %s: %s", running.key, list(running.jobs), problem)
        if all(job.parent and not job.attempts for job in running.jobs.values()):
            self.drop(running)
            self.table.put_back(running.jobs)
            return
        again = f"Run it again. If it happens again, tell us job {min(running.jobs)[:8]}."
        own = running.crashed and all(job.parent for job in running.jobs.values())
        self.finish(running, "failed" if own else "died", problem, running.remedy or again)

    def finish(self, running: Running, state: str, problem: str = "", remedy: str = "") -> None:
        """Write how a child's jobs ended and tell whoever waits for them."""
        if state == "done" and self.idle.keep(running):
            del self.children[running.key]
        else:
            self.drop(running)
        for job in running.jobs.values():
            self.table.end(job.id, "failed" if state == "died" else state, problem, remedy)
            self.leave(job.id)
            if not job.parent:
                self.idle.end(job.project)
        self.notify(running.key, state, problem, remedy)

    def notify(self, key: str, state: str, problem: str = "", remedy: str = "") -> None:
        """Tell every child that waits for ``key`` how it ended."""
        for running in self.children.values():
            if key in running.waiting:
                running.is_back(key)
                self.tell(running, state, key, problem, remedy)

    def tell(self, running: Running, *said: str) -> None:
        try:
            running.conn.send(said)
        except OSError:  # it died meanwhile; `listen` will notice
            log.warning("task %s is gone", running.key)

    # -- stopping ---------------------------------------------------------------------------

    def obey(self) -> None:
        """Cancel what people asked to cancel, and stop what takes too long."""
        for job in self.table.cancelled():
            self.table.end(job.id, "cancelled")
            self.leave(job.id)
            self.idle.end(job.project)
        if enough := self.table.ending_early():
            for running in list(self.children.values()):
                if not running.stopping and running.jobs.keys() <= enough:
                    running.stopping = True
                    self.release(running)
                    self.tell(running, "stop", "", "", "")
        late = time.monotonic() - self.config.task_seconds
        for running in list(self.children.values()):
            if running.computing_since < late and not running.waiting:
                minutes, rest = divmod(self.config.task_seconds, 60)
                most = count("second", minutes * 60 + rest) if rest else count("minute", minutes)
                problem = f"It took longer than one task may ({most})."
                remedy = "Use fewer rows or candidates, or raise LIFECYCLE_TASK_SECONDS."
                self.finish(running, "failed", problem, remedy)

    def leave(self, job: str) -> None:
        """Let go of an ended job's tasks, and of its child when nobody else wants that."""
        self.leave_tasks(job)
        for running in list(self.children.values()):
            if running.jobs.pop(job, None) and not running.jobs:
                self.drop(running)

    def leave_tasks(self, job: str) -> None:
        for task in self.table.remove_tasks(job):
            self.leave(task)

    def release(self, running: Running) -> None:
        """Let go of the tasks that a running child no longer waits for."""
        for job in list(running.jobs):
            self.leave_tasks(job)
        running.forget_tasks()

    def drop(self, running: Running) -> None:
        del self.children[running.key]
        running.end()


def main(argv: list[str], graph: Graph) -> int:
    """Run the host of a data folder; returns at once when one lives already."""
    parser = argparse.ArgumentParser("lifecycle engine", description=__doc__)
    parser.add_argument("--data", type=Path, default=settings().data, help="data folder")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    given = parser.parse_args(argv)
    config = settings().model_copy(update={"data": given.data})
    hold_threads(config)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = threading.Event()
    with single(config.data / "engine.lock") as mine:
        if mine:
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            if given.until_eof:
                at_eof(stop.set)
            Host(config, graph).run(stop)
    return 0
