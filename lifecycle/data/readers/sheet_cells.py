"""What the cells of a sheet are beside their values: formulas without results, errors, dates."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ..limits import plural
from .dates import is_missing_word, parse_dates
from .inference import plain_text
from .kinds import shorten
from .reading import Cells

SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
PART = 1 << 20  # bytes read at a time
ODD = re.compile(
    rb"<c\b(?P<about>[^>]*)>(?:<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?P<empty><v\s*/>|<v>\s*</v>)?\s*</c>"
    rb"|(?:<f\b[^>]*(?:/>|>[^<]*</f>)\s*)?<v>(?P<error>#[^<]{1,12})</v>)"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
UNSAVED = "formulas without saved results"


def column_number(letters: bytes) -> int:
    """Return the position of a column.

    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def attribute(tag: str, name: str) -> str:
    """Return an attribute of a tag, "" where it has none."""
    found = re.search(rf'(?:^|[\s:]){name}="([^"]*)"', tag)
    return found[1] if found else ""


def part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Return which part of a workbook holds a sheet, "" where that is not found."""
    names = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    sheets = SHEET.findall(book.read("xl/workbook.xml").decode("utf-8", errors="replace"))
    links = LINK.findall(book.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace"))
    targets = {attribute(link, "Id"): attribute(link, "Target") for link in links}
    for tag in sheets:
        if attribute(tag, "name") == sheet:
            target = targets.get(attribute(tag, "id"), "").removeprefix("/xl/")
            return f"xl/{target}" if f"xl/{target}" in names else ""
    return ""


def odd_cells(path: Path, sheet: str, first: int) -> tuple[Counter[int], dict[int, Counter[str]]]:
    """Return by column how many formulas have no saved result, and which errors there are.

    Rows are counted from ``first``, the first below the names.
    """
    formulas, errors = Counter[int](), dict[int, Counter[str]]()
    if not zipfile.is_zipfile(path):
        return formulas, errors
    with zipfile.ZipFile(path) as book:
        part = part_of(book, sheet)
        if not part:
            return formulas, errors
        with book.open(part) as xml:
            rest = b""
            while chunk := xml.read(PART):
                text = rest + chunk
                cut = text.rfind(b"<c ")
                text, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text[-PART:])
                count_odd(text, first, formulas, errors)
            count_odd(rest, first, formulas, errors)
    return formulas, errors


def count_odd(
    text: bytes, first: int, formulas: Counter[int], errors: dict[int, Counter[str]]
) -> None:
    """Count the formulas and errors in a part of a sheet."""
    for found in ODD.finditer(text):
        place = PLACE.search(found["about"])
        if place is None or int(place[2]) <= first:
            continue
        column = column_number(place[1]) - 1
        if not found["error"]:
            formulas[column] += 1
        elif b't="e"' in found["about"]:
            errors.setdefault(column, Counter())[found["error"].decode()] += 1


def say_odd(cells: Cells, path: Path, sheet: str, first: int, left: int) -> None:
    """Name the columns with formulas that have no saved result, and those with errors."""
    formulas, errors = odd_cells(path, sheet, first)
    for column, count in sorted(formulas.items()):
        if 0 <= column - left < len(cells.names):
            name = shorten(cells.names[column - left])
            cells.reasons.setdefault(column - left, []).append(UNSAVED)
            cells.warnings.append(
                f"{plural(count, 'cell')} of {name} hold {UNSAVED} and count as missing. Open the "
                "workbook in a spreadsheet program, save it, and upload it again."
            )
    for column, found in sorted(errors.items()):
        if 0 <= column - left < len(cells.names):
            shown = ", ".join(f"{error} {count:,}" for error, count in found.most_common(3))
            cells.warnings.append(
                f"Formulas of {shorten(cells.names[column - left])} ended in an error, and these "
                f"cells count as missing: {shown}."
            )


def say_mixed_dates(cells: Cells, rows: Sequence[Sequence[Any]]) -> None:
    """Name the columns that hold dates in some rows, and numbers or words in others."""
    for i, name in enumerate(cells.names):
        found = [row[i] for row in rows if i < len(row) and row[i] not in ("", None)]
        dates = sum(isinstance(cell, date) for cell in found)
        if not dates or dates == len(found):
            continue
        others = [cell for cell in found if not isinstance(cell, date)]
        texts = np.array([plain_text(cell) for cell in others], dtype=object)
        numbers = np.array([isinstance(cell, int | float) for cell in others])
        odd = numbers | (np.isnat(parse_dates(texts)[0]) & ~is_missing_word(texts))
        if odd.any():
            what = "numbers" if numbers[odd].all() else "words" if not numbers.any() else "others"
            said = (
                f"{dates:,} dates and {int(odd.sum()):,} {what}, such as {shorten(texts[odd][0])}"
            )
            cells.reasons.setdefault(i, []).append(f"date cells are mixed with others: {said}")
            cells.warnings.append(
                f"{shorten(name)} mixes cells of different formats: {said}. Give the whole column "
                "the format of a date in the workbook."
            )


def clock_text(cell: timedelta) -> str:
    """Return a duration as hours, minutes and seconds.

    >>> clock_text(timedelta(days=1, hours=2, minutes=30)), clock_text(-timedelta(minutes=30))
    ('26:30:00', '-0:30:00')
    """
    seconds = round(abs(cell.total_seconds()), 6)
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    shown = f"{int(left):02d}" if left == int(left) else f"{left:09.6f}"
    return f"{'-' * (cell < timedelta())}{int(hours)}:{int(minutes):02d}:{shown}"
