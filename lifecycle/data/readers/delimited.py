"""Delimited text to cells: rows that do not fit are padded or left out and named, never shifted."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pandas as pd
import pyarrow as pa

from ...core.errors import ReadingError
from ...engine.runner import Report
from ..limits import check_columns, check_rows, plural
from .dialect import DOUBLED, Layout, find_layout
from .encoding import wrong_encoding
from .footer import NONE, cut_footer, say_footer
from .options import GUESS, Options
from .reading import Cells

AGAIN = 0.05  # of the rows may repeat the names
RULE = re.compile(r":?[-=+]{2,}:?")
LINE, CHUNK, TALL = 1 << 24, 20_000, 20
csv.field_size_limit(1 << 20)


@dataclass
class Rows:
    """The rows below the header, kept as columns of Arrow text, and those that did not fit."""

    width: int
    keep_long: bool = False
    chunks: list[list[pa.Array]] = field(default_factory=list)
    count: int = 0
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    tall: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)  # rows that only repeat the names
    keep_again: bool = False
    ruled: bool = False  # a line of dashes under the names

    def add(self, rows: list[list[str | None]]) -> None:
        self.count += len(rows)
        check_rows(self.count)
        columns = zip(*rows, strict=True) if rows else [()] * self.width
        self.chunks.append([pa.array(column, pa.string()) for column in columns])

    def take(self, other: Rows) -> None:
        """Take over what another says of rows that did not fit."""
        self.long += other.long
        self.short += other.short
        self.tall += other.tall
        self.again += other.again
        self.ruled |= other.ruled

    def clear(self) -> None:
        """Forget what was said of rows."""
        self.long, self.short, self.tall, self.again = [], [], [], []

    def frame(self) -> pd.DataFrame:
        kind = pd.StringDtype("pyarrow")
        columns = {
            i: pd.Series(pd.array(pa.chunked_array([c[i] for c in self.chunks]), dtype=kind))
            for i in range(self.width)
        }
        return pd.DataFrame(columns)


def bounded_lines(file: TextIO) -> Iterator[str]:
    """Yield lines; a line without an end must not fill the memory."""
    while line := file.readline(LINE):
        if len(line) >= LINE:
            raise ReadingError(
                "The file has a line of more than 16 million characters.",
                "Save it with one row a line, as CSV.",
            )
        yield line


def read_text(path: Path, report: Report, options: Options = GUESS) -> Cells:
    """Read delimited text; raises ReadingError where a quote is never closed."""
    try:
        layout = find_layout(path, options)
        check_columns(len(layout.names))
        report(0.3, "Reading the rows")
        try:
            below = parse(path, layout, keep_long=options.keep_long, strict=True)
        except csv.Error:  # a quote inside a cell that is not doubled: read it as it stands
            below = parse(path, layout, keep_long=options.keep_long, strict=False)
    except UnicodeError as error:
        raise wrong_encoding(path, options.encoding) from error
    return to_cells(layout, below.frame(), below, options)


def to_cells(layout: Layout, frame: pd.DataFrame, below: Rows, options: Options) -> Cells:
    """Return the cells with how the file was read."""
    names = column_names(layout)
    cells = Cells(names, frame, comma=lone_comma(layout), decimal=options.decimal)
    shown = layout.delimiter if len(names) > 1 or options.delimiter else "none"
    cells.facts += [("format", "delimited text"), ("encoding", layout.encoding)]
    cells.facts.append(("delimiter", shown))
    if layout.quotes != DOUBLED:
        cells.facts.append(("quotes", layout.quotes))
    if layout.spaced:
        cells.facts.append(("after the delimiter", "a space, left out"))
    if options.decimal:
        cells.facts.append(("decimal mark", "comma" if options.decimal == "," else "point"))
    if options.header is not None or not layout.named:
        place = f"line {layout.above + 1}" if layout.named else "none"
        cells.facts.append(("column names", place))
    cells.warnings += layout.warnings
    describe(cells, below, layout, options)
    return cells


def column_names(layout: Layout) -> list[str]:
    """Return the names in the file, or numbered ones where it has none."""
    if layout.named:
        return list(layout.names)
    return [f"column_{i + 1}" for i in range(len(layout.names))]


def lone_comma(layout: Layout) -> str:
    """Return what a comma in a number means when the column itself does not tell."""
    return "group" if layout.delimiter == "comma" else "decimal"


def parse(path: Path, layout: Layout, *, keep_long: bool, strict: bool) -> Rows:
    """Read every record below the column names into columns."""
    for keep_again in (False, True):
        below = Rows(len(layout.names), keep_long, keep_again=keep_again)
        with layout.open(path) as file:
            for rows in records(file, layout, below, layout.lines, skip=layout.skip, strict=strict):
                below.add(rows)
        if len(below.again) <= AGAIN * below.count:  # else the first row is one of many like it
            break
    return below


def records(
    file: TextIO, layout: Layout, below: Rows, above: int, *, skip: int = 0, strict: bool = False
) -> Iterator[list[list[str | None]]]:
    """Yield the rows in parts, at least one, and note in ``below`` which ones did not fit.

    ``above`` is the number of lines before those of ``file``; its first ``skip`` records are none.
    """
    pending, line = list[list[str | None]](), above
    reader = csv.reader(bounded_lines(file), strict=strict, **layout.reading)
    try:
        for number, row in enumerate(reader):
            start, line = line + 1, above + reader.line_num
            if number < skip or not row:
                continue
            if layout.named and row == layout.names and len(row) > 2 and not below.keep_again:
                below.again.append(start)
                continue
            if layout.named and number == skip and is_rule(row):
                below.ruled = True
                continue
            if line - start > TALL:
                below.tall.append(start)
            fitted = fit(row, start, below)
            if fitted is not None:
                pending.append(fitted)
            if len(pending) == CHUNK:
                yield pending
                pending = []
    except csv.Error as error:
        raise_quote(error, line + 1)
        raise
    yield pending


def is_rule(row: list[str]) -> bool:
    """Tell whether a row only draws a line, as under the names of a printed table.

    >>> is_rule(["---", " ---: "]), is_rule(["-", "-"]), is_rule(["--", "5"])
    (True, False, False)
    """
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(RULE.fullmatch(cell) for cell in cells)


def raise_quote(error: csv.Error, line: int) -> None:
    """Raise ReadingError for what cannot be read around."""
    if "unexpected end" in str(error):
        raise ReadingError(
            f"A quotation mark that opens on line {line} is never closed.",
            f"Close or remove the quotation mark on line {line} and upload the file again.",
        ) from error
    if "field limit" in str(error):
        raise ReadingError(
            f"A cell that starts on line {line} is longer than a million characters.",
            f"Check the quotation marks on line {line}, or leave that column out.",
        ) from error


def fit(row: list[str], line: int, below: Rows) -> list[str | None] | None:
    """Return the row as wide as the table, or None when it has too many cells."""
    width = below.width
    if len(row) == width:
        return list(row)
    if len(row) < width:
        below.short.append(line)
        return [*row, *[None] * (width - len(row))]
    if not any(cell.strip() for cell in row[width:]):
        return list(row[:width])
    below.long.append(line)
    return list(row[:width]) if below.keep_long else None


def describe(cells: Cells, below: Rows, layout: Layout, options: Options) -> None:
    """Say what was above the header, which rows did not fit, and whether the last row is a sum."""
    if not layout.named and options.header is None:
        cells.warnings.append("The first row holds only numbers, so the columns have no names.")
    if layout.above:
        cells.facts.append(("rows above the header", str(layout.above)))
        above = plural(layout.above, "line")
        cells.warnings.append(f"{above} above the column names were left out.")
    if below.long:
        if len(below.long) > below.count:
            raise ReadingError(
                "Most rows have more cells than there are column names.",
                "Check the delimiter and the first line of the file.",
            )
        describe_long(cells, below)
    footer = cut_footer(cells, options.keep_total) if len(cells.frame) else NONE
    if not options.keep_total:
        below.short = below.short[: len(below.short) - footer.short]
    if below.short:
        cells.facts.append(("rows filled up", str(len(below.short))))
        cells.warnings.append(
            f"{plural(len(below.short), 'row')} with too few cells; the cells at the end count as "
            f"missing: line {some(below.short)}."
        )
    describe_names(cells, below)
    if below.tall:
        cells.warnings.append(
            f"A cell that starts on line {below.tall[0]} spans many lines; check its quotes."
        )
    say_footer(cells, footer, options.keep_total)


def describe_names(cells: Cells, below: Rows) -> None:
    """Say what was left out that belongs to the column names."""
    if below.ruled:
        cells.facts.append(("line under the names", "left out"))
        cells.warnings.append("A line of dashes under the column names was left out.")
    if below.again:
        cells.facts.append(("rows that repeat the names", f"{len(below.again):,}"))
        again = "row that repeats" if len(below.again) == 1 else "rows that repeat"
        cells.warnings.append(
            f"{len(below.again):,} {again} the column names left out: line {some(below.again)}."
        )


def describe_long(cells: Cells, below: Rows) -> None:
    """Say which rows have more cells than the table has columns, and what was done with them."""
    rows = plural(len(below.long), "row")
    if below.keep_long:
        cells.facts.append(("rows cut off", str(len(below.long))))
        done = f"{rows} with too many cells; those beyond the last column were cut off"
    else:
        cells.facts.append(("rows left out", str(len(below.long))))
        done = f"{rows} with too many cells left out"
    cells.warnings.append(f"{done}: line {some(below.long)}.")


def some(lines: list[int]) -> str:
    """Return the first numbers of a list.

    >>> some([3, 5]), some([1, 2, 3, 4, 5, 6, 7])
    ('3, 5', '1, 2, 3, 4, 5 and 2 more')
    """
    rest = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return ", ".join(map(str, lines[:5])) + rest
