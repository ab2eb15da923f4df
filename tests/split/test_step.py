"""The holdout and the folds: complete, disjoint, and true to groups and time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import ChoiceError, MissingChoice
from lifecycle.core.recipe import plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.split.params import SplitParams
from lifecycle.split.split import Split
from lifecycle.split.step import run
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from tests.builders import make_table, mixed_table

TASKS = ("binary", "multiclass", "regression")


def split(table: Table, **chosen: Any) -> Split:
    return run(SplitParams(**{"method": "random"} | chosen), data=table, report=silent)


def table_of(task: str, n: int, groups: int, seed: int) -> Table:
    rng = np.random.default_rng(seed)
    y: Any = rng.normal(size=n)
    if task == "binary":
        y = np.where(np.arange(n) % 3 == 0, "yes", "no")
    elif task == "multiclass":
        y = rng.choice(["a", "b", "c"], n, p=[0.6, 0.3, 0.1])
        y[:2] = ["a", "b"]
    frame = pd.DataFrame(
        {
            "who": [f"g{k}" for k in rng.integers(0, groups, n)],
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, n, n), "h"),
            "y": y,
        }
    )
    return make_table(frame, "y", task)


tables = st.builds(
    table_of,
    task=st.sampled_from(TASKS),
    n=st.integers(40, 150),
    groups=st.integers(12, 40),
    seed=st.integers(0, 10_000),
)
shares = st.floats(0.05, 0.4)


@settings(max_examples=40, deadline=None)
@given(tables, st.sampled_from([None, "who", "when"]), shares, st.integers(2, 5), st.booleans())
def test_parts_are_disjoint_complete_and_reproducible(
    table: Table, column: str | None, share: float, folds: int, stratify: bool
) -> None:
    method = {None: "random", "who": "group", "when": "time"}[column]
    chosen = {"method": method, "column": column, "holdout": share, "folds": folds, "seed": 3}
    chosen["stratify"] = stratify
    made = split(table, **chosen)
    n = len(table.frame)
    assert sorted([*made.train, *made.holdout]) == list(range(n))
    assert len(made.folds) == folds
    for rows, held in made:
        assert len(rows)
        assert len(held)
        assert not set(rows) & set(held)
        assert not (set(rows) | set(held)) & set(made.holdout)
    pd.testing.assert_frame_equal(made.rows, split(table, **chosen).rows)


@settings(max_examples=25, deadline=None)
@given(tables, shares, st.integers(2, 5))
def test_a_group_is_never_on_both_sides(table: Table, share: float, folds: int) -> None:
    made = split(table, method="group", column="who", holdout=share, folds=folds)
    who = table.frame["who"].to_numpy()
    for rows, held in [(made.train, made.holdout), *made]:
        assert not set(who[rows]) & set(who[held])


@settings(max_examples=25, deadline=None)
@given(tables, shares, st.integers(2, 5))
def test_time_never_runs_backwards(table: Table, share: float, folds: int) -> None:
    made = split(table, method="time", column="when", holdout=share, folds=folds)
    when = table.frame["when"].to_numpy()
    for rows, held in [(made.train, made.holdout), *made]:
        assert when[rows].max() <= when[held].min()


def test_a_random_split_keeps_the_share_of_each_class_and_the_mean() -> None:
    for task in TASKS:
        table = mixed_table(task, n=600)
        made = split(table)
        y = pd.get_dummies(table.y).astype(float) if task != "regression" else table.y
        train, holdout = y.iloc[made.train].mean(), y.iloc[made.holdout].mean()
        assert np.allclose(train, holdout, atol=0.05 if task == "regression" else 0.005)
        assert (len(made.train), len(made.holdout)) == (480, 120)


def test_the_summary_tells_nothing_of_the_holdout_but_its_rows() -> None:
    for task in TASKS:
        made = split(mixed_table(task, n=600), gap=3, method="order")
        lines = made.summary.set_index("part")
        assert lines["rows"].to_dict() == {"train": 477, "holdout": 120, "gap": 3}
        told = lines.drop(columns=["rows", "share", "target"])
        assert told.loc["train"].notna().all()
        assert told.drop("train").isna().all(axis=None)


def test_another_seed_locks_other_rows_away() -> None:
    table = mixed_table()
    assert set(split(table, seed=0).holdout) != set(split(table, seed=1).holdout)


def test_the_titanic_sentence_says_what_the_holdout_is_worth() -> None:
    sentence = split(table_of("binary", 891, 50, 0)).sentence
    assert sentence == (
        "179 of 891 rows are locked away. "
        "Accuracy measured on them will be known to about +/- 7 points."
    )


def test_a_class_with_one_row_is_handled_and_said() -> None:
    table = table_of("binary", 60, 20, 0)
    frame = table.frame.assign(y=["rare", *table.y[1:]])
    for method, column in (("random", None), ("group", "who")):
        made = split(make_table(frame, "y", "multiclass"), method=method, column=column)
        assert len(made.holdout) + len(made.train) == 60
    assert (
        "Class rare has too few rows to be spread evenly."
        in split(make_table(frame, "y", "multiclass")).sentence
    )


def test_groups_of_very_different_size_come_near_the_wanted_share() -> None:
    frame = table_of("binary", 400, 30, 1).frame
    frame["who"] = ["big"] * 150 + [f"g{i % 40}" for i in range(250)]
    made = split(make_table(frame, "y", "binary"), method="group", column="who", holdout=0.25)
    assert 0.1 < len(made.holdout) / 400 < 0.45


def test_rows_without_a_group_or_time_are_counted() -> None:
    frame = table_of("binary", 100, 30, 1).frame
    frame.loc[:4, "who"] = None
    frame.loc[:4, "when"] = pd.NaT
    table = make_table(frame, "y", "binary")
    assert "5 rows without a value" in split(table, method="group", column="who").sentence
    timed = split(table, method="time", column="when")
    assert "5 rows without a time" in timed.sentence
    assert set(timed.rows["fold"][:5]) == {0}


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"method": "group", "column": "wo"}, "There is no column wo. Did you mean who?"),
        ({"method": "group", "column": "y"}, "y is the target."),
        ({"method": "time", "column": "who"}, "holds no dates or numbers"),
        ({"holdout": 0.5, "folds": 20}, "30 rows cannot be cut into a holdout and 20 folds."),
        ({"method": "group", "column": "few"}, "2 groups of few cannot be cut"),
        ({"method": "time", "column": "gaps"}, "has a value in only 1 of 30 rows"),
        ({"method": "time", "column": "same"}, "Column same has the same value in every row"),
        ({"method": "time", "column": "2"}, "Column 2 has 1 different value before the holdout; 5"),
        ({"method": "order", "gap": 24}, "The file has no rows before the holdout and its gap; 5"),
        ({"method": "column", "column": "few"}, "does not say what a and b means"),
    ],
)
def test_what_cannot_work_is_said_in_words(chosen: dict[str, Any], problem: str) -> None:
    frame = table_of("binary", 30, 10, 0).frame
    frame = frame.assign(few=["a", "b"] * 15, gaps=[1.0] + [np.nan] * 29, same=7.0)
    frame = frame.assign(**{"2": [1.0, 2.0] * 15})
    with pytest.raises(ChoiceError) as caught:
        split(make_table(frame, "y", "binary"), **chosen)
    assert problem in str(caught.value)


def test_a_missing_column_is_asked_for() -> None:
    assert SplitParams(method="time").missing() == "Choose the time column to split by."
    assert "says which rows are the holdout" in SplitParams(method="column").missing()
    assert SplitParams(method="order").missing() == ""
    with pytest.raises(MissingChoice):
        split(mixed_table(), method="time")


def test_a_class_that_comes_only_late_cannot_be_learned() -> None:
    frame = pd.DataFrame({"t": np.arange(40.0), "y": ["no"] * 32 + ["yes"] * 8})
    with pytest.raises(ChoiceError, match="of the class no"):
        split(make_table(frame, "y", "binary"), method="time", column="t")


def test_the_artifact_outlives_the_store(store: Store) -> None:
    table = mixed_table()
    made = split(table, method="time", column="when", gap=20)
    recipe = plan(GRAPH, {"split": SplitParams(method="time", column="when", gap=20)})["split"]
    store.save(recipe, made)
    again = Store(store.folder).load(recipe.key, Split)
    assert [list(map(list, each)) for each in again] == [list(map(list, each)) for each in made]
    pd.testing.assert_frame_equal(again.consequences, made.consequences)
    pd.testing.assert_frame_equal(again.summary, made.summary)
