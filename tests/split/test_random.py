"""At random: classes and amounts are spread evenly, the holdout's apart from the folds'."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats.stratification import strata_of_numbers
from tests.builders import make_table

from .tables import plain, split


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 60), st.integers(6, 20), st.integers(2, 6), st.integers(0, 99))
def test_every_class_is_in_each_fold_when_it_has_the_rows(
    many: int, few: int, folds: int, seed: int
) -> None:
    y = ["a"] * many + ["b"] * few
    table = make_table(pd.DataFrame({"x": np.arange(len(y)) % 7.0, "y": y}), "y", "binary")
    made = split(table, folds=folds, seed=seed)
    kept = table.y.iloc[made.train].value_counts()
    for name in kept.index[kept >= folds]:
        assert all((table.y.iloc[held] == name).any() for _, held in made)
    share = len(made.holdout) / len(y)
    for name, n in table.y.value_counts().items():
        assert abs((table.y.iloc[made.holdout] == name).sum() - share * n) <= 1


def test_many_folds_of_few_rows_leave_the_holdout_even() -> None:
    y = ["no"] * 45 + ["yes"] * 15  # too few for a stratum of twenty folds
    table = make_table(pd.DataFrame({"x": np.arange(60.0), "y": y}), "y", "binary")
    for seed in range(10):
        made = split(table, folds=20, holdout=0.2, seed=seed)
        assert (table.y.iloc[made.holdout] == "yes").sum() == 3
        assert "Class yes cannot be in each of the 20 folds." in made.sentence


def test_amounts_are_spread_by_their_quantile() -> None:
    rng = np.random.default_rng(0)
    y = rng.lognormal(sigma=2, size=200)
    table = plain(200, y=y)

    def off(stratify: bool) -> float:
        ranks = pd.Series(y).rank(pct=True)
        holdouts = [split(table, stratify=stratify, seed=s).holdout for s in range(20)]
        return float(np.mean([abs(ranks[held].mean() - 0.5) for held in holdouts]))

    assert off(True) < 0.25 * off(False)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.0, 0.0, 1.0, 2.5, 7.0]), min_size=20, max_size=80),
    st.integers(1, 12),
)
def test_strata_of_numbers_are_large_enough_and_in_order(values: list[float], least: int) -> None:
    y = pd.Series(values)
    codes = strata_of_numbers(y, least)
    assert np.bincount(codes).min() >= least
    assert set(codes) == set(range(codes.max() + 1))
    by_value = pd.Series(codes).groupby(values)
    assert (by_value.nunique() == 1).all()  # equal numbers share a stratum
    assert by_value.first().is_monotonic_increasing


def test_a_rare_amount_among_zeros_is_spread() -> None:
    y = np.r_[np.zeros(180), np.arange(1.0, 21.0)]
    made = split(plain(200, y=y), seed=1)
    assert (y[made.holdout] > 0).sum() == 4


def test_without_strata_chance_alone_decides() -> None:
    shares = {
        round(
            float(
                (plain(80).y.iloc[split(plain(80), stratify=False, seed=s).holdout] == "yes").mean()
            ),
            3,
        )
        for s in range(8)
    }
    assert len(shares) > 2
    assert split(plain(80), stratify=False).summary["target"].iloc[1] == "left to chance"
