"""train.py runs on its own and prints the metrics that the bundle states."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exported import Made, made
from tests.matrix import proof


def test_no_name_is_given_twice() -> None:
    """The copied transformers and calibrators stand beside the script's own names."""
    defined: list[str] = []
    for node in ast.parse(made("binary", "isotonic").export.texts["train.py"]).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.append(node.name)
        elif isinstance(node, ast.Assign):
            defined += [t.id for t in node.targets if isinstance(t, ast.Name)]
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize(
    ("task", "calibration"),
    [
        ("binary", "none"),
        proof("multiclass", "none"),
        ("regression", "none"),
        proof("binary", "isotonic"),
        proof("binary", "temperature"),
        ("multiclass", "sigmoid"),
    ],
)
def test_it_prints_the_metrics_of_the_bundle(task: str, calibration: str, tmp_path: Path) -> None:
    prints_the_same(made(task, calibration), calibration, tmp_path)


@pytest.mark.parametrize("task", ["multiclass", "regression"])
def test_so_it_does_with_another_library(task: str, tmp_path: Path) -> None:
    it = made(task, model="xgboost")
    assert "xgboost" in (it.folder / "requirements.txt").read_text()
    prints_the_same(it, "none", tmp_path)


def test_so_it_does_with_an_estimator_of_our_own(tmp_path: Path) -> None:
    it = made("multiclass", model="svm")
    assert "class CalibratedSVC" in (it.folder / "train.py").read_text()
    prints_the_same(it, "none", tmp_path)


@pytest.mark.parametrize(
    ("task", "model"),
    [("binary", "boosting"), ("binary", "lightgbm"), ("regression", "xgboost")],
)
def test_what_may_only_lower_the_answer_stands_in_the_pipeline(
    task: str, model: str, tmp_path: Path
) -> None:
    it = made(task, model=model, lowers=("a",))
    text = (it.folder / "train.py").read_text()
    name = "monotonic_cst" if model == "boosting" else "monotone_constraints"
    assert re.search(name + r"=\([\s0,]*-1,[\s0,]*\)", text[text.index("def build()") :])
    prints_the_same(it, "none", tmp_path)


def prints_the_same(it: Made, calibration: str, tmp_path: Path) -> None:
    script = it.folder / "train.py"
    assert "lifecycle" not in script.read_text()
    assert ("Calibrator(" in script.read_text()) is (calibration != "none")
    assert 'WEIGHT = "times"' in script.read_text().replace("'", '"')
    assert "LABELS = {}" not in script.read_text()  # the corrected label is learned here too
    done = subprocess.run(
        [sys.executable, script, it.data], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    printed = json.loads(done.stdout)
    assert printed["holdout_rows"] == it.export.metrics["holdout_rows"]
    stated = {m["name"]: m["value"] for m in it.export.metrics["metrics"]}
    assert printed["metrics"] == pytest.approx(stated, abs=1e-12)


def test_so_it_does_for_rows_with_other_levels(tmp_path: Path) -> None:
    it = made("binary", model="boosting", lowers=("a",))
    lines = it.data.read_text().splitlines()[:300]
    place = lines[0].split(",").index("colour")
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        cells[place] = f"{cells[place]} {number % 3}"
        lines[number] = ",".join(cells)
    (tmp_path / "other.csv").write_text("\n".join(lines) + "\n")
    command = [sys.executable, it.folder / "train.py", tmp_path / "other.csv"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert json.loads(done.stdout)["holdout_rows"] > 0


@pytest.mark.parametrize(("task", "way"), [("binary", "isotonic"), ("multiclass", "temperature")])
def test_other_rows_teach_another_correction(task: str, way: str, tmp_path: Path) -> None:
    it = made(task, way)
    lines = it.data.read_text().splitlines()
    (tmp_path / "fewer.csv").write_text("\n".join(lines[:350]) + "\n")
    text = (it.folder / "train.py").read_text()
    printed = []
    for learned in (text, re.sub(r"learned=\{", "learned={'none': True} or {", text)):
        assert learned is text or learned != text
        (tmp_path / "train.py").write_text(learned)
        done = subprocess.run(
            [sys.executable, tmp_path / "train.py", tmp_path / "fewer.csv"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
        )
        printed.append(json.loads(done.stdout)["metrics"])
    assert printed[0] == printed[1]  # what was recorded plays no part
    stated = {m["name"]: m["value"] for m in it.export.metrics["metrics"]}
    assert printed[0]["log_loss"] == pytest.approx(stated["log_loss"], abs=0.25)
