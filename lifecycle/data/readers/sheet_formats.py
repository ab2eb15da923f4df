"""Percents of a sheet: cells that hold 0.052 and show 5.2%, so that they are read as shown."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

from .sheet_cells import PART, PLACE, column_number, part_of

STYLES = "xl/styles.xml"
BUILT_IN = {"9", "10"}  # 0% and 0.00%
FORMAT = re.compile(r"<(?:\w+:)?numFmt\b[^>]*>")
CELLS_OF = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", flags=re.DOTALL)
STYLE = re.compile(r"<(?:\w+:)?xf\b[^>]*>")
SAID = re.compile(r'"[^"]*"|\\.|&quot;.*?&quot;')  # text inside a format
CELL = re.compile(rb"<c\b(?P<about>[^>]*[^/])>(?=[^<]*<[fv])")
TEXT = re.compile(rb'\bt="(?:s|str|inlineStr|b|e|d)"')


def percent_columns(path: Path, sheet: str, first: int) -> set[int]:
    """Return the columns whose numbers are all shown as percents, below row ``first``."""
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as book:
        styles = percent_styles(book)
        part = part_of(book, sheet) if styles else ""
        if not part:
            return set()
        shown, numbers = Counter[int](), Counter[int]()
        with book.open(part) as xml:
            rest = b""
            while chunk := xml.read(PART):
                text = rest + chunk
                cut = text.rfind(b"<c ")
                text, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text[-PART:])
                count_shown(text, first, styles, shown, numbers)
            count_shown(rest, first, styles, shown, numbers)
    return {column for column, count in shown.items() if count == numbers[column]}


def percent_styles(book: zipfile.ZipFile) -> set[str]:
    """Return the positions of the styles that show a number as percent."""
    if STYLES not in book.namelist():
        return set()
    xml = book.read(STYLES).decode("utf-8", errors="replace")
    codes = set(BUILT_IN)
    for tag in FORMAT.findall(xml):
        code = re.search(r'\bformatCode="([^"]*)"', tag)
        number = re.search(r'\bnumFmtId="(\d+)"', tag)
        if code and number and "%" in SAID.sub("", code[1]):
            codes.add(number[1])
    cells = CELLS_OF.search(xml)
    styles = STYLE.findall(cells[0]) if cells else []
    found = [re.search(r'\bnumFmtId="(\d+)"', style) for style in styles]
    return {str(i) for i, number in enumerate(found) if number and number[1] in codes}


def count_shown(
    text: bytes, first: int, styles: set[str], shown: Counter[int], numbers: Counter[int]
) -> None:
    """Count by column the numbers in a part of a sheet, and those that are shown as percents."""
    for cell in CELL.finditer(text):
        place = PLACE.search(cell["about"])
        if place is None or int(place[2]) <= first or TEXT.search(cell["about"]):
            continue
        column = column_number(place[1]) - 1
        style = re.search(rb'\bs="(\d+)"', cell["about"])
        numbers[column] += 1
        shown[column] += style is not None and style[1].decode() in styles


def as_percent(cell: str) -> str:
    """Return the text of a number as the percent that is shown; any other stays.

    >>> as_percent("0.052"), as_percent("0.07"), as_percent("1"), as_percent("n/a")
    ('5.2%', '7%', '100%', 'n/a')
    """
    try:
        number = Decimal(cell)
    except ArithmeticError:
        return cell
    return f"{(number * 100).normalize():f}%" if number.is_finite() else cell
