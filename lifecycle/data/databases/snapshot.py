"""Rows that stream in, batch by batch, to one Parquet file; memory holds one batch at a time.

A column's type is known only after its last value, so batches wait in a file without a name, each
with the types of its own values, and are written once all have come.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ...core.errors import ReadingError
from ...core.settings import settings
from ...core.wording import listing
from ..limits import check_columns, unique_names
from .values import NOTES, TYPES, Column, cast, merged, to_column


@dataclass
class Spool:
    """Batches put aside, and what is known of each column so far."""

    width: int
    file: BinaryIO
    kinds: list[str] = field(default_factory=list)
    notes: dict[str, set[int]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    rows: int = 0
    bytes: int = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Put a batch aside; raises ReadingError when all together grow too large."""
        columns = [to_column(values) for values in zip(*rows, strict=True)]
        self.learn(columns)
        batch = pa.record_batch([c.values for c in columns], [str(i) for i in range(self.width)])
        self.bytes += batch.nbytes
        if self.bytes > settings().unpacked_mb << 20:
            raise ReadingError(
                f"The rows take more than {settings().unpacked_mb:,} MB.",
                "Ask for fewer rows or columns.",
            )
        self.starts.append(self.file.tell())
        with pa.ipc.new_stream(self.file, batch.schema) as stream:
            stream.write_batch(batch)
        self.rows += len(rows)

    def learn(self, columns: list[Column]) -> None:
        if not self.kinds:
            self.kinds = [column.kind for column in columns]
        for i, column in enumerate(columns):
            self.kinds[i], notes = merged(self.kinds[i], column.kind)
            for note in notes | column.notes:
                self.notes.setdefault(note, set()).add(i)

    def batches(self) -> Iterator[pa.RecordBatch]:
        for start in self.starts:
            self.file.seek(start)
            with pa.ipc.open_stream(self.file) as stream:
                yield stream.read_next_batch()


@dataclass(frozen=True)
class Written:
    """What a Parquet file holds: rows, columns, and sentences on what became of the values."""

    rows: int
    columns: int
    notes: tuple[str, ...]


def write(
    names: Sequence[str],
    batches: Iterable[Sequence[Sequence[Any]]],
    out: BinaryIO,
    *,
    more_notes: Callable[[], Sequence[str]] = tuple,
    stamped: Callable[[tuple[str, ...]], dict[bytes, bytes]] | None = None,
) -> Written:
    """Write batches of rows as Parquet; raises ReadingError when there are none, or too much.

    ``more_notes`` is asked once all batches have come; ``stamped`` makes the file's metadata.
    """
    check_columns(len(names))
    if not names:
        raise ReadingError("There is no column in it.", "Ask for at least one column.")
    unique, renamed = unique_names([str(name) for name in names])
    # Without a name the file goes with this process, however that ends.
    with tempfile.TemporaryFile() as file:
        spool = Spool(len(names), file)
        for rows in batches:
            spool.add(rows)
        if not spool.rows:
            raise ReadingError(
                "There are no rows to take.", "Choose another table, or a query with an answer."
            )
        kept = [i for i, kind in enumerate(spool.kinds) if kind != "bytes"]
        if not kept:
            raise ReadingError(
                "Every column holds bytes, which cannot be used.", "Ask for other columns."
            )
        notes = (*more_notes(), *renamed, *sentences(spool.notes, unique))
        _to_parquet(spool, kept, unique, out, stamped(notes) if stamped else {})
    return Written(spool.rows, len(kept), notes)


def _to_parquet(
    spool: Spool, kept: list[int], names: list[str], out: BinaryIO, metadata: dict[bytes, bytes]
) -> None:
    # A column without any value is a column of text that is missing.
    kinds = ["text" if spool.kinds[i] == "empty" else spool.kinds[i] for i in kept]
    fields = [(names[i], TYPES[kind]) for i, kind in zip(kept, kinds, strict=True)]
    schema = pa.schema(fields, metadata=metadata)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in spool.batches():
            columns = [cast(batch.column(i), k) for i, k in zip(kept, kinds, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))


def sentences(notes: Mapping[str, set[int]], names: Sequence[str]) -> list[str]:
    """Return one sentence a note, naming its columns."""
    return [
        f"In {listing([repr(names[i]) for i in sorted(notes[note])])}: {text}."
        for note, text in NOTES.items()
        if note in notes
    ]


def without(left_out: Sequence[str]) -> list[str]:
    """Say which columns were not even asked for."""
    shown = listing([repr(name) for name in left_out])
    return [f"Columns of bytes were left out: {shown}."] if left_out else []
