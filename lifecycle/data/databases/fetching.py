"""Fetch: a table or the answer of a query becomes a Parquet file with a word on every liberty."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ...core.errors import ChoiceError, TaskError
from ...core.settings import settings
from ...core.wording import count
from ...engine.runner import Report, silent
from ..provenance import stamp
from .connections import url_of
from .sql import check_query

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, CursorResult, Row

BATCH = 10_000


@dataclass(frozen=True)
class Snapshot:
    """What was fetched: the Parquet file, what it holds, and what a person should know of it.

    ``complete`` is False when there were more rows than were asked for.
    """

    parquet: bytes
    rows: int
    columns: int
    complete: bool
    seconds: float
    notes: tuple[str, ...]


def list_tables(name: str, seconds: float = 60) -> list[dict[str, str]]:
    """Return the tables and views of a connection: table (the name to choose it by) and kind."""
    from .tables import places

    with open_connection(name, seconds) as connection:
        found = places(connection)
    return [{"table": label, "kind": place.kind} for label, place in found.items()]


def fetch(
    name: str,
    *,
    table: str = "",
    query: str = "",
    rows: int = 100_000,
    seconds: float = 60,
    report: Report = silent,
) -> Snapshot:
    """Return the first ``rows`` of a table or of a query, fetched within ``seconds``."""
    check_limits(rows, seconds)
    if bool(table) == bool(query.strip()):
        raise ChoiceError("Nothing, or two things, were asked for.", "Name a table or a query.")
    query = check_query(query) if query else ""
    end = time.monotonic() + seconds
    report(0.02, f"Connecting to {name}")
    with open_connection(name, seconds) as connection:
        report(0.03, "Asking")
        return _fetched(connection, name, table, query, rows, end, report)


@contextmanager
def open_connection(name: str, seconds: float) -> Iterator[Connection]:
    """A connection that only reads; what its server or driver complains of comes in words."""
    from .errors import ASKING, CONNECTING, in_words
    from .read_only import reading

    url = url_of(name)
    with ExitStack() as stack:
        with in_words(CONNECTING, name, url, seconds):
            connection = stack.enter_context(reading(url, seconds))
        with in_words(ASKING, name, url, seconds):
            yield connection


def check_limits(rows: int, seconds: float) -> None:
    """Raise ChoiceError when more is asked for than the server's settings allow."""
    for asked, most, what, setting in (
        (rows, settings().fetch_rows, "rows", "LIFECYCLE_FETCH_ROWS"),
        (seconds, settings().fetch_seconds, "seconds", "LIFECYCLE_FETCH_SECONDS"),
    ):
        if not 0 < asked <= most:
            raise ChoiceError(
                f"{asked:,} {what} were asked for; between 1 and {most:,} can be.",
                f"Ask for fewer, or raise {setting} on the server.",
            )


def _fetched(
    connection: Connection,
    name: str,
    table: str,
    query: str,
    rows: int,
    end: float,
    report: Report,
) -> Snapshot:
    from .snapshot import without, write

    start = time.monotonic()
    result, left_out = _ask(connection, table, query, rows)
    if not result.returns_rows:
        result.close()
        raise ChoiceError("The query gives no rows.", "Write one SELECT.")
    flow = Flow(connection, result, rows, end, report)
    with closing(result), tempfile.TemporaryFile() as file:
        written = write(
            list(result.keys()),
            flow.batches(),
            file,
            more_notes=lambda: [*without(left_out), *flow.notes],
            stamped=partial(stamp, name, table, query),
        )
        check_size(file.seek(0, 2))
        file.seek(0)
        return Snapshot(
            parquet=file.read(),
            rows=written.rows,
            columns=written.columns,
            complete=not flow.more,
            seconds=time.monotonic() - start,
            notes=written.notes,
        )


def _ask(
    connection: Connection, table: str, query: str, rows: int
) -> tuple[CursorResult[Any], list[str]]:
    """Send the question; one row more than wanted tells whether there are more."""
    from .tables import find, places, select

    streamed = {"stream_results": True, "yield_per": BATCH}
    if query:
        # As it stands: a colon or a percent sign in it is no parameter.
        as_it_is = {**streamed, "no_parameters": True}
        return connection.exec_driver_sql(query, execution_options=as_it_is), []
    wanted, left_out = select(connection, find(places(connection), table), rows + 1)
    return connection.execute(wanted, execution_options=streamed), left_out


@dataclass
class Flow:
    """The rows as they come: at most ``rows`` of them, until ``end``."""

    connection: Connection
    result: CursorResult[Any]
    rows: int
    end: float
    report: Report
    more: bool = False

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        taken, coming = 0, self.result.partitions(BATCH)
        while (batch := self.next(coming)) is not None:
            left = self.rows - taken
            self.more = len(batch) > left
            if left:
                yield batch[:left]
            taken += min(left, len(batch))
            self.report(0.05 + 0.85 * taken / self.rows, f"{count('row', taken)} so far")
            if self.more:
                break
        self.result.close()
        self.report(0.95, "Writing the file")

    @property
    def notes(self) -> list[str]:
        """What to say when there were more rows than were taken."""
        if not self.more:
            return []
        return [
            f"Only the first {self.rows:,} rows were taken, in the order the database gave them. "
            f"Up to {settings().fetch_rows:,} can be; the limit is a setting."
        ]

    def next(self, coming: Iterator[Sequence[Row[Any]]]) -> Sequence[Row[Any]] | None:
        """Return the next batch within what is left of the time, or None after the last."""
        from .read_only import limit

        left = self.end - time.monotonic()
        if left <= 0:
            raise TaskError(
                "Fetching took longer than it may and was stopped.",
                "Ask for fewer rows, or allow it more seconds.",
            )
        limit(self.connection, left)  # again each time: a query can set its own limit aside
        return next(coming, None)


def check_size(size: int) -> None:
    """Raise ChoiceError when the file is larger than one may upload."""
    if size > settings().upload_mb << 20:
        raise ChoiceError(
            f"The file takes {size >> 20:,} MB; at most {settings().upload_mb:,} MB are kept.",
            "Ask for fewer rows or columns, or raise LIFECYCLE_UPLOAD_MB on the server.",
        )
