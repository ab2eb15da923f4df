"""The host's side of the queue: which job is next, and what became of it."""

from __future__ import annotations

import math
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ..core.errors import StorageError
from ..storage.database import Store
from ..storage.reserve import Reserve
from ..storage.writing import FULL
from .queue import _COLUMNS, CANCEL, END_EARLY, Job, _job

MOST_ATTEMPTS = 3  # an interrupted job goes on by itself so often, then waits to be asked
TURN = 2.0  # seconds that the tasks of one asker go first
MOST_BEGUN = 2  # jobs of one asker that wait for their tasks; the rest waits in the queue


def fair(
    queued: Sequence[Job],
    computing: Mapping[str, int],
    waiting: Mapping[str, int],
    served: Mapping[str, float],
    now: float = math.inf,
) -> list[Job]:
    """Return queued jobs in fair order: who computes least, was served longest ago, asked first.

    ``computing`` and ``waiting`` count each asker's children, ``served`` says when its last turn
    began. A job goes before its asker's own tasks: a quick step need not wait for a long one.
    """
    load, order = Counter(computing), []
    lines: dict[str, list[Job]] = {}
    for asker in dict.fromkeys(job.asker for job in queued):
        mine = [job for job in queued if job.asker == asker]
        room = max(0, MOST_BEGUN - waiting.get(asker, 0))
        line = [j for j in mine if not j.parent][:room] + [j for j in mine if j.parent]
        lines |= {asker: line} if line else {}

    def place(asker: str) -> tuple[float, ...]:
        first = lines[asker][0]
        goes_on = in_turn(first, served, now)
        return load[asker], not goes_on, served.get(asker, 0.0), first.created

    while lines:
        asker = min(lines, key=place)
        order.append(lines[asker].pop(0))
        load[asker] += 1
        if not lines[asker]:
            del lines[asker]
    return order


def in_turn(job: Job, served: Mapping[str, float], now: float) -> bool:
    """Whether a task goes on with its asker's turn.

    Quick fits of one project after the other find its data loaded. If all projects took turns fit
    by fit, nearly every fit would load it anew, and all would end late.
    """
    return bool(job.parent) and now - served.get(job.asker, -math.inf) < TURN


class Table:
    """Reads and writes the rows of the queue; only the host uses it.

    What cannot be written now - the disk is full, another program holds the database - is kept and
    written in its turn, so that no job's end is lost. `flush` says whether nothing waits.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.reserve = store, Reserve(store.folder)
        self.unwritten: deque[tuple[str, tuple[Any, ...]]] = deque()

    def flush(self) -> bool:
        """Write what waits, first on the room that is kept for it; return whether all of it is."""
        while self.unwritten:
            try:
                self.store.db.execute(*self.unwritten[0])
            except StorageError as error:
                if (error.problem, error.remedy) == FULL and self.reserve.give_up():
                    continue
                return False
            self.unwritten.popleft()
        return True

    def _write(self, sql: str, *args: Any) -> None:
        self.unwritten.append((sql, args))
        self.flush()

    def _rows(self, where: str, *args: Any) -> list[Job]:
        sql = f"SELECT {_COLUMNS} FROM jobs WHERE {where} ORDER BY rowid"
        return [_job(row) for row in self.store.db.execute(sql, args)]

    def resume(self) -> None:
        """Put back what an earlier host left running; tasks come back with their parents."""
        db = self.store.db
        db.execute("DELETE FROM jobs WHERE parent != ''")
        db.execute("UPDATE jobs SET cancel = 0 WHERE cancel = ?", (END_EARLY,))  # it has nothing
        for job in self._rows("state = 'running'"):
            if job.attempts < MOST_ATTEMPTS:
                db.execute(
                    "UPDATE jobs SET state = 'queued', message = ? WHERE id = ?",
                    ("Interrupted by a restart; goes on from what is finished", job.id),
                )
            else:
                self.end(job.id, "failed", "It was interrupted several times.", "Run it again.")

    def queued(self) -> list[Job]:
        return self._rows(f"state = 'queued' AND cancel != {CANCEL}")

    def add_tasks(self, parent: Job, tasks: Mapping[str, str]) -> None:
        """Queue the tasks (key and step) of a running job, in its asker's name."""
        now = time.time()
        with self.store.transaction() as db:
            db.executemany(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, '', '', '', 0, 0,"
                " NULL, ?, NULL, NULL)",
                [
                    (uuid.uuid4().hex, key, step, parent.asker, parent.project, parent.id, now)
                    for key, step in tasks.items()
                ],
            )

    def remove_tasks(self, parent: str) -> list[str]:
        """Forget the tasks of a job that has ended; return which there were."""
        gone = [job.id for job in self._rows("parent = ?", parent)]
        if gone:
            self._write("DELETE FROM jobs WHERE parent = ?", parent)
        return gone

    def cancelled(self) -> list[Job]:
        return self._asked(CANCEL)

    def ending_early(self) -> set[str]:
        return {j.id for j in self._asked(END_EARLY)}

    def _asked(self, what: int) -> list[Job]:
        return self._rows("cancel = ? AND state IN ('queued', 'running')", what)

    def start(self, job: str, pid: int | None) -> None:
        """A child works for it now; a job that was interrupted still says so at first."""
        self._write(
            "UPDATE jobs SET state = 'running', pid = ?, started = ?, attempts = attempts + 1,"
            " fraction = 0, message = CASE attempts WHEN 0 THEN 'Starting' ELSE message END"
            " WHERE id = ?",
            *(pid, time.time(), job),
        )

    def put_back(self, jobs: Iterable[str]) -> None:
        for job in jobs:
            self._write("UPDATE jobs SET state = 'queued' WHERE id = ?", job)

    def progress(self, jobs: Iterable[str], fraction: float, message: str) -> None:
        """Say how far they are; news that cannot be written now are old when they can be."""
        sql = "UPDATE jobs SET fraction = ?, message = ? WHERE id = ?"
        for job in () if self.unwritten else jobs:
            with suppress(StorageError):
                self.store.db.execute(sql, (fraction, message, job))

    def say_waiting(self, message: str) -> None:
        """Say to those whose tasks cannot start now what they wait for."""
        self.store.db.execute(
            "UPDATE jobs SET message = ? WHERE message != ? AND id IN"
            " (SELECT parent FROM jobs WHERE parent != '' AND state = 'queued')",
            (message, message),
        )

    def end(self, job: str, state: str, problem: str = "", remedy: str = "") -> None:
        self._write(
            "UPDATE jobs SET state = ?, problem = ?, remedy = ?, ended = ?,"
            " fraction = CASE ? WHEN 'done' THEN 1.0 ELSE fraction END WHERE id = ?",
            *(state, problem, remedy, time.time(), state, job),
        )
