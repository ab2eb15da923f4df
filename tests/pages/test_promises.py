"""Recalibration and conformal limits are found on demand, before the look and beside it."""

from __future__ import annotations

import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from .conftest import MADE, Open, filled, turn_to
from .test_journey import clean, texts


def made(project: Project, store: Store, step: str) -> Project:
    project.ask(step)
    run_recipe(project.recipes[step], store, GRAPH)
    return Project(store, project.id)


def test_limits_are_found_and_read_off_on_the_holdout(
    done: Project, data_store: Store, open_page: Open
) -> None:
    app = open_page("evaluate", done)
    turn_to(app, "Conformal prediction")
    app = clean(app.run())
    assert any(button.key == "conformal-run" for button in app.button)
    made(made(done, data_store, "conformal"), data_store, "holdout_conformal")
    app = clean(app.run())
    said = texts(app)
    assert "On the holdout" in said
    assert "out-of-fold predictions of training rows" in said
    assert "nan" not in said.lower().split()
    assert len(app.get("plotly_chart")) == (1 if done.shown("data").classes else 3)


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_recalibration_is_answered_before_and_after(
    task: str, data_store: Store, open_page: Open
) -> None:
    project = filled(data_store, task)
    app = open_page("evaluate", project)
    turn_to(app, "Calibration")
    app = clean(app.run())
    assert any(button.key == "recalibrate-run" for button in app.button)
    before = len(app.get("plotly_chart"))
    made(made(project, data_store, "recalibrate"), data_store, "holdout_recalibration")
    app = clean(app.run())
    assert len(app.get("plotly_chart")) == before + 2
    assert "on the holdout" in texts(app)


def test_both_can_be_seen_while_the_holdout_is_locked(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    locked = Project.create(data_store, "Locked")
    for step in ("read", "data", "train"):
        locked.choose(step, **project.params(step).model_dump())
    for step in (*MADE[: MADE.index("evaluate")], "recalibrate", "conformal"):
        locked = made(locked, data_store, step)
    for view in ("Recalibration", "Conformal prediction"):
        app = open_page("evaluate", locked)
        app.session_state["evaluate.unseen"] = view
        app = clean(app.run())
        assert app.get("plotly_chart"), view
        assert "on the holdout**" not in texts(app).lower()
    assert locked.looks == 0


def test_a_button_makes_the_correction_part_of_the_model(
    data_store: Store, open_page: Open
) -> None:
    project = filled(data_store, "binary")
    made(project, data_store, "recalibrate")
    project.choose("recalibrate", method="sigmoid")
    project = made(Project(data_store, project.id), data_store, "recalibrate")
    project = made(project, data_store, "decide")
    before = project.shown("evaluate").model_name
    app = open_page("evaluate", project)
    turn_to(app, "Calibration")
    app = clean(app.run())
    clean(app.button(key="recalibrate.use").click().run())
    project = Project(data_store, project.id)
    assert project.params("judged").calibration == "sigmoid"  # type: ignore[attr-defined]
    assert "recalibration changed from none to sigmoid" in texts(app)
    for step in ("evaluate", "decide"):
        assert project.statuses[step].state is State.STALE, step
    project = made(made(project, data_store, "evaluate"), data_store, "decide")
    assert (project.shown("evaluate").model_name, project.looks) == (before, 2)
    app = open_page("evaluate", project)
    turn_to(app, "Calibration")
    app = clean(app.run())
    said = texts(app)
    assert "Sigmoid is part of the judged model" in said
    assert "Sigmoid is chosen in Evaluate" in said
    assert not any(button.key == "recalibrate.use" for button in app.button)
    assert project.undo() == ("Judged model",)
    assert project.params("judged").calibration == "none"  # type: ignore[attr-defined]


def test_amounts_offer_no_recalibration(data_store: Store, open_page: Open) -> None:
    for task in ("regression", "binary"):
        app = clean(open_page("evaluate", filled(data_store, task)))
        offered = [box.label for box in app.selectbox]
        assert ("Recalibration" in offered) is (task == "binary")
