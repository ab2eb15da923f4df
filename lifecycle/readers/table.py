"""A file to a raw table: what it is decides who reads it, then every column gets its type."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ..engine.work import Report, silent
from ..errors import ReadingError
from .convert import Inferred, infer
from .encoding import bom_encoding, looks_binary, unmarked_utf16
from .excel import read_excel
from .header import unique_names
from .kinds import guess_kind, shorten
from .packed import is_workbook, unpack_gzip, unpack_zip
from .parquet import read_parquet
from .reading import Cells, Reading, plural
from .records import read_json
from .text import read_text

HEAD = 1 << 16
REFUSED = (
    (b"%PDF", "a PDF document", "Export the table behind it as CSV or Excel."),
    (b"SQLite format 3", "a SQLite database", "Export one table of it as CSV."),
    (b"\x89PNG", "an image", "Upload a table: CSV, Excel, Parquet or JSON."),
    (b"\xff\xd8\xff", "an image", "Upload a table: CSV, Excel, Parquet or JSON."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and upload the table inside."),
    (b"Rar!", "a RAR archive", "Unpack it and upload the table inside."),
)
PAGES = ("<!doctype html", "<html", "<head", "<body", "<?xml")
Unpack = Callable[[Path, Path], Path]


def read_table(path: Path, sheet: str = "", report: Report = silent) -> Reading:
    """Read a file of any name; raises ReadingError when it is not a table."""
    with tempfile.TemporaryDirectory(prefix="lifecycle-") as folder:
        cells = recognise(Path(path), sheet, report, Path(folder))
    if cells.frame.empty:
        raise ReadingError(
            "The table has column names but no rows.", "Choose a file with at least one row."
        )
    report(0.6, "Recognising numbers, dates and missing values")
    return to_reading(cells)


def recognise(path: Path, sheet: str, report: Report, folder: Path, depth: int = 0) -> Cells:
    """Read the file by what its first bytes say it is."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise ReadingError("The file is empty.", "Choose a file with column names and rows.")
    if head.startswith(b"PAR1"):
        return read_parquet(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return read_excel(path, sheet)
    if head.startswith(b"\x1f\x8b"):
        return unpacked("gzip", unpack_gzip, path, sheet, report, folder, depth)
    if head.startswith(b"PK\x03\x04"):
        if is_workbook(path):
            return read_excel(path, sheet)
        return unpacked("zip", unpack_zip, path, sheet, report, folder, depth)
    check_text(head)
    start = head.decode(bom_encoding(head) or unmarked_utf16(head) or "utf-8", errors="replace")
    if start.lstrip()[:1] in ("[", "{"):
        cells = read_json(path)
        if cells is not None:
            return cells
    return read_text(path, report)


def unpacked(
    kind: str, unpack: Unpack, path: Path, sheet: str, report: Report, folder: Path, depth: int
) -> Cells:
    """Read what is inside a packed file, at most two deep."""
    if depth == 2:
        raise ReadingError("The file is packed several times.", "Upload the table inside.")
    report(0.15, "Unpacking")
    inner = folder / str(depth)
    inner.mkdir()
    cells = recognise(unpack(path, inner), sheet, report, folder, depth + 1)
    cells.facts.insert(0, ("packed", kind))
    return cells


def check_text(head: bytes) -> None:
    """Raise ReadingError when the bytes are a known other thing or no text at all."""
    for magic, what, remedy in REFUSED:
        if head.startswith(magic):
            raise ReadingError(f"The file is {what}, not a table.", remedy)
    if looks_binary(head):
        raise ReadingError(
            "The file is not a text table: it holds bytes that no text has.",
            "Upload CSV, Excel, Parquet or JSON.",
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(tuple(page.encode() for page in PAGES)):
        raise ReadingError(
            "The file is a web page or XML, not data.",
            "Download the data itself; you may have to log in first.",
        )


def to_reading(cells: Cells) -> Reading:
    """Give every column its name, type and kind, and report what was done."""
    names, notes = unique_names(cells.names)
    frame = cells.frame.reset_index(drop=True)
    inferred = [infer(frame[column], cells.comma) for column in frame]
    raw = pd.DataFrame(
        {name: each.values.to_numpy() for name, each in zip(names, inferred, strict=True)}
    )
    columns = pd.DataFrame(
        [describe(name, raw[name], each) for name, each in zip(names, inferred, strict=True)]
    )
    totals: Counter[str] = sum((each.codes for each in inferred), Counter())
    repaired = int(columns["repaired"].sum())
    facts = [
        *cells.facts,
        ("rows", f"{len(raw):,}"),
        ("columns", f"{len(names):,}"),
        ("missing cells", f"{int(columns['missing'].sum()):,}"),
    ]
    if totals:
        shown = ", ".join(f"{code} {count:,}" for code, count in totals.most_common())
        facts.append(("codes read as missing", shown))
    if repaired:
        facts.append(("repaired cells", f"{repaired:,}"))
    warnings = [*cells.warnings, *notes, *repairs(names, inferred)]
    report = pd.DataFrame(facts, columns=["item", "value"])
    return Reading(raw, columns, report, tuple(warnings), cells.sheets)


def describe(name: str, column: pd.Series, inferred: Inferred) -> dict[str, object]:
    guess = guess_kind(name, column)
    present = column.dropna()
    return {
        "name": name,
        "kind": guess.kind,
        "missing": len(column) - len(present),
        "distinct": int(present.nunique()),
        "example": "" if present.empty else str(present.iloc[0])[:80],
        "note": "; ".join([guess.reason, *inferred.notes]),
        "repaired": inferred.repaired,
    }


def repairs(names: list[str], inferred: list[Inferred]) -> list[str]:
    """Return a sentence for the columns in which cells became missing that were not."""
    changed = [
        (shorten(name), each.repaired)
        for name, each in zip(names, inferred, strict=True)
        if each.repaired
    ]
    shown = ", ".join(f"{name} ({plural(count, 'cell')})" for name, count in changed[:5])
    rest = f" and {len(changed) - 5} more columns" if len(changed) > 5 else ""
    start = "Cells that are no number or infinite became missing in "
    return [f"{start}{shown}{rest}."] if changed else []
