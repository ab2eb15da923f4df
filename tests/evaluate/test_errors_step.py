"""Mistakes: from out-of-fold rows by default, from the holdout only after the look."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from lifecycle.core.errors import ChoiceError, MissingChoice
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.errors_step import Mistakes
from lifecycle.project.project import Project
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from tests.builders import mixed_table


def project(folder: Path, task: str) -> Project:
    made = Project.create(Store(folder), task)
    content = mixed_table(task, n=240).frame.to_csv(index=False).encode()
    made.choose("read", source=made.upload(io.BytesIO(content), "table.csv"))
    made.choose("data", target="y")
    made.choose("split", method="random")
    made.choose("train", models=("dummy", "linear", "tree"))
    return made


def made(project: Project, step: str) -> Mistakes:
    project.ask(step)
    result: Mistakes = run_recipe(project.recipes[step], project.store, GRAPH)
    return result


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_training_rows_come_first_and_cost_no_look(tmp_path: Path, task: str) -> None:
    opened = project(tmp_path, task)
    found = made(opened, "mistakes")
    cut = opened.store.load(opened.recipes["split"].key, Split)
    assert set(found.mistakes["row"]) <= set(cut.train.tolist())
    assert found.rows == len(cut.train)
    assert found.advice.count("fitted on")
    assert (found.confusions.empty) == (task == "regression")
    assert Project(opened.store, opened.id).looks == 0


def test_the_holdouts_mistakes_wait_for_the_look(tmp_path: Path) -> None:
    opened = project(tmp_path, "binary")
    with pytest.raises(MissingChoice):
        opened.ask("holdout_mistakes")
    opened.choose("evaluate", resamples=200)
    opened.ask("evaluate")
    run_recipe(opened.recipes["evaluate"], opened.store, GRAPH)
    again = Project(opened.store, opened.id)
    found = made(again, "holdout_mistakes")
    cut = opened.store.load(opened.recipes["split"].key, Split)
    assert set(found.mistakes["row"]) <= set(cut.holdout.tolist())
    assert found.advice == ""
    assert Project(opened.store, opened.id).looks == 1


def test_a_candidate_that_was_not_trained_is_said(tmp_path: Path) -> None:
    opened = project(tmp_path, "binary")
    opened.choose("judged", model="forest")
    with pytest.raises(ChoiceError, match="forest is not among the candidates"):
        made(opened, "mistakes")
