"""One host per data folder: a lock that the system lets go of however its holder ends."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def single(path: Path) -> Iterator[bool]:
    """Hold the lock while inside; yields False when somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # It waits a moment, because whoever asks `is_locked` has the lock for an instant.
    # An exclusive transaction on an empty database is a lock on every system Python runs on.
    with closing(sqlite3.connect(path, timeout=0.3, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA journal_mode=MEMORY")  # no file beside it, so on a full disk too
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock now."""
    if not path.exists():
        return False
    with single(path) as mine:
        return not mine


def at_eof(then: Callable[[], object]) -> None:
    """Call ``then`` from a thread when standard input is closed."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        then()

    threading.Thread(target=watch, daemon=True).start()
