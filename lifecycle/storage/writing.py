"""What keeps the data folder from being used, in words: full, read-only, out of reach."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import StorageError

FULL = (
    "The disk is full: nothing can be saved.",
    "Make room on the disk of the data folder, then try again.",
)
READ_ONLY = (
    "The data folder is read-only: nothing can be saved.",
    "Give the app the right to write to it, then try again.",
)
FAILING = (
    "The disk of the data folder reports an error.",
    "Check the disk, then try again.",
)
BY_NUMBER = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: FAILING,
}


def storage_error(error: OSError) -> StorageError | None:
    """Return the words for an error of the disk; None for one that says nothing of it."""
    words = BY_NUMBER.get(error.errno or 0)
    return None if words is None else StorageError(*words)


@contextmanager
def writing() -> Iterator[None]:
    """Say in words what keeps something from being written into the data folder."""
    try:
        yield
    except OSError as error:
        words = storage_error(error)
        if words is None:
            raise
        raise words from error


def is_writable(folder: Path) -> bool:
    """Whether something may be written into the data folder; of a full disk it may."""
    database = folder / "lifecycle.db"
    return os.access(folder, os.W_OK) and (not database.exists() or os.access(database, os.W_OK))
