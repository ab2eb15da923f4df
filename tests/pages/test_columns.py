"""The table of columns: what a person changes is kept, moved and enforced; guesses are not kept."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lifecycle.project import Project
from lifecycle.roles import ColumnChoice
from lifecycle.steps.data import DataParams
from lifecycle.store import Store
from pages.ui.columns import changed, editable, without_guesses

from .conftest import Open, filled
from .test_journey import clean

GUESSES = {"age": "number", "id": "identifier", "city": "category", "churn": "boolean"}


def table(params: DataParams) -> pd.DataFrame:
    reading = pd.DataFrame({"name": list(GUESSES), "kind": list(GUESSES.values())})
    reading = reading.assign(missing=0, distinct=3, example="x", note="")
    return editable(type("Read", (), {"columns": reading})(), params, None)


def edit(params: DataParams, name: str, **cells: Any) -> DataParams:
    """Return the choices after someone typed into the row of a column."""
    before = table(params)
    after = before.copy()
    for column, value in cells.items():
        after.loc[after["Column"] == name, column.replace("_", " ")] = value
    return DataParams.model_validate(
        params.model_dump() | changed(before, after, params, GUESSES)  # type: ignore[arg-type]
    )


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
    params = edit(DataParams(), "churn", Role="target")
    assert params.target == "churn"
    params = edit(params, "age", Role="target")
    assert params.target == "age"
    assert role(params, "churn") == "feature"
    assert edit(params, "age", Role="feature").target is None


def test_only_one_column_says_the_time() -> None:
    params = edit(edit(DataParams(), "age", Role="time"), "city", Role="time")
    assert role(params, "city") == "time"
    assert role(params, "age") == "feature"


def test_not_known_in_time_wins_over_the_role_and_goes_when_taken_back() -> None:
    params = edit(edit(DataParams(), "city", Role="feature"), "city", Known_in_time="no")
    assert role(params, "city") == "ignore"
    assert role(edit(params, "city", Known_in_time="yes"), "city") == "feature"


def test_a_note_alone_is_kept() -> None:
    params = edit(DataParams(), "city", Note="asked Ann")
    assert params.columns == (ColumnChoice(name="city", note="asked Ann"),)
    assert params.model_dump(mode="json")["columns"] == [{"name": "city", "note": "asked Ann"}]


@pytest.fixture
def project(data_store: Store) -> Project:
    return filled(data_store, "binary")


def test_an_edit_on_the_page_reaches_the_project(project: Project, open_page: Open) -> None:
    app = clean(open_page("data", project))
    key = f"columns.{project.recipes['data'].key[:12]}."
    app.session_state["data.view"] = "Columns"
    app.session_state[key] = {
        "edited_rows": {0: {"Known in time": "no"}, 1: {"Role": "protected"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    clean(app.run())
    params = Project(project.store, project.id).params("data")
    assert isinstance(params, DataParams)
    chosen = {choice.name: choice for choice in params.columns}
    names = project.shown("read").columns["name"].tolist()
    assert chosen[names[0]].known == "no"
    assert chosen[names[1]].role == "protected"
