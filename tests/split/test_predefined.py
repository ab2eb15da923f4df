"""A given column: words are understood, what is not is asked, a person's word counts most."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.split.predefined import meanings, parts_understood, values_of

from .tables import plain, split


@pytest.mark.parametrize(
    ("name", "values", "held", "expected"),
    [
        ("set", ["TRAIN", " test "], (), ["train", "holdout"]),
        ("set", ["train", "valid", "test"], (), ["train", "validation", "holdout"]),
        ("set", ["train", "validation"], (), ["train", "holdout"]),
        ("is_test", ["true", "false"], (), ["holdout", "train"]),
        ("in_training", ["yes", "no"], (), ["train", "holdout"]),
        ("fold", ["1", "2", "3", "holdout"], (), ["1", "2", "3", "holdout"]),
        ("fold", ["0", "1", "2"], ("0",), ["holdout", "1", "2"]),
        ("clinic", ["north", "south", "west"], ("west",), ["train", "train", "holdout"]),
        ("set", ["train", "test", "exclude"], (), ["train", "holdout", "unused"]),
    ],
)
def test_values_are_understood(
    name: str, values: list[str], held: tuple[str, ...], expected: list[str]
) -> None:
    assert list(meanings(name, values, held).values()) == expected


@pytest.mark.parametrize(
    ("values", "held", "problem"),
    [
        (["a", "b"], (), "does not say what a and b means"),
        (["1", "2", "3"], (), "numbers 3 folds, but does not say which is the holdout"),
        (["train", "test", "maybe"], (), "does not say what maybe means"),
        (["a", "b"], ("c",), "No row of part is c"),
        ([f"v{k}" for k in range(60)], (), "has 60 values"),
    ],
)
def test_what_is_not_understood_is_asked(
    values: list[str], held: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(ChoiceError, match=problem) as caught:
        meanings("part", values, held)
    assert caught.value.remedy == "Choose which of its values are the holdout."


def test_given_folds_are_taken_over() -> None:
    fold = np.arange(60) % 6 + 1
    made = split(plain(60, fold=fold.astype(float)), method="column", column="fold", held=("6",))
    assert (fold[made.holdout] == 6).all()
    assert len(made.folds) == 5
    assert [set(fold[held]) for _, held in made] == [{1}, {2}, {3}, {4}, {5}]
    assert "The holdout is where fold is 6. Its other values are the 5 folds." in made.sentence


def test_given_validation_rows_compare_the_candidates() -> None:
    part = np.array(["train"] * 60 + ["val"] * 20 + ["test"] * 20)
    made = split(plain(100, part=part), method="column", column="part")
    (fit, held), *others = list(made)
    assert not others
    assert set(part[fit]) == {"train"}
    assert set(part[held]) == {"val"}
    assert set(part[made.train]) == {"train", "val"}


def test_other_rows_are_cut_at_random_and_silent_rows_left_out() -> None:
    part = np.array([None] * 5 + ["a"] * 45 + ["b"] * 30 + ["c"] * 20, dtype=object)
    made = split(plain(100, part=part), method="column", column="part", held=("c",), folds=4)
    assert made.rows["part"].value_counts().to_dict() == {"train": 75, "holdout": 20, "gap": 5}
    assert len(made.folds) == 4
    assert "5 rows that it says nothing of are used for nothing." in made.sentence


def test_a_flag_that_would_lock_most_rows_away_is_asked_about() -> None:
    table = plain(100, flag=["1"] * 80 + ["0"] * 20)
    with pytest.raises(ChoiceError, match="would lock 80% of the rows away"):
        split(table, method="column", column="flag")
    assert len(split(table, method="column", column="flag", held=("0",)).holdout) == 20


def test_choices_are_offered_in_order() -> None:
    table = plain(60, fold=np.arange(60) % 12, set=["train", "test"] * 30)
    assert values_of(table.frame["fold"]) == [str(k) for k in range(12)]
    assert parts_understood("set", table.frame["set"])
    assert not parts_understood("fold", table.frame["fold"])
    assert not parts_understood("a", table.frame["a"])
