"""Groups on the Evaluate page: greyed, in words, with thresholds explored."""

from __future__ import annotations

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from .conftest import Open, filled, turn_to
from .test_journey import clean, texts


def test_groups_are_compared_on_demand(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    app = open_page("evaluate", project)
    turn_to(app, "Fairness")
    assert "No column is protected" in texts(clean(app.run()))
    project.choose("data", columns=({"name": "colour", "role": "protected"},))
    project = Project(data_store, project.id)
    project.ask("fairness")
    run_recipe(project.recipes["fairness"], data_store, GRAPH)
    app = open_page("evaluate", Project(data_store, project.id))
    turn_to(app, "Fairness")
    app = clean(app.run())
    assert "Group-specific thresholds" in texts(app)
    assert "unlawful" in texts(app)
    assert any("too few rows" in frame.value.to_string() for frame in app.dataframe)
