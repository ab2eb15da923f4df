"""--split, --gap and --held: each way in one word, and a recipe that replays the same."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.cli import split_options
from lifecycle.cli.choices import params_for, params_of
from lifecycle.cli.main import main
from lifecycle.core.errors import ChoiceError
from lifecycle.export.write import checksums
from lifecycle.replay.verify import verify
from lifecycle.steps import SPLIT
from tests.split.tables import visits


def chosen(*words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    split_options.add(parser)
    args = parser.parse_args(words)
    params = params_for(SPLIT, params_of(split_options.choices(args)))
    split_options.refuse_unused(args, params)
    return params.model_dump()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"method": "auto", "column": None, "stratify": True}),
        (["--split", "auto"], {"method": "auto", "column": None}),
        (["--split", "random"], {"method": "random", "column": None, "stratify": True}),
        (["--split", "plain-random"], {"method": "random", "stratify": False}),
        (["--split", "group:who"], {"method": "group", "column": "who", "stratify": False}),
        (
            ["--split", "stratified-group:who"],
            {"method": "group", "column": "who", "stratify": True},
        ),
        (["--split", "time:a:b", "--gap", "2.5"], {"method": "time", "column": "a:b", "gap": 2.5}),
        (["--split", "order", "--gap", "3"], {"method": "order", "gap": 3.0}),
        (["--split", "column:set"], {"method": "column", "held": ()}),
        (
            ["--split", "column:fold", "--held", "4", "--held", "5"],
            {"method": "column", "column": "fold", "held": ("4", "5")},
        ),
    ],
)
def test_each_way_is_understood(words: list[str], expected: dict[str, Any]) -> None:
    found = chosen(*words)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--split", "odd"], "There is no split odd"),
        (["--split", "group"], "There is no split group"),
        (["--split", "random:x"], "There is no split random:x"),
        (["--gap", "3"], "--gap needs a split by time or order"),
        (["--split", "time:t", "--held", "a"], "--held needs --split column:COL"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], problem: str) -> None:
    with pytest.raises(ChoiceError, match=problem):
        chosen(*words)


def test_a_split_with_a_gap_replays_the_same(tmp_path: Path) -> None:
    frame = visits(60, 4).frame.assign(week=np.arange(240) // 4)
    data, out, again = tmp_path / "d.csv", tmp_path / "out", tmp_path / "again"
    frame.to_csv(data, index=False)
    command = ["run", str(data), "--target", "y", "--models", "dummy", "--drop", "patient"]
    split = ["--split", "time:week", "--gap", "4"]
    assert main([*command, *split, "--out", str(out)]) == 0
    nodes = json.loads((out / "recipe.json").read_text())["nodes"].values()
    (params,) = [node["params"] for node in nodes if node["step"] == "split"]
    assert (params["method"], params["column"], params["gap"]) == ("time", "week", 4.0)
    assert json.loads((out / "metrics.json").read_text())["holdout_rows"] == 48
    assert main(["replay", str(out), "--data", str(data), "--out", str(again)]) == 0
    assert (again / "metrics.json").read_bytes() == (out / "metrics.json").read_bytes()
    script = (out / "train.py").read_text()
    learned: dict[str, Any] = {}
    exec(script.split("# -- transformers")[0], learned)  # the constants alone
    exec(script[script.index("def mask") : script.index("def parts")], learned)
    assert learned["mask"](learned["LEARNED"]).sum() == 240 - 48 - 12  # three weeks in the gap


def test_a_declared_group_decides_and_another_choice_is_warned_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out, again = tmp_path / "d.csv", tmp_path / "out", tmp_path / "again"
    visits(60, 4).frame.to_csv(data, index=False)
    command = ["run", str(data), "--target", "y", "--role", "patient=group", "--json"]
    command += ["--models", "dummy,tree", "--least", "roc_auc=0.1", "--least", "accuracy=0.1"]
    assert main([*command, "--out", str(out)]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["split"]["method"], found["split"]["column"]) == ("group", "patient")
    assert found["split"]["risks"] == []
    assert "Warning" not in said.err
    assert main(["replay", str(out), "--data", str(data), "--out", str(again)]) == 0
    assert (again / "metrics.json").read_bytes() == (out / "metrics.json").read_bytes()

    capsys.readouterr()
    assert main([*command, "--split", "random", "--out", str(tmp_path / "r")]) == 0
    said = capsys.readouterr()
    chance = json.loads(said.out)
    assert chance["state"] == "unclear"
    assert chance["split"]["recommended"]["method"] == "group"
    risk = "A random split puts the same patient on both sides"
    assert risk in chance["split"]["risks"][0]
    assert risk in chance["verdict"]
    assert risk in said.err
    assert "recommended is group (patient)" in said.err
    assert risk in (tmp_path / "r" / "model_card.md").read_text()
    assert chance["least"] == {"roc_auc": 0.1, "accuracy": 0.1}


def test_train_py_that_averages_in_another_way_is_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    y = np.array(["a"] * 60 + ["b"] * 50 + ["c"] * 2 + ["d"])
    frame = pd.DataFrame({"x": rng.normal(size=113) + (y == "a"), "y": y})
    data, out = tmp_path / "d.csv", tmp_path / "out"
    frame.sample(frac=1, random_state=0).to_csv(data, index=False)
    command = ["run", str(data), "--target", "y", "--models", "dummy,linear"]
    assert main([*command, "--out", str(out)]) == 0
    stated = {
        m["name"]: m["value"] for m in json.loads((out / "metrics.json").read_text())["metrics"]
    }
    done = subprocess.run(
        [sys.executable, out / "train.py", data], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["metrics"] == pytest.approx(stated, abs=1e-12)
    assert all(check.ok for check in verify(out))
    script = (out / "train.py").read_text()
    other = script.replace('{"average": "macro"', '{"labels": CLASSES, "average": "macro"')
    assert other != script
    (out / "train.py").write_text(other)
    (out / "SHA256SUMS").write_text(checksums(out))
    assert [check.name for check in verify(out) if not check.ok] == ["metrics"]
