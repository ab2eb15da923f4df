"""The host's side of the queue: which job is next, and what became of it."""

from __future__ import annotations

import json
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..store import Store
from .queue import _COLUMNS, Job, _job

MOST_ATTEMPTS = 3  # an interrupted job goes on by itself so often, then waits to be asked


class Table:
    """Reads and writes the rows of the queue; only the host uses it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._said: dict[str, float] = {}

    def _rows(self, where: str, *args: Any) -> list[Job]:
        sql = f"SELECT {_COLUMNS} FROM jobs WHERE {where} ORDER BY created"
        return [_job(row) for row in self.store.db.execute(sql, args)]

    def resume(self) -> None:
        """Put back what an earlier host left running; tasks come back with their parents."""
        db = self.store.db
        db.execute(
            "UPDATE jobs SET state = 'cancelled', ended = ?"
            " WHERE parent != '' AND state IN ('queued', 'running')",
            (time.time(),),
        )
        for job in self._rows("state = 'running'"):
            if job.attempts < MOST_ATTEMPTS:
                db.execute(
                    "UPDATE jobs SET state = 'queued', message = ? WHERE id = ?",
                    ("Interrupted by a restart; goes on from what is finished", job.id),
                )
            else:
                self.end([job.id], "failed", "It was interrupted several times.", "Run it again.")

    def fair(self, busy: dict[str, int]) -> list[Job]:
        """Return queued jobs in fair order: first who computes least, then who asked first."""
        load, order = Counter(busy), []
        queued = self._rows("state = 'queued' AND cancel = 0")
        by_asker: dict[str, list[Job]] = {}
        for job in queued:
            by_asker.setdefault(job.asker, []).append(job)
        while by_asker:
            asker = min(by_asker, key=lambda a: (load[a], by_asker[a][0].created))
            order.append(by_asker[asker].pop(0))
            load[asker] += 1
            if not by_asker[asker]:
                del by_asker[asker]
        return order

    def askers(self, jobs: Iterable[str]) -> set[str]:
        return {job.asker for each in jobs for job in self._rows("id = ?", each)}

    def add_tasks(self, parent: str, recipes: list[dict[str, Any]]) -> None:
        """Queue the tasks of a running job, in its asker's name."""
        (job,) = self._rows("id = ?", parent)
        with self.store.transaction() as db:
            for recipe in recipes:
                key = recipe["root"]
                db.execute("INSERT OR IGNORE INTO recipes VALUES (?, ?)", (key, json.dumps(recipe)))
                step, now = recipe["nodes"][key]["step"], time.time()
                db.execute(
                    "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, '', '', '', 0, 0,"
                    " NULL, ?, NULL, NULL)",
                    (uuid.uuid4().hex, key, step, job.asker, job.project, parent, now),
                )

    def tasks(self, parent: str) -> list[str]:
        return [j.id for j in self._rows("parent = ? AND state IN ('queued', 'running')", parent)]

    def cancelled(self) -> list[Job]:
        return self._rows("cancel = 1 AND state IN ('queued', 'running')")

    def start(self, job: str, pid: int | None) -> None:
        self.store.db.execute(
            "UPDATE jobs SET state = 'running', pid = ?, started = ?, attempts = attempts + 1,"
            " fraction = 0, message = 'Starting' WHERE id = ?",
            (pid, time.time(), job),
        )

    def progress(self, jobs: Iterable[str], fraction: float, message: str) -> None:
        """Write progress, a few times a second at most."""
        for job in jobs:
            if time.monotonic() - self._said.get(job, 0.0) > 0.1 or fraction >= 1:
                self._said[job] = time.monotonic()
                self.store.db.execute(
                    "UPDATE jobs SET fraction = ?, message = ? WHERE id = ?",
                    (fraction, message, job),
                )

    def end(self, jobs: Iterable[str], state: str, problem: str = "", remedy: str = "") -> None:
        for job in list(jobs):
            self._said.pop(job, None)
            self.store.db.execute(
                "UPDATE jobs SET state = ?, problem = ?, remedy = ?, ended = ?,"
                " fraction = CASE ? WHEN 'done' THEN 1.0 ELSE fraction END WHERE id = ?",
                (state, problem, remedy, time.time(), state, job),
            )
