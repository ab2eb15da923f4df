"""The command fetch: lists, fetches, and says what is wrong."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from lifecycle.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("lifecycle.data.databases.connections.ROOT", tmp_path)
    with sqlite3.connect(tmp_path / "shop.db") as db:
        db.execute("CREATE TABLE visits (id INTEGER, spent REAL)")
        db.executemany("INSERT INTO visits VALUES (?, ?)", [(n, n / 4) for n in range(50)])
    db.close()
    monkeypatch.setenv("LIFECYCLE_DATABASE_SHOP", f"sqlite:///{tmp_path / 'shop.db'}")
    return tmp_path


def test_list(shop: Path, capsys: Capture) -> None:
    assert main(["fetch", "--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"connections": ["shop"]}
    assert main(["fetch", "shop", "--list"]) == 0
    assert capsys.readouterr().out.split() == ["Table", "Kind", "visits", "table"]


def test_a_table_to_a_file(shop: Path, capsys: Capture) -> None:
    out = shop / "new" / "visits.parquet"
    command = ["fetch", "shop", "--table", "visits", "--rows", "20", "--out", str(out), "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["columns"], found["complete"]) == (20, 2, False)
    assert "first 20 rows" in found["notes"][0]
    assert pd.read_parquet(out)["spent"].tolist() == [n / 4 for n in range(20)]
    assert main(["inspect", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 20


def test_a_query_to_a_file(shop: Path, capsys: Capture) -> None:
    out = shop / "few.parquet"
    assert main(["fetch", "SHOP", "--query", "SELECT id FROM visits", "--out", str(out)]) == 0
    assert "50 rows, 1 columns" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("fetch", "No connection was named"),
        ("fetch shop", "--out"),
        ("fetch shop --table visits --out {o}.csv", ".parquet"),
        ("fetch shop --out {o}.parquet", "Name a table or a query"),
        ("fetch shop --table visit --out {o}.parquet", "such as visits"),
        ("fetch shop --query DROP --out {o}.parquet", "starts with DROP"),
        ("fetch shop --table visits --rows 0 --out {o}.parquet", "rows were asked for"),
        ("fetch shop --table visits --out {o}/x.db/y.parquet", "cannot be written"),
        ("fetch nix --list", "no connection 'nix'"),
    ],
)
def test_mistakes(shop: Path, capsys: Capture, command: str, said: str) -> None:
    (shop / "out").mkdir()
    (shop / "out" / "x.db").touch()
    assert main(command.format(o=shop / "out").split()) == 2
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in last
    assert last.endswith(".")
