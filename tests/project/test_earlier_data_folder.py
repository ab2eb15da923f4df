"""A data folder of version 0.1: results stay visible, marked, and replay to the same numbers."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lifecycle.core.recipe import Recipe
from lifecycle.engine.runner import run_recipe
from lifecycle.project import runs
from lifecycle.project.project import Project
from lifecycle.replay.replay import recipe_of_today, replay
from lifecycle.replay.verify import verify
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

HERE = Path(__file__).parents[1] / "storage" / "version_0_1"
EARLIER = "was made by an earlier version"
MOVED = ("decide", "compare", "mistakes", "one_row", "fairness", "conformal", "recalibrate")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    with zipfile.ZipFile(HERE / "data_folder.zip") as packed:
        packed.extractall(tmp_path)
    store = Store(tmp_path)
    return Project(store, store.db.execute("SELECT id FROM projects").fetchone()["id"])


def test_what_did_not_change_is_up_to_date(project: Project) -> None:
    assert project.statuses["define"].state.value == "current"
    assert project.shown("train").best


# More kinds of cells are recognised since, so the file is read again, and all that comes of it.
READ_AGAIN = ("read", "data", "split", "prepare", "train")


@pytest.mark.parametrize(
    "step", [*READ_AGAIN, *MOVED, "check", "explain", "evaluate", "holdout_mistakes", "export"]
)
def test_what_is_made_differently_stays_visible_and_says_why(project: Project, step: str) -> None:
    status = project.statuses[step]
    assert status.state.value == "stale"
    assert EARLIER in str(status.why[0])
    assert project.shown(step) is not None


def test_choices_are_kept_where_they_are_made_today(project: Project) -> None:
    chosen = project.params("judged").model_dump()
    assert chosen == {"model": "ensemble", "threshold": 0.35, "calibration": "sigmoid"}
    assert project.params("evaluate").model_dump()["resamples"] == 200


def test_its_look_is_the_look_it_was(project: Project) -> None:
    assert project.looks == 1
    assert project.looks_further  # the file is read anew, and its rows might be others
    assert [run.title.split(": ")[1][:8] for run in runs.runs(project)] == ["Ensemble"]
    assert project.tags[5].tag == "odd"


def test_an_earlier_recipe_makes_the_same_numbers(project: Project) -> None:
    before: Any = project.shown("evaluate")
    kept = project.store.recipe_json(project.statuses["evaluate"].shown or "")
    recipe = recipe_of_today(Recipe.from_json(kept, GRAPH), GRAPH)
    assert recipe.key == project.recipes["evaluate"].key
    after = run_recipe(recipe, project.store, GRAPH)
    # What a metric is called may change; these rows stand alone, so that no interval does.
    words = ["title", "method"]
    pd.testing.assert_frame_equal(
        after.metrics.drop(columns=words), before.metrics.drop(columns=words)
    )
    pd.testing.assert_frame_equal(after.predictions, before.predictions)


def test_an_earlier_bundle_verifies_with_its_data(tmp_path: Path) -> None:
    with zipfile.ZipFile(HERE / "bundle.zip") as packed:
        packed.extractall(tmp_path)
    checks = verify(tmp_path, HERE / "data.csv")
    assert [(check.name, check.detail) for check in checks if not check.ok] == []
    assert "replayed metrics" in {check.name for check in checks}


def test_an_earlier_bundle_replays_to_the_same_numbers(tmp_path: Path) -> None:
    with zipfile.ZipFile(HERE / "bundle.zip") as packed:
        packed.extractall(tmp_path / "bundle")
    metrics = pd.read_json(tmp_path / "bundle" / "metrics.json", typ="series")
    again = replay(
        tmp_path / "bundle" / "recipe.json",
        HERE / "data.csv",
        tmp_path / "again",
        lambda fraction, message: None,
    )
    assert {m["name"]: m["value"] for m in again["metrics"]} == pytest.approx(
        {m["name"]: m["value"] for m in metrics["metrics"]}, rel=1e-9
    )
    assert again["model"] == metrics["model"]
