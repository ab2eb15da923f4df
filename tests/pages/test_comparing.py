"""Comparing on the Evaluate page: before the look, on demand, and with an earlier leaderboard."""

from __future__ import annotations

import io

import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..builders import mixed_table
from .conftest import Open
from .test_journey import clean, texts


@pytest.fixture(scope="module")
def trained(data_store: Store) -> Project:
    """A project whose candidates are trained and whose holdout is locked."""
    project = Project.create(data_store, "Locked")
    content = mixed_table("binary", n=200).frame.to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(content), "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=("dummy", "linear", "tree"))
    project.ask("train")
    run_recipe(project.recipes["train"], data_store, GRAPH)
    return Project(data_store, project.id)


def test_candidates_are_compared_before_the_look(
    trained: Project, data_store: Store, open_page: Open
) -> None:
    app = clean(open_page("evaluate", trained))
    assert "The holdout is locked" in texts(app)
    assert any(button.key == "compare-run" for button in app.button)
    trained.ask("compare")
    run_recipe(trained.recipes["compare"], data_store, GRAPH)
    app = clean(open_page("evaluate", Project(data_store, trained.id)))
    assert "ROC AUC" in texts(app)
    assert app.get("plotly_chart")
    assert Project(data_store, trained.id).looks == 0
