"""The delimiter of a text table: how many cells it makes is not enough, what is in them speaks too.

The column names must be cut like the rows below them, the names that are known must come out, and
a cell must not hold another delimiter, unless as the decimal mark of a number or in a sentence.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from .header import usual_width

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
# Signs that part cells now and then; they are taken where they cut every row alike.
RARE = {"^": "caret", "~": "tilde"}
DECLARED = re.compile(r'"?sep=(.)"?\s*\r?\n', flags=re.IGNORECASE)  # Excel's own first line
USUAL = 0.8  # of the rows must have as many cells as the others
TOP = 5  # rows in which the names stand, or a title above them
LOOKED_AT = 500  # rows whose cells are looked at
Rank = tuple[bool, int, int, float, float]
# A number with at most one comma, which no program that writes one cuts in two.
NUMERIC = re.compile(
    r"[^\w,;|]{0,3}(?:[A-Z]{3}\s?)?[-+]?\d[\d.'’\s]*(?:,\d+)?(?:[eE][-+]?\d+)?\s?[^\d,;|\t]{0,12}"
    r"|[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"
)
PROSE = re.compile(r"[,;|](?=\s+[^\W\d])")
LONE_DECIMAL = re.compile(r"\s*[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+\s*")


def find_delimiter(sample: str, whole: bool, known: Collection[str] = ()) -> str:
    """Return the delimiter that cuts the rows and the names above them best.

    ``known`` are names of columns that the table is expected to have.

    >>> find_delimiter("a;b;c\\n1,5;2;3\\n2,5;3;4\\n", True)
    ';'
    >>> find_delimiter("price;amount\\n19,38;6,39\\n28,17;3,20\\n", True)
    ';'
    """
    declared = DECLARED.match(sample)
    if declared and declared[1] in DELIMITERS | RARE:
        return declared[1]
    best, chosen = (False, 0, 0, 0.0, 1.0), ","
    for delimiter in DELIMITERS:
        rows = [row for row in sample_rows(sample, whole, delimiter=delimiter) if row]
        if usual_width(rows) > 1 and (found := rank(rows, delimiter, known)) > best:
            best, chosen = found, delimiter
    lines = [line for line in sample.splitlines() if line.strip()]
    lines = lines if whole or len(lines) < 3 else lines[:-1]
    if best == (False, 0, 0, 0.0, 1.0):
        return next((sign for sign in RARE if cuts_alike(lines, sign)), chosen)
    return ";" if chosen == "," and is_one_column(lines) else chosen


def rank(rows: Sequence[Sequence[str]], delimiter: str, known: Collection[str]) -> Rank:
    """Return how well a delimiter cuts, the most telling first."""
    width = usual_width(rows)
    share = sum(len(row) == width for row in rows) / max(1, len(rows))
    top = [row for row in rows[:TOP] if not row[0].startswith("#")]
    names = max((sum(cell.strip() in known for cell in row) for row in top), default=0)
    usual = (width, width - 1) if width > 2 else (width,)  # R leaves the first name out
    odd = sum(len(row) not in usual for row in top)
    fits = share >= USUAL
    return fits, names * fits, -odd * fits, clean_share(rows, delimiter) * fits, width * share


def clean_share(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    """Return the share of cells that hold no other delimiter but in a number or a sentence.

    >>> clean_share([["19", "38;6", "39"]], ",") < clean_share([["19,38", "6,39"]], ";")
    True
    """
    others = set(DELIMITERS) - {delimiter}
    cells = [cell for row in rows[:LOOKED_AT] for cell in row if cell.strip()]
    clean = sum(is_clean(cell.strip(), others) for cell in cells)
    return round(clean / max(1, len(cells)), 2)


def is_clean(cell: str, others: set[str]) -> bool:
    if not any(sign in cell for sign in others):
        return True
    if "," in others and NUMERIC.fullmatch(cell):
        return True
    rest = PROSE.sub("", cell)
    return not any(sign in rest for sign in others)


def is_one_column(lines: Sequence[str]) -> bool:
    """Tell whether each line is one number with a decimal comma, under one name at most.

    Row numbers before a first column without a name, as R writes them, all differ.

    >>> is_one_column(["price", "1,5", "1,7", "2,25"]), is_one_column(["x", "1,5", "2,7"])
    (True, False)
    """
    name, *below = lines
    if "," in name or len(below) < 2 or not all(map(LONE_DECIMAL.fullmatch, below)):
        return False
    left = [line.split(",")[0] for line in below]
    return len(set(left)) < len(left)


def cuts_alike(lines: list[str], sign: str) -> bool:
    """Tell whether a sign stands in most lines, and as often in each.

    >>> cuts_alike(["a^b", "1^2", "3^4"], "^"), cuts_alike(["a", "1^2", "3^4^5"], "^")
    (True, False)
    """
    counts = Counter(line.count(sign) for line in lines)
    often, alike = counts.most_common(1)[0] if counts else (0, 0)
    return len(lines) > 2 and often > 0 and alike >= USUAL * len(lines)


def sample_rows(sample: str, whole: bool, **reading: Any) -> list[list[str]]:
    """Return the records at the start of a file; the last may be cut off and is left out."""
    lines = sample.splitlines(keepends=True)
    try:
        rows = list(csv.reader(lines, **reading))
    except csv.Error:
        return []
    return rows if whole or len(rows) < 3 else rows[:-1]
