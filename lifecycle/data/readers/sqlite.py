"""A SQLite file to cells: one of its tables or views. The file is never written to."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import ReadingError
from ...core.settings import settings
from ..limits import check_rows
from .options import GUESS, Options
from .parquet import read_parquet
from .reading import Cells

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, CursorResult

    from ..databases.tables import Place

MAGIC = b"SQLite format 3\0"
BATCH = 10_000
PATIENCE, A_LOOK = 30, 5  # seconds for a batch of rows, and to see whether there is any at all


def read_sqlite(path: Path, options: Options = GUESS) -> Cells:
    """Read one table, the first that looks like one unless the options name another."""
    # Here, because the room of databases stands on this one, and SQLAlchemy is slow to load.
    from ..databases import read_only, snapshot, sqlite_files
    from ..databases.tables import places, select

    patience = min(PATIENCE, settings().task_seconds)
    with sqlite_files.open_sqlite(path, patience) as connection:
        known = places(connection)
        chosen = pick(connection, known, options.sheet)
        read_only.limit(connection, patience)
        wanted, left_out = select(connection, known[chosen])
        result = connection.execution_options(yield_per=BATCH).execute(wanted)
        with tempfile.TemporaryDirectory(prefix="lifecycle-") as folder:
            copy = Path(folder) / "table"
            with copy.open("wb") as out:
                written = snapshot.write(
                    list(result.keys()),
                    counted(result, partial(read_only.limit, connection, patience)),
                    out,
                    more_notes=lambda: snapshot.without(left_out),
                )
            cells = read_parquet(copy)
    cells.facts = [("format", "SQLite"), ("table", chosen), ("tables", ", ".join(known))]
    cells.sheets = tuple(known)
    cells.warnings += written.notes
    if len(known) > 1 and not options.sheet:
        cells.warnings.append(
            f"The database has {len(known)} tables; '{chosen}' was read as the first with rows."
        )
    if sqlite_files.has_rows_beside(path):
        cells.warnings.append(
            "The database keeps its newest rows in a second file, which is not part of this one. "
            "If rows are missing, close the program that uses it and upload it again."
        )
    return cells


def pick(connection: Connection, known: dict[str, Place], sheet: str) -> str:
    """Return the table to read; raises ReadingError for an unknown one."""
    from ..databases import read_only

    if not known:
        raise ReadingError("The database has no table.", "Choose another file.")
    if sheet:
        if sheet not in known:
            names = ", ".join(list(known)[:20])
            raise ReadingError(f"The database has no table '{sheet}'.", f"Choose one of: {names}.")
        return sheet
    for label in known:
        read_only.limit(connection, A_LOOK / len(known))  # a view may have no end
        if has_rows(connection, known[label]):
            return label
    return next(iter(known))


def has_rows(connection: Connection, place: Place) -> bool:
    """Whether a table can be read, has two columns and a row."""
    from sqlalchemy.exc import DBAPIError

    from ...core.errors import ChoiceError
    from ..databases.tables import select

    try:
        row = connection.execute(select(connection, place, 1)[0]).first()
    except (DBAPIError, ChoiceError):  # a view of what is gone, or a table of bytes alone
        return False
    return row is not None and len(row) > 1


def counted(
    result: CursorResult[Any], go_on: Callable[[], None]
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows in batches, each with time of its own; raises ReadingError at too many."""
    rows = 0
    for batch in result.partitions(BATCH):
        go_on()
        rows += len(batch)
        check_rows(rows)
        yield batch
