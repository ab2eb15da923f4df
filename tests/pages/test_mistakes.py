"""The error analysis on the Evaluate page: every task is drawn, tags are kept and counted."""

from __future__ import annotations

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.views.evaluate.errors import keep, with_tags

from .conftest import Open, turn_to
from .test_journey import clean, texts


def test_errors_are_analysed_and_tagged(done: Project, data_store: Store, open_page: Open) -> None:
    done.ask("mistakes")
    made = run_recipe(done.recipes["mistakes"], data_store, GRAPH)
    table = done.shown("data")
    before = with_tags(made, table, {})
    after = before.copy()
    after.loc[0, "Tag"] = "odd colour"
    after.loc[1, "Note"] = "look again"
    assert keep(done, made, before, after)
    assert not keep(done, made, after, after)
    project = Project(data_store, done.id)
    shown = with_tags(made, table, project.tags)
    assert shown.loc[0, "Tag"] == "odd colour"
    assert shown.loc[1, "Note"] == "look again"
    app = open_page("evaluate", project)
    turn_to(app, "Error analysis")
    app = clean(app.run())
    assert "Error tree" in texts(app)
    assert any("odd colour" in frame.value.to_string() for frame in app.dataframe)
    history = clean(open_page("history", project))
    assert any("odd colour" in frame.value.to_string() for frame in history.dataframe)


def test_after_the_look_the_holdouts_errors_can_be_chosen(done: Project, open_page: Open) -> None:
    app = open_page("evaluate", done)
    turn_to(app, "Error analysis")
    app = clean(app.run())
    source = next(radio for radio in app.radio if radio.key == "mistakes.source")
    source.set_value("holdout_mistakes")
    app = clean(app.run())
    assert any(button.key == "holdout_mistakes-run" for button in app.button)
