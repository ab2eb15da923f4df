"""Delimited text to cells: rows that do not fit are padded or left out and named, never shifted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import pandas as pd
import pyarrow as pa

from ..engine.work import Report
from ..errors import ReadingError
from .encoding import find_encoding
from .header import fit_names, header_row, is_header, usual_width
from .reading import Cells, check_columns, check_rows, plural

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
TOTALS = frozenset({"total", "totals", "grand total", "sum", "summe", "gesamt"})
SAMPLE, LINE, CHUNK, TALL = 1 << 18, 1 << 24, 20_000, 20
csv.field_size_limit(1 << 20)


@dataclass
class Rows:
    """The rows below the header, kept as columns of Arrow text, and those that did not fit."""

    width: int
    chunks: list[list[pa.Array]] = field(default_factory=list)
    count: int = 0
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    tall: list[int] = field(default_factory=list)

    def add(self, rows: list[list[str | None]]) -> None:
        self.count += len(rows)
        check_rows(self.count)
        columns = zip(*rows, strict=True) if rows else [()] * self.width
        self.chunks.append([pa.array(column, pa.string()) for column in columns])

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


def sample_rows(sample: str, delimiter: str, whole: bool) -> list[list[str]]:
    """Return the records at the start of a file; the last may be cut off and is left out."""
    lines = sample.splitlines(keepends=True)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []
    return rows if whole or len(rows) < 3 else rows[:-1]


def find_delimiter(sample: str, whole: bool) -> str:
    """Return the delimiter that cuts most rows into the same number of cells, the more the better.

    >>> find_delimiter("a;b;c\\n1,5;2;3\\n2,5;3;4\\n", True)
    ';'
    """
    best, chosen = (False, 1.0), ","
    for delimiter in DELIMITERS:
        rows = [row for row in sample_rows(sample, delimiter, whole) if row]
        width = usual_width(rows)
        share = sum(len(row) == width for row in rows) / max(1, len(rows))
        score = (width > 1 and share >= 0.8, width * share)
        if width > 1 and score > best:
            best, chosen = score, delimiter
    return chosen


def read_text(path: Path, report: Report) -> Cells:
    """Read delimited text; raises ReadingError where a quote is never closed."""
    encoding = find_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(SAMPLE)
        whole = not file.read(1)
    delimiter = find_delimiter(sample, whole)
    rows = sample_rows(sample, delimiter, whole)
    if not any(cell.strip() for row in rows for cell in row):
        raise ReadingError("The file is empty.", "Choose a file with column names and rows.")
    start = header_row(rows)
    named = is_header(rows[start])
    names = fit_names(rows[start], rows[start + 1 :]) if named else [""] * usual_width(rows)
    check_columns(len(names))
    report(0.3, "Reading the rows")
    skip = start + 1 if named else start
    try:
        below = parse(path, encoding, delimiter, skip, len(names), strict=True)
    except csv.Error:  # a quote inside a cell that is not doubled: read it as it stands
        below = parse(path, encoding, delimiter, skip, len(names), strict=False)
    if not named:
        names = [f"column_{i + 1}" for i in range(len(names))]
    cells = Cells(names, below.frame(), comma="group" if delimiter == "," else "decimal")
    shown = DELIMITERS[delimiter] if len(names) > 1 else "none"
    cells.facts += [("format", "delimited text"), ("encoding", encoding), ("delimiter", shown)]
    describe(cells, below, start, named)
    return cells


def parse(
    path: Path, encoding: str, delimiter: str, skip: int, width: int, *, strict: bool
) -> Rows:
    """Read every record after the first ``skip`` ones into columns."""
    below, held, line = Rows(width), list[list[str | None]](), 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(bounded_lines(file), delimiter=delimiter, strict=strict)
        try:
            for number, row in enumerate(reader):
                start, line = line + 1, reader.line_num
                if number < skip or not row:
                    continue
                if line - start > TALL:
                    below.tall.append(start)
                fitted = fit(row, width, start, below)
                if fitted is not None:
                    held.append(fitted)
                if len(held) == CHUNK:
                    below.add(held)
                    held = []
        except csv.Error as error:
            raise_quote(error, line + 1)
            raise
    below.add(held)
    return below


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


def fit(row: list[str], width: int, line: int, below: Rows) -> list[str | None] | None:
    """Return the row with exactly ``width`` cells, or None when it has too many."""
    if len(row) == width:
        return list(row)
    if len(row) < width:
        below.short.append(line)
        return [*row, *[None] * (width - len(row))]
    if not any(cell.strip() for cell in row[width:]):
        return list(row[:width])
    below.long.append(line)
    return None


def describe(cells: Cells, below: Rows, start: int, named: bool) -> None:
    """Say what was above the header, which rows did not fit, and whether the last row is a sum."""
    if not named:
        cells.warnings.append("The first row holds only numbers, so the columns have no names.")
    if start:
        cells.facts.append(("rows above the header", str(start)))
        cells.warnings.append(f"{plural(start, 'line')} above the column names were left out.")
    if below.long:
        if len(below.long) > below.count:
            raise ReadingError(
                "Most rows have more cells than there are column names.",
                "Check the delimiter and the first line of the file.",
            )
        cells.facts.append(("rows left out", str(len(below.long))))
        cells.warnings.append(
            f"{plural(len(below.long), 'row')} with too many cells left out: "
            f"line {some(below.long)}."
        )
    if below.short:
        cells.facts.append(("rows filled up", str(len(below.short))))
        cells.warnings.append(
            f"{plural(len(below.short), 'row')} with too few cells; the cells at the end count as "
            f"missing: line {some(below.short)}."
        )
    if below.tall:
        cells.warnings.append(
            f"A cell that starts on line {below.tall[0]} spans many lines; check its quotes."
        )
    leave_out_total(cells)


def leave_out_total(cells: Cells) -> None:
    """Leave out a last row that sums the others."""
    if len(cells.frame) > 2 and cells.frame.shape[1] > 1:
        last = cells.frame.iloc[-1]
        first = last.iloc[0]
        gaps = last.isna().any() or last.eq("").any()
        if gaps and isinstance(first, str) and first.strip().rstrip(":").casefold() in TOTALS:
            cells.frame = cells.frame.iloc[:-1]
            cells.warnings.append(f"The last row starts with {first!r} and was left out as a sum.")


def some(lines: list[int]) -> str:
    """Return the first numbers of a list.

    >>> some([3, 5]), some([1, 2, 3, 4, 5, 6, 7])
    ('3, 5', '1, 2, 3, 4, 5 and 2 more')
    """
    rest = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return ", ".join(map(str, lines[:5])) + rest
