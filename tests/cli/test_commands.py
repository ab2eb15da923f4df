"""The commands end to end on a small table: one JSON object out, progress beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lifecycle.cli import main
from tests.exported import write_csv

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("data") / "data.csv", "binary")


@pytest.fixture(scope="module")
def out(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle made by ``run``."""
    out = tmp_path_factory.mktemp("out") / "bundle"
    command = ["run", str(data), "--target", "y", "--positive", "no", "--drop", "when"]
    assert main([*command, "--models", "dummy,linear", "--seed", "3", "--out", str(out)]) == 0
    return out


def read(capsys: Capture) -> dict[str, Any]:
    """Return the one JSON object on stdout; progress is on stderr."""
    captured = capsys.readouterr()
    assert captured.err
    return dict(json.loads(captured.out))


def test_run_writes_what_was_asked_for(out: Path) -> None:
    metrics = json.loads((out / "metrics.json").read_text())
    assert (metrics["positive"], metrics["holdout_looks"]) == ("no", 1)
    assert "when" not in json.loads((out / "schema.json").read_text())["properties"]
    board = pd.read_csv(out / "leaderboard.csv")
    assert set(board["model"]) == {"dummy", "linear"}


def test_columns_that_may_only_raise_or_lower_the_answer(data: Path, tmp_path: Path) -> None:
    command = ["run", str(data), "--target", "y", "--models", "boosting", "--out"]
    chosen = ["--raises", "a", "--lowers", "b", "--lowers", "times"]
    assert main([*command, str(tmp_path / "out"), *chosen]) == 0
    recipe = json.loads((tmp_path / "out" / "recipe.json").read_text())
    train = next(n for n in recipe["nodes"].values() if n["step"] == "train")
    assert (train["params"]["raises"], train["params"]["lowers"]) == (["a"], ["b", "times"])
    assert "monotonic_cst=(" in (tmp_path / "out" / "train.py").read_text()


def test_verify_and_replay_are_bit_identical(
    out: Path, data: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["verify", str(out), "--data", str(data), "--json"]) == 0
    assert read(capsys)["ok"] is True
    again = tmp_path / "again"
    command = ["replay", str(out / "recipe.json"), "--data", str(data), "--out", str(again)]
    assert main([*command, "--json"]) == 0
    read(capsys)
    for name in ("metrics.json", "schema.json", "train.py", "report.html"):
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_predict_keeps_the_rows(out: Path, data: Path, tmp_path: Path, capsys: Capture) -> None:
    csv, parquet = tmp_path / "p.csv", tmp_path / "p.parquet"
    assert main(["predict", str(out), str(data), "--out", str(csv), "--json"]) == 0
    assert read(capsys)["rows"] == 400
    assert main(["predict", str(out), str(data), "--out", str(parquet)]) == 0
    scored, before = pd.read_csv(csv), pd.read_csv(data)
    pd.testing.assert_frame_equal(scored[list(before)], before)
    assert scored["prediction"].tolist() == pd.read_parquet(parquet)["prediction"].tolist()


def test_monitor_compares_a_new_file(out: Path, tmp_path: Path, capsys: Capture) -> None:
    new = write_csv(tmp_path / "new.csv", "binary", n=300, seed=9)
    assert main(["monitor", str(out), str(new), "--json"]) == 0
    found = read(capsys)
    assert found["labelled"] == 300
    rows = pd.DataFrame(found["drift"])
    assert {"column", "effect", "p_value", "psi", "drifted"} <= set(rows)
    assert main(["monitor", str(out), str(new)]) == 0
    assert "300 new rows" in capsys.readouterr().out


def test_monitor_recognises_the_file_of_the_model(out: Path, data: Path, capsys: Capture) -> None:
    assert main(["monitor", str(out), str(data), "--json"]) == 0
    found = read(capsys)
    assert (found["state"], found["recognised"] > 0) == ("watch", True)
    assert "is the file that the model was made from" in found["notes"][0]


def test_inspect_says_kinds_roles_and_findings(data: Path, capsys: Capture) -> None:
    assert main(["inspect", str(data), "--target", "y", "--json"]) == 0
    found = read(capsys)
    kinds = {c["name"]: (c["kind"], c["role"]) for c in found["columns"]}
    assert kinds["a"] == ("number", "feature")
    assert kinds["when"] == ("date", "feature")
    assert kinds["y"][1] == "target"
    assert (found["rows"], found["task"]) == (400, "binary")
    assert isinstance(found["findings"], list)
    assert main(["inspect", str(data)]) == 0
    assert "delimiter" in capsys.readouterr().out


@pytest.mark.parametrize("split", ["group:colour", "time:when"])
def test_other_splits(data: Path, tmp_path: Path, split: str) -> None:
    command = ["run", str(data), "--target", "y", "--split", split, "--models", "dummy"]
    assert main([*command, "--out", str(tmp_path / "b")]) == 0
    recipe = json.loads((tmp_path / "b" / "recipe.json").read_text())
    (params,) = [n["params"] for n in recipe["nodes"].values() if n["step"] == "split"]
    assert f"{params['method']}:{params['column']}" == split


def test_a_recalibration_is_run_and_kept(data: Path, tmp_path: Path, capsys: Capture) -> None:
    command = ["run", str(data), "--target", "y", "--models", "dummy,linear"]
    command += ["--out", str(tmp_path / "b"), "--json"]
    assert main([*command, "--calibration", "temperature"]) == 0
    assert read(capsys)["calibration"] == "temperature"
    assert main(["verify", str(tmp_path / "b")]) == 0
    assert main([*command, "--calibration", "luck"]) != 0
    assert "calibration" in capsys.readouterr().err


def test_a_holdout_without_a_case_can_be_verified(tmp_path: Path, capsys: Capture) -> None:
    """ROC AUC has no value there: what is stated for it is no contradiction."""
    rare = pd.DataFrame(
        {"a": range(160), "y": ["yes" if i % 40 == 0 else "no" for i in range(160)]}
    )
    rare.assign(g=[i // 4 for i in range(160)]).to_csv(tmp_path / "rare.csv", index=False)
    command = ["run", str(tmp_path / "rare.csv"), "--target", "y", "--models", "dummy"]
    assert main([*command, "--split", "order", "--out", str(tmp_path / "b"), "--json"]) == 0
    methods = {m["name"]: m["method"] for m in read(capsys)["metrics"]}
    assert methods["roc_auc"].startswith("undefined")
    assert main(["verify", str(tmp_path / "b")]) == 0


def test_titanic_from_file_to_verified_bundle(
    shared: Callable[[str], Path], tmp_path: Path, capsys: Capture
) -> None:
    data, out = str(shared("data/titanic.csv")), str(tmp_path / "b")
    command = ["run", data, "--target", "Survived", "--models", "dummy,linear,tree"]
    assert main([*command, "--out", out, "--json"]) == 0
    found = read(capsys)
    assert found["holdout_rows"] == 179
    scores = {m["name"]: m["value"] for m in found["metrics"]}
    assert scores["roc_auc"] > 0.8
    assert main(["verify", out]) == 0


def test_what_is_said_of_the_file_is_read_so_and_kept_in_the_recipe(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "odd.txt"
    rows = "".join(f"{i}|1.{i:03d}|w{i % 3}|{'pq'[i % 2]}\n" for i in range(100, 180))
    path.write_bytes(f"a|b|é|y\n{rows}".encode("cp1252"))
    said = ["--encoding", "cp1252", "--delimiter", "|", "--decimal", ",", "--header", "1"]
    said += ["--missing", "w0", "-999", "é:w1", "--keep", "y:NA", "--day-first", "no"]
    assert main(["inspect", str(path), *said, "--json"]) == 0
    found = read(capsys)
    assert {"encoding", "delimiter", "decimal mark", "column names"} <= set(found["chosen"])
    assert [column["name"] for column in found["columns"]] == ["a", "b", "é", "y"]
    assert found["columns"][1]["example"] == "1100.0"
    assert found["columns"][2]["missing"] == 53
    assert {"column": "é", "word": "w1", "cells": 27, "missing": True, "how": "chosen"} in found[
        "codes"
    ]
    out = tmp_path / "out"
    run = ["run", str(path), "--target", "y", "--models", "dummy", *said, "--out", str(out)]
    assert main(run) == 0
    nodes = json.loads((out / "recipe.json").read_text())["nodes"].values()
    kept = next(node["params"] for node in nodes if node["step"] == "read")
    assert kept["delimiter"] == "vertical bar"
    assert kept["missing_words"] == ["w0", "-999"]
    assert kept["missing_codes"] == [
        {"column": "é", "word": "w1", "missing": True},
        {"column": "y", "word": "NA", "missing": False},
    ]
    again = tmp_path / "again"
    command = ["replay", str(out / "recipe.json"), "--data", str(path), "--out", str(again)]
    assert main(command) == 0
    assert (again / "metrics.json").read_bytes() == (out / "metrics.json").read_bytes()
