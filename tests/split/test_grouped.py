"""By group: groups stay whole, sizes and classes near, and the order of rows says nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedGroupKFold

from lifecycle.data.step import Table
from tests.builders import make_table

from .tables import split, visits


@settings(max_examples=25, deadline=None)
@given(st.integers(12, 80), st.integers(1, 6), st.integers(0, 99), st.booleans())
def test_the_order_of_rows_says_nothing(
    patients: int, each: int, seed: int, stratify: bool
) -> None:
    table = visits(patients, each, seed)
    turned = np.random.default_rng(seed).permutation(len(table.frame))
    other = make_table(table.frame.iloc[turned].reset_index(drop=True), "y", "binary")
    chosen = {"method": "group", "column": "patient", "stratify": stratify, "folds": 3}
    one, two = split(table, **chosen), split(other, **chosen)
    assert one.rows["fold"].to_numpy()[turned].tolist() == two.rows["fold"].tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(30, 120), st.integers(0, 99), st.floats(0.1, 0.4), st.booleans())
def test_the_holdout_is_near_the_asked_size(
    patients: int, seed: int, share: float, stratify: bool
) -> None:
    sizes = np.random.default_rng(seed).integers(1, 9, patients)
    who = np.repeat(np.arange(patients), sizes).astype(str)
    y = np.where(np.arange(len(who)) % 3 == 0, "yes", "no")
    table = make_table(pd.DataFrame({"who": who, "x": 1.0, "y": y}), "y", "binary")
    made = split(table, method="group", column="who", holdout=share, stratify=stratify)
    assert abs(len(made.holdout) / len(who) - share) < 0.06
    sizes_of_folds = [len(held) for _, held in made]
    assert max(sizes_of_folds) - min(sizes_of_folds) <= 0.25 * len(made.train)


def uneven(seed: int) -> tuple[Table, np.ndarray, np.ndarray]:
    """Groups of many sizes whose class shares differ much."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 15, 120)
    who = np.repeat(np.arange(120), sizes)
    rate = rng.beta(0.5, 1.5, 120)[who]
    y = np.where(rng.random(len(who)) < rate, "yes", "no")
    frame = pd.DataFrame(
        {"who": [f"g{k:03d}" for k in who], "x": rng.normal(size=len(who)), "y": y}
    )
    return make_table(frame, "y", "binary"), who, y == "yes"


@pytest.mark.parametrize("seed", range(4))
def test_classes_are_as_even_as_with_scikit_learn(seed: int) -> None:
    table, who, yes = uneven(seed)
    made = split(table, method="group", column="who", seed=seed)
    theirs = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    rates = [yes[held].mean() for _, held in theirs.split(yes, yes, who)]
    off = abs(yes[made.holdout].mean() - yes.mean())
    assert off <= max(abs(rate - yes.mean()) for rate in rates) + 0.02
    ours = [yes[held].mean() for _, held in made]
    assert np.std(ours) <= np.std(rates) + 0.02


def test_strata_make_it_more_even_than_chance() -> None:
    off = {True: [], False: []}  # type: dict[bool, list[float]]
    for seed in range(8):
        table, _, yes = uneven(seed)
        for stratify, found in off.items():
            chosen = {"method": "group", "column": "who", "stratify": stratify, "seed": seed}
            found.append(abs(yes[split(table, **chosen).holdout].mean() - yes.mean()))
    assert np.mean(off[True]) < 0.5 * np.mean(off[False])


def test_as_many_groups_as_folds_leave_no_fold_empty() -> None:
    """scikit-learn's StratifiedGroupKFold leaves one empty here (its issue 34828)."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        who = np.repeat(list("abcdef"), rng.integers(4, 9, 6))
        y = rng.choice(["no", "yes"], len(who), p=[0.6, 0.4])
        table = make_table(pd.DataFrame({"who": who, "x": 1.0, "y": y}), "y", "binary")
        made = split(table, method="group", column="who", folds=5, holdout=0.15)
        assert len(made.folds) == 5
        assert all(len(held) for _, held in made)


def test_seeds_lock_other_groups_away_and_a_giant_is_no_hindrance() -> None:
    table = visits(80, 3)
    chosen = {"method": "group", "column": "patient"}
    drawn = {frozenset(split(table, **chosen, seed=s).holdout.tolist()) for s in range(5)}
    assert len(drawn) == 5
    who = ["giant"] * 200 + [f"g{k % 50}" for k in range(200)]
    frame = pd.DataFrame({"who": who, "x": 1.0, "y": ["yes", "no"] * 200})
    made = split(make_table(frame, "y", "binary"), method="group", column="who")
    assert abs(len(made.holdout) / 400 - 0.2) < 0.03


def test_many_groups_are_dealt_quickly_and_by_size() -> None:
    rng = np.random.default_rng(0)
    who = [f"c{k}" for k in rng.integers(0, 4000, 12_000)]
    y = rng.choice(["no", "yes"], 12_000)
    table = make_table(pd.DataFrame({"who": who, "x": 1.0, "y": y}), "y", "binary")
    made = split(table, method="group", column="who")
    assert abs(len(made.holdout) / 12_000 - 0.2) < 0.01
    assert {len(held) // 100 for _, held in made} <= {18, 19, 20}
