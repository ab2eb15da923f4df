"""Where everything lives: one SQLite file for what people did, a folder for what was computed.

Choices and the log are precious and live in the database (WAL). Artifacts and uploads are files
named by their key, written beside and renamed into place, so that a kill at any moment leaves
either the whole thing or nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from . import codec, frames
from .errors import NotFound
from .graph import Recipe
from .settings import settings

A = TypeVar("A")

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


class Store:
    """One data folder; safe to use from many threads and processes at once."""

    def __init__(self, folder: Path, keep_loaded: int = 24, keep_mb: int | None = None) -> None:
        self.folder = Path(folder)
        for name in ("artifacts", "blobs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._loaded: OrderedDict[str, Any] = OrderedDict()
        self._keep, self._lock = keep_loaded, threading.Lock()
        self._keep_bytes = (settings().keep_loaded_mb if keep_mb is None else keep_mb) << 20
        self.db.executescript(SCHEMA)

    # -- database ---------------------------------------------------------------------------

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection; every statement outside `transaction` commits by itself."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            path = self.folder / "lifecycle.db"
            db = sqlite3.connect(path, timeout=30, isolation_level=None)
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            self._local.db = db
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All statements inside take effect, or none."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # -- artifacts --------------------------------------------------------------------------

    def _artifact(self, key: str) -> Path:
        return self.folder / "artifacts" / key[:2] / key

    def has(self, key: str) -> bool:
        return (self._artifact(key) / "meta.json").exists()

    def save(self, recipe: Recipe, artifact: Any, seconds: float = 0.0) -> None:
        """Store an artifact under its recipe's key; a no-op when it is there already."""
        home = self._artifact(recipe.key)
        with self._aside() as tmp:
            tmp.mkdir()
            codec.write(artifact, tmp)
            meta = {"seconds": seconds, "made": time.time(), "step": recipe.step}
            (tmp / "meta.json").write_text(json.dumps(meta))
            home.parent.mkdir(exist_ok=True)
            self.remember(recipe)
            try:
                tmp.rename(home)
            except OSError:  # somebody else was first: the same key means the same content
                if not self.has(recipe.key):
                    raise

    def load(self, key: str, kind: type[A]) -> A:
        """Return the artifact of ``key``, shared and not to be changed; raises NotFound."""
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                self._make_room()
                return self._loaded[key]  # type: ignore[no-any-return]  # saved as this kind
        artifact = codec.read(kind, self._artifact(key))
        with self._lock:
            self._loaded[key] = artifact
            self._make_room()
        return artifact

    def _make_room(self) -> None:
        """Let go of what was used longest ago; the last one asked for always stays."""
        sizes = {key: frames.held(each) for key, each in self._loaded.items()}
        total = sum(sizes.values())
        for key in list(self._loaded)[:-1]:
            if len(self._loaded) <= self._keep and total <= self._keep_bytes:
                return
            self._loaded.pop(key)
            total -= sizes[key]

    def seconds(self, key: str) -> float | None:
        """Return how long the artifact took to make, or None when it is not there."""
        try:
            meta = json.loads((self._artifact(key) / "meta.json").read_text())
        except FileNotFoundError:
            return None
        return float(meta["seconds"])

    def forget(self, key: str) -> None:
        """Remove an artifact; it can always be made again."""
        with self._lock:
            self._loaded.pop(key, None)
        with self._aside() as tmp:
            if self._artifact(key).exists():
                self._artifact(key).rename(tmp)

    def remember(self, recipe: Recipe) -> None:
        """Keep how an artifact is made, even when the artifact itself is swept away."""
        text = json.dumps(recipe.to_json())
        self.db.execute("INSERT OR IGNORE INTO recipes VALUES (?, ?)", (recipe.key, text))

    def recipe_json(self, key: str) -> dict[str, Any]:
        """Return what `remember` kept; raises NotFound."""
        row = self.db.execute("SELECT recipe FROM recipes WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise NotFound("This result's recipe is not stored.", "Run the step again.")
        return dict(json.loads(row["recipe"]))

    # -- uploads ----------------------------------------------------------------------------

    def put_blob(self, content: BinaryIO) -> tuple[str, int]:
        """Store a file under the hash of its bytes; return the hash and the size in bytes."""
        digest, size = hashlib.sha256(), 0
        with self._aside() as tmp:
            with tmp.open("wb") as out:
                for chunk in _chunks(content):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            home = self.folder / "blobs" / digest.hexdigest()[:2] / digest.hexdigest()
            home.parent.mkdir(exist_ok=True)
            tmp.replace(home)
        return digest.hexdigest(), size

    def blob(self, key: str) -> Path:
        """Return the file stored under a hash; raises NotFound."""
        path = self.folder / "blobs" / key[:2] / key
        if not key or not path.exists():
            raise NotFound("The uploaded file is not stored here.", "Upload it again.")
        return path

    # -- folders ----------------------------------------------------------------------------

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A path to write to before renaming; whatever is left there afterwards goes."""
        tmp = self.folder / "tmp" / uuid.uuid4().hex
        try:
            yield tmp
        finally:
            if tmp.is_dir():
                shutil.rmtree(tmp, ignore_errors=True)
            else:
                tmp.unlink(missing_ok=True)

    def sweep(self, older_than: float = 3600.0) -> int:
        """Remove what killed writers left behind; return how many."""
        stale = [
            p
            for p in (self.folder / "tmp").iterdir()
            if time.time() - p.stat().st_mtime > older_than
        ]
        for path in stale:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        return len(stale)


def scratch_of(blob: Path) -> Path | None:
    """Return the folder for unfinished files on the disk where a store keeps a file, if one does.

    What is made there can become part of a result without being copied; `Store.sweep` clears it.
    """
    home = blob.parents[2] if len(blob.parents) > 2 else blob.parent
    return home / "tmp" if (home / "lifecycle.db").exists() else None


def _chunks(content: BinaryIO, size: int = 1 << 20) -> Iterable[bytes]:
    return iter(lambda: content.read(size), b"")
