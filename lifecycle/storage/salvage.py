"""A damaged database: what is wrong with it, and a new one with every row that can be read."""

from __future__ import annotations

import json
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import artifact_folder, connection
from .database import SCHEMA

COMPANIONS = ("", "-wal", "-shm")
AS_JSON = (("choices", "params"), ("recipes", "recipe"))  # columns that must hold JSON
MOST_FAULTS = 20


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the database of a folder, in words; nothing when it is sound."""
    path = folder / connection.NAME
    if not path.exists():
        return ["it is not there"]
    if path.stat().st_size == 0:
        return ["it is empty"]
    try:
        with closing(read_only(folder)) as db:
            found = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
            if found == ["ok"]:
                found = [*_absent(db)] or [*_undecodable(db)]
    except sqlite3.Error as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def read_only(folder: Path) -> sqlite3.Connection:
    """Open the database of a folder so that nothing in it can change."""
    path = (folder / connection.NAME).resolve()
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)


def renew(folder: Path, old: Path) -> list[str]:
    """Make a database of every row that can be read, and move the damaged one to ``old``.

    Returns how many rows were kept of each table, in words.
    """
    aside = folder / "tmp" / uuid.uuid4().hex
    aside.mkdir(parents=True)
    try:
        for end in COMPANIONS[:2]:
            path = folder / f"{connection.NAME}{end}"
            if path.exists():
                shutil.copyfile(path, aside / f"old{end}")
        made = aside / "new"
        with closing(sqlite3.connect(made)) as new, closing(sqlite3.connect(aside / "old")) as db:
            db.text_factory = _text
            new.executescript(SCHEMA)
            kept = [f"{_copy(db, new, table)} of {table}" for table in _tables(new)]
            new.commit()
        artifact_folder.sync(made)
        for end in COMPANIONS:
            path = folder / f"{connection.NAME}{end}"
            if path.exists():
                path.rename(old.with_name(f"{old.name}{end}"))
        made.rename(folder / connection.NAME)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return kept


def _tables(db: sqlite3.Connection) -> list[str]:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [row[0] for row in names]


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def _absent(db: sqlite3.Connection) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as usual:
        usual.executescript(SCHEMA)
        for table in set(_tables(usual)) - set(_tables(db)):
            yield f"it has no table {table}"


def _undecodable(db: sqlite3.Connection) -> Iterator[str]:
    db.text_factory = _text
    for table, column in AS_JSON:
        for rowid, text in db.execute(f"SELECT rowid, {column} FROM {table}"):
            if not _is_json(text):
                yield f"row {rowid} of {table} cannot be read"


def _is_json(text: Any) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, TypeError):
        return False


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _copy(db: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table from both its ends up to what cannot be read; return how many."""
    columns = _columns(new, table)
    held = [column for t, column in AS_JSON if t == table]
    names, places = ", ".join(columns), ", ".join("?" for _ in columns)
    for order in ("ASC", "DESC"):
        try:
            for row in db.execute(f"SELECT {names} FROM {table} ORDER BY rowid {order}"):
                if all(_is_json(row[columns.index(column)]) for column in held):
                    new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)
        except sqlite3.DatabaseError:
            continue
        break  # the whole table was read
    return int(new.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
