"""A workbook to cells: every cell as text, so that the text "00005" stays what it is."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ...core.errors import ReadingError
from ..limits import check_columns, check_rows, plural
from .damage import Damage
from .footer import cut_footer, say_footer
from .header import header_row, is_header
from .inference import EXACT
from .kinds import shorten
from .options import GUESS, Options
from .reading import Cells
from .sheet_cells import clock_text, column_number, say_mixed_dates, say_odd
from .sheet_formats import as_percent, percent_columns
from .sheet_names import LOOKED_AT, Merged, joined_names

CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"')
NONE = Merged()
DAMAGED = Damage(
    "The workbook is damaged or incomplete.",
    "Open it in a spreadsheet program, save it again and upload it, or save it as CSV.",
    CalamineError,
)
MOST_CELLS = 200_000_000  # calamine fills the whole rectangle; beyond this it ends the process


def read_excel(path: Path, options: Options = GUESS) -> Cells:
    """Read one sheet, the first that looks like a table unless the options name another."""
    sheet = options.sheet
    with DAMAGED:
        check_extent(path)
        book = CalamineWorkbook.from_path(path)
        names = list(book.sheet_names)
        chosen = pick(book, names, sheet)
        typed = typed_rows(book, chosen)
        rows = [[as_text(cell) for cell in row] for row in typed]
        picked = book.get_sheet_by_name(chosen)
        first, left = picked.start or (0, 0)
        merged = picked.merged_cell_ranges or []
    cells, below = to_cells(rows, options, first, Merged.of(merged, first, left))
    with DAMAGED:
        say_odd(cells, path, chosen, first + below, left)
    say_mixed_dates(cells, typed[below:])
    say_merged(cells, merged, left)
    for column in percent_columns(path, chosen, first + below):
        if 0 <= column - left < len(cells.names):
            cells.frame[column - left] = cells.frame[column - left].map(as_percent)
    if left:
        cells.facts.append(("columns left of the table", str(left)))
    cells.facts[:0] = [("format", "Excel"), ("sheet", chosen), ("sheets", ", ".join(names))]
    cells.sheets = tuple(names)
    if len(names) > 1 and not sheet:
        cells.warnings.append(
            f"The workbook has {len(names)} sheets; '{chosen}' was read as the first that looks "
            "like a table."
        )
    return cells


def say_merged(cells: Cells, merged: list[Any], left: int) -> None:
    """Say which columns have cells merged downwards, all but the first of which are empty."""
    empty: Counter[int] = Counter()
    for (top, right), (bottom, end) in merged:
        if right == end:
            empty[right - left] += bottom - top
    for column, count in sorted(empty.items()):
        if 0 <= column < len(cells.names) and cells.frame[column].eq("").sum() >= count:
            cells.warnings.append(
                f"{plural(count, 'cell')} of {shorten(cells.names[column])} lie in merged cells, "
                "of which only the first holds the value; the others count as missing. Unmerge "
                "and fill them in the workbook if they mean the same."
            )


def check_extent(path: Path) -> None:
    """Raise ReadingError when a far-away cell would make the sheet's rectangle enormous."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as book:
        for part in book.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                right, bottom = extent(book, part)
                if right * bottom > MOST_CELLS:
                    raise ReadingError(
                        f"A sheet reaches to row {bottom:,} and column {right:,}.",
                        "Delete the far-away cells, or save the table as CSV.",
                    )


def extent(book: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Return the rightmost column and the last row that hold a cell."""
    right, bottom, rest = 0, 0, b""
    with book.open(part) as xml:
        while chunk := xml.read(1 << 20):
            text = rest + chunk
            for letters, row in CELL.findall(text):
                bottom = max(bottom, int(row))
                right = max(right, column_number(letters))
            rest = text[-24:]
    return right, bottom


def pick(book: CalamineWorkbook, names: list[str], sheet: str) -> str:
    """Return the sheet to read; raises ReadingError for an unknown one."""
    if sheet:
        if sheet not in names:
            raise ReadingError(
                f"The workbook has no sheet '{sheet}'.", f"Choose one of: {', '.join(names)}."
            )
        return sheet
    if not names:
        raise ReadingError("The workbook has no sheet with cells.", "Choose another file.")
    kinds = {sheet.name: (sheet.typ, sheet.visible) for sheet in book.sheets_metadata}
    cells = [name for name in names if kinds[name][0] == SheetTypeEnum.WorkSheet] or names
    shown = [name for name in cells if kinds[name][1] == SheetVisibleEnum.Visible]
    ordered = [*shown, *(name for name in cells if name not in shown)]
    return next((n for n in ordered if looks_like_table(text_rows(book, n, 50))), ordered[0])


def looks_like_table(rows: list[list[str]]) -> bool:
    """Tell whether a header of two names or more has rows below it that fill most columns."""
    if not rows:
        return False
    start = header_row([trim(row) for row in rows])
    header, below = trim(rows[start]), rows[start + 1 :]
    filled = [sum(1 for cell in row if cell) for row in below]
    wide = len(header) >= 2 and all(header)
    return wide and bool(below) and sum(filled) >= 0.5 * len(header) * len(below)


def text_rows(book: CalamineWorkbook, name: str, most: int | None = None) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row in typed_rows(book, name, most)]


def typed_rows(book: CalamineWorkbook, name: str, most: int | None = None) -> list[list[Any]]:
    """Return the cells of a sheet as the values they hold."""
    sheet = book.get_sheet_by_name(name)
    check_rows(sheet.height)
    check_columns(sheet.width)
    found: list[list[Any]] = sheet.to_python(nrows=most)
    return found


def as_text(cell: Any) -> str:
    """Return a cell as it would stand in a CSV file.

    >>> as_text(5.0), as_text("00005"), as_text(datetime(2024, 1, 2)), as_text(True)
    ('5', '00005', '2024-01-02', 'True')
    """
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second, cell.microsecond) == (0, 0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return clock_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def trim(row: list[str]) -> list[str]:
    """Return the row without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def to_cells(
    rows: list[list[str]], options: Options = GUESS, first: int = 0, merged: Merged = NONE
) -> tuple[Cells, int]:
    """Find the header among the rows and take what is below it; ``first`` is the first row's.

    Returned with the position of the first row below the names.
    """
    trimmed = [trim(row) for row in rows]
    if not any(trimmed):
        raise ReadingError("The sheet is empty.", "Choose another sheet or file.")
    start, named = place_of_names(trimmed, options.header, first)
    width = max(len(row) for row in trimmed[start:])
    names = (rows[start] + [""] * width)[:width] if named else []
    names = names or [f"column_{i + 1}" for i in range(width)]
    under = start + bool(named)
    if named and options.header is None and (pair := two_rows(trimmed, start, width, merged)):
        start, names = pair
        under = start + 2
    below = [(row + [""] * width)[:width] for row in rows[under:] if trim(row)]
    frame = pd.DataFrame(below, columns=range(width), dtype=pd.StringDtype("pyarrow"))
    cells = Cells(names, frame)
    if options.header is None and not named:
        cells.warnings.append("The first row holds only numbers, so the columns have no names.")
    if options.header is not None or not named:
        place = f"row {first + start + 1}" if named else "none"
        cells.facts.append(("column names", place))
    if first + start and named:
        cells.facts.append(("rows above the header", str(first + start)))
    if under == start + 2:
        cells.facts.append(("second row of names", "joined to the first"))
        cells.warnings.append(
            "Two rows hold the names of the columns; they became one name each, such as "
            f"{shorten(next((n for n in names if ' ' in n), names[0]))}."
        )
    if start:
        cells.warnings.append(f"{plural(start, 'row')} above the column names were left out.")
    say_footer(cells, cut_footer(cells, options.keep_total), options.keep_total)
    return cells, under


def two_rows(
    trimmed: list[list[str]], start: int, width: int, merged: Merged
) -> tuple[int, list[str]] | None:
    """Return the first of two rows of names that were found to be such, and the names."""
    rows = [(row + [""] * width)[:width] for row in trimmed[: start + 2 + LOOKED_AT]]
    for upper in (start, start - 1):
        if upper >= 0 and upper + 2 < len(rows):
            pair = rows[upper], rows[upper + 1]
            if names := joined_names(*pair, rows[upper + 2 :], merged.across(upper)):
                return upper, names
    return None


def place_of_names(trimmed: list[list[str]], header: int | None, first: int) -> tuple[int, bool]:
    """Return the position of the table's first row, and whether it holds the column names."""
    if header is None:
        start = header_row(trimmed[:500])
        return start, is_header(trimmed[start])
    if header == 0:
        return next(i for i, row in enumerate(trimmed) if row), False
    start = header - 1 - first
    if not 0 <= start < len(trimmed) or not trimmed[start]:
        raise ReadingError(
            f"Row {header} of the sheet is empty and cannot hold the names of the columns.",
            "Choose another row for the column names.",
        )
    return start, True
