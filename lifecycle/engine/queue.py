"""The queue is a table: anyone puts a row, the engine host takes it, the page reads it."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from sqlite3 import Row

from ..core.errors import NotFound, QuotaError
from ..core.recipe import Recipe
from ..core.settings import settings
from ..storage.database import Store

ACTIVE = ("queued", "running")
CANCEL, END_EARLY = 1, 2  # what the column ``cancel`` asks for


@dataclass(frozen=True)
class Job:
    """One row of the queue. ``state``: queued, running, done, failed or cancelled."""

    id: str
    key: str
    step: str
    asker: str
    project: str
    parent: str
    state: str
    fraction: float
    message: str
    problem: str
    remedy: str
    attempts: int
    created: float
    started: float | None
    ended: float | None
    cancel: int = 0

    @property
    def ending_early(self) -> bool:
        """Whether it was asked to end now and keep what it has."""
        return self.active and self.cancel == END_EARLY

    @property
    def interrupted(self) -> bool:
        """Whether it began before, and a restart ended that."""
        return self.active and self.attempts > (self.state == "running")

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def elapsed(self) -> float:
        """Seconds since it was started (since it was asked for, while it waits)."""
        return (self.ended or time.time()) - (self.started or self.created)

    @property
    def remaining(self) -> float | None:
        """Seconds still to go, judged by the progress so far; None when it is too early."""
        if self.state != "running" or self.fraction < 0.05:
            return None
        return self.elapsed * (1 - self.fraction) / self.fraction


@dataclass(frozen=True)
class Jobs:
    """A project's jobs at one moment, in the order asked for; of ended ones the newest."""

    jobs: tuple[Job, ...]

    @property
    def active(self) -> list[Job]:
        """What runs and waits."""
        return [job for job in self.jobs if job.active]

    @property
    def latest(self) -> dict[str, Job]:
        """The newest job of each step."""
        return {job.step: job for job in self.jobs}


_COLUMNS = ", ".join(Job.__dataclass_fields__)


def _job(row: Row) -> Job:
    return Job(**dict(row))


class Queue:
    """Ask for work, watch it, cancel it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def submit(self, recipe: Recipe, *, project: str, asker: str, parent: str = "") -> Job:
        """Put a recipe into the queue, or return this project's job that makes it already."""
        self.store.remember(recipe)
        with self.store.transaction() as db:
            row = db.execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE project = ? AND key = ? AND parent = ?"
                " AND state IN ('queued', 'running') AND cancel != 1",
                (project, recipe.key, parent),
            ).fetchone()
            if row is not None:
                return _job(row)
            waiting = db.execute(
                "SELECT COUNT(*) FROM jobs WHERE project = ? AND parent = '' AND state = 'queued'",
                (project,),
            ).fetchone()[0]
            if not parent and waiting >= settings().project_jobs:
                raise QuotaError(
                    f"{waiting} jobs of this project are waiting already.",
                    "Wait until one is done, or cancel one.",
                )
            job = uuid.uuid4().hex
            db.execute(
                "INSERT INTO jobs VALUES (?,?,?,?,?,?,'queued',0,'Waiting for its turn','','',"
                "0,0,NULL,?,NULL,NULL)",
                (job, recipe.key, recipe.step, asker, project, parent, time.time()),
            )
        return self.job(job)

    def job(self, job: str) -> Job:
        """Return one job as it is now; raises NotFound."""
        row = self.store.db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job,)).fetchone()
        if row is None:
            raise NotFound("This job is not known here.", "Run the step again.")
        return _job(row)

    def jobs(self, project: str) -> Jobs:
        """Return what a project has running and waiting, and the newest job of each step.

        The order is that of the rows: a clock that was set back, or that of another machine,
        would make an earlier job the newest.
        """
        rows = self.store.db.execute(
            f"SELECT {_COLUMNS} FROM jobs AS job WHERE project = ? AND parent = ''"
            " AND (state IN ('queued', 'running') OR NOT EXISTS (SELECT 1 FROM jobs AS later"
            " WHERE later.project = job.project AND later.step = job.step AND later.parent = ''"
            " AND later.rowid > job.rowid)) ORDER BY rowid",
            (project,),
        ).fetchall()
        return Jobs(tuple(_job(row) for row in rows))

    def cancel(self, job: str) -> None:
        """Ask a job to stop; what it has finished stays."""
        self.store.db.execute("UPDATE jobs SET cancel = ? WHERE id = ?", (CANCEL, job))

    def end_early(self, job: str) -> None:
        """Ask a running job to end now with what it has; see `Params.anytime`.

        While other projects wait for the same result, nothing happens until they ask as well.
        """
        self.store.db.execute(
            "UPDATE jobs SET cancel = ? WHERE id = ? AND state = 'running' AND cancel = 0",
            (END_EARLY, job),
        )

    def shared(self, job: Job) -> bool:
        """Whether another project waits for the same result and has not asked it to end early."""
        row = self.store.db.execute(
            "SELECT 1 FROM jobs WHERE key = ? AND id != ? AND cancel = 0"
            " AND state IN ('queued', 'running')",
            (job.key, job.id),
        ).fetchone()
        return row is not None

    def wait(self, job: str, seconds: float) -> Job:
        """Return the job when it has ended, or as it is after ``seconds``."""
        end = time.monotonic() + seconds
        now = self.job(job)
        while now.active and time.monotonic() < end:
            time.sleep(0.03)
            now = self.job(job)
        return now
