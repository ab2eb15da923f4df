"""The table of candidates shows what a person said of them, and hands changes to the project."""

from __future__ import annotations

import dataclasses
import io

import pandas as pd
import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.candidate_marks import Mark, candidate_title, mark, marks
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.learning_curve import LearningCurve
from lifecycle.train.step import Leaderboard
from pages.ui import session
from pages.views.train.candidate_table import as_table, keep
from tests.builders import mixed_table

from .conftest import Open
from .test_journey import clean, texts


@pytest.fixture(scope="module")
def trained(data_store: Store) -> Project:
    project = Project.create(data_store, "Marked")
    key = project.upload(io.BytesIO(mixed_table().frame.to_csv(index=False).encode()), "t.csv")
    project.choose("define", rule="if a > 0 then 0.7 else 0.2")
    project.choose("read", source=key)
    project.choose("data", target="y")
    project.choose("split", method="random")
    project.choose("train", models=("linear", "mlp"))
    for step in ("data", "train", "loss"):
        project = Project(data_store, project.id)
        project.ask(step)
        run_recipe(project.recipes[step], data_store, GRAPH)
    return Project(data_store, project.id)


def test_a_pinned_candidate_is_on_top_under_its_own_name(trained: Project, open_page: Open) -> None:
    app = clean(open_page("train", trained))
    assert app.dataframe[0].value["title"].tolist()[0] != "Baseline"
    assert "Incumbent rule" in app.dataframe[0].value["title"].tolist()
    mark(trained, "dummy", True, "Guessing", "what we had")
    app = clean(open_page("train", trained))
    first = app.dataframe[0].value.iloc[0]
    assert (first["pinned"], first["title"], first["note"]) == (True, "Guessing", "what we had")
    assert app.dataframe[0].value["behind_best"].iloc[1] == "the best"
    history = clean(open_page("history", trained))
    assert any("dummy: pinned, Guessing" in f.value.to_string() for f in history.dataframe)
    mark(trained, "dummy", False, "", "")
    assert marks(trained.history()) == {}


def test_own_names_are_used_where_candidates_are_chosen(trained: Project, open_page: Open) -> None:
    mark(trained, "linear", False, "The house model", "")
    app = clean(open_page("evaluate", trained))
    options = next(box.options for box in app.selectbox if "The house model" in box.options)
    assert "Linear model" not in options
    assert candidate_title(trained, "linear", "Linear model, recalibrated (sigmoid)") == (
        "The house model, recalibrated (sigmoid)"
    )
    mark(trained, "linear", False, "", "")
    assert candidate_title(trained, "linear", "Linear model") == "Linear model"


def test_part_of_the_table_can_be_looked_at(trained: Project, open_page: Open) -> None:
    app = clean(open_page("train", trained))
    app.button_group(key="train.only").set_value(["Clear of the baseline"]).run()
    shown = clean(app).dataframe[0].value
    assert "Baseline" not in shown["title"].tolist()
    app.segmented_control(key="train.view").set_value("Side by side").run()
    assert {"Baseline", "Mean over the folds"} & set(clean(app).dataframe[0].value.columns)


def test_changes_in_the_table_reach_the_project(
    trained: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = trained.shown("train")
    assert isinstance(board, Leaderboard)
    said: list[str] = []
    monkeypatch.setattr(session, "flash", lambda text, bad: said.append(text))
    table = as_table(board, {})
    edited = table.copy()
    place = int(table.index[table["model"] == "mlp"][0])
    edited.loc[place, ["title", "note"]] = ["Net", None]
    edited.loc[place, "pinned"] = True
    assert keep(trained, table, edited, board.titles)
    assert marks(trained.history()) == {"mlp": Mark(True, "Net", "")}
    edited.loc[place, "title"] = "Baseline"
    assert keep(trained, table, edited, board.titles)
    assert said == ["Another candidate has this name. Choose another one."]
    edited.loc[place, "title"] = None  # an emptied name is the usual one again
    edited.loc[place, "pinned"] = False
    assert keep(trained, table, edited, board.titles)
    assert marks(trained.history()) == {}
    assert not keep(trained, table, table.copy(), board.titles)


def test_the_loss_of_the_network_is_drawn(trained: Project, open_page: Open) -> None:
    app = clean(open_page("train", trained))
    app.segmented_control(key="train.view").set_value("Loss curve").run()
    assert "passes over the rows the loss fell from" in texts(clean(app))


def test_what_met_a_limit_is_fitted_again_on_request(trained: Project, open_page: Open) -> None:
    app = clean(open_page("train", trained))
    assert "train.again" not in {button.key for button in app.button}
    project = Project.create(trained.store, "Limited")
    for step, params in trained.choices.items():
        project.choose(step, **params.model_dump())
    project.choose("train", seed=5)  # a result of its own, in which a fold met a limit
    board = trained.shown("train")
    table = board.table.copy()
    table.loc[table["model"] == "mlp", "problem"] = (
        "1 fold of 5 failed. It took longer than one task may (5 seconds). Use fewer rows or "
        "candidates, or raise LIFECYCLE_TASK_SECONDS."
    )
    project.store.save(project.recipes["train"], dataclasses.replace(board, table=table))
    project.ask("train")
    app = clean(open_page("train", project))
    app.button(key="train.again").click().run()
    again = Project(project.store, project.id)
    assert again.params("train").model_dump()["attempt"] == 1
    asked = again.queue.jobs(again.id).latest["train"]
    assert asked.key == again.recipes["train"].key
    again.queue.cancel(asked.id)


def test_a_curve_says_which_fits_it_lacks_and_has_them_made_again(
    trained: Project, open_page: Open
) -> None:
    project = Project.create(trained.store, "Lacking")
    for step, params in trained.choices.items():
        project.choose(step, **params.model_dump())
    project.ask("train")  # known already
    sizes = pd.DataFrame({"rows": [40, 80], "share": [0.5, 1.0], "folds": [5, 4]})
    curve = sizes.assign(score=[0.7, 0.8], low=0.6, high=0.9, train_score=0.9)
    why = "1 of 25 fits failed. The process ended before its task did. Run it again."
    found = LearningCurve(curve, "linear", "roc_auc", "rows", "More rows would help.", why)
    project.store.save(project.recipes["learning"], found)
    project.ask("learning")
    app = open_page("train", project)
    app.segmented_control(key="train.view").set_value("Learning curve").run()
    assert "1 of 25 fits failed" in texts(clean(app))
    app.button(key="learning.again").click().run()
    again = Project(project.store, project.id)
    assert again.params("learning").model_dump()["attempt"] == 1
    again.queue.cancel(again.queue.jobs(again.id).latest["learning"].id)
