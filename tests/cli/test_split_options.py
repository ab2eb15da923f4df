"""--split, --gap and --held: each way in one word, and a recipe that replays the same."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lifecycle.cli import split_options
from lifecycle.cli.choices import params_for, params_of
from lifecycle.cli.main import main
from lifecycle.core.errors import ChoiceError
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
        ([], {"method": "random", "column": None, "stratify": True}),
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
