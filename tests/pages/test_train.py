"""The Train page: one word sets what to do, own settings become candidates, a search explains."""

from __future__ import annotations

import io

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.params import MOST_TRIALS, PORTFOLIO, TrainParams
from tests.builders import mixed_table

from .conftest import Open
from .test_journey import clean, texts

MODELS = ("dummy", "linear", "tree")


def made(store: Store, project: Project, *steps: str) -> Project:
    for step in steps:
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
        project = Project(store, project.id)
    return project


@pytest.fixture(scope="module")
def searched(data_store: Store) -> Project:
    """A project whose settings were searched and whose candidates were blended."""
    project = Project.create(data_store, "Searched")
    key = project.upload(io.BytesIO(mixed_table().frame.to_csv(index=False).encode()), "t.csv")
    project.choose("read", source=key)
    project.choose("data", target="y")
    project.choose("split", method="random")
    project.choose("train", models=MODELS, tuning=True, trials=6, ensemble=True)
    return made(data_store, project, "data", "train")


def params_of(project: Project) -> TrainParams:
    params = Project(project.store, project.id).params("train")
    assert isinstance(params, TrainParams)
    return params


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="train.view").set_value(name).run()
    return clean(app)


def test_one_word_sets_all_that_belongs_to_it(searched: Project, open_page: Open) -> None:
    app = clean(open_page("train", searched))
    app.segmented_control(key="train.way").set_value("Best in a minute").run()
    params = params_of(searched)
    assert (params.models, params.trials, params.budget) == (PORTFOLIO, MOST_TRIALS, 60)
    assert params.tuning
    assert params.ensemble
    assert "within the time budget" in texts(clean(app))
    searched.undo()
    assert params_of(searched).models == MODELS


def test_the_way_and_every_view_are_drawn(searched: Project, open_page: Open) -> None:
    app = clean(open_page("train", searched))
    said = texts(app)
    for stage in ("Beat a baseline.", "Be large enough to overfit.", "Regularise and tune."):
        assert stage in said
    board = searched.shown("train")
    assert board.advice.startswith(("Take ", "If one is to be judged, take "))
    assert "Expected on new rows" in said
    table = app.dataframe[0].value
    assert any(title.endswith(" (tuned)") for title in table["title"])
    assert table["behind_best"].iloc[0] == "the best"
    for name in ("Folds", "Search", "Cost", "Learning curve", "Validation curve"):
        app = view(app, name)
    view(app, "Search")
    assert "The best of many trials looks a little better than it is" in texts(app)
    assert "Best found:" in texts(app)


def test_what_a_search_found_can_be_kept(searched: Project, open_page: Open) -> None:
    app = view(clean(open_page("train", searched)), "Search")
    button = next(b for b in app.button if b.key == "train.keep")
    button.click().run()
    kept = params_of(searched).custom
    assert len(kept) == 1
    assert kept[0].title.endswith(" (tuned)")
    assert "Train: candidates with own hyperparameters changed" in texts(clean(app)).replace(
        "\\", ""
    )
    searched.undo()


def test_own_settings_are_added_and_taken_away(searched: Project, open_page: Open) -> None:
    app = clean(open_page("train", searched))
    app.selectbox(key="train.own.model").set_value("tree").run()
    app.number_input(key="train.own.tree.max_depth").set_value(12)
    next(b for b in app.button if b.label == "Add this candidate").click().run()
    own = params_of(searched).custom
    assert [(each.model, each.settings) for each in own] == [("tree", {"max_depth": 12})]
    assert "Decision tree, own 1" in texts(clean(app))
    next(b for b in app.button if b.key == f"train.remove.{own[0].name}").click().run()
    assert params_of(searched).custom == ()
    clean(app)


def test_curves_are_drawn_when_they_are_there(
    searched: Project, data_store: Store, open_page: Open
) -> None:
    project = made(data_store, Project(data_store, searched.id), "learning", "validation")
    app = view(clean(open_page("train", project)), "Learning curve")
    found = project.shown("learning")
    assert found is not None
    assert found.sentence in texts(app).replace("\\", "")
    app = view(app, "Validation curve")
    turned = project.shown("validation")
    assert turned is not None
    assert turned.sentence in texts(app).replace("\\", "")
    project.choose("train", balance=True)  # a curve of other fits than these
    app = view(clean(open_page("train", project)), "Validation curve")
    assert turned.sentence not in texts(app).replace("\\", "")
    assert any(button.key == "validation-first" for button in app.button)
    project.undo()


def test_the_cost_is_estimated_for_what_is_chosen(
    searched: Project, data_store: Store, open_page: Open
) -> None:
    project = Project(data_store, searched.id)
    project.choose("estimate", models=MODELS, rows=None)
    project = made(data_store, project, "estimate")
    found = project.shown("estimate")
    assert found is not None
    assert found.sentence in texts(clean(open_page("train", project))).replace("\\", "")
    project.choose("train", models=("dummy", "linear"))
    app = clean(open_page("train", project))
    assert any(button.key == "estimate-first" for button in app.button)
    assert found.sentence not in texts(app).replace("\\", "")
    project.undo()


def test_the_leaders_are_compared_on_more_cuts(
    searched: Project, data_store: Store, open_page: Open
) -> None:
    app = view(clean(open_page("train", searched)), "Repeated CV")
    assert "Compared again: " in texts(app)
    project = Project(data_store, searched.id)
    project.choose("repeated", models=("linear", "tree"), repeats=1)
    project = made(data_store, project, "repeated")
    app = view(clean(open_page("train", project)), "Repeated CV")
    found = project.shown("repeated")
    assert found is not None
    assert found.sentence in texts(app).replace("\\", "")
    project.choose("split", method="order")
    made(data_store, project, "split", "train")
    app = view(clean(open_page("train", project)), "Repeated CV")
    assert "The folds cannot be repeated." in texts(app)
    project.undo()
    project.undo()


def test_the_whole_procedure_is_judged_and_its_cost_said(
    searched: Project, data_store: Store, open_page: Open
) -> None:
    project = Project(data_store, searched.id)
    project.choose("nested", trials=0)
    app = view(clean(open_page("train", project)), "Nested CV")
    assert "This takes up to 65 fits, about" in texts(app)
    project = made(data_store, project, "nested")
    app = view(clean(open_page("train", project)), "Nested CV")
    found = project.shown("nested")
    assert found is not None
    assert found.sentence in texts(app).replace("\\", "")


def test_columns_that_may_only_lower_the_answer_are_chosen(
    searched: Project, open_page: Open
) -> None:
    app = clean(open_page("train", searched))
    assert app.multiselect(key="train.lowers").options == ["a", "b"]
    app.multiselect(key="train.lowers").set_value(["b"]).run()
    assert params_of(searched).lowers == ("b",)
    said = texts(clean(app))
    assert "These models support it: " in said
    assert "gradient boosting" in said
    searched.undo()
