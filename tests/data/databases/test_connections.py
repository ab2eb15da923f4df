"""Where a connection is found, what its address is, and that nothing tells its password."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from lifecycle.core.errors import ChoiceError
from lifecycle.data.databases.connections import names, url_of
from lifecycle.data.databases.errors import ASKING, explained_error, redacted
from lifecycle.data.databases.sql import check_query

SECRETS = """
[connections.sales]
url = "postgresql://ann:s3cret@db.example/sales"

[connections.parts]
dialect = "mysql"
driver = "pymysql"
host = "db.example"
port = 3307
database = "parts"
username = "bob"
password = "p@ss:word/1"
query = { charset = "utf8mb4" }

[connections.warehouse]
type = "snowflake"
url = "snowflake://x"

[connections.half]
host = "db.example"
"""


@pytest.fixture
def secrets(nowhere: Path) -> Path:
    folder = nowhere / ".streamlit"
    folder.mkdir()
    (folder / "secrets.toml").write_text(SECRETS)
    return folder / "secrets.toml"


def test_without_any_there_is_none(nowhere: Path) -> None:
    assert names() == []
    with pytest.raises(ChoiceError, match="LIFECYCLE_DATABASE_SALES"):
        url_of("sales")


def test_streamlits_secrets_are_read_as_streamlit_reads_them(secrets: Path) -> None:
    assert names() == ["parts", "sales"]
    sales = url_of("sales")
    assert (sales.drivername, sales.username, sales.password) == (
        "postgresql+psycopg",
        "ann",
        "s3cret",
    )
    assert url_of("parts") == URL.create(
        "mysql+pymysql", "bob", "p@ss:word/1", "db.example", 3307, "parts", {"charset": "utf8mb4"}
    )


def test_the_environment_goes_before_the_files(secrets: Path) -> None:
    environ = {
        "LIFECYCLE_DATABASE_SALES": "postgres://eve:x@elsewhere/sales",
        "LIFECYCLE_DATABASE_NEW": "sqlite:////tmp/new.db",
        "LIFECYCLE_DATABASE_EMPTY": "",
        "LIFECYCLE_DATA": "/tmp",
    }
    assert names(environ) == ["new", "parts", "sales"]
    assert url_of("sales", environ).host == "elsewhere"
    assert url_of("NEW", environ).database == "/tmp/new.db"


def test_the_apps_own_file_goes_before_the_persons(secrets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "app" / ".streamlit"
    folder.mkdir(parents=True)
    (folder / "secrets.toml").write_text('[connections.sales]\nurl = "sqlite:////tmp/own.db"')
    assert url_of("sales").database == "/tmp/own.db"


def test_an_unknown_name_is_answered_with_those_there_are(secrets: Path) -> None:
    with pytest.raises(ChoiceError, match=r"no connection 'sale'.*parts and sales"):
        url_of("sale")


@pytest.mark.parametrize(
    "address", ["hunter2", "postgresql://ann:hunter2@host:port/x", "://hunter2", "http//hunter2@"]
)
def test_an_address_that_is_none_is_not_repeated(nowhere: Path, address: str) -> None:
    with pytest.raises(ChoiceError) as caught:
        url_of("x", {"LIFECYCLE_DATABASE_X": address})
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("text", ["[connections", "password = hunter2", "connections = 3"])
def test_a_file_that_is_no_toml(secrets: Path, text: str) -> None:
    secrets.write_text(text)
    if "=" in text and "hunter2" not in text:
        assert names() == []
        return
    with pytest.raises(ChoiceError, match="cannot be read") as caught:
        names()
    assert "hunter2" not in repr(caught.value)


@given(
    password=st.text(min_size=1, max_size=12),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_no_message_tells_a_password(password: str, before: str, after: str) -> None:
    url = URL.create("postgresql+psycopg", "ann", password, "host", None, "db")
    shown = explained_error(ASKING, "", f"{before}{password}{after}", "shop", url, 60)
    kept = explained_error(ASKING, "", f"{before}{after}", "shop", url, 60)
    assert before + password + after not in str(shown) or len(password) < 3
    assert "credential" in redacted(f"{before}{password}{after}", url)
    if password not in before + after:
        assert "credential" not in redacted(before + after, url) or "://" in before + after
    assert kept.remedy


def test_a_secret_elsewhere_in_the_address_is_one_too() -> None:
    url = URL.create("mssql+pyodbc", query={"sslpassword": "geheim", "driver": "ODBC"})
    assert "geheim" not in redacted("cannot open key: geheim", url)
    assert redacted("the driver ODBC is old\nand more.", url) == "the driver ODBC is old and more"
    assert "you" not in redacted("could not parse postgresql://me:you@host/db", URL.create("x"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  -- why\n with x as (select 1) select * from x ; ",
        "(SELECT 1) UNION (SELECT 2)",
        "/* a; b */ VALUES (1)",
        "SELECT ';', \"a;b\", `c;d` FROM t WHERE x = 'it''s; fine'",
        "SELECT $tag$ ; drop $tag$, $$;$$",
        "table visits;",
        "SELECT 1; -- done",
    ],
)
def test_queries_that_pass(query: str) -> None:
    assert check_query(query).rstrip().startswith(query.strip()[:5])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "empty"),
        ("-- nothing", "empty"),
        ("SELECT 1; SELECT 2", "more than one"),
        ("SELECT 1; -- x\n DROP TABLE t", "more than one"),
        ("insert into t values (1)", "starts with INSERT"),
        ("/* SELECT */ DROP TABLE t", "starts with DROP"),
        ("SELECTION", "starts with SELECTION"),
        ("COPY t TO PROGRAM 'x'", "starts with COPY"),
        ("EXPLAIN ANALYZE DELETE FROM t", "starts with EXPLAIN"),
        ("%", "starts with %"),
    ],
)
def test_queries_that_do_not(query: str, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        check_query(query)
