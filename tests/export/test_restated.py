"""What a bundle states is found again from its own rows, or it is named as not to be seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.cli.main import main
from lifecycle.replay.verify import Check, verify
from tests.export.test_bundle import reseal
from tests.exported import made

Change = Callable[[dict[str, Any]], object]


def row(metrics: dict[str, Any], part: str, name: str) -> dict[str, Any]:
    return next(each for each in metrics[part] if each["name"] == name)


def checks_of(
    folder: Path, change: Change | None = None, data: Path | None = None
) -> dict[str, Check]:
    """Return the checks of a bundle whose metrics.json was changed and sealed again."""
    if change is not None:
        metrics = json.loads((folder / "metrics.json").read_text())
        change(metrics)
        (folder / "metrics.json").write_text(json.dumps(metrics))
        reseal(folder)
    return {check.name: check for check in verify(folder, data)}


POLISHED = [
    ("binary", "intervals", "metrics.brier_score", {"high": 0.1}),
    ("binary", "intervals", "metrics.roc_auc", {"method": "bca"}),
    ("regression", "intervals", "metrics.r2", {"low": 0.99}),
    ("multiclass", "intervals", "metrics.accuracy", {"n": 8000}),
    ("binary", "baseline", "baseline.log_loss", {"value": 0.9}),
    ("binary", "baseline", "baseline.f1", {"value": 0.1}),
    ("regression", "baseline", "baseline.rmse", {"value": 9.0}),
    ("multiclass", "baseline", "baseline.accuracy", {"value": 0.01}),
    ("binary", "verdict", "", {"state": "dont"}),
    ("regression", "verdict", "", {"verdict": "It is the best model there is."}),
    ("binary", "verdict", "", {"metric": "accuracy"}),
    ("binary", "looks", "", {"holdout_looks": 0}),
    ("binary", "metrics", "", {"holdout_rows": 8000}),
]


@pytest.mark.parametrize(
    ("task", "name", "place", "polished"), POLISHED, ids=[f"{p[0]} {p[2:]}" for p in POLISHED]
)
def test_what_was_polished_is_found_out(
    tmp_path: Path, task: str, name: str, place: str, polished: dict[str, Any]
) -> None:
    def change(metrics: dict[str, Any]) -> None:
        part, _, metric = place.partition(".")
        (row(metrics, part, metric) if place else metrics).update(polished)

    found = checks_of(shutil.copytree(made(task).folder, tmp_path / "bundle"), change)
    assert [each for each, check in found.items() if not check.ok] == [name], found


def test_what_rests_on_training_rows_is_named() -> None:
    found = checks_of(made("multiclass").folder)
    assert "that of Brier score and Log loss rests on training rows" in found["baseline"].detail
    today = checks_of(made("binary", model="rule").folder)["verdict"]
    assert (today.ok, today.checked) == (True, False)
    assert "rule" in today.detail


@pytest.mark.parametrize(("way", "kept"), [("group:place", True), ("time:day", False)])
def test_tied_rows_are_seen_where_their_column_is_kept(
    tmp_path: Path, way: str, kept: bool
) -> None:
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(30), 8)
    frame = pd.DataFrame({"a": rng.normal(size=240), "place": place, "day": np.arange(240) + 0.5})
    frame["y"] = np.where(frame["a"] + rng.normal(size=240) + place % 3 > 1, "yes", "no")
    data, out, column = tmp_path / "data.csv", tmp_path / "out", way.partition(":")[2]
    frame.to_csv(data, index=False)
    role = "feature" if kept else "ignore"
    told = ["--target", "y", "--models", "linear", "--split", way, "--role", f"{column}={role}"]
    said = ["--set", "evaluate.resamples=200", "--set", "split.folds=2"]
    assert main(["run", str(data), *told, *said, "--out", str(out)]) == 0
    found = checks_of(out)
    assert all(check.ok for check in found.values()), found
    seen = [found[name].checked for name in ("intervals", "baseline", "verdict")]
    taken = column in json.loads((out / "schema.json").read_text())["properties"]
    assert seen == [taken] * 3
    if not taken:
        assert "--data" in found["intervals"].detail
    if kept and taken:

        def polish(metrics: dict[str, Any]) -> None:
            row(metrics, "metrics", "roc_auc").update(low=0.9, high=1.0)

        assert not checks_of(out, polish)["intervals"].ok


def test_another_data_file_is_no_fault_of_the_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(made("binary").data.read_bytes() + b"\n")
    assert main(["verify", str(made("binary").folder), "--data", str(other)]) == 2
    said = capsys.readouterr().err
    assert "Nothing is wrong with the bundle" in said
    assert "Take it again" not in said
    folder = shutil.copytree(made("binary").folder, tmp_path / "bundle")
    (folder / "train.py").write_text("")
    assert main(["verify", str(folder), "--data", str(other)]) == 2
    assert "Take it again" in capsys.readouterr().err
