"""The dialect of delimited text: encoding, delimiter, and where the column names stand."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ..errors import ReadingError
from .encoding import chosen_encoding, find_encoding
from .header import fit_names, header_row, is_header, usual_width
from .options import Options
from .reading import plural

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# What can be chosen; a space and a colon are never guessed, since texts are full of them.
CHOICES = {
    **{title: sign for sign, title in DELIMITERS.items()},
    "colon": ":",
    "space": " ",
    "spaces": " ",
}
SAMPLE, HALF = 1 << 18, 0.5
DOUBLED, ESCAPED, SINGLE = "doubled", "escaped by a backslash", "single"
QUOTES: dict[str, dict[str, Any]] = {  # as options of csv.reader
    DOUBLED: {},
    ESCAPED: {"doublequote": False, "escapechar": "\\"},
    SINGLE: {"quotechar": "'"},
}


@dataclass(frozen=True)
class Layout:
    """How a file is cut into cells.

    ``lines`` are jumped over before any record is read, then ``skip`` records are; ``named`` tells
    whether the names come from the file. ``delimiter`` is a title of CHOICES.
    """

    encoding: str
    delimiter: str
    lines: int
    skip: int
    above: int
    names: list[str]
    named: bool
    strict: bool
    quotes: str = DOUBLED
    warnings: list[str] = field(default_factory=list)

    def open(self, path: Path) -> TextIO:
        """Open the file below the lines that are jumped over."""
        return open_text(path, self.encoding, self.strict, self.lines)

    @property
    def reading(self) -> dict[str, Any]:
        """The options of ``csv.reader``."""
        return dialect(self.delimiter, self.quotes)


def dialect(delimiter: str, quotes: str = DOUBLED) -> dict[str, Any]:
    """Return the options of ``csv.reader``; a run of spaces counts as one with "spaces"."""
    cut = {"delimiter": CHOICES[delimiter], "skipinitialspace": delimiter == "spaces"}
    return cut | QUOTES[quotes]


def find_quotes(sample: str, sign: str) -> str:
    """Return how cells are quoted, one of QUOTES.

    A backslash is an escape only before a quote inside of a cell, and a single quote opens one
    only where it would matter: in a file without the usual quotes, around a delimiter.

    >>> find_quotes('a,b\\n"5\\\\" pipe",1\\n', ","), find_quotes("a,b\\n'x, y',1\\n", ",")
    ('escaped by a backslash', 'single')
    >>> find_quotes('a,b\\n"C:\\\\",1\\n', ",")
    'doubled'
    """
    cut = re.escape(sign)
    doubled = re.search(rf'(?<=[^\\\r\n{cut}])""', sample)
    if not doubled and re.search(rf'(?<!\\)\\"(?!\s*({cut}|$))', sample, flags=re.MULTILINE):
        return ESCAPED
    if '"' not in sample:
        lines = sample.splitlines()[1:]
        around = re.compile(rf"(^|{cut})'[^'\n]*{cut}[^'\n]*'(?={cut}|$)")
        if lines and sum(bool(around.search(line)) for line in lines) >= HALF * len(lines):
            return SINGLE
    return DOUBLED


def open_text(path: Path, encoding: str, strict: bool, lines: int = 0) -> TextIO:
    """Open a text file after its first ``lines``; raises ReadingError when it has no more."""
    errors = "strict" if strict else "replace"
    file = path.open(encoding=encoding, errors=errors, newline="")
    for number in range(lines):
        if not file.readline():
            file.close()
            raise ReadingError(
                f"The file has {plural(number, 'line')}, so line {lines + 1} cannot hold the names "
                "of the columns.",
                "Choose an earlier line for the column names.",
            )
    return file


def find_layout(path: Path, options: Options) -> Layout:
    """Return how the file is cut into cells, as found or as chosen."""
    strict = bool(options.encoding)
    encoding = chosen_encoding(path, options.encoding) if strict else find_encoding(path)
    lines = max(0, (options.header or 0) - 1)
    with open_text(path, encoding, strict, lines) as file:
        sample = file.read(SAMPLE)
        whole = not file.read(1)
    delimiter = options.delimiter or DELIMITERS[find_delimiter(sample, whole)]
    quotes = find_quotes(sample, CHOICES[delimiter])
    rows = sample_rows(sample, whole, **dialect(delimiter, quotes))
    if not any(cell.strip() for row in rows for cell in row):
        raise nothing_below(lines)
    start, named = place_of_names(rows, options.header)
    names = fit_names(rows[start], rows[start + 1 :]) if named else [""] * usual_width(rows)
    layout = Layout(
        encoding=encoding,
        delimiter=delimiter,
        lines=lines,
        skip=start + named,
        above=lines + start,
        names=names,
        named=named,
        strict=strict,
        quotes=quotes,
    )
    if options.delimiter and len(names) < 2:
        layout.warnings.append(f"No {delimiter} parts the cells, so the table has one column.")
    elif len(names) == 1 and aligned(rows):
        layout.warnings.append(
            "The table has one column. If spaces part its cells, choose them as the delimiter."
        )
    return layout


def aligned(rows: list[list[str]]) -> bool:
    """Tell whether one wide cell a row seems to be several that spaces set apart."""
    parts = [len(re.split(r"\s{2,}|\t", row[0].strip())) for row in rows if row]
    return len(parts) > 2 and min(parts) > 1


def place_of_names(rows: list[list[str]], header: int | None) -> tuple[int, bool]:
    """Return the position of the first record of the table, and whether it holds the names."""
    if header is None:
        start = header_row(rows)
        return start, is_header(rows[start])
    filled = [any(cell.strip() for cell in row) for row in rows]
    if header == 0:
        return filled.index(True), False
    if not filled[0]:
        raise ReadingError(
            f"Line {header} is empty and cannot hold the names of the columns.",
            "Choose another line for the column names.",
        )
    return 0, True


def nothing_below(lines: int) -> ReadingError:
    if not lines:
        return ReadingError("The file is empty.", "Choose a file with column names and rows.")
    return ReadingError(
        f"There is nothing on line {lines + 1} or below.",
        "Choose an earlier line for the column names.",
    )


def sample_rows(sample: str, whole: bool, **reading: Any) -> list[list[str]]:
    """Return the records at the start of a file; the last may be cut off and is left out."""
    lines = sample.splitlines(keepends=True)
    try:
        rows = list(csv.reader(lines, **reading))
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
        rows = [row for row in sample_rows(sample, whole, delimiter=delimiter) if row]
        width = usual_width(rows)
        share = sum(len(row) == width for row in rows) / max(1, len(rows))
        score = (width > 1 and share >= 0.8, width * share)
        if width > 1 and score > best:
            best, chosen = score, delimiter
    return chosen
