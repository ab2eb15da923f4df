"""What was learned out of fold is read off the holdout by steps, each a part of the look taken."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lifecycle.core.errors import ChoiceError, MissingChoice
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..builders import mixed_table

HOLDOUT = ("holdout_recalibration", "holdout_conformal", "holdout_mean_calibration")


def looked(folder: Path, task: str, **judged: str) -> Project:
    made = Project.create(Store(folder), "Holdout")
    content = mixed_table(task, n=400).frame.to_csv(index=False).encode()
    made.choose("read", source=made.upload(io.BytesIO(content), "table.csv"))
    made.choose_all({"data": {"target": "y"}, "judged": judged, "evaluate": {"resamples": 200}})
    made.choose("train", models=("dummy", "linear"))
    made.ask("evaluate")
    run_recipe(made.recipes["evaluate"], made.store, GRAPH)
    return Project(made.store, made.id)


def made(project: Project, step: str) -> Any:
    project.ask(step)
    return run_recipe(project.recipes[step], project.store, GRAPH)


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return looked(tmp_path_factory.mktemp("binary"), "binary")


def test_none_of_them_is_made_before_the_look_and_none_is_a_look(binary: Project) -> None:
    fresh = Project.create(binary.store, "Fresh")
    fresh.choose_all({"read": binary.params("read").model_dump(), "data": {"target": "y"}})
    for step in HOLDOUT:
        with pytest.raises(MissingChoice, match="Evaluate has no up-to-date result"):
            fresh.ask(step)
    made(binary, "holdout_conformal")
    assert Project(binary.store, binary.id).looks == 1


def test_a_correction_is_scored_before_and_after(binary: Project) -> None:
    found = made(binary, "holdout_recalibration")
    scores = binary.shown("evaluate").metrics.set_index("name")["value"]
    before = found.table.set_index("method").loc["none"]
    assert before["log_loss"] == pytest.approx(scores["log_loss"])
    assert before["brier"] == pytest.approx(scores["brier_score"])
    assert found.table["method"].tolist() == ["none", found.method]
    assert found.rows == binary.shown("evaluate").holdout_rows


def test_a_corrected_model_has_nothing_to_correct(tmp_path: Path) -> None:
    project = looked(tmp_path, "binary", calibration="sigmoid")
    with pytest.raises(ChoiceError, match="corrected already"):
        made(project, "holdout_recalibration")


def test_sets_cover_the_holdout_as_they_are_counted(binary: Project) -> None:
    limits, found = made(binary, "conformal"), made(binary, "holdout_conformal")
    seen = binary.shown("evaluate").predictions
    cut = limits.limits.set_index("level").loc[found.level, "cut"]
    truth = np.where(seen["y"] == "yes", seen["p:yes"], seen["p:no"])
    covered = (1 - truth <= cut + 1e-12).mean()
    at = found.table.set_index("level").loc[found.level]
    assert at["coverage"] == pytest.approx(covered)
    assert found.parts["count"].sum() == found.rows == len(seen)


def test_means_of_numbers_are_those_of_the_rows(tmp_path: Path) -> None:
    project = looked(tmp_path, "regression")
    found = made(project, "holdout_mean_calibration")
    seen = project.shown("evaluate").predictions
    weighted = (found.table["observed"] * found.table["count"]).sum() / found.table["count"].sum()
    assert weighted == pytest.approx(seen["y"].mean())
    assert found.rows == found.table["count"].sum() == len(seen)
    quantiles = made(project, "holdout_conformal").pit
    assert quantiles["share"].sum() == pytest.approx(1)


def test_classes_have_no_mean_to_compare(binary: Project) -> None:
    with pytest.raises(ChoiceError, match="Classes have no mean"):
        made(binary, "holdout_mean_calibration")
