"""Files of every format, good and bad, to a raw table."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.core import settings as server
from lifecycle.core.errors import ReadingError
from lifecycle.data.readers import Options, Reading, read_table

PLAIN = "id,name,score\n1,Ann,2.5\n2,Bob,\n3,Cy,4\n"
Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(
        content: str | bytes, sheet: str = "", encoding: str = "utf-8", **options: Any
    ) -> Reading:
        path = tmp_path / "blob"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_table(path, Options(sheet=sheet, **options))

    return read


def facts(reading: Reading) -> dict[str, str]:
    return dict(zip(reading.report["item"], reading.report["value"], strict=True))


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def parquet(frame: pd.DataFrame) -> bytes:
    packed = io.BytesIO()
    frame.to_parquet(packed, index=False)
    return packed.getvalue()


def test_a_table_and_its_report(read: Read) -> None:
    got = read(PLAIN)
    assert list(got.frame) == ["id", "name", "score"]
    assert got.frame["id"].tolist() == [1, 2, 3]
    assert got.frame["score"].tolist()[::2] == [2.5, 4.0]
    assert got.columns["missing"].tolist() == [0, 0, 1]
    assert facts(got) == {
        "format": "delimited text",
        "encoding": "utf-8",
        "delimiter": "comma",
        "rows": "3",
        "columns": "3",
        "missing cells": "1",
        "codes read as missing": "empty 1",
    }
    assert got.warnings == ()


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (gzip.compress(PLAIN.encode(), mtime=0), "delimited text"),
        (zipped(table=PLAIN.encode()), "delimited text"),
        (PLAIN.replace(",", "\t").encode(), "delimited text"),
        (PLAIN.replace(",", "|").encode(), "delimited text"),
        (PLAIN.replace("\n", "\r\n").encode("utf-16"), "delimited text"),
        (PLAIN.encode("utf-16-le"), "delimited text"),
        (parquet(pd.read_csv(io.StringIO(PLAIN))), "Parquet"),
        (pd.read_csv(io.StringIO(PLAIN)).to_json(orient="records").encode(), "JSON records"),
        (pd.read_csv(io.StringIO(PLAIN)).to_json(orient="records", lines=True), "JSON lines"),
        (json.dumps({"id": [1, 2, 3], "name": ["Ann", "Bob", "Cy"], "score": [2.5, None, 4]}), ""),
    ],
)
def test_the_same_table_in_every_format(read: Read, content: bytes, format_: str) -> None:
    got = read(content)
    pd.testing.assert_frame_equal(got.frame, read(PLAIN).frame)
    assert format_ in facts(got)["format"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("ville,né\nOrléans,été\nBesançon,hôtel\n" * 9, "cp1252"),
        ("miasto,x\nŁódź,zażółć\nŚwidnica,gęślą\n" * 9, "cp1250"),
        ("город,x\nМосква,да\nКазань,нет\n" * 9, "cp1251"),
    ],
)
def test_old_encodings(read: Read, text: str, encoding: str) -> None:
    got = read(text, encoding=encoding)
    assert list(got.frame) == text.split("\n")[0].split(",")
    assert facts(got)["encoding"] == encoding


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"a,b\n", "no rows"),
        (b"[]", "no rows"),
        (bytes(range(256)) * 40, "not a text table"),
        (b"  <!DOCTYPE html><html><body>a,b</body>", "web page"),
        (b"%PDF-1.7 a,b", "PDF"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"PAR1 and no more", "damaged"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-9], "damaged"),
        (zipped(a=b"1", b=b"2"), "2 files"),
        (b'{"a": 1, "b": [1, 2}', "broken on line 1"),
        (b'{"a": 1}\n{"a": 2}\n{"a": ', "Line 3"),
        (b"[1, 2, 3]", "not a table"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "opens on line 3"),
        (b'a,b\n1,"' + b"x" * 1_100_000 + b'"\n', "longer than a million"),
        (gzip.compress(b"0" * 60_000_000, mtime=0), "unpacks to more"),
    ],
    ids=map(str, count()),
)
def test_what_is_no_table_is_refused_with_a_remedy(
    read: Read, content: bytes, problem: str
) -> None:
    with pytest.raises(ReadingError, match=problem) as caught:
        read(content)
    assert caught.value.remedy


def test_limits_of_rows_and_columns(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lifecycle.data.limits.settings", lambda: server.Settings(rows=100, columns=2)
    )
    with pytest.raises(ReadingError, match="more than 100 rows"):
        read("a\n" + "1\n" * 101)
    with pytest.raises(ReadingError, match="at most 2"):
        read("a,b,c\n1,2,3\n")
    with pytest.raises(ReadingError, match="at most 2"):
        read(parquet(pd.DataFrame({"a": [1], "b": [1], "c": [1]})))


def test_rows_that_do_not_fit_are_named_and_never_shifted(read: Read) -> None:
    got = read("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\n13,14,15\n")
    assert got.frame["a"].tolist() == [1, 4, 10, 13]
    assert got.frame["c"].isna().tolist() == [False, True, False, False]
    assert any("line 3" in warning for warning in got.warnings)
    assert any("line 4" in warning for warning in got.warnings)


def test_quotes_that_are_not_doubled_are_read_as_they_stand(read: Read) -> None:
    got = read('a,b\n1,"so "called" thing"\n2,x\n')
    assert len(got.frame) == 2


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("Report\n\nmade by me\na,b\n1,2\n3,4\n5,6\n", ["a", "b"], 3),
        ("a,b\n1,2\n3,4\nTotal,\n", ["a", "b"], 2),
        ("1,2\n3,4\n5,6\n", ["column_1", "column_2"], 3),
        ("a,b\nx,1,2\ny,3,4\n", ["Unnamed: 0", "a", "b"], 2),
        ("a,b\n1,2,\n3,4,\n", ["a", "b"], 2),
        ("a,a,\n1,2,3\n", ["a", "a.1", "Unnamed: 2"], 1),
        ("\ufeffa;b\n1,5;2\n2,5;3\n", ["a", "b"], 2),
    ],
    ids=["title", "total", "no header", "row names", "trailing", "twice", "bom"],
)
def test_headers(read: Read, text: str, names: list[str], rows: int) -> None:
    got = read(text)
    assert list(got.frame) == names
    assert len(got.frame) == rows


def test_leading_zeros_survive(read: Read) -> None:
    assert read("zip,n\n00501,1\n10001,2\n").frame["zip"].tolist() == ["00501", "10001"]


def test_infinite_and_foreign_cells_become_missing_and_are_said(read: Read) -> None:
    got = read("n\n" + "\n".join([*map(str, range(60)), "inf", "-Infinity", "unknown"]) + "\n")
    assert got.frame["n"].isna().sum() == 3
    assert got.columns["repaired"].tolist() == [3]
    assert "(3 cells)" in got.warnings[0]


def test_parquet_types(read: Read) -> None:
    frame = pd.DataFrame(
        {
            "cat": pd.Categorical(["a", "b", None]),
            "ts": pd.to_datetime(["2024-01-01", "2024-01-02", None]).tz_localize("Europe/Rome"),
            "int": pd.array([1, None, 3], dtype="Int64"),
            "bool": pd.array([True, None, False], dtype="boolean"),
            "list": [[1], None, [2, 3]],
        }
    )
    got = read(parquet(frame)).frame
    assert got["cat"].tolist() == ["a", "b", None]
    assert got["ts"].iloc[0] == pd.Timestamp("2023-12-31 23:00")
    assert got["int"].dtype == "float64"
    assert got["bool"].tolist() == ["True", None, "False"]
    assert got["list"].tolist() == ["[1]", None, "[2, 3]"]


def test_the_sheet_can_be_chosen(read: Read, shared: Callable[[str], Path]) -> None:
    content = shared("nasty/two_sheets.xlsx").read_bytes()
    assert facts(read(content))["sheet"] == "Data"
    assert facts(read(content))["sheets"] == "About, Data"
    with pytest.raises(ReadingError, match="no sheet 'Dta'"):
        read(content, sheet="Dta")


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cc", "Cs")),
    min_size=1,
    max_size=6,
).filter(str.strip)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=8))
def test_whatever_is_written_as_csv_keeps_its_rows(read: Read, rows: list[list[str]]) -> None:
    frame = pd.DataFrame(rows, columns=["alpha", "beta", "gamma"])
    got = read(frame.to_csv(index=False)).frame
    assert list(got) == list(frame)
    assert len(got) == len(frame)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_table_or_refused(read: Read, content: bytes) -> None:
    try:
        got = read(content)
    except ReadingError:
        return
    assert len(got.frame)
    assert got.frame.columns.is_unique
