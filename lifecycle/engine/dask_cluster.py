"""Tasks on a Dask cluster: what the host knows of it, and a running task as if it were a child.

A task is named by its key and described by its recipe. Artifacts go through the data folder or
the shared place; the scheduler carries only the recipe, the progress and how the task ended. A
worker that is lost is the scheduler's to replace: it gives the task to another.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from ..core.settings import Settings
from . import dask_worker
from .child_process import Running
from .queue import Job
from .runner import Graph

if TYPE_CHECKING:
    from distributed import Client, Future

log = logging.getLogger(__name__)
LOOK_EVERY, PATIENCE = 1.0, 5.0  # seconds


class Elsewhere:
    """A task on a worker, with the manners of a child process; it speaks through a pipe."""

    pid: int | None = None
    exitcode: int | None = None

    def __init__(self, cluster: Cluster, sentinel: Connection, mouth: Connection) -> None:
        self.cluster, self.sentinel, self.mouth = cluster, sentinel, mouth
        self.run = uuid.uuid4().hex
        self.future: Future[Any] | None = None
        self.ended = False

    def start(self, client: Client, key: str, recipe: Mapping[str, Any]) -> None:
        self.future = client.submit(
            dask_worker.perform,
            self.run,
            self.cluster.topic,
            key,
            dict(recipe),
            self.cluster.config.model_dump(mode="json"),
            self.cluster.graph,
            key=f"lifecycle-{key[:12]}-{self.run}",
            pure=False,
        )
        self.future.add_done_callback(self.done)

    def done(self, future: Future[Any]) -> None:
        """Say how it ended; called from another thread."""
        if future.status == "finished":
            said = tuple(future.result())
        elif future.status == "error":  # a bug is in the worker's log; a lost worker is said here
            log.error("task on the cluster: %s", future.exception())
            said = ("died", "The workers of the cluster that did this were lost.")
        else:
            said = ("died", "The cluster lost this task.")
        self.say(*said)
        self.ended = True

    def say(self, *said: Any) -> None:
        with suppress(OSError):  # the host has let go of it
            self.mouth.send(said)

    def is_alive(self) -> bool:
        return not self.ended

    def kill(self) -> None:
        self.cluster.running.pop(self.run, None)
        if self.future is not None and not self.ended:
            self.future.release()
        self.mouth.close()

    def join(self, timeout: float | None = None) -> None:
        """Its worker ends the child when it hears of it; nobody waits here for that."""


class Cluster:
    """The cluster at ``config.scheduler``. ``slots``: how many tasks its workers do at once."""

    def __init__(self, config: Settings, graph: Graph) -> None:
        self.config, self.graph = config, graph
        self.topic = f"lifecycle-{uuid.uuid4().hex}"
        self.slots, self.answers = 0, False
        self.running: dict[str, Elsewhere] = {}
        self.client: Client | None = None
        self.closed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def busy(self) -> int:
        return len(self.running)

    def absence(self) -> str:
        """Say what tasks wait for while no worker is there; empty while one is."""
        if self.slots:
            return ""
        if self.answers:
            return "Waiting for a worker of the cluster"
        return f"The cluster at {self.config.scheduler} does not answer; it is asked again"

    def submit(self, job: Job, recipe: Mapping[str, Any]) -> Running:
        """Give a task to the cluster; the answer is heard as a child's would be."""
        ours, mouth = multiprocessing.Pipe(duplex=False)
        task = Elsewhere(self, ours, mouth)
        self.running[task.run] = task
        running = Running(job.key, task, ours, mouth, {job.id: job}, reusable=False)
        if self.client is None:
            task.say("died", "The cluster lost this task.")
            task.ended = True
        else:
            task.start(self.client, job.key, recipe)
        return running

    def close(self) -> None:
        self.closed.set()
        if self.client is not None:
            self.client.close(timeout=PATIENCE)

    # -- in threads of its own --------------------------------------------------------------

    def _watch(self) -> None:
        """Connect, and see how many tasks fit; again and again, as workers come and go."""
        while not self.closed.is_set():
            try:
                if self.client is None or self.client.status == "closed":
                    self.client = self._connect()
                self.client.subscribe_topic(self.topic, self._heard)  # a new scheduler has it not
                self.slots = sum(self.client.nthreads().values())
                self.answers = True
            except (OSError, TimeoutError, RuntimeError) as error:
                if self.answers or self.client is None:
                    log.warning("cluster %s: %s", self.config.scheduler, error)
                self.slots, self.answers = 0, False
            self.closed.wait(LOOK_EVERY)

    def _connect(self) -> Client:
        from distributed import Client

        return Client(self.config.scheduler, timeout=PATIENCE, set_as_default=False)

    def _heard(self, event: tuple[float, Mapping[str, Any]]) -> None:
        _, said = event
        if task := self.running.get(said["run"]):
            task.say(*said["said"])
