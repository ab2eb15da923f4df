"""A running child as the host sees it: its process, its pipe, and the jobs that want its result."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Protocol

from ..core.settings import Settings
from . import child
from .queue import Job
from .runner import Graph

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TELL_EVERY = 0.1  # seconds; more often nobody could read it


class Process(Protocol):
    """What does the work: a child of this process, or of a worker elsewhere."""

    @property
    def pid(self) -> int | None: ...
    @property
    def exitcode(self) -> int | None: ...
    @property
    def sentinel(self) -> Any:
        """Something to wait on that is ready when it may have ended."""

    def is_alive(self) -> bool: ...
    def kill(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...


@dataclass
class Running:
    """One child. ``waiting``: keys of the tasks it waits for, with their steps."""

    key: str
    process: Process
    conn: Connection
    lifeline: Connection  # held open: the child ends when this end is gone
    jobs: dict[str, Job]
    waiting: dict[str, str] = field(default_factory=dict)
    computing_since: float = field(default_factory=time.monotonic)
    message: str = ""
    lost: str = ""  # how it ended, when it should not have and could still say so
    remedy: str = ""  # what it said that can be done about that
    crashed: bool = False  # by what it did itself
    reusable: bool = True  # whether it may do another task after this one
    stopping: bool = False  # it was told to end with what it has
    _news: tuple[float, str] | None = None
    _told: float = 0.0

    def hear(self, fraction: float, message: str) -> None:
        """Keep what the child does now; `news` gives it out."""
        self.message, self._news = message, (fraction, message)

    def news(self) -> tuple[float, str] | None:
        """Return what should be written now: the latest, a few times a second at most."""
        news, now = self._news, time.monotonic()
        if news is None or now - self._told < TELL_EVERY:
            return None
        self._told, self._news = now, None
        return news

    def is_back(self, key: str) -> None:
        """A task has ended; after the last one the child computes again."""
        self.waiting.pop(key)
        if not self.waiting:
            self.computing_since = time.monotonic()

    def forget_tasks(self) -> None:
        """It waits for nothing more, and computes again."""
        self.waiting.clear()
        self.computing_since = time.monotonic()

    def again(self, job: Job) -> Running:
        """Give it another task, now that it has done one; raises OSError when it has died."""
        self.conn.send(job.key)
        return Running(job.key, self.process, self.conn, self.lifeline, {job.id: job})

    def death(self) -> str:
        """Say how the process ended, and at what."""
        return self.lost or death(self.process.exitcode, self.message)

    def end(self) -> None:
        """Stop the process if it still lives, and let go of it."""
        self.process.kill()
        self.process.join(timeout=5)
        self.conn.close()
        self.lifeline.close()


def crashed(code: int | None) -> bool:
    """Whether a process ended by what it did itself; a kill from outside says nothing of that."""
    return code not in (None, -signal.SIGTERM, -9)  # Windows knows no SIGKILL


def death(code: int | None, message: str = "") -> str:
    """Say how a process ended that should not have, and at what."""
    at = f' at "{message}"' if message else ""
    if code == -9:
        return f"The process was killed{at}, perhaps because the machine ran out of memory."
    return f"The process stopped unexpectedly{at} (code {code})."


def launch(
    context: BaseContext,
    key: str,
    config: Settings,
    graph: Graph,
    jobs: Iterable[Job] = (),
    recipe: Mapping[str, Any] | None = None,
) -> Running:
    """Start a child that makes ``key``; without the database where its ``recipe`` is given."""
    ours, theirs = context.Pipe()
    held, lifeline = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # every context has one
        target=child.main,
        args=(theirs, lifeline, key, config, graph, recipe),
        name=f"task-{key[:8]}",
        daemon=True,
    )
    process.start()
    theirs.close()
    lifeline.close()
    return Running(key, process, ours, held, {job.id: job for job in jobs})


def hold_threads(config: Settings) -> None:
    """Let the libraries of all processes started from here use so many threads each.

    The machine's own variables give way: with one of eight, each slot would take eight cores.
    """
    for name in THREADS:
        os.environ[name] = str(config.threads)


def children_context() -> BaseContext:
    """A forkserver with the heavy libraries loaded once; Windows has only spawn."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lifecycle.preload"])
    multiprocessing.forkserver.ensure_running()  # it loads while the first job is still to come
    return context
