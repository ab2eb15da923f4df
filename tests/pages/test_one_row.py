"""One row on the Evaluate page: explained on demand in every task, before and after the look."""

from __future__ import annotations

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from .conftest import Open, turn_to
from .test_journey import clean, texts


def test_a_row_is_explained_on_demand(done: Project, data_store: Store, open_page: Open) -> None:
    row = int(done.shown("split").train[0]) + 1
    done.choose("one_row", row=row)
    app = open_page("evaluate", Project(data_store, done.id))
    turn_to(app, "One row")
    app = clean(app.run())
    assert any(button.key == "one_row-run" for button in app.button)
    project = Project(data_store, done.id)
    project.ask("one_row")
    run_recipe(project.recipes["one_row"], data_store, GRAPH)
    app = clean(app.run())
    assert "on average" in texts(app)
    assert "Counterfactual" in texts(app)
    assert len(app.get("plotly_chart")) == 2


def test_values_are_turned_and_answered(done: Project, open_page: Open) -> None:
    app = open_page("evaluate", done)
    turn_to(app, "What if")
    app = clean(app.run())
    assert "These are its own values." in texts(app)
    slider = next(s for s in app.slider if s.key and s.key.startswith("whatif."))
    slider.set_value(slider.max)
    assert "With its own values it is" in texts(clean(app.run()))
