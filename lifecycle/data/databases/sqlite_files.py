"""A SQLite file that somebody brought: opened like a stranger's file, which it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, Connection

from ...core.errors import ReadingError
from .errors import Mistake, in_words
from .read_only import reading_file

FILE = (
    Mistake(
        r"interrupted",
        "Reading the table took longer than {limit}.",
        "Choose a table in place of the view, or export it as CSV.",
        ReadingError,
    ),
    Mistake(
        r"no such (module|function|collation|table|column)|unsafe use|not authorized|prohibited",
        "This table needs what the file does not hold: {said}.",
        "Choose another table, or export this one as CSV.",
        ReadingError,
    ),
    Mistake(
        r"",
        "The SQLite file is damaged or incomplete.",
        "Copy the database with its own program and upload the copy.",
        ReadingError,
    ),
)
WRITE_VERSION, BESIDE = 18, 2  # the header's byte that says whether new rows go into a second file


@contextmanager
def open_sqlite(path: Path, seconds: float) -> Iterator[Connection]:
    """A connection to a file that nobody else writes; leaves nothing beside it."""
    with (
        in_words(FILE, path.name, URL.create("sqlite"), seconds),
        reading_file(path, seconds) as connection,
    ):
        yield connection


def has_rows_beside(path: Path) -> bool:
    """Whether the database was in the mode in which new rows wait in a file of their own."""
    with path.open("rb") as file:
        head = file.read(WRITE_VERSION + 1)
    return len(head) > WRITE_VERSION and head[WRITE_VERSION] == BESIDE
