"""A person fetches a table of a database; the engine does it, and what came is like an upload."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.core.recipe import recipe_for
from lifecycle.core.settings import settings
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.ui import session

from ..waiting import PATIENCE

SCRIPT = """
import streamlit as st
from lifecycle.project.project import Project
from pages.ui import session
from pages.views.data import database

flash = session.take_flash()
if flash is not None:
    (st.error if flash.bad else st.info)(session.escaped(flash.text))
database.choose(Project(session.store(), st.query_params["project"]))
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A data folder whose engine host knows a SQLite database by the name of ``shop``."""
    folder = tmp_path_factory.mktemp("shop")
    with sqlite3.connect(folder / "shop.db") as db:
        db.execute("CREATE TABLE visits (id INTEGER, spent REAL)")
        db.executemany("INSERT INTO visits VALUES (?, ?)", [(n, n / 4) for n in range(500)])
        db.execute("CREATE TABLE empty (id INTEGER)")
    db.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFECYCLE_DATA", str(folder / "data"))
        patch.setenv("LIFECYCLE_DATABASE_SHOP", f"sqlite:///{folder / 'shop.db'}")
        patch.setenv("HOME", str(folder))
        settings.cache_clear()
        session.store.clear()
        yield session.store()
        stop_host(folder / "data")
    settings.cache_clear()
    session.store.clear()


@pytest.fixture
def project(lab: Store) -> Project:
    return Project.create(lab, "My project")


def opened(project: Project) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=PATIENCE)
    app.query_params["project"] = project.id
    clean(app.run())
    if app.toggle:
        app.toggle(key="fetch.shown").set_value(True)
    return clean(app.run())


def clean(app: AppTest) -> AppTest:
    assert not app.exception, [e.message for e in app.exception]
    return app


def settled(app: AppTest, project: Project, step: str) -> AppTest:
    """Run the page with what was done on it, and again once its job has ended."""
    clean(app.run())
    job = project.queue.jobs(project.id).latest.get(step)
    if job is not None:
        project.queue.wait(job.id, PATIENCE)
    return clean(app.run())


def said(app: AppTest) -> str:
    return " ".join(str(e.value) for kind in (app.info, app.error, app.warning) for e in kind)


def now(project: Project) -> Project:
    return Project(project.store, project.id)


def tables_shown(project: Project) -> AppTest:
    app = opened(project)
    app.button(key="tables.start").click()
    return settled(app, project, "tables")


def test_a_table_is_chosen_fetched_and_read(project: Project) -> None:
    app = tables_shown(project)
    assert app.selectbox(key="fetch.table").options == ["Choose a table", "empty", "visits"]
    app.selectbox(key="fetch.table").set_value("visits")
    app.number_input(key="fetch.rows").set_value(300)
    app.button(key="fetch.start").click()
    settled(app, project, "fetch")
    after = now(project)
    source = after.params("read").model_dump()["source"]
    assert after.file_name(source) == "shop visits.parquet"
    assert after.title == "shop visits"
    assert len(after.shown("read").frame) == 300
    event = next(e for e in after.history() if e.event == "fetch")
    assert event.detail == "Fetched 300 rows from shop, table visits."
    assert not after.store.has(event.key), "one copy is enough"


def test_the_same_rows_again_change_nothing(project: Project) -> None:
    app = opened(project)
    app.segmented_control(key="fetch.kind").set_value("A query")
    clean(app.run())
    app.text_area(key="fetch.query").set_value("SELECT * FROM visits ORDER BY id")
    app.button(key="fetch.start").click()
    settled(app, project, "fetch")
    source = now(project).params("read").model_dump()["source"]
    now(project).choose("data", target="spent")
    app.button(key="fetch.start").click()
    settled(app, project, "fetch")
    assert "the same as before" in now(project).history()[0].detail
    assert now(project).params("read").model_dump()["source"] == source
    assert now(project).params("data").model_dump()["target"] == "spent"


def test_a_new_visit_starts_with_what_was_asked_last(project: Project) -> None:
    app = opened(project)
    app.segmented_control(key="fetch.kind").set_value("A query")
    clean(app.run())
    app.text_area(key="fetch.query").set_value("SELECT id FROM visits")
    app.number_input(key="fetch.seconds").set_value(7)
    app.button(key="fetch.start").click()
    settled(app, project, "fetch")
    again = opened(project)
    assert again.text_area(key="fetch.query").value == "SELECT id FROM visits"
    assert again.number_input(key="fetch.seconds").value == 7


def test_what_cannot_be_fetched_is_said_and_the_data_stay(project: Project) -> None:
    app = opened(project)
    app.segmented_control(key="fetch.kind").set_value("A query")
    clean(app.run())
    app.button(key="fetch.start").click()
    clean(app.run())
    assert "Choose a table, or write a query" in said(app)
    app.text_area(key="fetch.query").set_value("DELETE FROM visits")
    app.button(key="fetch.start").click()
    settled(app, project, "fetch")
    assert "only read here" in said(app)
    assert now(project).params("read").missing()


def test_a_fetch_does_not_push_aside_a_file_chosen_later(project: Project) -> None:
    asked = {"connection": "shop", "table": "visits", "rows": 100, "asked": 1.0}
    recipe = recipe_for(GRAPH["fetch"], GRAPH["fetch"].params.model_validate(asked), {})
    job = project.queue.submit(recipe, project=project.id, asker="me")
    ensure_host(project.store.folder)
    assert project.queue.wait(job.id, PATIENCE).state == "done"
    mine = project.upload(io.BytesIO(b"a,b\n1,2\n3,4\n"), "mine.csv")
    project.choose("read", source=mine)
    fresh = opened(project)
    assert now(project).params("read").model_dump()["source"] == mine
    fresh.button(key="fetch.use").click()
    clean(fresh.run())
    assert now(project).file_name(now(project).params("read").model_dump()["source"]) == (
        "shop visits.parquet"
    )


def test_without_a_connection_the_page_says_how_to_set_one_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIFECYCLE_DATABASE_SHOP")
    app = opened(project)
    assert "LIFECYCLE_DATABASE_SALES" in "".join(c.value for c in app.caption)
    assert not app.button


def test_a_broken_file_of_secrets_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("password = hunter2")
    monkeypatch.setenv("HOME", str(tmp_path))
    app = opened(project)
    assert "cannot be read" in said(app)
    assert "hunter2" not in said(app)
