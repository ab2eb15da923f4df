"""The Split page: what is recommended, taken with one click, and nothing told of the holdout."""

from __future__ import annotations

import io
import json

import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..split.tables import visits
from .conftest import Open
from .test_journey import clean, texts


@pytest.fixture(scope="module")
def patients(data_store: Store) -> Project:
    """A project of patients with several rows each, split at random."""
    project = Project.create(data_store, "Patients")
    key = project.upload(io.BytesIO(visits(60, 4).frame.to_csv(index=False).encode()), "p.csv")
    project.choose("read", source=key)
    project.choose("data", target="y")
    project.choose("split", method="random")
    for step in ("data", "split"):
        project.ask(step)
        run_recipe(project.recipes[step], data_store, GRAPH)
        project = Project(data_store, project.id)
    return project


def said(page: str) -> str:
    return page.replace("\\", "")


def test_the_recommended_way_is_taken_with_one_click(patients: Project, open_page: Open) -> None:
    app = clean(open_page("split", patients))
    assert "Recommended: By group (patient)" in said(texts(app))
    assert "60 of its 60 values have several rows" in said(texts(app))
    assert "A random split puts the same patient on both sides" in said(texts(app))
    assert any("Another way is chosen" in box.value for box in app.warning)
    next(b for b in app.button if b.key == "split-advice").click().run()
    params = Project(patients.store, patients.id).params("split")
    assert isinstance(params, SplitParams)
    assert (params.method, params.column) == ("group", "patient")
    assert "This is what is chosen." in texts(clean(app))
    assert "Split: split method changed" in said(texts(app))
    patients.undo()


def test_the_recommended_way_is_the_default(patients: Project, open_page: Open) -> None:
    patients.choose("split", method="auto")
    app = clean(open_page("split", patients))
    assert app.selectbox(key="split.method").value == "auto"
    assert "This is what is chosen." in texts(app)
    assert not any("Another way" in box.value for box in app.warning)
    params = Project(patients.store, patients.id).params("split")
    made = run_recipe(Project(patients.store, patients.id).recipes["split"], patients.store, GRAPH)
    assert isinstance(params, SplitParams)
    assert (params.method, made.method, made.column) == ("auto", "group", "patient")
    patients.undo()


def test_the_holdout_is_a_padlock(patients: Project, open_page: Open) -> None:
    app = clean(open_page("split", patients))
    split = Project(patients.store, patients.id).shown("split")
    assert split is not None
    assert f"{len(split.holdout)} rows (20%)" in said(texts(app)).replace("*", "")
    told = split.summary.set_index("part").loc["holdout"]
    assert told.drop(["rows", "share", "target"]).isna().all()
    drawn = json.dumps([frame.value.to_dict() for frame in app.dataframe], default=str)
    assert "share of" not in drawn


def test_what_a_size_is_worth_stands_beside_the_choice(patients: Project, open_page: Open) -> None:
    app = clean(open_page("split", patients))
    assert "48 holdout rows: accuracy +/- 1" in said(texts(app))
    app.slider(key="split.holdout").set_value(0.4).run()
    assert "96 holdout rows: accuracy +/- 1" in said(texts(clean(app)))
    patients.undo()


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("time", {"column", "gap", "holdout", "folds"}),
        ("order", {"gap", "holdout", "folds"}),
        ("column", {"column", "held", "folds"}),
    ],
)
def test_each_way_asks_for_what_it_needs(
    method: str, fields: set[str], patients: Project, open_page: Open
) -> None:
    patients.choose("split", method=method)
    app = clean(open_page("split", patients))
    drawn = {
        w.key
        for kind in ("selectbox", "number_input", "slider", "multiselect")
        for w in app.get(kind)
    }
    assert {f"split.{name}" for name in fields} <= drawn
    assert "split.gap" not in drawn or method in ("time", "order")
    patients.undo()
