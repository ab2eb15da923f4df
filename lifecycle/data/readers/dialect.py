"""The dialect of delimited text: encoding, delimiter, and where the column names stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ...core.errors import ReadingError
from ..limits import plural
from .delimiter import DELIMITERS, RARE, cuts_alike, find_delimiter, sample_rows
from .encoding import chosen_encoding, guess_encoding
from .header import fit_names, header_row, is_header, usual_width
from .options import Options

# What can be chosen; a space and a colon are never guessed, since texts are full of them.
CHOICES = {
    **{title: sign for sign, title in (DELIMITERS | RARE).items()},
    "colon": ":",
    "space": " ",
    "spaces": " ",
}
SUGGESTED = {":": "colon", " ": "space"}
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
    whether the names come from the file. ``delimiter`` is a title of CHOICES; ``spaced`` tells
    whether a space after it is none of the cell's, ``spoiled`` whether some letters are damaged.
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
    spaced: bool = False
    spoiled: bool = False
    warnings: list[str] = field(default_factory=list)

    def open(self, path: Path) -> TextIO:
        """Open the file below the lines that are jumped over."""
        return open_text(path, self.encoding, self.strict, self.lines)

    @property
    def reading(self) -> dict[str, Any]:
        """The options of ``csv.reader``."""
        return dialect(self.delimiter, self.quotes, self.spaced)


def dialect(delimiter: str, quotes: str = DOUBLED, spaced: bool = False) -> dict[str, Any]:
    """Return the options of ``csv.reader``; a run of spaces counts as one with "spaces"."""
    skip = spaced or delimiter == "spaces"
    return {"delimiter": CHOICES[delimiter], "skipinitialspace": skip} | QUOTES[quotes]


def is_spaced(sample: str, sign: str) -> bool:
    """Tell whether a space follows the delimiter everywhere, but before an empty cell.

    >>> is_spaced('a, b\\n1, "x, y"\\n2, \\n', ","), is_spaced('a,b\\n1, 2\\n', ",")
    (True, False)
    """
    cut, drawn = re.escape(sign), re.compile(r"^[-=+:| ]+$", flags=re.MULTILINE)
    cells = drawn.sub("", sample)  # a line under the names
    spaced = not sign.isspace() and f"{sign} " in cells
    return spaced and not re.search(rf"{cut}(?![ {cut}\r\n]|$)", cells)


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
    given = (chosen_encoding(path, options.encoding), "") if strict else guess_encoding(path)
    encoding, doubt = given
    lines = max(0, (options.header or 0) - 1)
    with open_text(path, encoding, strict, lines) as file:
        sample = file.read(SAMPLE)
        whole = not file.read(1)
    delimiter = (
        options.delimiter or (DELIMITERS | RARE)[find_delimiter(sample, whole, options.like)]
    )
    quotes = find_quotes(sample, CHOICES[delimiter])
    spaced = is_spaced(sample, CHOICES[delimiter])
    rows = sample_rows(sample, whole, **dialect(delimiter, quotes, spaced))
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
        spaced=spaced,
        spoiled=encoding == "utf-8" and bool(doubt),
    )
    layout.warnings.extend([doubt] * bool(doubt))
    if named and len(names) == len(rows[start]) + 1 and "" in (names[0], names[-1]):
        place = "first" if not names[0] else "last"
        layout.warnings.append(
            f"Most rows have one cell more than there are names, so the {place} column has none. "
            "If a sign inside a cell, as in 1,5, cut it in two, save the table with another "
            "delimiter."
        )
    if options.delimiter and len(names) < 2:
        layout.warnings.append(f"No {delimiter} parts the cells, so the table has one column.")
    elif len(names) == 1 and (parting := parted_by(rows)):
        layout.warnings.append(
            f"The table has one column. If {parting} its cells, choose that as the delimiter."
        )
    return layout


def aligned(rows: list[list[str]]) -> bool:
    """Tell whether one wide cell a row seems to be several that spaces set apart."""
    parts = [len(re.split(r"\s{2,}|\t", row[0].strip())) for row in rows if row]
    return len(parts) > 2 and min(parts) > 1


def parted_by(rows: list[list[str]]) -> str:
    """Return what may part the cells of rows with one wide cell each, with its verb."""
    if aligned(rows):
        return "spaces part"
    lines = [row[0].strip() for row in rows if row]
    found = (title for sign, title in SUGGESTED.items() if cuts_alike(lines, sign))
    return next((f"a {title} parts" for title in found), "")


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
