"""Evaluate: every view of every task is drawn, and a threshold by cost is taken over."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.views.evaluate.evaluation import ERRORS, INTERVALS, VIEWS

from .conftest import Open, filled, turn_to
from .test_journey import clean, texts


def test_every_view_that_has_a_frame_is_drawn(done: Project, open_page: Open) -> None:
    app = clean(open_page("evaluate", done))
    frames = {*done.shown("evaluate").curves, "metrics"}
    offered = [view for view in VIEWS if VIEWS[view].frame in frames and VIEWS[view].frame]
    assert len(offered) >= 4
    for view in offered:
        turn_to(app, view)
        clean(app.run())
        offered_too = view != INTERVALS or done.shown("evaluate").metric not in ERRORS
        assert app.get("plotly_chart") or not offered_too, view  # errors have no common axis
        assert downloads(app) >= ({*VIEWS[view].more} & frames if offered_too else set()), view


def test_what_train_recommends_is_judged_and_another_is_one_click_and_said(
    data_store: Store, open_page: Open
) -> None:
    project = filled(data_store, "binary")
    board = project.shown("train")
    assert project.shown("evaluate").model_name == board.recommended
    app = clean(open_page("evaluate", project))
    (select,) = [each for each in app.selectbox if each.label == "Candidate"]
    assert select.value == ""
    assert f"The recommended one ({board.titles[board.recommended]})" in select.options
    assert "will be judged; Train recommends" not in texts(app)
    other = next(name for name in ("linear", "tree") if name != board.recommended)
    clean(select.set_value(other).run())
    assert Project(data_store, project.id).params("judged").model == other
    assert "will be judged; Train recommends" in texts(app)


def downloads(app: AppTest) -> set[str]:
    """Return the frames that can be taken away."""
    keys = [button.proto.id for button in app.get("download_button")]
    return {key.rsplit(".csv.", 1)[-1] for key in keys if ".csv." in key}


def test_a_model_is_explained_on_demand(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    app = open_page("evaluate", project)
    turn_to(app, "Feature importance")
    app = clean(app.run())
    assert any(button.key == "explain-run" for button in app.button)
    project.ask("explain")
    run_recipe(project.recipes["explain"], data_store, GRAPH)
    clean(app.run())
    assert "shuffled" in texts(app) or "shuffling" in texts(app)
    assert len(app.get("plotly_chart")) == 2
    assert {"importance", "effects"} <= downloads(app)


def test_a_threshold_by_cost_is_one_click(data_store: Store, open_page: Open) -> None:
    project = filled(data_store, "binary")
    project.choose("define", cost_false_positive=1.0, cost_false_negative=9.0)
    project = Project(data_store, project.id)
    app = clean(open_page("evaluate", project))
    assert any(button.key == "decide-run" for button in app.button)
    project.ask("decide")
    run_recipe(project.recipes["decide"], data_store, GRAPH)
    app = clean(open_page("evaluate", project))
    assert "A false alarm costs 1 and a miss 9" in texts(app)
    next(button for button in app.button if button.key == "threshold.cost").click()
    clean(app.run())
    chosen = Project(data_store, project.id).params("judged").model_dump()["threshold"]
    made = project.shown("decide").table.set_index("rule")
    assert chosen == pytest.approx(made.loc["cost", "threshold"], abs=1e-4)
    assert chosen < 0.4
    assert "Out of date" in texts(app)


def test_a_threshold_is_offered_for_two_classes_alone(done: Project, open_page: Open) -> None:
    app = clean(open_page("evaluate", done))
    offered = [slider for slider in app.slider if slider.key == "judged.threshold"]
    assert bool(offered) == (done.shown("data").task == "binary")
