"""Large text files: read in blocks they give the same table, report and kinds as small ones."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from lifecycle.core import settings as server
from lifecycle.core.errors import ReadingError
from lifecycle.data.readers import MissingCode, Options, Reading, Written, read_table
from lifecycle.data.readers.chunked import blocks, digest
from lifecycle.data.readers.chunked.columns import NUMBERLIKE, numberlike
from lifecycle.storage import lazy_frames

Both = Callable[..., tuple[Reading, Reading]]


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    yield
    server.settings.cache_clear()


def code(column: str, word: str, missing: bool) -> MissingCode:
    return MissingCode(column=column, word=word, missing=missing)


def limit(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LIFECYCLE_{name.upper()}", str(value))
    server.settings.cache_clear()


def both_ways(path: Path, options: Options, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the two readings of a file, or their errors."""
    found: list[Any] = []
    for megabytes in (1_000_000, 0):
        limit(monkeypatch, large_mb=megabytes)
        try:
            found.append(read_table(path, options))
        except ReadingError as error:
            found.append(str(error))
    return found


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    def both(content: str | bytes, **options: Any) -> tuple[Reading, Reading]:
        path = tmp_path / "blob"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        small, large = both_ways(path, Options(**options), monkeypatch)
        assert_same(small, large)
        return small, large

    return both


def assert_same(small: Any, large: Any) -> None:
    if isinstance(small, str) or isinstance(large, str):
        assert small == large
        return
    pd.testing.assert_frame_equal(small.report, large.report)
    pd.testing.assert_frame_equal(small.columns, large.columns)
    pd.testing.assert_frame_equal(small.codes, large.codes)
    assert small.warnings == large.warnings
    pd.testing.assert_frame_equal(small.frame, large.frame)
    assert large.shape == small.frame.shape


TABLE = "id,name,score,code\n" + "".join(f"{i},n{i % 7},{i / 4},{i % 90:04d}\n" for i in range(300))


def test_a_plain_file_stays_in_its_file_until_it_is_asked_for(both: Both) -> None:
    _, large = both(TABLE)
    again = lazy_frames.lazy(Reading, {}, lazy_frames.files_of(large))
    assert again.shape == (300, 4)
    assert again.head(3)["name"].tolist() == ["n0", "n1", "n2"]
    assert again.column("score").tolist()[:3] == [0.0, 0.25, 0.5]
    assert lazy_frames.waiting(again) is not None


@pytest.mark.parametrize(
    "content",
    [
        TABLE.replace(",", ";").replace(".", ","),
        "a,b,c,d,e\n"
        + "".join(
            f"{1 + i % 28:02d}.03.{i % 40 + 10},Q{1 + i % 4} 2023,{1500 + i}-02-03,"
            f"{i % 24}:{i % 60:02d},{('Yes', 'NO', 'no ')[i % 3]}\n"
            for i in range(90)
        ),
        "a,b,c\n"
        + "".join(
            f"{20230101 + i % 28},{i % 28 + 1} mai 2023,2024-03-{i % 28 + 1:02d}T00:30:00+02:00\n"
            for i in range(90)
        ),
        "a;b\n" + "".join(f"{i},5{i % 7};{i % 9},2{i % 3}\n" for i in range(90)),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        TABLE + "9,x\n",
        TABLE + "9,x,1,2,3\n",
        TABLE + "9,x,1,0002,,\n\n   \n",
        TABLE + "Total,,12,\n",
        TABLE + "Total,1,12,0001\n,,,\n\nSource: the bureau of numbers\nPrinted today\n",
        TABLE + "7,a\n,,,\n",
        TABLE + ",,,\n" * 70 + "\n" + ",\n" * 70,
        TABLE + "Note that this is old,,,\n",
        "a,b,c\n" + "".join(f"'x, {i}',{i},'y'\n" for i in range(90)),
        "a,b\n" + "".join(f'"x \\"{i}\\" y, z",{i}\n' for i in range(90)),
        "a,b\n" + "".join(f"{i} kg,{i}.5 km/h\n" for i in range(90)) + "unknown,?\n",
        "a,b\n" + "".join(f"$ {i}-,{i}%\n" for i in range(90)) + "€ 5,0.5\n",
        "a,a,,a\n" + "1,2,3,4\n" * 30,
        "1,2,3\n" * 30,
        "Some report\n\n" + TABLE,
        "x\n" + "".join(f"{i}\n" for i in range(40)),
        'a,b\n"x, ""y""\nz",1\n' * 40,
        'a,b\n5" pipe,1\n6",2\n' * 30,
        'a,b\n1,"open\n' + "2,3\n" * 30,
        "a,b\n" + "1,4111111111111111\n" * 30,
        "a,b\n" + "1,99999999999999999999\n2,1e300\n" * 30,
        "a,b\n" + "+1, 2\n-0,3 \n" * 30,
        "a,b\n" + "1,$1,200\n" * 3,
        'a,b\n"1,200",x\n"3,400",y\n' * 20,
        "a;b\n1.234,5;7,5\n2;8\n" * 20,
        "a,b\n12%,(3)\n-4%,$5\n" * 20,
        "a,b\n" + "inf,1\n-Infinity,2\n1e400,3\n5,4\n" * 2 + "6,5\n" * 300,
        "a,b\n" + "?,1\nNA,2\n , \n" + "6,5\n" * 100 + "n.a.,x\n",
        "a,b\n" + "yes,03/04/2024\nno,25/12/2024\n" * 20 + "no,31/31/2024\n",
        "a,b\n" + ",\n" * 30,
        "a,b\n",
        "a,b\n" + '"",x\n' * 25,
        "x,y\n" + "0x1F,1\n" * 30,
    ],
)
def test_odd_files_are_read_alike(both: Both, content: str) -> None:
    both(content)


@pytest.mark.parametrize(
    "options",
    [
        {"header": 0},
        {"header": 3},
        {"delimiter": "spaces"},
        {"decimal": ","},
        {"decimal": "."},
        {"missing_words": ("n1", "7", "2.5")},
        {"missing_codes": (code("name", "n1", True), code("score", "2.5", True))},
        {"missing_words": ("n2", "7"), "missing_codes": (code("name", "n2", False),)},
        {"like": {"score": Written("decimal comma"), "id": Written("text")}},
        {"keep_long": True, "keep_total": True},
        {"encoding": "latin-1"},
        {"encoding": "ascii"},
        {"day_first": "no"},
    ],
)
def test_choices_are_kept_alike(both: Both, options: dict[str, Any]) -> None:
    text = TABLE.replace("n1", "né", 1) + "9,x,1,0002,5\nTotal,,1,\n"
    both(text.encode("latin-1"), **options)


@pytest.mark.parametrize("day_first", ["yes", "no"])
def test_dates_are_read_in_the_chosen_order(both: Both, day_first: str) -> None:
    rows = [f"0{i % 9 + 1}/1{i % 3}/2024,{i}\n" for i in range(60)]
    both("when,n\n" + "".join(rows) + "25/12/2024,1\n12/25/2024,2\n", day_first=day_first)


@pytest.mark.parametrize("late", ["5.5", "word", "007", "$5", "", "1e3", "99999999999999999999"])
def test_a_type_that_changes_late_is_noticed(
    both: Both, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1 << 10)
    both("a,b\n" + "".join(f"{i},{i}\n" for i in range(2000)) + f"{late},1\n")
    both("a,b\n" + "".join(f"{i},{i}\n" for i in range(1000)) + f"{late},1\n" * 700)


def test_blocks_are_cut_between_rows_only(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 97)
    rng = random.Random(0)
    cells = ["plain", "two\nlines", 'a "quote"', "comma, here", "", "é", "1"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["a", "b", "c"])
    for i in range(300):
        row = [rng.choice(cells), str(i), rng.choice(cells)]
        writer.writerow(row[: 3 - (i % 50 == 49)] + ["more"] * (i % 70 == 69))
    both(out.getvalue())


def test_texts_that_nearly_all_differ_are_counted(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1 << 12)
    monkeypatch.setattr(digest, "MOST", 50)
    rng = np.random.default_rng(0)
    times = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 10**7, 1500), "s")
    frame = pd.DataFrame({"key": [f"C{i:05d}" for i in range(1500)], "when": times.astype(str)})
    frame["code"] = rng.choice([f"x{i}" for i in range(700)], 1500)
    frame.loc[5::90, "key"] = "NA"
    both(frame.to_csv(index=False))


CELL = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e6, 1e6).map(lambda x: f"{x:.3f}"),
    st.sampled_from(["", "NA", "?", "unknown", "007", " 5", "1,5", "$3", "yes", "2024-01-05"]),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=8),
    st.sampled_from(["a\nb", 'say "x"', "a;b|c\td,e"]),
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Any table in any dialect."""
    width = draw(st.integers(1, 4))
    column = st.one_of(st.just(CELL), st.just(st.integers(0, 99).map(str)))
    kinds = draw(st.lists(column, min_size=width, max_size=width))
    rows = draw(st.lists(st.tuples(*kinds), min_size=1, max_size=40))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from(",;\t|")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    if draw(st.booleans()):
        writer.writerow([f"col {i}" for i in range(width)])
    for row in rows:
        writer.writerow(row[: draw(st.sampled_from([width] * 20 + [1]))])
    return out.getvalue().encode(
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])), "replace"
    )


@given(content=files(), block=st.sampled_from([64, 1 << 23]))
@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_dialect_is_read_alike(
    content: bytes, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", block)
    path = tmp_path / "blob"
    path.write_bytes(content)
    assert_same(*both_ways(path, Options(), monkeypatch))


def test_the_nasty_files_are_read_alike(
    shared: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(shared("nasty").glob("*[vt]")):
        if path.suffix in (".csv", ".tsv", ".txt"):
            small, large = both_ways(path, Options(), monkeypatch)
            assert_same(small, large)


def test_a_packed_file_is_read_in_blocks_too(both: Both) -> None:
    _, large = both(gzip.compress(TABLE.encode()))
    assert dict(zip(large.report["item"], large.report["value"], strict=True))["packed"] == "gzip"


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, large_mb=0)
    path, beside = tmp_path / "blob", tmp_path / "beside"
    path.write_text(TABLE)
    beside.mkdir()
    reading = read_table(path, beside=beside)
    assert len(list(beside.rglob("*.parquet"))) == 1
    del reading
    assert not list(beside.iterdir())
    path.write_text('a,b\n1,"never closed\n' + "2,3\n" * 40)
    with pytest.raises(ReadingError):
        read_table(path, beside=beside)
    assert not list(beside.iterdir())


def test_too_many_rows_are_refused_early(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, rows=100)
    both(TABLE)


@given(st.lists(st.text("0179.,-+ ()eE$%usdkgchfpln/\t'", max_size=9), max_size=30))
@examples(max_examples=60)
def test_the_quick_look_at_ascii_finds_the_same_numbers(texts: list[str]) -> None:
    cells = pa.array(texts, pa.string())
    assert numberlike(cells).equals(pc.match_substring_regex(cells, NUMBERLIKE))
