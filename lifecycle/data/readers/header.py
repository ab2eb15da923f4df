"""Where a table starts among rows of cells, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

NUMBER = re.compile(
    r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(,\d{3})+(\.\d+)?)([eE][+-]?\d+)?\s*"
)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of cells most rows have, the larger one when two are as frequent."""
    counts = Counter(len(row) for row in rows if row)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the position of the first row wide enough to be the header; what is above is a title.

    >>> header_row([["Sales"], [], ["a", "b"], ["1", "2"], ["3", "4"]])
    2
    """
    width = usual_width(rows)
    for position, row in enumerate(rows):
        if is_comment(row, width):
            continue
        filled = sum(1 for cell in row if cell.strip())
        if row and (width < 2 or (filled >= 2 and filled >= 0.6 * width)):
            return position
    return 0


def is_comment(row: Sequence[str], width: int) -> bool:
    """Tell whether a row is a comment that happens to hold the delimiter.

    >>> is_comment(["# in m", "s"], 3), is_comment(["#visits", "s"], 2)
    (True, False)
    """
    return bool(row) and row[0].startswith("#") and len(row) != width


def is_header(row: Sequence[str]) -> bool:
    """Tell whether a row names columns: it does unless every cell is a number.

    >>> is_header(["age", "1"]), is_header(["3", "4.5"])
    (True, False)
    """
    return not all(NUMBER.fullmatch(cell) for cell in row)


def fit_names(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one name a column, where the header has fewer cells than the rows below it.

    R leaves the name of the first column out, whose cells then all differ; trailing delimiters
    make empty last columns. Any other column without a name stands last.
    """
    width = usual_width(rows)
    wide = [row for row in rows if len(row) == width]
    if width <= len(names) or len(wide) < 0.8 * len(rows):
        return list(names)
    if not any(cell.strip() for row in wide for cell in row[len(names) :]):
        return list(names)
    first = [row[0] for row in wide]
    if width == len(names) + 1 and len(set(first)) == len(first):
        return ["", *names]
    return [*names, *[""] * (width - len(names))]
