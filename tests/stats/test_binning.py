"""Binning: every row lands in the bin whose ends hold it, and labels can be told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats.binning import (
    MISSING,
    OTHER,
    level_bins,
    number_bins,
    period_bins,
    quantile_bins,
)

NUMBERS = st.lists(st.none() | st.floats(-1e12, 1e12) | st.integers(-50, 50), max_size=80)


@pytest.mark.parametrize("cut", [number_bins, quantile_bins])
@settings(max_examples=80, deadline=None)
@given(values=NUMBERS)
def test_every_number_is_inside_its_bin_and_gaps_have_their_own(cut, values) -> None:
    column = pd.Series(values, dtype=float)
    bins = cut(column)
    assert bins.counts.sum() == len(column)
    assert len(bins.labels) == len(bins.left) == len(bins.right) <= 31
    assert len(set(bins.labels)) == len(bins.labels)
    known = column.notna().to_numpy()
    x, codes = column[known].to_numpy(), bins.codes[known]
    assert (bins.left[codes] <= x).all()
    assert (x <= bins.right[codes]).all()
    assert all(bins.labels[c] == MISSING for c in bins.codes[~known])


def test_bins_have_round_edges() -> None:
    bins = number_bins(pd.Series(np.random.default_rng(0).normal(50, 10, 500)))
    width = np.unique((bins.right - bins.left).round(9))
    assert len(width) == 1
    assert width[0] in {1, 2, 2.5, 5}


def test_whole_numbers_get_bins_of_equally_many() -> None:
    bins = number_bins(pd.Series(np.arange(0, 1000)))
    assert set(bins.counts) == {bins.counts[0]}
    assert bins.labels[0] == "0 to 99"


def test_few_whole_numbers_are_a_bin_each() -> None:
    bins = number_bins(pd.Series([1, 1, 2, 4]))
    assert bins.labels == ["1", "2", "3", "4"]
    assert bins.counts.tolist() == [2, 1, 0, 1]


def test_an_outlier_does_not_squeeze_all_others_into_one_bin() -> None:
    x = np.append(np.random.default_rng(0).normal(size=999), 1e9)
    bins = number_bins(pd.Series(x))
    assert bins.counts.max() < 500
    assert bins.right[-1] == 1e9
    assert bins.labels[-1].endswith("or more")


def test_infinite_and_huge_numbers_do_no_harm() -> None:
    bins = number_bins(pd.Series([np.inf, -np.inf, 1e308, -1e308, 0.5]))
    assert bins.counts.sum() == 5
    assert bins.labels[-1] == MISSING


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("2024-01-01", "2024-12-31", "2024-01"),
        ("2024-01-01 10:00", "2024-01-01 15:00", "2024-01-01 10:00 to 2024-01-01 10:14"),
        ("2024-01-03", "2024-03-20", "2024-01-01 to 2024-01-07"),
        ("1700-05-01", "2200-05-01", "1700 to 1719"),
        ("2024-01-01", "2024-01-01", "2024-01-01"),
    ],
)
def test_periods_are_calendar_units(first: str, last: str, label: str) -> None:
    bins = period_bins(pd.Series(pd.to_datetime([first, last, None])))
    assert bins.labels[0] == label
    assert bins.labels[-1] == MISSING
    assert len(bins.labels) <= 31
    seconds = pd.Timestamp(first).timestamp()
    assert bins.left[0] <= seconds < bins.right[0]


def test_rare_levels_are_pooled_and_ties_broken_by_name() -> None:
    column = pd.Series(["b", "b", "a", "a", "c", None], dtype=object)
    bins = level_bins(column, most=2)
    assert bins.labels == ["a", "b", OTHER, MISSING]
    assert bins.counts.tolist() == [2, 2, 1, 1]


def test_a_level_that_looks_like_the_pool_stays_apart() -> None:
    bins = level_bins(pd.Series([OTHER, OTHER, "x", "y"], dtype=object), most=1)
    assert bins.labels == [OTHER, OTHER]
    assert bins.counts.tolist() == [2, 2]
