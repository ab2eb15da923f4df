"""SQLite through a connection: what can be read, and that nothing else can be done with it."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lifecycle.core.errors import ChoiceError, LifecycleError, ReadingError, TaskError
from lifecycle.core.settings import settings
from lifecycle.data import databases
from lifecycle.data.databases import fetching


def rows_of(made: databases.Snapshot) -> list[dict[str, object]]:
    return list(pq.read_table(io.BytesIO(made.parquet)).to_pylist())


def test_tables_and_views_are_listed(cellar: Path) -> None:
    assert [(each["table"], each["kind"]) for each in databases.list_tables("cellar")] == [
        ('a "b; DROP TABLE wines', "table"),
        ("void", "table"),
        ("wines", "table"),
        ("broken", "view"),
        ("cheap", "view"),
    ]


def test_a_table_comes_without_its_bytes_and_says_so(cellar: Path) -> None:
    made = databases.fetch("cellar", table="wines")
    assert (made.rows, made.columns, made.complete) == (100, 3, True)
    assert rows_of(made)[1] == {"id": 2, "name": "wine 2", "price": 0.5}
    assert made.notes == ("Columns of bytes were left out: 'label'.",)


def test_a_name_is_only_a_name(cellar: Path) -> None:
    assert rows_of(databases.fetch("cellar", table='a "b; DROP TABLE wines')) == [{"x": 1, "y": 2}]
    with pytest.raises(ChoiceError, match="no table"):
        databases.fetch("cellar", table="wines; DROP TABLE wines")


def test_columns_of_one_name_are_renamed(cellar: Path) -> None:
    made = databases.fetch("cellar", query="SELECT id, price AS id, 1 AS [] FROM wines LIMIT 1")
    assert list(rows_of(made)[0]) == ["id", "id.1", "Unnamed: 2"]
    assert "more than once" in " ".join(made.notes)


@pytest.mark.parametrize(("rows", "complete"), [(99, False), (100, True), (101, True)])
def test_the_limit_of_rows_is_exact(cellar: Path, rows: int, complete: bool) -> None:
    for asked in ({"table": "wines"}, {"query": "SELECT * FROM wines"}):
        made = databases.fetch("cellar", rows=rows, **asked)
        assert (made.rows, made.complete) == (min(rows, 100), complete)
        assert any("Only the first 99 rows" in note for note in made.notes) is not complete


def test_batches_of_different_types_become_one_column(
    cellar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH", 1)
    sql = "VALUES (NULL, 1, 1, 1), (2, 2.5, 'x', x'00'), (3, NULL, NULL, 3), (NULL, 4, 4, 4)"
    made = databases.fetch("cellar", query=sql)
    assert [tuple(row.values()) for row in rows_of(made)] == [
        (None, 1.0, "1"), (2, 2.5, "x"), (3, None, None), (None, 4.0, "4"),
    ]  # fmt: skip
    said = " ".join(made.notes)
    assert "In 'column3': values of different types were kept as text." in said
    assert "In 'column4': bytes cannot be used and were left out." in said


WRITES = (
    "WITH x AS (SELECT 1) DELETE FROM wines",
    "WITH x AS (SELECT 1) INSERT INTO wines (id) SELECT 1000 FROM x",
    "DELETE FROM wines",
    "DROP TABLE wines",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "ATTACH DATABASE '{folder}/new.db' AS other",
    "VACUUM INTO '{folder}/new.db'",
    "CREATE TEMP TABLE t (x)",
    "SELECT load_extension('{folder}/new.so')",
    "SELECT 1; DELETE FROM wines",
)


@pytest.mark.parametrize("sql", WRITES)
@pytest.mark.parametrize("checked", [True, False], ids=["by its text", "by the database"])
def test_what_would_write_is_refused(
    cellar: Path, sql: str, checked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not checked:
        monkeypatch.setattr(fetching, "check_query", lambda query: query)
    before = hashlib.sha256(cellar.read_bytes()).hexdigest()
    with pytest.raises(LifecycleError) as caught:
        databases.fetch("cellar", query=sql.format(folder=cellar.parent))
    assert caught.value.remedy
    assert hashlib.sha256(cellar.read_bytes()).hexdigest() == before
    assert not (cellar.parent / "new.db").exists()


ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT {} FROM r"


def test_a_query_without_end_is_stopped(cellar: Path) -> None:
    with pytest.raises(TaskError, match="longer than 1 second "):
        databases.fetch("cellar", query=ENDLESS.format("count(*)"), seconds=1)
    assert databases.fetch("cellar", query=ENDLESS.format("n"), rows=20_000).rows == 20_000


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"table": "void"}, "no rows"),
        ({"table": "broken"}, "no such table"),
        ({"query": "SELECT * FROM gone"}, "no such table"),
        ({"query": "SELECT gone FROM wines"}, "no such column"),
        ({"query": "SELECT FROM"}, "not understood"),
        ({"query": " ; "}, "empty"),
        ({"query": "SELECT label FROM wines"}, "bytes"),
        ({}, "Nothing, or two things"),
        ({"table": "wines", "query": "SELECT 1"}, "Nothing, or two things"),
        ({"table": "wines", "rows": 0}, "rows were asked for"),
        ({"table": "wines", "rows": 10**9}, "rows were asked for"),
        ({"table": "wines", "seconds": 10**9}, "seconds were asked for"),
    ],
)
def test_mistakes_are_said(cellar: Path, asked: dict[str, object], said: str) -> None:
    with pytest.raises(LifecycleError) as caught:
        databases.fetch("cellar", **asked)  # type: ignore[arg-type]
    assert said in caught.value.problem
    assert caught.value.remedy.endswith(".")


def test_too_many_bytes_are_refused(cellar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = settings().model_copy(update={"unpacked_mb": 1})
    monkeypatch.setattr("lifecycle.data.databases.snapshot.settings", lambda: small)
    with pytest.raises(ReadingError, match="more than 1 MB"):
        databases.fetch("cellar", query="SELECT hex(zeroblob(20000)) FROM wines")


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"]
)
def test_a_connection_without_a_file(
    address: str, cellar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_DATABASE_CELLAR", address)
    with pytest.raises(ChoiceError, match="names no SQLite file"):
        databases.list_tables("cellar")


def test_a_file_that_is_gone_or_no_database(cellar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cellar.write_bytes(b"SQLite format 3\x00" + bytes(200))
    with pytest.raises(ReadingError, match=r"cannot be opened|damaged"):
        databases.list_tables("cellar")
    cellar.unlink()
    with pytest.raises(ChoiceError, match=r"cellar\.db is not there"):
        databases.list_tables("cellar")
    assert not cellar.exists()


def test_letters_that_are_no_utf_8_do_not_stop_it(cellar: Path) -> None:
    with sqlite3.connect(cellar) as db:
        db.execute("UPDATE wines SET name = CAST(x'43f474e9' AS TEXT) WHERE id = 1")
    db.close()
    assert rows_of(databases.fetch("cellar", table="wines"))[0]["name"] == "C�t�"
