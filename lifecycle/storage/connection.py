"""SQLite whose failures are sentences: full, read-only, locked for too long, damaged.

A folder that may not be written to is read all the same.
"""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..core.errors import StorageError
from .writing import FAILING, FULL, READ_ONLY, is_writable

NAME = "lifecycle.db"
PATIENCE = 10.0  # seconds that a statement waits for whoever holds the database
LOCKED = (
    "The database of the data folder is in use by another program, and nothing could be saved.",
    "Wait until that is done, then try again.",
)
CLOSED = (
    "The database of the data folder cannot be opened.",
    "Check that the folder is there and that the app may read and write in it, then try again.",
)
BY_CODE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
UNDECODED = ("no such table", "no such column", "malformed", "Could not decode")
NO_ROOM = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}


def damaged(folder: Path) -> StorageError:
    """Return the words for a database that cannot be read, with what mends it."""
    where = shlex.quote(str(folder))
    return StorageError(
        "The database of the data folder is damaged.",
        f"Stop the app, then run: python -m lifecycle check --repair {where}",
    )


def storage_error(error: sqlite3.Error, folder: Path) -> StorageError | None:
    """Return the words for what the database says; None for a mistake of the program."""
    code = getattr(error, "sqlite_errorcode", 0)
    odd = str(error).startswith(UNDECODED)
    barred = code & 0xFF == sqlite3.SQLITE_READONLY and is_writable(folder)  # by its own header
    if code & 0xFF in DAMAGED or odd or barred:
        return damaged(folder)
    words = FULL if code in NO_ROOM else BY_CODE.get(code & 0xFF)
    return None if words is None else StorageError(*words)


@contextmanager
def asking(folder: Path) -> Iterator[None]:
    """Say in words what the database fails at."""
    try:
        yield
    except sqlite3.Error as error:
        words = storage_error(error, folder)
        if words is None:
            raise
        raise words from error


class Cursor(sqlite3.Cursor):
    """Rows of a `Connection`; the file may turn out damaged at any of them."""

    connection: Connection

    def execute(self, *given: Any) -> Cursor:
        with asking(self.connection.folder):
            super().execute(*given)
        return self

    def executemany(self, *given: Any) -> Cursor:
        with asking(self.connection.folder):
            super().executemany(*given)
        return self

    def fetchone(self) -> Any:
        with asking(self.connection.folder):
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with asking(self.connection.folder):
            return super().fetchall()

    def __next__(self) -> Any:
        with asking(self.connection.folder):
            return super().__next__()


class Connection(sqlite3.Connection):
    """The database of a folder; raises StorageError where SQLite raises what a person can mend."""

    folder: Path
    reads_only = False  # because the folder could not be written to when it was opened

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *given: Any) -> Any:
        return self.cursor().execute(*given)

    def executemany(self, *given: Any) -> Any:
        return self.cursor().executemany(*given)

    def executescript(self, script: str) -> Any:
        with asking(self.folder):
            return super().executescript(script)


def connect(folder: Path) -> Connection:
    """Open the database of a folder, to read alone where it cannot be written to."""
    path = folder / NAME
    if path.exists() and path.stat().st_size == 0 and _was_used(folder):
        raise damaged(folder)
    try:
        db = _opened(str(path), folder)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.reads_only = not is_writable(folder)
        return db
    except StorageError as error:
        if not path.exists():
            raise
        for how in ("mode=ro", "immutable=1"):
            if how == "immutable=1" and _has_log(path):
                break  # what is in the log would be missing
            try:
                db = _opened(f"file:{quote(str(path.resolve()))}?{how}", folder, uri=True)
                db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
                db.reads_only = True
                return db
            except StorageError:
                continue
        raise error from None


def _opened(path: str, folder: Path, uri: bool = False) -> Connection:
    with asking(folder):
        db = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, factory=Connection, uri=uri
        )
    db.folder = folder
    db.row_factory = sqlite3.Row
    return db


def _was_used(folder: Path) -> bool:
    """Whether there is something in the folder that only a database can have asked for."""
    return any(any((folder / name).iterdir()) for name in ("artifacts", "blobs"))


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{NAME}-wal")
    return log.exists() and log.stat().st_size > 0
