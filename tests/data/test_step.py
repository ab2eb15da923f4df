"""Data: target, task, kinds and roles, guessed or chosen, and what cannot be learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import plan
from lifecycle.data.read_step import ReadParams
from lifecycle.data.readers import Reading, read_table
from lifecycle.data.step import DataParams, Table, run
from lifecycle.engine.runner import run_recipe, silent
from lifecycle.export.schema import input_schema, reference_rows
from lifecycle.export.step import reference
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

N = 60


def reading(tmp_path: Path, **columns: Any) -> Reading:
    path = tmp_path / "blob"
    pd.DataFrame(columns).to_csv(path, index=False)
    return read_table(path)


def table(read: Reading, **choices: Any) -> Table:
    return run(DataParams.model_validate(choices), read=read, report=silent)


def numbers(n: int = N, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n).round(4)


@pytest.fixture
def mixed(tmp_path: Path) -> Reading:
    return reading(
        tmp_path,
        customer_id=[f"C{i:03d}" for i in range(N)],
        amount=numbers(),
        plan=["basic", "plus", "pro"] * (N // 3),
        since=pd.date_range("2024-01-01", periods=N).strftime("%d/%m/%Y"),
        country=["IT"] * N,
        churn=(["yes"] + ["no"] * 3) * (N // 4),
        last=numbers(seed=1),
    )


def test_a_table_with_nothing_chosen(mixed: Reading) -> None:
    got = table(mixed)
    assert (got.target, got.task, got.positive, got.classes) == (
        "churn",
        "binary",
        "yes",
        ("no", "yes"),
    )
    assert "taken as target for its name" in got.task_reason
    assert got.features == ["amount", "plan", "since", "last"]
    assert got.columns.set_index("name")["role"].to_dict() == {
        "customer_id": "ignore",
        "amount": "feature",
        "plan": "feature",
        "since": "feature",
        "country": "ignore",
        "churn": "target",
        "last": "feature",
    }
    assert got.frame["amount"].dtype == np.float64
    assert got.frame["since"].dtype == "datetime64[ns]"
    assert got.frame["since"].iloc[12] == pd.Timestamp("2024-01-13")
    assert list(got.frame) == list(mixed.frame)
    assert got.columns["reason"].str.len().gt(0).all()


def test_choices_win(mixed: Reading) -> None:
    got = table(
        mixed,
        target="plan",
        columns=[
            {"name": "customer_id", "role": "feature", "kind": "category"},
            {"name": "amount", "role": "ignore"},
            {"name": "since", "kind": "text"},
        ],
    )
    assert got.task == "multiclass"
    assert got.features == ["customer_id", "since", "churn", "last"]
    assert got.frame["since"].iloc[0] == "01/01/2024"


def test_the_upstream_frame_is_left_alone(mixed: Reading) -> None:
    before = mixed.frame.copy()
    table(mixed, drop_duplicates=True)
    pd.testing.assert_frame_equal(mixed.frame, before)


@pytest.mark.parametrize(
    ("values", "task", "classes", "positive"),
    [
        ([0, 1, 1], "binary", ("0", "1"), "1"),
        ([1, 2, 1], "binary", ("1", "2"), "2"),
        ([1, 2, 2], "binary", ("2", "1"), "1"),
        ([-1, 1, 1], "binary", ("-1", "1"), "1"),
        (["good", "bad", "bad"], "binary", ("good", "bad"), "bad"),
        (["True", "False", "True"], "binary", ("False", "True"), "True"),
        (["a", "b", "b"], "binary", ("b", "a"), "a"),
        ([0.5, 1.5, 0.5], "binary", ("0.5", "1.5"), "1.5"),
        ([3, 4, 5], "multiclass", ("3", "4", "5"), None),
        (["x", "y", "z"], "multiclass", ("x", "y", "z"), None),
    ],
)
def test_classes(tmp_path: Path, values: list, task: str, classes: tuple, positive: str) -> None:
    got = table(reading(tmp_path, a=numbers(), target=values * (N // 3)))
    assert (got.task, got.classes, got.positive) == (task, classes, positive)
    assert set(got.y) == set(classes)


def test_whole_number_classes_with_gaps_are_not_called_1_0(tmp_path: Path) -> None:
    got = table(reading(tmp_path, a=numbers(), target=[0, 1, None] * (N // 3)))
    assert got.classes == ("0", "1")
    assert got.rows_without_target == N // 3
    assert len(got.frame) == N - N // 3
    assert got.frame.index.equals(pd.RangeIndex(len(got.frame)))


def test_many_numbers_are_a_regression_and_the_task_can_be_chosen(tmp_path: Path) -> None:
    read = reading(tmp_path, a=numbers(), price=np.arange(N) + 0.5, rating=[1, 2, 3, 4, 5] * 12)
    assert table(read, target="price").task == "regression"
    assert table(read, target="price").y.dtype == np.float64
    assert table(read, target="rating").task == "multiclass"
    assert table(read, target="rating", task="regression").y.dtype == np.float64


COUNTS = np.random.default_rng(0).poisson(1.4, 400)
UNIFORM = np.arange(400) % 7


@pytest.mark.parametrize(
    ("name", "values", "task"),
    [
        ("number of children", [0, 1, 2, 3, 5] * 12, "regression"),
        ("Zimmer", [1, 2, 3, 4] * 15, "regression"),
        ("nVisits", COUNTS, "regression"),
        ("reported", COUNTS, "regression"),
        ("store", COUNTS, "multiclass"),
        ("rating", COUNTS, "multiclass"),
        ("reported", UNIFORM, "multiclass"),
        ("reported", UNIFORM % 3, "multiclass"),
        ("children", [0, 1] * 30, "binary"),
    ],
)
def test_counts_of_few_values_are_amounts(
    tmp_path: Path, name: str, values: list, task: str
) -> None:
    read = reading(tmp_path, **{name: values, "a": numbers(len(values))})
    got = table(read, target=name)
    assert got.task == task
    nature = got.columns.set_index("name").loc[name, "nature"]
    assert (nature == "count") == (task == "regression")


def test_two_classes_stay_two_when_several_were_asked_for(mixed: Reading) -> None:
    got = table(mixed, task="multiclass")
    assert got.task == "binary"
    assert "set to several classes" in got.task_reason


def test_the_positive_class_can_be_chosen(mixed: Reading) -> None:
    assert table(mixed, positive="no").classes == ("yes", "no")


def test_duplicates_are_counted_and_dropped_on_request(tmp_path: Path) -> None:
    read = reading(tmp_path, a=[*numbers(40), *numbers(40)[:20]], y=["u", "v"] * 30)
    assert table(read).duplicate_rows == 20
    assert len(table(read).frame) == 60
    got = table(read, drop_duplicates=True)
    assert (got.duplicate_rows, len(got.frame)) == (20, 40)


def test_a_column_that_is_constant_where_the_target_is_known(tmp_path: Path) -> None:
    known = [True] * 40 + [False] * 20
    read = reading(
        tmp_path,
        a=numbers(),
        when=np.where(known, "past", "future"),
        target=[v if k else None for v, k in zip(["u", "v"] * 30, known, strict=True)],
    )
    assert table(read).features == ["a"]


@pytest.mark.parametrize(
    ("choices", "problem", "remedy"),
    [
        ({"target": "chrun"}, "no column 'chrun'", "'churn'"),
        ({"target": "zzz"}, "no column 'zzz'", "The columns are"),
        ({"columns": [{"name": "amont"}]}, "no column 'amont'", "'amount'"),
        ({"target": "country"}, "same value in every row", "two different"),
        ({"target": "customer_id"}, "60 different texts", "another target"),
        ({"target": "since"}, "dates", "another target"),
        ({"target": "amount", "task": "multiclass"}, "60 different numbers", "regression"),
        ({"target": "plan", "task": "binary"}, "3 classes", "multiclass"),
        ({"target": "plan", "task": "regression"}, "no numbers", "multiclass"),
        ({"positive": "maybe"}, "'maybe' is not a value", "'no' or 'yes'"),
        (
            {
                "columns": [
                    {"name": n, "role": "ignore"} for n in ("amount", "plan", "since", "last")
                ]
            },
            "No feature is left",
            "left out take part",
        ),
    ],
)
def test_what_cannot_work_is_said_with_a_remedy(
    mixed: Reading, choices: dict[str, Any], problem: str, remedy: str
) -> None:
    with pytest.raises(ChoiceError) as caught:
        table(mixed, **choices)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_rows_and_targets_that_are_too_few(tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="19 rows; at least 20"):
        table(reading(tmp_path, a=numbers(19), y=["u"] * 10 + ["v"] * 9))
    with pytest.raises(ChoiceError, match="Only 10 rows of 60"):
        table(reading(tmp_path, a=numbers(), y=["u", "v"] * 5 + [None] * 50))
    with pytest.raises(ChoiceError, match="missing in every row"):
        table(reading(tmp_path, a=numbers(), y=[None] * N), target="y")
    with pytest.raises(ChoiceError, match="No column can be a target"):
        table(reading(tmp_path, key=range(N), same=["x"] * N))


def test_it_is_stored_and_read_back_as_it_was(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "upload.csv"
    pd.DataFrame({"a": numbers(), "y": ["u", "v", None] * 20}).to_csv(path, index=False)
    with path.open("rb") as file:
        key, _ = store.put_blob(file)
    recipe = plan(GRAPH, {"read": ReadParams(source=key)})["data"]
    made = run_recipe(recipe, store, GRAPH)
    again = Store(store.folder).load(recipe.key, Table)
    pd.testing.assert_frame_equal(again.frame, made.frame)
    pd.testing.assert_frame_equal(again.columns, made.columns)
    assert (again.classes, again.task_reason) == (made.classes, made.task_reason)


REAL = [
    ("titanic", None, "Survived", "binary", "1", 12, 0, 0),
    ("telco_churn", None, "Churn", "binary", "Yes", 21, 0, 0),
    ("penguins", None, "species", "multiclass", None, 8, 0, 0),
    ("ames_housing", None, "price", "regression", None, 82, 0, 0),
    ("german_credit", "credit", "credit", "binary", "2", 21, 0, 0),
    ("wine_white_semi", "quality", "quality", "multiclass", None, 12, 0, 937),
    ("bike_sharing_hour", "cnt", "cnt", "regression", None, 17, 0, 0),
    ("air_quality_it", "CO(GT)", "CO(GT)", "regression", None, 17, 0, 0),
]


@pytest.mark.parametrize(
    ("name", "chosen", "target", "task", "positive", "width", "unknown", "twice"),
    REAL,
    ids=[row[0] for row in REAL],
)
def test_real_files(
    shared: Callable[[str], Path],
    name: str,
    chosen: str | None,
    target: str,
    task: str,
    positive: str | None,
    width: int,
    unknown: int,
    twice: int,
) -> None:
    got = table(read_table(shared(f"data/{name}.csv")), target=chosen)
    assert (got.target, got.task, got.positive) == (target, task, positive)
    assert got.frame.shape[1] == width
    assert (got.rows_without_target, got.duplicate_rows) == (unknown, twice)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        (
            "titanic",
            {"PassengerId": "identifier", "Name": "text", "Ticket": "category", "Age": "number"},
        ),
        ("telco_churn", {"customerID": "identifier", "TotalCharges": "number", "Churn": "boolean"}),
        ("ames_housing", {"Order": "identifier", "PID": "identifier", "MS.SubClass": "number"}),
        ("bike_sharing_hour", {"instant": "identifier", "dteday": "date", "hr": "number"}),
        ("air_quality_it", {"Date": "date", "T": "number", "Unnamed: 15": "constant"}),
    ],
)
def test_kinds_of_real_columns(
    shared: Callable[[str], Path], name: str, kinds: dict[str, str]
) -> None:
    columns = read_table(shared(f"data/{name}.csv")).columns.set_index("name")
    assert columns["kind"].loc[list(kinds)].to_dict() == kinds


def test_roles_are_kept_and_what_is_not_known_in_time_never_takes_part(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        a=numbers(),
        w=np.abs(numbers(seed=1)),
        plan=["basic", "plus", "pro"] * (N // 3),
        y=(["yes"] + ["no"] * 3) * (N // 4),
    )
    chosen = [
        {"name": "w", "role": "weight", "note": "kilos"},
        {"name": "plan", "role": "feature", "known": "no"},
    ]
    got = table(read, target="y", columns=chosen)
    columns = got.columns.set_index("name")
    assert columns.loc["w", ["role", "note"]].tolist() == ["weight", "kilos"]
    assert columns.loc["plan", ["role", "known"]].tolist() == ["ignore", "no"]
    assert got.features == ["a"]
    assert got.weight is not None
    assert got.weight.tolist() == got.frame["w"].tolist()
    with pytest.raises(ChoiceError, match="negative values, so it cannot be the weight"):
        table(read, target="y", columns=[{"name": "a", "role": "weight"}])


def test_each_role_has_its_name_on_the_table(mixed: Reading) -> None:
    roles = {"customer_id": "group", "since": "time", "plan": "protected", "last": "weight"}
    lifted = replace(mixed, frame=mixed.frame.assign(last=mixed.frame["last"].abs()))
    chosen = [{"name": name, "role": role} for name, role in roles.items()]
    got = table(lifted, target="churn", columns=chosen)
    assert (got.named("group"), got.named("time")) == (["customer_id"], ["since"])
    assert got.protected == ["plan"]
    assert got.weight is not None
    assert got.features == ["amount"]
    plain = table(mixed)
    assert (plain.named("group"), plain.named("time"), plain.protected) == ([], [], [])
    assert plain.weight is None


def test_a_column_with_a_role_is_not_taken_as_target(mixed: Reading) -> None:
    chosen = [{"name": "churn", "role": "protected"}]
    assert table(mixed, columns=chosen).target == "last"
    assert table(mixed, target="churn", columns=chosen).target == "churn"


def test_a_name_that_speaks_of_later_is_asked_about(tmp_path: Path) -> None:
    levels = ["x", "y", "z"] * (N // 3)
    read = reading(tmp_path, a=numbers(), refund=levels, churned_by=levels, churned=["u", "v"] * 30)
    columns = table(read, target="churned").columns.set_index("name")
    assert columns["known"].to_dict() == {
        "a": "", "refund": "unsure", "churned_by": "unsure", "churned": ""
    }  # fmt: skip
    assert "the target's name" in columns.loc["churned_by", "reason"]
    assert (columns["role"] == "feature").sum() == 3


@pytest.mark.parametrize("name", ["prediction", "p:u"])
def test_a_target_may_be_called_like_an_answer(tmp_path: Path, name: str) -> None:
    got = table(reading(tmp_path, a=numbers(), **{name: ["u", "v"] * 30}), target=name)
    assert got.target == name
    schema = input_schema(got, ["a"], range(N), "test")
    answers = pd.DataFrame({"row": range(N), "prediction": "u", "p:u": 1.0, "p:v": 0.0})
    kept = reference(schema, got, answers)
    assert kept.columns.is_unique
    assert reference_rows(schema, kept)[name].tolist() == got.y.tolist()
