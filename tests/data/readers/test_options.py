"""Every guess of the reader can be overruled, and what is written in a dialect is read in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import ReadingError
from lifecycle.core.recipe import recipe_for
from lifecycle.data.read_step import STEP, ReadParams
from lifecycle.data.readers import Options, Reading, read_table
from lifecycle.data.readers.dialect import CHOICES
from lifecycle.data.readers.encoding import ENCODINGS
from lifecycle.deploy.new_data import BatchParams

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(content: str | bytes, **options: Any) -> Reading:
        path = tmp_path / "blob"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, Options(**options))

    return read


def how(reading: Reading) -> dict[str, tuple[str, str]]:
    rows = reading.report.itertuples()
    return {row.item: (row.value, row.how) for row in rows}


def cells(reading: Reading) -> list[list[Any]]:
    frame = reading.frame.astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()


def workbook(*rows: list[object]) -> bytes:
    """Return the smallest workbook that holds the rows."""
    office, main = "http://schemas.openxmlformats.org", "spreadsheetml/2006/main"
    kinds = f"{office}/officeDocument/2006/relationships"
    links = f'<Relationships xmlns="{office}/package/2006/relationships">'
    links += f'<Relationship Id="r" Type="{kinds}/'
    book = f'<workbook xmlns="{office}/{main}" xmlns:r="{kinds}"><sheets>'
    parts = {
        "_rels/.rels": f'{links}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{book}<sheet name="One" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{links}worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{office}/{main}"><sheetData>'
        + "".join(f'<row r="{i}">{sheet_row(i, row)}</row>' for i, row in enumerate(rows, 1))
        + "</sheetData></worksheet>",
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return kept.getvalue()


def sheet_row(number: int, row: list[object]) -> str:
    return "".join(
        f'<c r="{column}{number}"><v>{cell}</v></c>'
        if isinstance(cell, int)
        else f'<c r="{column}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for column, cell in zip("ABC", row, strict=False)
        if cell is not None
    )


@pytest.mark.parametrize(
    ("text", "options", "rows"),
    [
        ("a;b,c\nx;2,y\n", {"delimiter": "semicolon"}, [["x", "2,y"]]),
        ("a:b\nx:1\ny:2\n", {"delimiter": "colon"}, [["x", 1], ["y", 2]]),
        ("a b\nx \ny 2\n", {"delimiter": "space"}, [["x", None], ["y", 2]]),
        ("a   b\n x  1\ny 2\n", {"delimiter": "spaces"}, [["x", 1], ["y", 2]]),
        ("a;b\n1.234;x\n", {"decimal": ","}, [[1234, "x"]]),
        ("a;b\n1.234e1;x\n", {"decimal": ","}, [[12340, "x"]]),
        ("a;b\n1,234;x\n", {"decimal": "."}, [[1234, "x"]]),
        ("a;b\n1,5;x\n", {"decimal": "."}, [["1,5", "x"]]),
        ("a,b\nc,d\n1,2\n", {"header": 2}, [[1, 2]]),
        ("a,b\nc,d\n", {"header": 0}, [["a", "b"], ["c", "d"]]),
        ("1,2\n3,4\n", {"header": 1}, [[3, 4]]),
        ("a,b\nwho,1\nx,-999.0\n", {"missing_words": ("who", "-999")}, [[None, 1], ["x", None]]),
        ("a,b\n1,2\nTotal,\n3,4\nTotal,\n", {"keep_total": True}, None),
        ("a,b\n1,2\n3,4,5\n", {"keep_long": True}, [[1, 2], [3, 4]]),
    ],
)
def test_a_choice_changes_the_table(
    read: Read, text: str, options: dict[str, Any], rows: list[list[Any]] | None
) -> None:
    got, guessed = read(text, **options), read(text)
    assert cells(got) != cells(guessed) or list(got.frame) != list(guessed.frame)
    assert rows is None or cells(got) == rows
    assert "chosen" in set(got.report["how"])
    assert set(guessed.report["how"]) == {"found"}


def test_what_stands_above_the_chosen_line_is_never_parsed(read: Read) -> None:
    with pytest.raises(ReadingError, match="never closed"):
        read('"say\na,b\n1,2\n')
    got = read('"say\na,b\n1,2\n3\n', header=2)
    assert cells(got) == [[1, 2], [3, None]]
    assert any("line 4" in warning for warning in got.warnings)


@pytest.mark.parametrize(("day_first", "month"), [("yes", 4), ("no", 3)])
def test_the_order_of_day_and_month(read: Read, day_first: str, month: int) -> None:
    got = read("d,n\n03/04/2024,1\n05/06/2024,2\n", day_first=day_first)
    assert got.frame["d"].iloc[0].month == month
    assert got.columns.loc[0, "kind"] == "date"
    assert ("month first" in got.columns.loc[0, "note"]) == (day_first == "no")
    assert how(got)["dates such as 03/04/2024"][1] == "chosen"


def test_dates_that_cannot_be_in_the_chosen_order_are_not_bent(read: Read) -> None:
    some = "".join(f"{i:02d}/02/2024\n" for i in range(1, 12))
    got = read("d\n" + some + "12/25/2024\n", day_first="yes")
    assert got.frame["d"].isna().sum() == 1
    assert any("1 cell of 'd'" in warning for warning in got.warnings)
    most = read("d\n12/25/2024\n12/26/2024\n", day_first="yes")
    assert most.frame["d"].tolist() == ["12/25/2024", "12/26/2024"]
    assert any("cannot be day first" in warning for warning in most.warnings)
    iso = read("d\n2024-05-06\n", day_first="yes")
    assert iso.frame["d"].tolist() == ["2024-05-06"]


def test_an_encoding_can_be_chosen(read: Read) -> None:
    content = "a,b\nŁódź,1\n".encode("cp1250")
    got = read(content, encoding="cp1250")
    assert got.frame["a"].tolist() == ["Łódź"]
    assert how(got)["encoding"] == ("cp1250", "chosen")
    assert how(read(content))["encoding"][1] == "found"
    assert read("\ufeffa,b\n1,2\n", encoding="utf-8", header=0).frame.iloc[0, 0] == "a"
    records = json.dumps([{"a": "é"}], ensure_ascii=False).encode("latin-1")
    assert read(records, encoding="latin-1").frame["a"].tolist() == ["é"]


def test_the_row_of_the_names_in_a_workbook(read: Read) -> None:
    content = workbook(["a", "b"], ["c", "d"], [1, 2], [3, 4])
    got = read(content, header=2)
    assert (list(got.frame), cells(got)) == (["c", "d"], [[1, 2], [3, 4]])
    assert how(got)["column names"] == ("row 2", "chosen")
    assert len(read(content, header=0).frame) == 4
    lower = workbook([None, None], ["a", "b"], [1, 2])
    assert list(read(lower, header=2).frame) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "options", "problem"),
    [
        ("a,b\né,1\n".encode("latin-1"), {"encoding": "utf-8"}, "cannot be read as UTF-8"),
        (b"a,b\n1,2\n", {"encoding": "utf-9"}, "no encoding 'utf-9'"),
        (b"a,b\n1,2\n", {"encoding": "rot13"}, "no encoding"),
        (b"a,b\n1,2\n", {"header": 9}, "line 9"),
        (b"a,b\n\n1,2\n", {"header": 2}, "Line 2 is empty"),
        (b"a,b\n1,2\n", {"header": 2}, "no rows"),
        (workbook(["a", "b"], [1, 2]), {"header": 9}, "Row 9 of the sheet"),
        (workbook(["a", "b"], [1, 2]), {"delimiter": "comma"}, "this file: Excel"),
        (b'[{"a": 1}]', {"decimal": ","}, "this file: JSON"),
        ('[{"a": "é"}]'.encode("latin-1"), {"encoding": "utf-8"}, "cannot be read"),
    ],
)
def test_a_choice_that_cannot_work_is_refused_with_a_remedy(
    read: Read, content: bytes, options: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ReadingError, match=problem) as caught:
        read(content, **options)
    assert caught.value.remedy


def test_a_delimiter_that_is_not_there_is_said(read: Read) -> None:
    assert "one column" in read("a,b\n1,2\n", delimiter="tab").warnings[0]


@pytest.mark.parametrize("name", [name for name in ENCODINGS if name])
def test_every_encoding_on_offer_is_known(name: str) -> None:
    assert "plain".encode(name).decode(name) == "plain"


def test_a_choice_names_another_result_and_none_names_the_same() -> None:
    kept = ReadParams(source="ab")
    assert kept.model_dump() == {"source": "ab", "sheet": ""}
    chosen = ReadParams(source="ab", header=0, missing_words=("x",), delimiter="space")
    assert ReadParams.model_validate_json(chosen.model_dump_json()) == chosen
    assert recipe_for(STEP, kept, {}).key != recipe_for(STEP, chosen, {}).key
    assert BatchParams(source="ab", decimal=",").options == Options(decimal=",")


LETTERS = st.characters(codec="latin-1", exclude_categories=("Cc",), exclude_characters="\xa0\xad")
WORD = st.text(LETTERS, min_size=1, max_size=5).map(lambda text: f"w{text}w")
LINED = st.builds(lambda one, two: f"{one}\n{two}", WORD, WORD)
NUMBER = st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4))
FRAMES = st.integers(2, 7).flatmap(
    lambda n: st.fixed_dictionaries(
        {
            "word": st.lists(WORD | LINED, min_size=n, max_size=n),
            "number": st.lists(NUMBER, min_size=n, max_size=n),
            "gap": st.lists(st.none() | st.integers(0, 99).map(float), min_size=n, max_size=n),
        }
    ).map(lambda columns: {name: columns[name] for name in ("word", "number", "gap")})
)
PROPERTY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(columns: dict[str, list[Any]], **how: Any) -> bytes:
    encoding = how.pop("encoding")
    text = pd.DataFrame(columns).to_csv(index=False, **how)
    return text.encode(encoding)


def same(got: pd.DataFrame, columns: dict[str, list[Any]]) -> None:
    want = pd.DataFrame(columns)
    words = [text.replace("\r\n", "\n") for text in got.iloc[:, 0]]
    assert words == want["word"].tolist()
    assert got.iloc[:, 1].astype(float).tolist() == want["number"].tolist()
    gaps = got.iloc[:, 2].astype(float).fillna(-1).tolist()
    assert gaps == want["gap"].astype(float).fillna(-1).tolist()


@PROPERTY
@given(
    FRAMES,
    st.sampled_from(sorted(set(CHOICES) - {"spaces"})),
    st.sampled_from([".", ","]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_what_is_written_in_a_dialect_is_read_in_it(
    read: Read,
    columns: dict[str, list[Any]],
    delimiter: str,
    decimal: str,
    quoting: int,
    encoding: str,
    end: str,
    named: bool,
) -> None:
    if end == "\r":  # the writer leaves a newline bare there
        columns = columns | {"word": [word.replace("\n", " ") for word in columns["word"]]}
    content = written(
        columns,
        sep=CHOICES[delimiter],
        decimal=decimal,
        quoting=quoting,
        encoding=encoding,
        lineterminator=end,
        header=named,
    )
    chosen = {"delimiter": delimiter, "decimal": decimal, "encoding": encoding}
    got = read(content, header=int(named), **chosen)
    assert list(got.frame) == (list(columns) if named else ["column_1", "column_2", "column_3"])
    same(got.frame, columns)


@PROPERTY
@given(
    FRAMES,
    st.sampled_from([(",", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_and_found_where_only_one_is_likely(
    read: Read, columns: dict[str, list[Any]], marks: tuple[str, str], encoding: str, end: str
) -> None:
    plain = columns | {"word": [f"w{i}" for i in range(len(columns["word"]))]}
    plain["number"] = [number + 0.5 for number in map(round, columns["number"])]
    sep, decimal = marks
    content = written(plain, sep=sep, decimal=decimal, encoding=encoding, lineterminator=end)
    got = read(content)
    assert list(got.frame) == list(columns)
    same(got.frame, plain)
