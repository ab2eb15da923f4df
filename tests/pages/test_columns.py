"""The table of columns: what a person changes is kept, moved and enforced; guesses are not kept."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.data.roles import ColumnChoice
from lifecycle.data.step import DataParams
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.ui.text import plain
from pages.views.data.column_edits import Edit, understand_edit, without_guesses
from pages.views.data.columns import editable, target_of

from .conftest import Open, filled
from .test_journey import clean, texts

GUESSES = {"age": "number", "id": "identifier", "city": "category", "churn": "boolean"}


def table(params: DataParams) -> pd.DataFrame:
    reading = pd.DataFrame({"name": list(GUESSES), "kind": list(GUESSES.values())})
    reading = reading.assign(missing=0, distinct=3, example="x", note="")
    return editable(type("Read", (), {"columns": reading})(), params, None)


def typed(params: DataParams, **rows: dict[str, Any]) -> Edit:
    """What is understood after someone typed into the rows of these columns."""
    before = table(params)
    after = before.copy()
    for name, cells in rows.items():
        for column, value in cells.items():
            after.loc[after["Column"] == name, column] = value
    return understand_edit(before, after, params, GUESSES, target_of(params, None))


def edit(params: DataParams, name: str, **cells: Any) -> DataParams:
    """The choices after someone typed into the row of one column."""
    made = typed(params, **{name: cells})
    return DataParams.model_validate(params.model_dump() | made.choices)


def role(params: DataParams, name: str) -> str:
    return str(table(params).set_index("Column").loc[name, "Role"])


def test_nothing_changed_is_nothing_kept() -> None:
    assert edit(DataParams(), "age") == DataParams()


def test_a_choice_that_equals_the_guess_is_no_choice() -> None:
    back = ColumnChoice(name="age", kind="number", role="feature")
    assert without_guesses([back], {"age": "number"}, "") == ()
    other = ColumnChoice(name="age", kind="category", role="feature")
    assert without_guesses([other], {"age": "number"}, "") == (
        ColumnChoice(name="age", kind="category"),
    )


def test_the_target_is_one_and_moves() -> None:
    params = edit(DataParams(task="binary", positive="yes"), "churn", Role="target")
    assert (params.target, params.task, params.positive) == ("churn", "auto", None)
    made = typed(params, age={"Role": "target"})
    assert "'age' is the target now; 'churn' is none any more." in made.said
    params = DataParams.model_validate(params.model_dump() | made.choices)
    assert params.target == "age"
    assert role(params, "churn") == "feature"
    assert params.columns == ()


def test_the_target_can_only_lose_its_role_to_another() -> None:
    params = DataParams(target="churn")
    made = typed(params, churn={"Role": "feature"})
    assert made.choices == {"columns": ()}
    assert "must be the target" in made.said[0]
    made = typed(params, churn={"Role": "group"}, city={"Role": "target"})
    assert made.choices["target"] == "city"
    assert made.choices["columns"] == (ColumnChoice(name="churn", role="group"),)


def test_only_one_column_says_the_time_and_the_move_is_said() -> None:
    params = edit(DataParams(), "age", Role="time")
    made = typed(params, city={"Role": "time"})
    assert made.said == ["Only one column can have the role time: it moved from 'age' to 'city'."]
    params = DataParams.model_validate(params.model_dump() | made.choices)
    assert role(params, "city") == "time"
    assert role(params, "age") == "feature"


def test_a_feature_not_known_in_time_is_said_to_stay_out() -> None:
    params = edit(DataParams(), "city", Known="no")
    made = typed(params, city={"Role": "feature"})
    assert made.said == ["'city' stays left out: it is not known at the moment of prediction."]
    assert role(DataParams.model_validate(params.model_dump() | made.choices), "city") == "ignore"


def test_not_known_in_time_wins_over_the_role_and_goes_when_taken_back() -> None:
    params = edit(edit(DataParams(), "city", Role="feature"), "city", Known="no")
    assert role(params, "city") == "ignore"
    assert role(edit(params, "city", Known="yes"), "city") == "feature"


def test_not_known_in_time_takes_no_other_role() -> None:
    params = edit(DataParams(), "city", Role="group", Known="no")
    assert role(params, "city") == "group"
    later = edit(edit(DataParams(), "age", Known="no"), "age", Role="weight")
    assert role(later, "age") == "weight"
    assert typed(DataParams(), age={"Role": "weight", "Known": "no"}).said == []


def test_the_sort_of_a_number_goes_with_its_kind() -> None:
    reading = pd.DataFrame({"name": ["age"], "kind": ["number"], "nature": ["count"]})
    reading = reading.assign(missing=0, distinct=3, example="x", note="")
    made = type("Read", (), {"columns": reading})()
    assert editable(made, DataParams(), None)["Nature"].tolist() == ["count"]
    names = DataParams(columns=(ColumnChoice(name="age", kind="category"),))
    assert editable(made, names, None)["Nature"].tolist() == [""]


def test_a_note_alone_is_kept() -> None:
    params = edit(DataParams(), "city", Note="asked Ann")
    assert params.columns == (ColumnChoice(name="city", note="asked Ann"),)
    assert params.model_dump(mode="json")["columns"] == [{"name": "city", "note": "asked Ann"}]


@pytest.fixture
def project(data_store: Store) -> Project:
    return filled(data_store, "binary")


def type_into(app: AppTest, edits: dict[int, dict[str, Any]], turn: int = 1) -> AppTest:
    """Type into the editor as the browser does: it sends all edits since it was drawn anew."""
    app.session_state["data.view"] = "Columns"
    app.session_state[f"columns.{turn}."] = {
        "edited_rows": edits,
        "added_rows": [],
        "deleted_rows": [],
    }
    return clean(app.run())


def chosen(project: Project) -> dict[str, ColumnChoice]:
    params = Project(project.store, project.id).params("data")
    assert isinstance(params, DataParams)
    return {choice.name: choice for choice in params.columns}


def test_edits_on_the_page_reach_the_project(project: Project, open_page: Open) -> None:
    app = clean(open_page("data", project))
    edits: dict[int, dict[str, Any]] = {1: {"Role": "protected"}}
    type_into(app, edits)
    names = project.shown("read").columns["name"].tolist()
    assert chosen(project)[names[1]].role == "protected"
    type_into(app, edits | {2: {"Note": "paint"}})  # the editor is still the same one
    assert chosen(project)[names[2]].note == "paint"
    assert chosen(project)[names[1]].role == "protected"


def test_what_was_typed_is_not_typed_again_after_an_undo(project: Project, open_page: Open) -> None:
    app = clean(open_page("data", project))
    type_into(app, {1: {"Role": "protected"}})
    assert chosen(project)
    Project(project.store, project.id).choose("data", columns=())
    clean(app.run())
    clean(app.run())
    assert not chosen(project)


def test_a_known_no_leaves_the_column_out_at_once(project: Project, open_page: Open) -> None:
    app = clean(open_page("data", project))
    type_into(app, {0: {"Known": "no"}})
    names = project.shown("read").columns["name"].tolist()
    assert chosen(project)[names[0]].known == "no"
    type_into(app, {0: {"Known": "yes"}}, turn=2)  # its role changed with it: drawn anew
    assert chosen(project)[names[0]].known == "yes"


def test_many_columns_can_be_searched(open_page: Open, data_store: Store) -> None:
    frame = pd.DataFrame({f"sensor_{i}": range(30) for i in range(40)} | {"y": ["u", "v"] * 15})
    wide = Project.create(data_store, "Wide")
    wide.choose("read", source=wide.upload(io.BytesIO(frame.to_csv().encode()), "wide.csv"))
    wide.ask("read")
    run_recipe(wide.recipes["read"], data_store, GRAPH)
    app = clean(open_page("data", wide))
    next(box for box in app.text_input if box.label == "Find columns").set_value("SENSOR_3").run()
    assert "11 of 42 columns" in texts(clean(app))


def test_the_target_is_summed_up_from_the_training_rows(project: Project, open_page: Open) -> None:
    said = texts(clean(open_page("data", project)))
    assert f"In {len(project.shown('split').train)} training rows: " in said
    assert "would be right in" in said
    project.choose("data", columns=(ColumnChoice(name="b", role="protected"),))
    project.ask("data")
    run_recipe(project.recipes["data"], project.store, GRAPH)
    said = texts(clean(open_page("data", Project(project.store, project.id))))
    assert "In 200 rows: " in said  # the split belongs to the former choices
    assert plain("Kept, but out of the model: b (protected).") in said
