"""How each kind of database is opened so that it can be read and not written, for a while.

PostgreSQL runs the query in a read-only transaction through a cursor, SQLite opens the file
without the right to write and refuses every action but reading. Any other server gets one
statement that starts like a query, in a transaction that is always taken back.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ...core.errors import ChoiceError
from ...core.installation import ROOT

CONNECT_SECONDS = 10
TICKS = 10_000  # steps of SQLite's machine between two looks at the clock
OPTIONS: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
PRAGMAS = {"table_info", "table_xinfo", "table_list", "database_list", "read_uncommitted"}
ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
}  # fmt: skip
CELL_BYTES = 100 << 20  # no value SQLite makes may be larger


@dataclass(frozen=True)
class Kind:
    """One kind of database: how to make its engine, to begin reading, and to set a time limit."""

    engine: Callable[[URL], Engine]
    begin: Callable[[Connection], None]
    limit: Callable[[Connection, float], None]


@contextmanager
def reading(url: URL, seconds: float) -> Iterator[Connection]:
    """A connection that cannot write and whose queries end after ``seconds``."""
    kind = KINDS.get(url.get_backend_name(), OTHER)
    with kind.engine(url).connect() as connection:
        kind.begin(connection)
        kind.limit(connection, seconds)
        yield connection  # closing it takes the transaction back


def limit(connection: Connection, seconds: float) -> None:
    """Let what the connection is asked from now on take so many seconds; none may be left."""
    KINDS.get(connection.dialect.name, OTHER).limit(connection, seconds)


@contextmanager
def reading_file(path: Path, seconds: float) -> Iterator[Connection]:
    """Like `reading`, for a SQLite file that nobody else writes."""
    with sqlite_engine(path, immutable=True).connect() as connection:
        _limit_sqlite(connection, seconds)
        yield connection


# -- PostgreSQL ---------------------------------------------------------------------------------


def _postgresql(url: URL) -> Engine:
    given: dict[str, Any] = {"prepare_threshold": None, "application_name": "lifecycle-lab"}
    if "connect_timeout" not in url.query:
        given["connect_timeout"] = CONNECT_SECONDS
    return create_engine(url, connect_args=given, **OPTIONS)


def _begin_postgresql(connection: Connection) -> None:
    from .postgres_dates import take_endless_dates

    take_endless_dates(connection.connection.driver_connection)
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    # With its first SELECT the transaction has a snapshot, and cannot be made writable again.
    connection.exec_driver_sql("SELECT 1")
    # A cancelled task is killed and says no goodbye: the server has to look whether it is there.
    # Servers before 14, and some systems, cannot; there the time limit ends the query.
    with suppress(DBAPIError), connection.begin_nested():
        connection.exec_driver_sql(
            "SELECT set_config('client_connection_check_interval', '500', true)"
        )


def _limit_postgresql(connection: Connection, seconds: float) -> None:
    milliseconds = max(1, int(seconds * 1000))  # 0 would mean no limit
    connection.exec_driver_sql(f"SELECT set_config('statement_timeout', '{milliseconds}', true)")


# -- SQLite -------------------------------------------------------------------------------------


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ChoiceError(
            "The connection names no SQLite file.", "Write it as sqlite:////path/to/file.db."
        )
    return sqlite_engine(ROOT / url.database)


def sqlite_engine(path: Path, immutable: bool = False) -> Engine:
    """Return an engine over a file; ``immutable`` says that nobody writes to it meanwhile."""
    if not path.is_file():
        raise ChoiceError(
            f"The SQLite file {path.name} is not there.", "Check the path of the connection."
        )
    address = f"file:{quote(str(path))}?mode=ro" + "&immutable=1" * immutable

    def connect() -> sqlite3.Connection:
        opened = sqlite3.connect(address, uri=True, timeout=CONNECT_SECONDS)
        opened.text_factory = lambda text: text.decode("utf-8", errors="replace")
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            opened.execute(f"PRAGMA {pragma}")
        opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES)
        opened.set_authorizer(_authorise)
        return opened

    return create_engine("sqlite://", creator=connect, **OPTIONS)


def _authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Allow reading: no other file attached, no setting changed, no extension loaded."""
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second == "load_extension" else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY


def _limit_sqlite(connection: Connection, seconds: float) -> None:
    end = time.monotonic() + seconds
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(lambda: time.monotonic() > end, TICKS)


# -- any other ----------------------------------------------------------------------------------


def _other(url: URL) -> Engine:
    return create_engine(url, **OPTIONS)


def _nothing(connection: Connection, seconds: float = 0) -> None:
    """Files need no beginning; of an unknown server's limits nothing is known."""


KINDS = {
    "postgresql": Kind(_postgresql, _begin_postgresql, _limit_postgresql),
    "sqlite": Kind(_sqlite, _nothing, _limit_sqlite),
}
OTHER = Kind(_other, _nothing, _nothing)
