"""A SQLite file, and a real PostgreSQL server on the loopback for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.waiting import PATIENCE, until

PASSWORD = "hor/se:b@tt%ery$7Q"  # with every sign that an address has to escape
HOMES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


@dataclass
class Server:
    """A PostgreSQL server: its port, and a way to ask it as its owner."""

    port: int

    def url(self, user: str = "reader", password: str = PASSWORD, database: str = "shop") -> str:
        secret = quote(password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    def ask(self, sql: str, database: str = "shop") -> list[tuple[Any, ...]]:
        import psycopg

        address = self.url("owner", database=database)
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server that is installed."""
    on_path = [Path(found).parent for found in [shutil.which("initdb")] if found]
    found = [p for home in HOMES for p in Path("/").glob(home[1:]) if (p / "initdb").exists()]
    found.sort(
        key=lambda p: [int(n) for n in "".join(c if c.isdigit() else " " for c in str(p)).split()]
    )
    return (found or on_path or [None])[-1]


def account() -> dict[str, Any]:
    """Return who runs the server: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests; it is not reachable from elsewhere and leaves nothing behind."""
    home = programs()
    if home is None or sys.platform == "win32":
        pytest.skip("PostgreSQL's server is not installed (sh scripts/postgres.sh installs it)")
    # Not in pytest's folder: that one is closed to the account the server runs under.
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-postgres-"))
    who = account()
    if who:
        os.chown(folder, who["user"], who["group"])
    try:
        yield from running(home, folder, who)
    finally:
        shutil.rmtree(folder)


def running(home: Path, folder: Path, who: dict[str, Any]) -> Iterator[Server]:
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    make = [home / "initdb", "-D", folder / "data", "-U", "owner", "-A", "scram-sha-256"]
    make += ["--pwfile", folder / "password", "-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(make, cwd=folder, capture_output=True, text=True, check=False, **who)
    if done.returncode:
        pytest.skip(f"PostgreSQL cannot make a cluster here: {done.stderr.strip()[-200:]}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = [home / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port)]
    start += ["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "timezone=Asia/Tokyo"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(start, cwd=folder, stdout=log, stderr=log, **who)
    try:
        made = Server(port)
        fill(made, process, folder / "log")
        yield made
    finally:
        process.send_signal(signal.SIGINT)  # ends its sessions too
        process.wait(PATIENCE)


def fill(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until it answers, then make a database with an account that may read and write."""
    import psycopg

    def made() -> bool:
        try:
            server.ask("CREATE DATABASE shop", "postgres")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            return False
        return True

    until(made)
    server.ask(TABLES.replace("{password}", PASSWORD))


# The account may write: what keeps it from writing is what is tested.
TABLES = """
CREATE ROLE reader LOGIN PASSWORD '{password}';
CREATE TABLE visits (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO visits SELECT n, 'visit ' || n FROM generate_series(1, 25000) n;
CREATE VIEW recent AS SELECT * FROM visits WHERE id > 24000;
CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS visits, 'all' AS which FROM visits;
CREATE SCHEMA archive;
CREATE TABLE archive."Old; DROP TABLE visits" (a int, "b ""c" int);
INSERT INTO archive."Old; DROP TABLE visits" VALUES (1, 2), (3, 4);
CREATE TABLE empty (a int);
CREATE TABLE locked (a int);
CREATE SEQUENCE numbers;
CREATE FUNCTION forget() RETURNS int LANGUAGE plpgsql AS
  $$ BEGIN DELETE FROM visits; RETURN 1; END $$;
GRANT USAGE ON SCHEMA archive TO reader;
GRANT ALL ON ALL TABLES IN SCHEMA public, archive TO reader;
GRANT ALL ON SEQUENCE numbers TO reader;
GRANT ALL ON SCHEMA public TO reader;
REVOKE ALL ON locked FROM reader;
"""


@pytest.fixture
def shop(server: Server, monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> Server:
    """The server as the connection ``shop``."""
    monkeypatch.setenv("LIFECYCLE_DATABASE_SHOP", server.url())
    return server


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without secrets, so that no connection of whoever runs the tests is seen."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("lifecycle.data.databases.connections.ROOT", tmp_path / "app")
    for name in [name for name in os.environ if name.startswith("LIFECYCLE_DATABASE_")]:
        monkeypatch.delenv(name)
    return home


@pytest.fixture
def cellar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> Path:
    """A SQLite file with some tables, as the connection ``cellar``."""
    path = tmp_path / "cellar.db"
    with sqlite3.connect(path) as db:
        db.executescript(
            """
            CREATE TABLE wines (id INTEGER PRIMARY KEY, name TEXT, price REAL, label BLOB);
            CREATE VIEW cheap AS SELECT id, name FROM wines WHERE price < 10;
            CREATE VIEW broken AS SELECT * FROM gone;
            CREATE TABLE "a ""b; DROP TABLE wines" (x, y);
            INSERT INTO "a ""b; DROP TABLE wines" VALUES (1, 2);
            CREATE TABLE void (x);
            """
        )
        rows = [(n, f"wine {n}", n / 4, b"\x00\x01") for n in range(1, 101)]
        db.executemany("INSERT INTO wines VALUES (?, ?, ?, ?)", rows)
    db.close()
    monkeypatch.setenv("LIFECYCLE_DATABASE_CELLAR", f"sqlite:///{path}")
    return path
