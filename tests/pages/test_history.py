"""History: what happened is listed, and two looks are compared."""

from __future__ import annotations

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from .conftest import Open, filled
from .test_journey import clean, texts


def test_two_looks_are_compared(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    app = clean(open_page("history", project))
    assert "two sets of choices" in texts(app)
    project.choose_all({"judged": {"model": "dummy"}, "evaluate": {"resamples": 200}})
    project.ask("evaluate")
    run_recipe(project.recipes["evaluate"], data_store, GRAPH)
    app = clean(open_page("history", Project(data_store, project.id)))
    next(button for button in app.button if button.label == "Compare the two runs").click()
    clean(app.run())
    project = Project(data_store, project.id)
    run_recipe(project.recipes["compare_runs"], data_store, GRAPH)
    app = clean(open_page("history", project))
    assert "The first run" in texts(app)
    assert "candidate changed" in texts(app)
    assert app.get("plotly_chart")


def test_times_say_which_clock_they_are_of(data_store: Store, open_page: Open) -> None:
    app = clean(open_page("history", filled(data_store, "binary")))
    log = app.dataframe[-1].value
    first = log.columns[0]
    assert first in {"When", "When (UTC)"}
    assert "looked at the holdout" in set(log["What"])
