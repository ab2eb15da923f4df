"""The pages run as Streamlit runs them, over a data folder of the tests' own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.core.settings import settings
from lifecycle.engine.runner import run_recipe
from lifecycle.engine.start import stop_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.ui import session
from pages.views.evaluate.evaluation import TOPICS

from ..builders import mixed_table
from ..waiting import PATIENCE

Open = Callable[..., AppTest]
MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
MADE = (
    "define", "data", "split", "explore", "report", "prepare", "train", "evaluate", "export",
    "deploy", "batch", "predict", "incoming", "monitor",
)  # fmt: skip


@pytest.fixture(scope="package")
def data_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store that the pages of these tests use."""
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFECYCLE_DATA", str(folder))
        settings.cache_clear()
        session.store.clear()
        yield session.store()
        stop_host(folder)
    settings.cache_clear()
    session.store.clear()


@pytest.fixture
def empty(data_store: Store) -> Project:
    """A project in which nothing was done."""
    return Project.create(data_store, "Empty")


def filled(store: Store, task: str) -> Project:
    """A project in which every step was made, on a small table."""
    project = Project.create(store, f"A {task} project")
    content = mixed_table(task, n=200).frame.to_csv(index=False).encode()
    key = project.upload(io.BytesIO(content), "table.csv")
    for step in ("read", "batch", "incoming"):
        project.choose(step, source=key)
    project.choose("data", target="y")
    project.choose("train", models=("dummy", "linear", "tree"))
    made = (*MADE, "holdout_mean_calibration") if task == "regression" else MADE
    for step in made:
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
        project = Project(store, project.id)
    return project


@pytest.fixture(scope="package", params=["binary", "multiclass", "regression"])
def done(request: pytest.FixtureRequest, data_store: Store) -> Project:
    return filled(data_store, request.param)


def turn_to(app: AppTest, view: str) -> None:
    """Pick a view of Evaluate, by its topic."""
    topic = next(topic for topic, views in TOPICS.items() if view in views)
    app.session_state["evaluate.topic"] = topic
    app.session_state[f"evaluate.view.{topic}"] = view


@pytest.fixture
def open_page(data_store: Store) -> Open:
    """Return a function that opens a page of a project and runs it."""

    def opened(page: str, project: Project | None = None) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
        if project is not None:
            app.query_params["project"] = project.id
        app.run()
        if page != "home":
            app.switch_page(f"{page}.py")
            app.run()
        return app

    return opened
