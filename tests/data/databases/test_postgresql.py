"""A real PostgreSQL server: types, limits, and that nothing can be written through us."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lifecycle.core.errors import ChoiceError, LifecycleError, ReadingError, TaskError
from lifecycle.core.recipe import recipe_for
from lifecycle.data import databases
from lifecycle.data.databases import fetching
from lifecycle.data.fetch_step import FetchParams, Snapshot
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ...waiting import PATIENCE, until
from .conftest import PASSWORD, Server


def table_of(made: databases.Snapshot) -> pa.Table:
    return pq.read_table(io.BytesIO(made.parquet))


# -- what is read -------------------------------------------------------------------------------


def test_tables_and_views_of_every_schema_are_listed(shop: Server) -> None:
    found = {each["table"]: each["kind"] for each in databases.list_tables("shop")}
    assert found == {
        "empty": "table",
        "locked": "table",
        "visits": "table",
        "counts": "view",
        "recent": "view",
        "archive.Old; DROP TABLE visits": "table",
    }


def test_a_table_of_another_schema_is_found_by_its_whole_name(shop: Server) -> None:
    made = databases.fetch("shop", table="archive.Old; DROP TABLE visits")
    assert table_of(made).to_pydict() == {"a": [1, 3], 'b "c': [2, 4]}


def test_rows_stop_at_the_limit_and_it_is_said(shop: Server) -> None:
    made = databases.fetch("shop", table="visits", rows=12_345)
    assert (made.rows, made.complete) == (12_345, False)
    assert "Only the first 12,345 rows" in made.notes[-1]
    whole = databases.fetch("shop", table="visits", rows=25_000)
    assert (whole.rows, whole.complete, whole.notes) == (25_000, True, ())
    assert table_of(whole)["id"].to_pylist() == list(range(1, 25_001))


def test_the_same_rows_make_the_same_file(shop: Server) -> None:
    first, second = (databases.fetch("shop", query="SELECT * FROM recent") for _ in range(2))
    assert first.parquet == second.parquet


TYPES = """
SELECT * FROM (VALUES
  (true, 3, 9007199254740993, 1.5::float8, 12.30::numeric, 12345678901234567890::numeric,
   DATE '2024-02-29', TIMESTAMP '2024-01-02 03:04:05', TIMESTAMPTZ '2024-01-02 03:04:05+05',
   'é;"' || chr(10), '{"a": [1]}'::jsonb, ARRAY[1, 2], INTERVAL '1 day 1 s',
   'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '\\x00ff'::bytea, '10.0.0.1'::inet, NULL::int,
   TIME '12:30', DATE '9999-12-31'),
  (NULL, NULL, NULL, 'NaN', 'NaN', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL)
) AS t (flag, small, big, float, money, long, day, moment, zoned, text, doc, list, lasts, uuid,
        bytes, address, nothing, clock, far)
"""


def test_types_are_kept_or_it_is_said_what_became_of_them(shop: Server) -> None:
    made = databases.fetch("shop", query=TYPES)
    table = table_of(made)
    row = {name: column[0] for name, column in table.to_pydict().items()}
    assert {field.name: str(field.type) for field in table.schema} == {
        "flag": "bool", "small": "int64", "big": "int64", "float": "double", "money": "double",
        "long": "string", "day": "date32[day]", "moment": "timestamp[us]",
        "zoned": "timestamp[us, tz=UTC]", "text": "string", "doc": "string", "list": "string",
        "lasts": "double", "uuid": "string", "address": "string", "nothing": "string",
        "clock": "string", "far": "date32[day]",
    }  # fmt: skip
    assert row["big"] == 9007199254740993
    assert row["long"] == "12345678901234567890"
    assert row["money"] == 12.3
    assert row["zoned"] == pd.Timestamp("2024-01-01 22:04:05", tz="UTC")
    assert (row["text"], row["doc"], row["list"]) == ('é;"\n', '{"a": [1]}', "[1, 2]")
    assert (row["lasts"], row["clock"], row["far"]) == (86401.0, "12:30:00", None)
    said = " ".join(made.notes)
    for name in ("money", "long", "zoned", "doc", "lasts", "uuid", "bytes", "address", "far"):
        assert f"'{name}'" in said
    for name in ("flag", "small", "big", "float", "day", "moment", "text"):
        assert f"'{name}'" not in said


def test_dates_that_no_calendar_has_are_missing(shop: Server) -> None:
    sql = "SELECT unnest(ARRAY['infinity', '2024-01-02']::{kind}[]) AS d"
    for kind in ("date", "timestamp", "timestamptz"):
        made = databases.fetch("shop", query=sql.format(kind=kind))
        values = table_of(made)["d"].to_pylist()
        assert values[0] is None
        assert values[1] is not None
        assert "became missing" in " ".join(made.notes)


def test_signs_of_parameters_in_a_query_are_only_text(shop: Server) -> None:
    sql = "SELECT '50%' AS a, ':x %s %(b)s' AS b, 1::text AS c, id % 2 AS d FROM visits LIMIT 1"
    made = databases.fetch("shop", query=sql)
    assert table_of(made).to_pylist() == [{"a": "50%", "b": ":x %s %(b)s", "c": "1", "d": 1}]


# -- nothing is written -------------------------------------------------------------------------

WRITES = (
    "SELECT forget()",
    "WITH gone AS (DELETE FROM visits RETURNING *) SELECT * FROM gone",
    "SELECT nextval('numbers')",
    "SELECT set_config('transaction_read_only', 'off', true), forget()",
    "SELECT id INTO copied FROM visits",
    "SELECT * FROM visits FOR UPDATE",
    "SELECT 1 WHERE set_config('transaction_read_only', 'off', false) = 'off'",
    "DELETE FROM visits",
    "SELECT 1; DELETE FROM visits",
    "SELECT 1; COMMIT; DELETE FROM visits",
)


def state(server: Server) -> list[tuple[object, ...]]:
    return server.ask(
        "SELECT (SELECT count(*) FROM visits), (SELECT last_value FROM numbers),"
        " (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_largeobject_metadata)"
    )


@pytest.mark.parametrize("sql", WRITES)
def test_what_would_write_is_refused_and_changes_nothing(shop: Server, sql: str) -> None:
    before = state(shop)
    with pytest.raises(ChoiceError) as caught:
        databases.fetch("shop", query=sql)
    assert "read" in caught.value.problem or "statement" in caught.value.problem
    assert state(shop) == before


@pytest.mark.parametrize("sql", WRITES)
def test_the_server_itself_refuses_it(
    shop: Server, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "check_query", lambda query: query)
    before = state(shop)
    with pytest.raises(LifecycleError):
        databases.fetch("shop", query=sql)
    assert state(shop) == before


def test_what_a_read_only_transaction_lets_through_is_taken_back(shop: Server) -> None:
    before = state(shop)
    with suppress(LifecycleError):  # servers from 16 on refuse it
        databases.fetch("shop", query="SELECT lo_create(4711)")
    assert state(shop) == before


# -- limits and mistakes ------------------------------------------------------------------------


def test_a_query_that_takes_too_long_is_stopped_by_the_server(shop: Server) -> None:
    with pytest.raises(TaskError, match="took longer than 1 second "):
        databases.fetch("shop", query="SELECT pg_sleep(600)", seconds=1)


def test_a_query_cannot_set_the_limit_aside(shop: Server) -> None:
    slow = "SELECT set_config('statement_timeout', '0', true), pg_sleep(id / 20000) FROM visits"
    with pytest.raises(TaskError, match="stopped"):
        databases.fetch("shop", query=slow, seconds=2)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT * FROM vists", 'no such table: relation "vists" does not exist.'),
        ("SELECT nix FROM visits", 'no such column: column "nix" does not exist.'),
        ("SELECT FROM WHERE", 'not understood: syntax error at or near "WHERE".'),
        ("SELECT * FROM locked", "may not read this: permission denied for table locked."),
        ("SELECT 1 / (id - 5) FROM visits", "refused the query: division by zero."),
        ("SELECT * FROM visits WHERE id < 0", "no rows to take"),
        ("SELECT FROM visits", "no column"),
    ],
)
def test_mistakes_of_a_query_are_said_in_two_sentences(shop: Server, sql: str, said: str) -> None:
    with pytest.raises((ChoiceError, ReadingError)) as caught:
        databases.fetch("shop", query=sql)
    assert said in caught.value.problem
    assert caught.value.remedy.endswith(".")
    assert "LINE" not in str(caught.value)


def test_an_unknown_or_empty_table(shop: Server) -> None:
    with pytest.raises(ChoiceError, match=r"no table 'visit'.*such as visits"):
        databases.fetch("shop", table="visit")
    with pytest.raises(ReadingError, match="no rows"):
        databases.fetch("shop", table="empty")


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_what_goes_wrong_while_connecting_never_tells_the_password(
    shop: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = PASSWORD + "wrong"
    mistakes = {
        shop.url(password=wrong): "refused the user name or the password",
        shop.url(user="nobody", password=wrong): "refused the user name or the password",
        shop.url(database="shpo"): "no database of that name",
        shop.url().replace(f":{shop.port}/", f":{closed_port()}/"): "cannot be reached",
        shop.url().replace("127.0.0.1", "no.such.host.invalid"): "not known by that name",
        shop.url().replace("postgresql:", "nosuchdialect:"): "not installed",
        shop.url() + "?sslmode=odd&password=" + wrong: "cannot be reached",
    }
    for url, said in mistakes.items():
        monkeypatch.setenv("LIFECYCLE_DATABASE_SHOP", url)
        for act in (
            lambda: databases.fetch("shop", table="visits"),
            lambda: databases.list_tables("shop"),
        ):
            with pytest.raises(LifecycleError, match=said) as caught:
                act()
            chain = [caught.value, caught.value.__cause__]
            assert PASSWORD not in repr(chain)
            assert url not in repr(chain)


# -- through the engine -------------------------------------------------------------------------


@pytest.fixture
def lab(shop: Server, store: Store) -> Iterator[Project]:
    """A project whose engine host knows the connection."""
    ensure_host(store.folder)
    yield Project.create(store, "Shop")
    stop_host(store.folder)


def submit(project: Project, **fields: object) -> str:
    params = FetchParams.model_validate({"connection": "shop", "asked": time.time(), **fields})
    recipe = recipe_for(GRAPH["fetch"], params, {})
    return project.queue.submit(recipe, project=project.id, asker="me").id


def holding(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Return the files in which any of the words stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    return [
        f"{path}: {word}"
        for path in files
        for word in words
        if word.encode() in path.read_bytes() or word.encode("utf-16-le") in path.read_bytes()
    ]


def test_no_credential_is_left_in_the_data_folder(lab: Project, shop: Server) -> None:
    good = lab.queue.wait(submit(lab, table="visits"), PATIENCE)
    assert (good.state, good.problem) == ("done", "")
    assert lab.store.load(good.key, Snapshot).rows == 25_000
    bad = lab.queue.wait(submit(lab, query="SELECT * FROM nix"), PATIENCE)
    assert bad.state == "failed"
    stop_host(lab.store.folder)
    from urllib.parse import quote

    secret = quote(PASSWORD, safe="")
    assert holding(lab.store.folder, (PASSWORD, secret, "reader", f":{shop.port}")) == []


def test_cancel_ends_the_query_on_the_server(lab: Project, shop: Server) -> None:
    job = submit(lab, query="SELECT pg_sleep(500)", seconds=600)
    mine = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'"
    until(lambda: shop.ask(mine) == [(1,)])
    lab.queue.cancel(job)
    assert lab.queue.wait(job, PATIENCE).state == "cancelled"
    until(lambda: shop.ask(mine) == [(0,)])
