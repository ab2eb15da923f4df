"""Which sheet of a workbook is read, and what is said of its merged and hidden parts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lifecycle.data.readers import read_table

from .test_options import sheet_row, workbook

NOTES = [["k", "v"], ["x", 1], ["y", 2]]
TABLE = [["region", "n"], ["north", 1], ["", 2], ["", 3], ["south", 4]]


def sheet(rows: list[list[object]], after: str = "") -> str:
    """Return the rows as a sheet in XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<row r="{i}">{sheet_row(i, row)}</row>' for i, row in enumerate(rows, 1))
    return f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{after}</worksheet>'


def changed(book: bytes, **parts: tuple[str, str] | str) -> bytes:
    """Return a workbook with parts replaced, added, or a text in one of them replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(kept, "w") as new:
        held = {name: old.read(name).decode() for name in old.namelist()}
        for name, change in parts.items():
            path = next((path for path in held if name in path), f"xl/worksheets/{name}.xml")
            held[path] = change if isinstance(change, str) else held[path].replace(*change)
        for name, content in held.items():
            new.writestr(name, content)
    return kept.getvalue()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_taken_first(tmp_path: Path, state: str) -> None:
    two = f'<sheet name="Lookup" sheetId="2" state="{state}" r:id="s"/><sheet name="One"'
    link = '<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    link += 'relationships/worksheet" Target="worksheets/second.xml"/></Relationships>'
    book = changed(
        workbook(*TABLE),
        **{"xl/workbook.xml": ('<sheet name="One"', two)},
        **{"workbook.xml.rels": ("</Relationships>", link)},
        second=sheet(NOTES),
    )
    (tmp_path / "t").write_bytes(book)
    reading = read_table(tmp_path / "t")
    assert reading.sheets == ("Lookup", "One")
    assert list(reading.frame) == ["region", "n"]


def test_cells_merged_downwards_are_spoken_of(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    (tmp_path / "t").write_bytes(changed(workbook(*TABLE), sheet1=sheet(TABLE, merged)))
    reading = read_table(tmp_path / "t")
    assert reading.frame["region"].tolist() == ["north", None, None, "south"]
    assert "2 cells of 'region' lie in merged cells" in " ".join(reading.warnings)
