"""What runs and waits is in the sidebar of every page, and can be stopped there."""

from __future__ import annotations

import io
import time
import uuid

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lifecycle.engine.start import ensure_host
from lifecycle.project.project import Project
from lifecycle.storage.database import Store
from pages.ui import step
from pages.views.train import choices as training

from ..builders import mixed_table
from .conftest import Open


def at_work(project: Project, step: str, fraction: float = 0.25, attempts: int = 1) -> str:
    """Write the row of a job that a host works on; return the job."""
    ensure_host(project.store.folder)  # one that starts later would take it up anew
    recipe = project.recipes[step]
    project.store.remember(recipe)
    job, now = uuid.uuid4().hex, time.time()
    project.store.db.execute(
        "INSERT INTO jobs VALUES"
        " (?, ?, ?, '', ?, '', 'running', ?, 'Fitting', '', '', 0, ?, NULL, ?, ?, NULL)",
        (job, recipe.key, step, project.id, fraction, attempts, now, now),
    )
    return job


def end(project: Project, job: str, state: str, problem: str = "") -> None:
    project.store.db.execute(
        "UPDATE jobs SET state = ?, problem = ?, ended = ? WHERE id = ?",
        (state, problem, time.time(), job),
    )


def asked(store: Store, job: str) -> int:
    """Return what a job was asked for."""
    row = store.db.execute("SELECT cancel FROM jobs WHERE id = ?", (job,)).fetchone()
    return int(row["cancel"])


def words(app: AppTest) -> str:
    assert not app.exception
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.error))


def press(app: AppTest, key: str) -> None:
    next(button for button in app.button if button.key == key).click().run()


@pytest.fixture
def ready(data_store: Store) -> Project:
    """A project whose training has a budget and was never run."""
    return begun(data_store)


def begun(store: Store) -> Project:
    project = Project.create(store, "Ready")
    csv = mixed_table("binary", n=100).frame.to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(csv), "table.csv"))
    project.choose("data", target="y")
    project.choose("train", budget=600, models=("dummy", "linear"))
    return project


def test_all_jobs_are_listed_and_each_can_be_stopped(
    ready: Project, open_page: Open, data_store: Store
) -> None:
    first = at_work(ready, "train")
    ready.choose("train", seed=7)
    second = at_work(ready, "train", fraction=0.5)
    third = at_work(ready, "explore")
    app = open_page("history", ready)
    seen = words(app)
    assert "Train :gray[:small[25%" in seen
    assert "25%, earlier choices" in seen
    assert "Explore :gray[:small[25%" in seen
    press(app, f"stop.{first}")
    assert [asked(data_store, job) for job in (first, second, third)] == [1, 0, 0]
    for job in (first, second, third):
        end(ready, job, "cancelled")
    app.run()
    assert "Running and waiting" not in words(app)


def test_all_can_be_stopped_at_once(ready: Project, open_page: Open, data_store: Store) -> None:
    jobs = [at_work(ready, step) for step in ("explore", "prepare", "train")]
    press(open_page("define", ready), "stop.all")
    assert [asked(data_store, job) for job in jobs] == [1, 1, 1]
    for job in jobs:
        end(ready, job, "cancelled")


def test_training_under_a_budget_may_keep_the_best_so_far(
    ready: Project, open_page: Open, data_store: Store
) -> None:
    job = at_work(ready, "train")
    app = open_page("train", ready)
    press(app, "end-early.train")
    assert asked(data_store, job) == 2
    assert "Ending now, with the best so far." in words(app)
    end(ready, job, "cancelled")


def test_what_others_wait_for_goes_on(ready: Project, open_page: Open, data_store: Store) -> None:
    other = begun(data_store)
    jobs = [at_work(ready, "train"), at_work(other, "train")]
    app = open_page("train", ready)
    (button,) = (b for b in app.button if b.key == "end-early.train")
    assert button.disabled
    for project, job in zip((ready, other), jobs, strict=True):
        end(project, job, "cancelled")


def test_without_a_budget_it_can_only_be_cancelled(ready: Project, open_page: Open) -> None:
    ready.choose("train", budget=None)
    job = at_work(ready, "train", attempts=2)
    app = open_page("train", ready)
    keys = [button.key for button in app.button]
    assert "cancel.train" in keys
    assert "end-early.train" not in keys
    assert "interrupted by a restart before" in words(app)
    end(ready, job, "cancelled")


def test_a_run_is_on_the_whole_page_before_choices_that_are_slow_to_draw(
    ready: Project, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("train", ready)
    monkeypatch.setattr(step, "QUICK", 0.0)
    monkeypatch.setattr(Project, "ask", lambda self, name: self.queue.job(at_work(self, name)))
    monkeypatch.setattr(training, "ways", lambda project: st.stop())
    press(app, "train-run")
    keys = [button.key for button in app.button]
    assert "cancel.train" in keys
    assert "train-run" not in keys
    assert "Train :gray[:small[25%" in words(app)  # in the sidebar
    assert "It appears here when it is done." in words(app)
    assert "Check the choices and run." not in words(app)
    end(ready, ready.queue.jobs(ready.id).latest["train"].id, "cancelled")


@pytest.mark.parametrize(("state", "label"), [("failed", "Try again"), ("cancelled", "Go on")])
def test_a_job_that_did_not_finish_can_be_asked_for_again(
    ready: Project, open_page: Open, state: str, label: str
) -> None:
    end(ready, at_work(ready, "train"), state, "The process was killed.")
    app = open_page("train", ready)
    assert [b.label for b in app.button if b.key == "train-run"] == [label]
    if state == "failed":
        assert "The process was killed" in words(app)
