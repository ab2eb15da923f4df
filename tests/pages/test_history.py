"""History: what happened is listed, and two looks are compared."""

from __future__ import annotations

from lifecycle.engine.work import run_recipe
from lifecycle.project import Project
from lifecycle.steps import GRAPH
from lifecycle.store import Store

from .conftest import Open, filled
from .test_journey import clean, texts


def test_two_looks_are_compared(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    app = clean(open_page("history", project))
    assert "two sets of choices" in texts(app)
    project.choose("evaluate", model="dummy", resamples=200)
    project.ask("evaluate")
    run_recipe(project.recipes["evaluate"], data_store, GRAPH)
    app = clean(open_page("history", Project(data_store, project.id)))
    assert "The first run" in texts(app)
    assert "candidate changed" in texts(app)
    assert app.get("plotly_chart")
