"""Left as recommended, the table decides how rows are split, and what it cannot do is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.split.params import SplitParams
from lifecycle.split.risks import Risks, risks_of
from lifecycle.split.split import Split
from lifecycle.split.step import run
from tests.builders import make_table

from .tables import split, visits, with_roles


def left(table: Table, **chosen: object) -> Split:
    return run(SplitParams.model_validate(chosen), data=table, report=silent)


def sites(n_sites: int, task: str = "binary", missing: int = 0) -> Table:
    """Rows of a few sites in no order, by their role."""
    rng = np.random.default_rng(1)
    n = 20 * max(n_sites, 3)
    site = pd.Series([f"s{k % n_sites}" for k in range(n)], dtype=object)
    site[:missing] = None
    y = rng.normal(size=n) if task == "regression" else rng.choice(["no", "yes"], n)
    frame = pd.DataFrame({"site": site, "x": rng.normal(size=n), "y": y})
    return with_roles(make_table(frame, "y", task), site="group")


def both_sides(made: Split, column: pd.Series) -> set[str]:
    return set(column.iloc[made.train].dropna()) & set(column.iloc[made.holdout].dropna())


def test_a_declared_group_decides() -> None:
    table = visits(60, 4, patient="group")
    made = left(table)
    assert (made.method, made.column) == ("group", "patient")
    assert not both_sides(made, table.frame["patient"])
    assert risks_of(made, table) == Risks()


def test_a_declared_time_decides_before_what_is_only_found() -> None:
    table = visits(60, 4)
    when = pd.Series(np.random.default_rng(9).permutation(len(table.frame)).astype(float))
    kept = make_table(table.frame.assign(moment=when), "y", "binary")
    made = left(with_roles(kept, moment="time"))
    assert (made.method, made.column) == ("time", "moment")
    assert when[made.train].max() < when[made.holdout].min()


def test_of_a_declared_group_and_a_declared_time_the_group_decides_and_time_is_a_risk() -> None:
    table = visits(60, 4)
    when = np.random.default_rng(9).permutation(len(table.frame)).astype(float)
    kept = make_table(table.frame.assign(moment=when), "y", "binary")
    declared = with_roles(kept, moment="time", patient="group")
    made = left(declared)
    assert (made.method, made.column) == ("group", "patient")
    found = risks_of(made, declared)
    assert not found.torn
    assert "later than" in " ".join(found.sentences)
    by_time = split(declared, method="time", column="moment")
    assert risks_of(by_time, declared).torn  # patients on both sides, and they were declared
    assert risks_of(split(declared), declared).torn


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize(("n", "folds"), [(3, 2), (4, 3), (8, 5)])
def test_few_groups_make_fewer_folds(n: int, folds: int, task: str) -> None:
    table = sites(n, task)
    made = left(table)
    assert made.method == "group"
    assert len(made.folds) == folds
    assert not both_sides(made, table.frame["site"])
    assert (f"So there are {folds} folds." in made.sentence) == (folds < 5)


@pytest.mark.parametrize("n", [1, 2])
def test_too_few_groups_are_split_at_random_and_that_is_a_risk(n: int) -> None:
    table = sites(n)
    made = left(table)
    assert made.method == "random"
    assert "So the rows are split at random." in made.sentence
    found = risks_of(made, table)
    assert found.torn
    assert "puts the same site on both sides" in found.sentences[0]


def test_rows_without_a_group_are_groups_of_their_own() -> None:
    table = sites(8, missing=15)
    made = left(table)
    assert made.method == "group"
    assert not both_sides(made, table.frame["site"])
    assert "15 rows without a value count as groups of their own." in made.sentence


def test_neighbours_that_are_alike_are_torn_by_chance_alone() -> None:
    y = pd.Series(np.cumsum(np.random.default_rng(3).normal(size=300)))
    table = make_table(pd.DataFrame({"x": np.random.default_rng(4).normal(size=300), "y": y}), "y",
                       "regression")  # fmt: skip
    assert left(table).method == "order"
    assert risks_of(left(table), table) == Risks()
    found = risks_of(split(table), table)
    assert found.torn
    assert "neighbours on both sides" in found.sentences[0]


def test_a_found_group_that_comes_again_is_a_note_and_a_declared_one_a_risk() -> None:
    table = visits(60, 4)
    ordered = split(table, method="order")
    assert not risks_of(ordered, table).torn
    assert risks_of(ordered, with_roles(visits(60, 4), patient="group")).torn


def test_another_declared_group_than_the_one_split_by_is_a_risk() -> None:
    table = visits(60, 4)
    kept = make_table(table.frame.assign(ward=list("abcdefgh") * 30), "y", "binary")
    declared = with_roles(kept, patient="group")
    assert risks_of(split(declared, method="group", column="ward"), declared).torn


def test_what_was_chosen_is_not_mended_in_silence() -> None:
    with pytest.raises(ChoiceError, match="2 groups of site cannot be cut"):
        left(sites(2), method="group", column="site")
    with pytest.raises(ChoiceError, match="cannot be cut into a holdout and 20 folds"):
        left(make_table(pd.DataFrame({"x": range(12), "y": ["a", "b"] * 6}), "y", "binary"),
             folds=20)  # fmt: skip


@pytest.mark.parametrize("stratify", [True, False])
@pytest.mark.parametrize("rare", [1, 2, 3])
def test_no_class_lies_wholly_in_a_random_holdout(rare: int, stratify: bool) -> None:
    y = ["a"] * 30 + ["b"] * 25 + ["c"] * rare + ["d"] * rare
    table = make_table(pd.DataFrame({"x": np.arange(float(len(y))), "y": y}), "y", "multiclass")
    for seed in range(12):
        made = split(table, seed=seed, stratify=stratify)
        assert set(table.y.iloc[made.train]) == set("abcd")
        assert len(made.holdout) == int(np.ceil(0.2 * len(y)))
        unjudged = set("abcd") - set(table.y.iloc[made.holdout])
        said = " ".join(risks_of(made, table).sentences)
        assert all(name in said for name in unjudged)
        assert bool(said) == bool(unjudged)


def test_a_group_with_all_rows_of_a_class_goes_to_the_training_rows() -> None:
    rng = np.random.default_rng(2)
    who = np.repeat(np.arange(40), 5)
    y = np.where(who == 7, "rare", rng.choice(["a", "b"], 200))
    frame = pd.DataFrame({"who": [f"p{k}" for k in who], "x": rng.normal(size=200), "y": y})
    table = with_roles(make_table(frame, "y", "multiclass"), who="group")
    for seed in range(6):
        for stratify in (True, False):
            made = split(table, method="group", column="who", seed=seed, stratify=stratify)
            assert "rare" in set(table.y.iloc[made.train])
            assert not both_sides(made, table.frame["who"])


def test_a_class_that_comes_last_is_named() -> None:
    y = ["a", "b"] * 30 + ["late"] * 8
    frame = pd.DataFrame({"x": np.arange(68.0), "y": y})
    table = make_table(frame, "y", "multiclass")
    made = split(table, method="order")
    assert any("late is in no training row" in each for each in risks_of(made, table).sentences)
