"""Blocks of text to columns of cells: Arrow cuts what is plain, Python's csv what is not.

Both give the same cells; a row with too few or too many of them is filled up, cut or left out as
in a small file, and named by its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ..delimited import TALL, Rows, fit, records
from ..dialect import CHOICES, Layout
from ..footer import NONE, Footer, look_below
from .blocks import Block

CELL = 1 << 20  # csv's own limit of characters in a cell
Cell = str | None


@dataclass
class Batch:
    """Rows as columns of texts, None for an empty cell, and what there is to say of them.

    ``pads``: how many of a column's empty cells were not in the file at all.
    """

    columns: list[pa.Array]
    pads: list[int]
    notes: Rows
    done: float = 0.0
    last: bool = False
    widths: dict[int, int] = field(default_factory=dict)  # how many cells short rows have

    @property
    def rows(self) -> int:
        return len(self.columns[0])

    def without_footer(self, keep: bool, above: int) -> tuple[Batch, Footer]:
        """Return the rows without those at the end that are none of the table's."""
        if not self.last or not self.rows:
            return self, NONE

        def last(n: int) -> list[list[Cell]]:
            return [self.row(i) for i in range(self.rows - n, self.rows)]

        footer = look_below(last, self.rows, above + self.rows)
        if footer.rows and not keep:
            for i in range(self.rows - footer.rows, self.rows):
                for column in range(self.widths.get(i, len(self.columns)), len(self.columns)):
                    self.pads[column] -= 1
            kept = self.rows - footer.rows
            self.columns = [column.slice(0, kept) for column in self.columns]
            self.notes.short = self.notes.short[: len(self.notes.short) - footer.short]
        return self, footer

    def row(self, i: int) -> list[Cell]:
        """Return a row, its cells that were not in the file as None."""
        width = self.widths.get(i, len(self.columns))
        cells = [column[i].as_py() or "" for column in self.columns[:width]]
        return [*cells, *[None] * (len(self.columns) - width)]


def plain_batches(block: Block, layout: Layout, keep_long: bool) -> Batch:
    """Return a block's rows; Python's csv looks at what Arrow finds odd."""
    found = cut(block, layout)
    if found is None:
        return slow_block(block, layout, keep_long)
    columns, odd = found
    batch = Batch(columns, [0] * len(columns), Rows(len(columns), keep_long), block.done)
    return patched(batch, odd, block, layout) if odd else batch


def cut(block: Block, layout: Layout) -> tuple[list[pa.Array], list[pacsv.InvalidRow]] | None:
    """Return the columns and the rows that do not fit; None when lines must be looked at."""
    width, odd = len(layout.names), list[pacsv.InvalidRow]()

    def aside(row: pacsv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    names = [str(i) for i in range(width)]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(block.data),
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=len(block.data) + 1, column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=CHOICES[layout.delimiter],
                newlines_in_values=True,
                invalid_row_handler=aside,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    lines = block.lines + (not block.data.endswith((b"\n", b"\r")))
    as_lines = lines == table.num_rows + len(odd)
    if not as_lines and (odd or lines - table.num_rows > TALL or len(block.data) > CELL):
        if odd or tall_or_long(table, lines - table.num_rows):
            return None
    elif as_lines and longest(block.data) > CELL:
        return None
    return [column.combine_chunks() for column in table.columns], odd


def longest(data: bytes) -> int:
    """Return more than a cell may hold when some line could; windows without a newline tell."""
    half = CELL // 2
    full = all(data.find(b"\n", i, i + half) >= 0 for i in range(0, len(data) - half, half))
    return 0 if full else CELL + 1


def tall_or_long(table: pa.Table, beyond: int) -> bool:
    """Tell whether a cell may span many lines or hold more than one cell may."""
    for column in table.columns:
        if (pc.max(pc.binary_length(column)).as_py() or 0) > CELL:
            return True
        if beyond > TALL and (pc.max(pc.count_substring(column, "\n")).as_py() or 0) >= TALL // 2:
            return True
    return False


def patched(batch: Batch, odd: list[pacsv.InvalidRow], block: Block, layout: Layout) -> Batch:
    """Put the rows that had too few or too many cells back in their places, as far as they fit."""
    fitted, places, short = [], [], list[tuple[int, int]]()
    for row in odd:
        cells = next(csv.reader(io.StringIO(row.text, newline=""), **layout.reading))
        made = fit(cells, block.line + row.number, batch.notes)
        if made is None:
            continue
        places.append(row.number - 1)
        fitted.append(made)
        for i in range(len(cells), len(batch.columns)):
            batch.pads[i] += 1
        if len(cells) < len(batch.columns):
            short.append((len(places) - 1, len(cells)))
    whole = np.delete(np.arange(batch.rows + len(odd)), [row.number - 1 for row in odd])
    order = np.argsort(np.concatenate([whole, np.array(places, whole.dtype)]), kind="stable")
    if not fitted:
        return batch
    at = np.argsort(order)[len(whole) :]  # where each row that was put back stands now
    batch.widths = {int(at[i]): width for i, width in short}
    for i, column in enumerate(batch.columns):
        more = pa.array([row[i] or None for row in fitted], pa.string())
        batch.columns[i] = pa.concat_arrays([column, more]).take(pa.array(order))
    return batch


def slow_block(block: Block, layout: Layout, keep_long: bool) -> Batch:
    """Read a block as a small file is read."""
    text = io.StringIO(block.data.decode("utf-8"), newline="")
    notes = Rows(len(layout.names), keep_long)
    rows = [row for part in records(text, layout, notes, block.line) for row in part]
    return to_batch(rows, notes, block.done, False)


def slow_batches(path: Path, layout: Layout, keep_long: bool, strict: bool) -> Iterator[Batch]:
    """Yield the rows of a file whose quotes do not tell where a record ends."""
    size = path.stat().st_size
    with layout.open(path) as file:
        notes = Rows(len(layout.names), keep_long)
        flow = records(file, layout, notes, layout.lines, skip=layout.skip, strict=strict)
        for rows, more in ahead(flow):
            done = file.buffer.tell() / size
            yield to_batch(rows, notes, done, not more)
            notes.clear()


def ahead(flow: Iterable[list[list[Cell]]]) -> Iterator[tuple[list[list[Cell]], bool]]:
    """Yield each part and whether another follows."""
    held: list[list[Cell]] | None = None
    for part in flow:
        if held is not None:
            yield held, True
        held = part
    if held is not None:
        yield held, False


def to_batch(rows: list[list[Cell]], notes: Rows, done: float, last: bool) -> Batch:
    columns = list(zip(*rows, strict=True)) if rows else [()] * notes.width
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    pads = [sum(cell is None for cell in column) for column in columns]
    kept = Rows(notes.width, notes.keep_long)
    kept.take(notes)
    short = (i for i, row in enumerate(rows) if row[-1] is None)
    widths = {i: sum(cell is not None for cell in rows[i]) for i in short}
    return Batch(arrays, pads, kept, done, last, widths)
