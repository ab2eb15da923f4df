"""Awkward files: the right table with a word on what was done, or an error with a remedy."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import ReadingError
from lifecycle.data.readers import Reading, read_table

from .test_options import workbook

Read = Callable[[str | bytes], Reading]
N = 40


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(content: str | bytes) -> Reading:
        path = tmp_path / "blob"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return read


def lines(row: str, head: str = "a,b\n", n: int = N) -> str:
    """A file of n rows, each with its number in it."""
    return head + "".join(row.format(i=i, j=i + 100) for i in range(n))


PLAIN = lines("né {i},{i},Zürich\n", "name,n,city\n")
NAMES = ["name", "n", "city"]
PEOPLE = [{"id": i, "who": {"name": f"n{i}", "at": {"x": i}}, "tags": ["a"]} for i in range(N)]
FLAT = ["id", "who.name", "who.at.x", "tags"]
LOADED: dict[str, tuple[str | bytes, list[str], list[Any], str]] = {
    # what it is: content, names, last row, a part of what is said
    "UTF-16 LE, no mark": (PLAIN.encode("utf-16-le"), NAMES, ["né 39", 39, "Zürich"], ""),
    "UTF-16 BE, no mark": (PLAIN.encode("utf-16-be"), NAMES, ["né 39", 39, "Zürich"], ""),
    "UTF-32": (PLAIN.encode("utf-32"), NAMES, ["né 39", 39, "Zürich"], ""),
    "old Mac": (PLAIN.replace("\n", "\r").encode("mac_roman"), NAMES, ["né 39", 39, "Zürich"], ""),
    "odd line ends": (PLAIN.replace("\n", "\r\r\n"), NAMES, ["né 39", 39, "Zürich"], ""),
    "apostrophes": (lines("k;1'{j}'{j}.5\n", "a;b\n"), ["a", "b"], ["k", 1139139.5], ""),
    "units": (lines("{i}.5 kmpl,{i} kg\n"), ["a", "b"], [39.5, 39], ""),
    "accounting": (lines('"({j})","$ 1,{j}.50-"\n'), ["a", "b"], [-139, -1139.5], ""),
    "euros": (lines('"1.{j},25 EUR";"{i},5 %"\n', "a;b\n"), ["a", "b"], [1139.25, 39.5], ""),
    "typeset minus": (lines("\u2212{i}.5,\u2013{j}\n"), ["a", "b"], [-39.5, -139], ""),
    "comma exponents": (lines("1,{j}E+03;x\n", "a;b\n"), ["a", "b"], [1139, "x"], ""),
    "currencies": (lines("${i},1\n") + "€5,1\n", ["a", "b"], [5, 1], "different currencies"),
    "percents": (lines("{i}%,1\n") + "0.5,1\n", ["a", "b"], [0.5, 1], "without a percent sign"),
    "both orders": (
        lines("13/02/20{i:02d},02/13/2024\n") + "02/14/2024,02/13/2024\n",
        ["a", "b"],
        ["02/14/2024", "02/13/2024"],
        "the day first and others with the month first",
    ),
    "two gz members": (
        gzip.compress(PLAIN[:200].encode(), mtime=0) + gzip.compress(PLAIN[200:].encode(), mtime=0),
        NAMES,
        ["né 39", 39, "Zürich"],
        "",
    ),
    "blank and double names": (
        lines("{i},x,{j},{i},y\n", "id,,v,v, \n"),
        ["id", "Unnamed: 1", "v", "v.1", "Unnamed: 4"],
        [39, "x", 139, 39, "y"],
        "had no name",
    ),
    "sum without gaps": (lines("r{i},{j}\n") + "Total,4780\n", ["a", "b"], ["r39", 139], "a sum"),
    "sum, notes, gaps": (
        lines("r{i},{j},1\n", "a,b,c\n") + ",,\nTotal:,4780,40\n,,\nSource: us\nPrinted\n",
        ["a", "b", "c"],
        ["r39", 139, 1],
        "2 lines below the table",
    ),
    "note with delimiters": (
        lines("r{i},{j},1\n", "a,b,c\n") + "These are preliminary,,\n",
        ["a", "b", "c"],
        ["r39", 139, 1],
        "1 line below the table was left out",
    ),
    "sep line": ("sep=;\n" + lines("{i};{i},5\n", "a;b\n"), ["a", "b"], [39, 39.5], "left out"),
    "comments": ("# by me\n#\n" + lines("{i},x\n"), ["a", "b"], [39, "x"], "left out"),
    "comments with commas": (
        "# in: s,m\n" + lines("{i},x,{j}\n", "a,b,c\n"),
        ["a", "b", "c"],
        [39, "x", 139],
        "1 line above",
    ),
    "carets": (lines("{i}^x\n", "a^b\n"), ["a", "b"], [39, "x"], ""),
    "sep line of tildes": ("sep=~\n" + lines("{i}~x\n", "a~b\n"), ["a", "b"], [39, "x"], "left"),
    "column in colons": (lines("n{i}:1\n", "n:x\n"), ["n:x"], ["n39:1"], "a colon parts"),
    "spaces behind": (lines('{i}, "x, y", z\n', '"a", "b", c\n'), ["a", "b", "c"], ["x, y"], ""),
    "printed table": (
        "--|--|--\n".join([" a | b | c\n", lines(" {i} | x | {j}\n", "")]),
        ["a", "b", "c"],
        [39, "x ", 139],
        "line of dashes",
    ),
    "names again": (
        lines("{i},x,{j}\n", "a,b,c\n") + lines("{i},x,{j}\n", "a,b,c\n"),
        ["a", "b", "c"],
        [39, "x", 139],
        "1 row that repeats the column names left out: line 42",
    ),
    "rows like the first": (
        lines("x,y,z\n", "a,b,c\n").replace("a,b,c", "x,y,z"),
        ["x", "y", "z"],
        ["x", "y", "z"],
        "look like values",
    ),
    "comma in a number": (
        lines("7,x{i},0,5\n", "a,b,c\n"),
        ["a", "b", "c", "Unnamed: 3"],
        [7, "x39", 0, 5],
        "one cell more than there are names",
    ),
    "row names": (
        lines("r{i},7,x\n", "a,b\n"),
        ["Unnamed: 0", "a", "b"],
        ["r39", 7],
        "one cell more than there are names",
    ),
    "numbers in one column": (lines("{j}\n", "9\n"), ["column_1"], [139], "only numbers"),
    "French sum": (lines("r{i},{j}\n") + "Total général,4780\n", ["a", "b"], ["r39", 139], "sum"),
    "amounts about": (
        lines("~{i}.5,R$ {j},{i}\n", "a,b,c\n"),
        ["a", "b", "c"],
        ["~39.5", 139, 39],
        "'a' holds numbers with other signs around them",
    ),
    "dates long gone": (
        "".join(lines("01/02/1{j},{i}\n").replace("1139", "2024")),
        ["a", "b"],
        ["01/02/2024", 39],
        "",
    ),
    "no names": (
        lines("{i}.5,{j},y\n", "3.5,120,x\n"),
        ["3.5", "120", "x"],
        [39.5, 139, "y"],
        "look like values ('3.5', '120')",
    ),
    "escaped quotes": (lines('"a \\"{i}\\", b",1\n'), ["a", "b"], ['a "39", b', 1], ""),
    "single quotes": (lines("'x, {i}',1\n"), ["a", "b"], ["x, 39", 1], ""),
    "JSON in cells": (lines('"{{""a"":""b\\\\""{i}""}}",1\n'), ["a", "b"], None, ""),  # type: ignore[dict-item]
    "column in spaces": (lines("n{i}    1\n", "n   x\n"), ["n   x"], ["n39    1"], "If spaces"),
    "nested": (json.dumps(PEOPLE), FLAT, ["n39", 39], "of their own: who and who.at"),
    "data beside facts": (json.dumps({"n": N, "data": PEOPLE}), FLAT, ["n39", 39], ""),
    "nested lines": ("\n".join(map(json.dumps, PEOPLE)), FLAT, ["n39", 39], ""),
    "rows of cells": (
        json.dumps([["a", "b"], *([i, "x"] for i in range(N))]),
        ["a", "b"],
        [39],
        "",
    ),
    "pandas split": (json.dumps({"columns": ["a"], "data": [[1], [2]]}), ["a"], [2], ""),
    "pandas columns": (json.dumps({"a": {"0": 1, "1": 2}}), ["a"], [2], ""),
    "records by name": (
        json.dumps({"x": {"a": 1}, "y": {"a": 2}}),
        ["Unnamed: 0", "a"],
        ["y", 2],
        "had no name",
    ),
    "sheet with a title": (
        workbook(["Sales of 2024"], ["region", "q1", "q2"], *([f"r{i}", i, i] for i in range(9))),
        ["region", "q1", "q2"],
        ["r8", 8, 8],
        "1 row above the column names",
    ),
}


@pytest.mark.parametrize("what", LOADED)
def test_the_right_table_and_a_word_on_it(what: str, read: Read) -> None:
    content, names, last, said = LOADED[what]
    got = read(content)
    assert list(got.frame) == names
    row = got.frame.iloc[-1].tolist()
    assert last is None or set(map(str, last)) <= {str(c).removesuffix(".0") for c in row}
    assert said in " ".join(got.warnings)
    assert bool(said) == bool(got.warnings) or "nested" in what or "data" in what
    assert got.shape[0] >= N or what.startswith(("pandas", "records by", "sheet"))


def zipped(**files: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return kept.getvalue()


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "zero bytes": (PLAIN.encode().replace(b"\xc3\xa9", b"\0"), "bytes that no text has"),
    "only spaces": ("  \n \n", "empty"),
    "only delimiters": (",,\n,,\n", "empty"),
    "cut gzip": (gzip.compress(PLAIN.encode(), mtime=0)[:-20], "damaged"),
    "two tables": (zipped(a="a\n1\n", b="b\n1\n"), "holds 2 files"),
    "a page as xls": ("<table><tr><td>a</td></tr></table>", "web page"),
    "XML as xls": ("<?xml version='1.0'?><Workbook/>", "web page or XML"),
    "JSON of words": ('["a", "b"]', "not a table"),
    "ragged rows": ("[[1, 2], [3]]", "not a table"),
    "JSON lists by line": ('[1, "a"]\n[2, "b"]\n', "a JSON list without names"),
    "broken JSON": ('[{"a": 1},', "broken on line 1"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_or_an_error_with_a_remedy(what: str, read: Read) -> None:
    content, problem = REFUSED[what]
    with pytest.raises(ReadingError, match=problem) as caught:
        read(content)
    assert caught.value.remedy


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(b"\x1f\x8b")
@example(b"PK\x03\x04")
@example(b"PAR1")
@example(b"[[]]")
@example(b'{"a": []}')
@example(b'{"columns": [], "data": []}')
@example(b"a,b\n\xff\xfe\n")
def test_no_bytes_make_more_than_an_error(read: Read, content: bytes) -> None:
    try:
        rows = read(content).shape[0]
    except ReadingError as error:
        rows = len(error.problem) * len(error.remedy)
    assert rows > 0


# -- any frame in any dialect, read back equal ----------------------------------------------------

WORD = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Zs", "Zl", "Cf")), max_size=6
)
CELLS = {
    "word": WORD.map(lambda text: f"w{text}w"),
    "line": st.builds("w{}\n{}w".format, WORD, WORD),
    "whole": st.integers(-(10**6), 10**6),
    "amount": st.integers(-(10**7), 10**7).map(lambda number: number / 100 + 0.001),
    "date": st.dates().map(str).filter(lambda text: text > "1700" and text < "2200"),
    "gap": st.none() | st.integers(0, 99),
}
NEVER = {"word": "", "line": "", "whole": None, "amount": None, "date": "", "gap": None}


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """A frame of two to five columns with something in every row."""
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=4))
    rows = draw(st.integers(3, 8))
    made = {"key": [f"k{i}" for i in range(rows)]}
    for i, kind in enumerate(kinds):
        made[f"{kind}{i}"] = draw(st.lists(CELLS[kind], min_size=rows, max_size=rows))
    return pd.DataFrame(made, dtype=object)


def cells(frame: pd.DataFrame) -> list[list[Any]]:
    """The cells, numbers as floats, line ends as they were."""

    def plain(cell: Any) -> Any:
        if cell is None or cell != cell:
            return None
        return cell.replace("\r\n", "\n") if isinstance(cell, str) else float(cell)

    return [[plain(cell) for cell in row] for row in frame.astype(object).to_numpy().tolist()]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    frames(),
    st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", "."), ("\t", ","), ("|", ".")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "A title\n\n", "By me\nin 2024\n"]),
    st.booleans(),
)
def test_what_is_written_in_any_dialect_is_found_and_read_back(
    read: Read,
    frame: pd.DataFrame,
    marks: tuple[str, str],
    encoding: str,
    quoting: int,
    end: str,
    title: str,
    packed: bool,
) -> None:
    sep, decimal = marks
    shown = frame.map(lambda c: str(c).replace(".", decimal) if isinstance(c, float) else c)
    text = shown.to_csv(index=False, sep=sep, quoting=quoting, lineterminator=end)
    content = (title.replace("\n", end) + text).encode(encoding)
    got = read(gzip.compress(content) if packed else content)
    assert list(got.frame) == list(frame)
    assert cells(got.frame) == cells(frame)
