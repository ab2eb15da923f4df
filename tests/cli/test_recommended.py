"""run: who leads, which candidate is recommended, and which one is in the bundle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table in which a forest sees no more than a linear model does."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.normal(size=240), "b": rng.normal(size=240)})
    frame["y"] = np.where(frame["a"] + rng.normal(size=240) > 0, "yes", "no")
    path = tmp_path_factory.mktemp("data") / "data.csv"
    frame.to_csv(path, index=False)
    return path


def run(data: Path, out: Path, more: Sequence[str], capsys: Capture) -> dict[str, Any]:
    assert main(["run", str(data), "--target", "y", "--out", str(out), "--json", *more]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_the_simplest_that_is_as_good_is_exported(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    tried = ["--models", "linear,svm"]
    found = run(data, tmp_path / "out", tried, capsys)
    board = {row["model"]: row for row in found["leaderboard"]}
    assert found["leader"] == found["leaderboard"][0]["model"]
    as_good = [m for m, row in board.items() if row["tied"] or m == found["leader"]]
    simplest = min(as_good, key=lambda m: board[m]["simplicity"])
    assert found["recommended"] == found["exported"] == found["model"] == simplest == "linear"
    expected = found["expected"]
    assert expected["low"] < expected["value"] < expected["high"]
    assert expected["tried"] == len(board)
    assert json.loads((tmp_path / "out" / "metrics.json").read_text())["expected"] == expected
    assert main(["verify", str(tmp_path / "out"), "--data", str(data), "--json"]) == 0


def test_another_candidate_is_exported_when_it_is_chosen_and_all_are_named(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    own = {"name": "mine", "title": "My tree", "model": "tree", "settings": {}}
    choices = tmp_path / "choices.json"
    choices.write_text(json.dumps({"train": {"custom": [own]}}))
    command = ["run", str(data), "--target", "y", "--models", "linear,tree", "--out"]
    more = ["--choices", str(choices), "--set", "judged.model=tree"]
    assert main([*command, str(tmp_path / "out"), *more]) == 0
    said = capsys.readouterr().out
    assert "Recommended: linear model." in said
    assert "In the bundle: decision tree." in said
    assert "Leader: " in said
    assert "Expected on new rows: ROC AUC" in said
    assert "equals decision tree" in said


@pytest.mark.parametrize("more", [["--budget", "60"], ["--set", "train.recommend=leader"]])
def test_with_a_time_budget_the_leader_is_what_is_exported(
    more: list[str], data: Path, tmp_path: Path, capsys: Capture
) -> None:
    found = run(data, tmp_path / "out", ["--models", "linear,svm", *more], capsys)
    assert found["leader"] == found["recommended"] == found["exported"]
    assert found["leaderboard"][0]["model"] == found["exported"]
    assert main(["verify", str(tmp_path / "out"), "--data", str(data), "--json"]) == 0
