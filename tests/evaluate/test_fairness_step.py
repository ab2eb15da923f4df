"""Fairness: from training rows first, thresholds judged where they were not chosen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.fairness_step import Fairness
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH

from .test_errors_step import project


def made(opened: Project, step: str) -> Fairness:
    opened.ask(step)
    result: Fairness = run_recipe(opened.recipes[step], opened.store, GRAPH)
    return result


def protect(opened: Project) -> Project:
    opened.choose("data", columns=({"name": "colour", "role": "protected"},))
    return Project(opened.store, opened.id)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_groups_are_compared_before_and_after_the_look(tmp_path: Path, task: str) -> None:
    opened = protect(project(tmp_path, task))
    first = made(opened, "fairness")
    assert Project(opened.store, opened.id).looks == 0
    opened.choose("evaluate", resamples=200)
    opened.ask("evaluate")
    run_recipe(opened.recipes["evaluate"], opened.store, GRAPH)
    second = made(Project(opened.store, opened.id), "holdout_fairness")
    assert second.rows < first.rows
    for found in (first, second):
        assert set(found.scores["column"]) == {"colour"}
        assert found.conclusions
        assert found.mitigation.empty == (task != "binary")
        assert found.groups.empty == (task != "binary")
    if task == "binary":
        assert first.mitigation["rule"].tolist() == ["one", "selection", "recall"]
        assert first.mitigation.loc[0, "extra"] == 0
        assert set(second.thresholds["group"]) >= {"red", "green", "blue"}


def test_without_a_protected_column_the_remedy_is_said(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="role protected"):
        made(project(tmp_path, "binary"), "fairness")


def test_groups_are_compared_by_the_corrected_model(tmp_path: Path) -> None:
    """The stated chances of each group follow the correction that Evaluate uses."""
    opened = protect(project(tmp_path, "binary"))
    plain = made(opened, "fairness")
    opened.choose("judged", calibration="isotonic")
    opened.choose("evaluate", resamples=200)
    better = made(Project(opened.store, opened.id), "fairness")
    assert not better.scores.equals(plain.scores)
    assert better.rows == plain.rows
    opened.ask("evaluate")
    run_recipe(opened.recipes["evaluate"], opened.store, GRAPH)
    held = made(Project(opened.store, opened.id), "holdout_fairness")
    one = {"rule": "recall", "column": "colour"}
    chosen = [
        frame.loc[(frame[list(one)] == pd.Series(one)).all(axis=1), "threshold"].tolist()
        for frame in (better.thresholds, held.thresholds)
    ]
    assert chosen[0] == chosen[1]  # both chosen on corrected predictions of training rows
