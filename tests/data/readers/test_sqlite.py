"""A SQLite file as an upload: the right table, nothing left behind, and no harm from a bad one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lifecycle.core.errors import ReadingError
from lifecycle.core.settings import settings
from lifecycle.data.readers.options import Options
from lifecycle.data.readers.sqlite import read_sqlite


def made(path: Path, script: str) -> Path:
    db = sqlite3.connect(path)
    db.executescript(script)
    db.commit()
    db.close()
    return path


SHOP = """
CREATE TABLE codes (x);
INSERT INTO codes VALUES (1);
CREATE TABLE empty (a, b);
CREATE TABLE visits (id INTEGER, at TEXT, spent REAL, photo BLOB);
INSERT INTO visits VALUES (1, '2024-01-02', 2.5, x'00'), (2, NULL, 3, x'01');
CREATE VIEW broken AS SELECT * FROM gone;
CREATE VIEW big AS SELECT * FROM visits WHERE spent > 2.7;
"""


def test_the_first_table_with_rows_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "blob", SHOP)
    cells = read_sqlite(path)
    assert cells.names == ["id", "at", "spent"]
    assert cells.frame.shape == (2, 3)
    assert cells.frame[0].tolist() == [1, 2]
    assert dict(cells.facts)["format"] == "SQLite"
    assert dict(cells.facts)["table"] == "visits"
    assert set(cells.sheets) == {"codes", "empty", "visits", "broken", "big"}
    said = " ".join(cells.warnings)
    assert "'photo'" in said
    assert "5 tables; 'visits' was read" in said
    assert [p.name for p in tmp_path.iterdir()] == ["blob"]


def test_another_table_can_be_chosen(tmp_path: Path) -> None:
    path = made(tmp_path / "blob", SHOP)
    assert read_sqlite(path, Options(sheet="big")).frame.shape == (1, 3)
    assert not any("tables" in w for w in read_sqlite(path, Options(sheet="codes")).warnings)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [("nix", "no table 'nix'"), ("empty", "no rows"), ("broken", "no such table")],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, sheet: str, said: str) -> None:
    path = made(tmp_path / "blob", SHOP)
    with pytest.raises(ReadingError, match=said):
        read_sqlite(path, Options(sheet=sheet))


def test_a_database_without_a_table(tmp_path: Path) -> None:
    path = made(tmp_path / "blob", "CREATE TABLE t (x); DROP TABLE t;")
    with pytest.raises(ReadingError, match="no table"):
        read_sqlite(path)


def test_rows_that_wait_in_another_file_are_spoken_of(tmp_path: Path) -> None:
    path = made(tmp_path / "blob", "PRAGMA journal_mode = WAL;" + SHOP)
    cells = read_sqlite(path)
    assert cells.frame.shape == (2, 3)
    assert "second file" in " ".join(cells.warnings)
    assert [p.name for p in tmp_path.iterdir()] == ["blob"]


@pytest.mark.parametrize("cut", [16, 100, 1500, 5000, -4096])
def test_a_damaged_file_is_an_error_in_words(tmp_path: Path, cut: int) -> None:
    rows = "".join(f"INSERT INTO visits VALUES ({n}, 'x', 1, NULL);" for n in range(500))
    path = made(tmp_path / "blob", SHOP + rows)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ReadingError) as caught:
        read_sqlite(path, Options(sheet="visits"))
    assert caught.value.remedy.endswith(".")


def test_a_view_without_end_stops_at_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE r(n, m) AS (SELECT 1, 1 UNION ALL SELECT n + 1, 1 FROM r)"
    path = made(
        tmp_path / "blob",
        f"CREATE VIEW rows AS {endless} SELECT * FROM r;"
        f"CREATE VIEW time AS {endless} SELECT count(*) AS a, 1 AS b FROM r;",
    )
    few, hasty = (settings().model_copy(update=u) for u in ({"rows": 30_000}, {"task_seconds": 1}))
    monkeypatch.setattr("lifecycle.data.limits.settings", lambda: few)
    with pytest.raises(ReadingError, match="more than 30,000 rows"):
        read_sqlite(path, Options(sheet="rows"))
    monkeypatch.setattr("lifecycle.data.readers.sqlite.settings", lambda: hasty)
    with pytest.raises(ReadingError, match="longer than"):
        read_sqlite(path, Options(sheet="time"))
