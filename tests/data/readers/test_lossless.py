"""What a number or a letter cannot hold is kept as text or spoken of, never changed silently."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lifecycle.core.settings import settings
from lifecycle.data.readers import read_table

from .test_options import workbook

KEYS = [2**62 + i for i in range(30)]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(KEYS),
        pa.array([*KEYS[:-1], None]),
        pa.array([2**64 - 1 - i for i in range(30)], pa.uint64()),
        pa.array([Decimal(key) for key in KEYS], pa.decimal128(38, 0)),
    ],
    ids=["int64", "with a gap", "uint64", "decimal"],
)
def test_long_keys_of_parquet_stay_what_they_are(tmp_path: Path, column: pa.Array) -> None:
    pq.write_table(pa.table({"key": column, "y": range(30)}), tmp_path / "t")
    reading = read_table(tmp_path / "t")
    cells = [None if cell is None else str(cell) for cell in column.to_pylist()]
    assert reading.frame["key"].tolist() == cells
    assert reading.columns["kind"].tolist()[0] == "identifier"


def test_dates_that_nanoseconds_cannot_hold_are_kept(tmp_path: Path) -> None:
    times = [dt.datetime(1066, 10, 14), dt.datetime(2024, 1, 1), None]
    pq.write_table(pa.table({"when": pa.array(times, pa.timestamp("us"))}), tmp_path / "t")
    reading = read_table(tmp_path / "t")
    assert reading.frame["when"].notna().tolist() == [True, True, False]
    assert reading.frame["when"].iloc[0].year == 1066
    assert not reading.warnings


def test_long_numbers_of_a_workbook_are_keys(tmp_path: Path) -> None:
    rows = [[1234567890123456 + i, "x"] for i in range(30)]
    (tmp_path / "t").write_bytes(workbook(["card", "y"], *rows))
    reading = read_table(tmp_path / "t")
    assert reading.frame["card"].tolist() == [row[0] for row in rows]
    assert reading.columns["kind"].tolist() == ["identifier", "constant"]


def test_half_a_surrogate_pair_is_a_question_mark(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(json.dumps([{"a\udc00": "\ud800x"}, {"a\udc00": "y"}]))
    assert read_table(tmp_path / "t").frame.to_dict("list") == {"a?": ["?x", "y"]}


@pytest.mark.parametrize("large_mb", [0, 100])
def test_digits_of_other_scripts_are_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large_mb: int
) -> None:
    monkeypatch.setenv("LIFECYCLE_LARGE_MB", str(large_mb))
    settings.cache_clear()
    try:
        (tmp_path / "t").write_text("a,b\n" + "\u0664\u0662,x\n\uff17,y\n" * 20)
        assert read_table(tmp_path / "t").frame["a"].tolist() == [42, 7] * 20
    finally:
        settings.cache_clear()
