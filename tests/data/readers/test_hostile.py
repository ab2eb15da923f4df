"""Files made to break whoever reads them: a sentence each, and little time and memory."""

from __future__ import annotations

import io
import json
import random
import sqlite3
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lifecycle.core.errors import ReadingError
from lifecycle.core.settings import settings
from lifecycle.data.readers import read_table
from lifecycle.data.readers import sqlite as sqlite_file
from tests.hostile import parquet_bomb

from .test_options import workbook

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


def spoilt(content: bytes, seed: int) -> bytes:
    """Flip bits, cut off the end, or write other bytes over some."""
    chance, out = random.Random(seed), bytearray(content)
    if seed % 3 == 0:
        for _ in range(1 + seed // 6):
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    elif seed % 3 == 1:
        del out[chance.randrange(len(out)) :]
    else:
        at = chance.randrange(len(out))
        out[at : at + 20] = chance.randbytes(20)
    return bytes(out)


def refusal(path: Path) -> str:
    """Return how a file is refused, empty where it is read; nothing else may be raised."""
    try:
        read_table(path)
    except ReadingError as error:
        return error.remedy
    return ""


@pytest.mark.parametrize("kind", ["workbook", "parquet"])
def test_a_flipped_file_is_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    made = (
        workbook(["a", "b"], *([i, f"x{i}"] for i in range(50)))
        if kind == "workbook"
        else parquet()
    )
    said = []
    for seed in range(90):
        (tmp_path / "t").write_bytes(spoilt(made, seed))
        said.append(refusal(tmp_path / "t"))
    assert sum(map(bool, said)) > 45


def parquet() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": range(50), "b": [f"x{i}" for i in range(50)]}).to_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": DIGITS, "b": 1}]',
        '{"a": 1, "b": 2}\n{"a": -DIGITS, "b": 2}\n',
        '{"a": [1, DIGITS], "b": [1, 2]}',
        "[DIGITS, 1]",
    ],
)
def test_a_number_of_many_digits_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "t").write_text(text.replace("DIGITS", "7" * 6000))
    with pytest.raises(ReadingError, match=r"a number of 6,00[01] digits"):
        read_table(tmp_path / "t")


def test_digits_within_a_text_are_a_text(tmp_path: Path) -> None:
    rows = [{"a": "n" + "7" * 6000, "b": 10**200}, {"a": "x", "b": 2}]
    (tmp_path / "t").write_text(json.dumps(rows))
    assert read_table(tmp_path / "t").frame["a"].tolist() == ["n" + "7" * 6000, "x"]


def test_a_deep_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t").write_text('{"a": 1}\n{"a": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    with pytest.raises(ReadingError, match="nested too deeply"):
        read_table(tmp_path / "t")


@pytest.mark.parametrize("typed", [False, True])
def test_one_long_text_without_end_is_refused(tmp_path: Path, typed: bool) -> None:
    content = parquet_bomb(6000, 1 << 20, typed)
    assert len(content) < 5000
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(ReadingError, match="unpacks to more than"):
        read_table(tmp_path / "t")


def test_many_numbers_that_pack_to_nothing_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_UNPACKED_MB", "64")
    settings.cache_clear()
    column = pa.array([0.5] * 100_000)
    pq.write_table(pa.table({f"c{i}": column for i in range(90)}), tmp_path / "t")
    with pytest.raises(ReadingError, match=r"more than 64 MB"):
        read_table(tmp_path / "t")
    settings.cache_clear()


def test_a_table_that_packs_well_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["yes"] * 300_000, "b": [None] * 300_000, "c": 1.5})
    frame.to_parquet(tmp_path / "t")
    assert read_table(tmp_path / "t").frame["a"].eq("yes").all()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "PATIENCE", 0.2)
    monkeypatch.setattr(sqlite_file, "A_LOOK", 0.2)


def database(path: Path, *statements: str) -> Path:
    db = sqlite3.connect(path)
    for each in statements:
        db.execute(each)
    db.commit()
    db.close()
    return path


@pytest.mark.usefixtures("impatient")
def test_a_view_without_end_is_refused(tmp_path: Path) -> None:
    view = f"CREATE VIEW v AS {ENDLESS} SELECT count(*) AS a, 1 AS b FROM c"
    with pytest.raises(ReadingError, match="took longer than"):
        read_table(database(tmp_path / "t", view))


@pytest.mark.usefixtures("impatient")
def test_a_table_beside_such_a_view_is_read(tmp_path: Path) -> None:
    view = f"CREATE VIEW a AS {ENDLESS} SELECT count(*) AS a, 1 AS b FROM c"
    rows = "CREATE TABLE z AS SELECT 1 AS p, 2 AS q UNION SELECT 3, 4"
    assert read_table(database(tmp_path / "t", view, rows)).frame["p"].tolist() == [1, 3]
