"""Which sheet of a workbook is read, and what is said of its merged and hidden parts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lifecycle.data.readers import read_table
from lifecycle.data.step import DataParams, run
from lifecycle.engine.runner import silent

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


LETTERS = "ABCDEFGHIJ"
FORMATS = {"date": 1, "clock": 2, "span": 3, "percent": 4}
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    '<numFmt numFmtId="170" formatCode="[h]:mm:ss"/>'
    '<numFmt numFmtId="171" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="21"/><xf numFmtId="170"/>'
    '<xf numFmtId="171"/></cellXfs></styleSheet>'
)


def styled(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    """Return a workbook; a tuple is a cell of a format, or a formula or error with its result."""

    def cell(place: str, value: object) -> str:
        if isinstance(value, tuple) and value[0] in FORMATS:
            return f'<c r="{place}" s="{FORMATS[value[0]]}"><v>{value[1]}</v></c>'
        if isinstance(value, tuple):
            return f'<c r="{place}"{value[0]}>{value[1]}</c>'
        if isinstance(value, str):
            return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
        return f'<c r="{place}"><v>{value}</v></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        f'<row r="{n}">'
        + "".join(cell(f"{LETTERS[i]}{n}", v) for i, v in enumerate(row) if v is not None)
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    spans = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
    spans = f"<mergeCells>{spans}</mergeCells>" if spans else ""
    made = f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>{spans}</worksheet>'
    book = changed(workbook(["a"]), sheet1=made)
    kept = io.BytesIO(book)
    with zipfile.ZipFile(kept, "a") as file:
        file.writestr("xl/styles.xml", STYLES)
    return kept.getvalue()


BELOW: list[list[object]] = [[i + 0.5, i * 2, i % 7, i % 5, f"k{i % 3}"] for i in range(12)]
PAIR = ["2022 sales", "2022 cost", "2023 sales", "2023 cost", "kind"]


@pytest.mark.parametrize(
    ("above", "merged", "names"),
    [
        (
            [["2022", None, "2023", None, "kind"], ["sales", "cost", "sales", "cost"]],
            ("A1:B1", "C1:D1"),
            PAIR,
        ),
        ([["2022", None, "2023", None, "kind"], ["sales", "cost", "sales", "cost"]], (), PAIR),
        (
            [[2022, None, 2023, None, None], ["sales", "cost", "sales", "cost", "kind"]],
            ("A1:B1", "C1:D1"),
            PAIR,
        ),
        (
            [
                ["All of it"],
                [],
                ["2022", None, "2023", None, "kind"],
                ["sales", "cost", "sales", "cost", None],
            ],
            ("A1:E1", "A3:B3", "C3:D3", "E3:E4"),
            PAIR,
        ),
        (
            [["North", None, None, None, "x"], ["a", "b", "c", "d", "e"]],
            ("A1:D1",),
            ["North a", "North b", "North c", "North d", "x e"],
        ),
        ([["A report", None, None, None, None], list("abcde")], ("A1:E1",), list("abcde")),
        ([list("abcde")], (), list("abcde")),
    ],
)
def test_two_rows_of_names_become_one(
    above: list[list[object]], merged: tuple[str, ...], names: list[str], tmp_path: Path
) -> None:
    (tmp_path / "t").write_bytes(styled(above + BELOW, merged))
    reading = read_table(tmp_path / "t")
    assert list(reading.frame) == names
    assert len(reading.frame) == len(BELOW)
    assert reading.frame[names[0]].tolist() == [row[0] for row in BELOW]


def test_a_first_row_of_words_is_no_second_row_of_names(tmp_path: Path) -> None:
    rows: list[list[object]] = [["name", None, "city"], *([f"n{i}", "x", "Rome"] for i in range(9))]
    (tmp_path / "t").write_bytes(styled(rows))
    assert len(read_table(tmp_path / "t").frame) == 9


def test_a_formula_without_a_result_and_an_error_are_named(tmp_path: Path) -> None:
    unsaved, saved = ("", "<f>A2*2</f><v/>"), ("", "<f>A2*2</f><v>4</v>")
    error = (' t="e"', "<f>1/0</f><v>#DIV/0!</v>")
    rows = [[i, unsaved, saved, error if i % 4 else 1.5, ("", "<f>B2</f>")] for i in range(12)]
    (tmp_path / "t").write_bytes(styled([list("abcde"), *rows]))
    reading = read_table(tmp_path / "t")
    notes = dict(zip(reading.columns["name"], reading.columns["note"], strict=True))
    assert "without saved results" in notes["b"]
    assert "without saved results" in notes["e"]
    assert "without saved" not in notes["c"]
    assert any("12 cells of 'b' hold formulas" in said for said in reading.warnings)
    assert any("#DIV/0! 9" in said for said in reading.warnings)


def test_dates_among_other_cells_are_named(tmp_path: Path) -> None:
    day = [("date", 45000 + i) for i in range(12)]
    rows: list[list[object]] = [
        [day[i], day[i] if i % 3 else 45000 + i, day[i] if i % 2 else "03.02.2023"]
        for i in range(12)
    ]
    (tmp_path / "t").write_bytes(styled([["pure", "mixed", "texts"], *rows]))
    reading = read_table(tmp_path / "t")
    kinds = dict(zip(reading.columns["name"], reading.columns["kind"], strict=True))
    assert (kinds["pure"], kinds["texts"]) == ("date", "date")
    said = [said for said in reading.warnings if "different formats" in said]
    assert len(said) == 1
    assert (
        "'mixed' mixes cells of different formats: 8 dates and 4 numbers, such as '45000'"
        in said[0]
    )


def test_clock_times_and_durations_are_hours(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [("clock", (i + 8) / 48), ("span", i / 8 + 0.5), i] for i in range(30)
    ]
    (tmp_path / "t").write_bytes(styled([["at", "took", "y"], *rows]))
    reading = read_table(tmp_path / "t")
    assert reading.columns["kind"].tolist()[:2] == ["number", "number"]
    assert reading.columns["note"].str.contains("as hours").tolist()[:2] == [True, True]
    made = run(DataParams(target="y", task="regression"), read=reading, report=silent).frame
    assert made["at"].tolist() == [(i + 8) / 2 for i in range(30)]
    assert made["took"].tolist() == [3.0 * i + 12 for i in range(30)]
