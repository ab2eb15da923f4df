"""Where everything lives: one SQLite file for what people did, a folder for what was computed.

Choices and the log are precious and live in the database (WAL). Artifacts and uploads are files
named by their key, in the `ArtifactStore`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..core.errors import NotFound
from ..core.recipe import Recipe
from . import connection
from .artifacts import ArtifactStore
from .remote import RemoteStore

SCHEMA = """
CREATE TABLE IF NOT EXISTS projects (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS choices (
    project TEXT NOT NULL, step TEXT NOT NULL, params TEXT NOT NULL,
    PRIMARY KEY (project, step));
CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY, project TEXT NOT NULL, at REAL NOT NULL, who TEXT NOT NULL,
    event TEXT NOT NULL, step TEXT NOT NULL, key TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS log_project ON log (project, event, step);
CREATE TABLE IF NOT EXISTS recipes (key TEXT PRIMARY KEY, recipe TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
    project TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (project, key));
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, key TEXT NOT NULL, step TEXT NOT NULL, asker TEXT NOT NULL,
    project TEXT NOT NULL, parent TEXT NOT NULL, state TEXT NOT NULL, fraction REAL NOT NULL,
    message TEXT NOT NULL, problem TEXT NOT NULL, remedy TEXT NOT NULL, cancel INTEGER NOT NULL,
    attempts INTEGER NOT NULL, pid INTEGER, created REAL NOT NULL, started REAL, ended REAL);
CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state);
CREATE INDEX IF NOT EXISTS jobs_project ON jobs (project, step);
CREATE TABLE IF NOT EXISTS endpoints (
    project TEXT PRIMARY KEY, key TEXT NOT NULL, folder TEXT NOT NULL, wanted INTEGER NOT NULL,
    state TEXT NOT NULL, url TEXT NOT NULL, pid INTEGER, message TEXT NOT NULL, at REAL NOT NULL);
"""


class Store(ArtifactStore):
    """One data folder; safe to use from many threads and processes at once.

    Parameters
    ----------
    folder : Path
        Where everything is kept; it is made when it is not there.
    keep_loaded : int
        How many results stay in memory.
    keep_mb : int, optional
        How much memory they may take, in MB; by default LIFECYCLE_KEEP_LOADED_MB.
    shared : RemoteStore, optional
        A place that machines without a common folder share results through.
    fetches : bool
        Whether what is absent here is looked for there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from lifecycle import GRAPH, Store, plan
    >>> with TemporaryDirectory() as folder:
    ...     Store(Path(folder)).has(plan(GRAPH, {})["define"].key)
    False
    """

    def __init__(
        self,
        folder: Path,
        keep_loaded: int = 24,
        keep_mb: int | None = None,
        shared: RemoteStore | None = None,
        fetches: bool = False,
    ) -> None:
        super().__init__(folder, keep_loaded, keep_mb, shared, fetches)
        self._local = threading.local()
        if self.writable:
            self.db.executescript(SCHEMA)

    # -- database ---------------------------------------------------------------------------

    @property
    def db(self) -> connection.Connection:
        """The thread's connection; every statement outside `transaction` commits by itself.

        Raises StorageError when the database is full, read-only, locked for too long or damaged.
        """
        db: connection.Connection | None = getattr(self._local, "db", None)
        if db is None or (db.reads_only and self.writable):
            db = self._local.db = connection.connect(self.folder)
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All statements inside take effect, or none."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:  # SQLite takes back by itself what a full disk stopped
                self.db.execute("ROLLBACK")
            raise

    # -- recipes ----------------------------------------------------------------------------

    def remember(self, recipe: Recipe) -> None:
        """Keep how an artifact is made, even when the artifact itself is swept away."""
        text = json.dumps(recipe.to_json())
        self.db.execute("INSERT OR IGNORE INTO recipes VALUES (?, ?)", (recipe.key, text))

    def recipe_json(self, key: str) -> dict[str, Any]:
        """Return what `remember` kept; raises NotFound."""
        row = self.db.execute("SELECT recipe FROM recipes WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise NotFound("This result's recipe is not stored.", "Run the step again.")
        return self.decoded(row["recipe"])

    def decoded(self, text: str) -> dict[str, Any]:
        """Return what a row holds as JSON; raises StorageError when the database is damaged."""
        try:
            return dict(json.loads(text))
        except (ValueError, TypeError) as error:
            raise connection.damaged(self.folder) from error


def scratch_of(blob: Path) -> Path | None:
    """Return the folder for unfinished files on the disk where a store keeps a file, if one does.

    What is made there can become part of a result without being copied; `Store.sweep` clears it.
    """
    home = blob.parents[2] if len(blob.parents) > 2 else blob.parent
    return home / "tmp" if (home / "lifecycle.db").exists() else None
