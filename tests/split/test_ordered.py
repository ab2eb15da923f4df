"""In order: no cut between equal times, a gap before the holdout and before each fold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from tests.builders import make_table

from .tables import plain, split


def days(values: list[int], numbers: bool) -> Table:
    frame = pd.DataFrame({"x": 1.0, "y": ["no", "yes"] * (len(values) // 2)})
    when = pd.Series(values)
    frame["t"] = (
        when.astype(float) if numbers else pd.Timestamp("2024-01-01") + pd.to_timedelta(when, "D")
    )
    return make_table(frame, "y", "binary")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(20, 60),
    st.integers(8, 60),
    st.integers(0, 999),
    st.sampled_from([0, 1, 3, 7]),
    st.integers(2, 4),
    st.booleans(),
)
def test_cuts_keep_equal_times_together_and_gaps_clear(
    half: int, span: int, seed: int, gap: int, folds: int, numbers: bool
) -> None:
    values = np.random.default_rng(seed).integers(0, span, 2 * half)
    try:
        made = split(
            days(values.tolist(), numbers), method="time", column="t", gap=gap, folds=folds
        )
    except ChoiceError as error:  # too few different times for these folds and this gap
        assume(False)
        raise AssertionError from error
    start = values[made.holdout].min()
    assert values[made.train].max() < start
    assert values[made.train].max() <= start - gap
    unused = np.flatnonzero(made.rows["part"] == "gap")
    assert ((values[unused] > start - gap) & (values[unused] < start)).all()
    assert (made.rows["fold"].iloc[unused] == -1).all()
    assert len(made.train) + len(made.holdout) + len(unused) == len(values)
    assert len(made.folds) == folds
    for fit, held in made:
        assert len(fit)
        first = values[held].min()
        assert values[fit].max() <= first - max(gap, 1)
        earlier = made.train[values[made.train] <= first - max(gap, 1)]
        assert set(fit) == set(earlier)  # nothing is left out that may be used


@settings(max_examples=30, deadline=None)
@given(st.integers(40, 200), st.floats(0.1, 0.4))
def test_the_cut_is_the_change_nearest_to_the_asked_share(n: int, share: float) -> None:
    values = np.arange(n - n % 2) // 3
    made = split(days(values.tolist(), numbers=True), method="time", column="t", holdout=share)
    wanted = int(np.ceil(round(len(values) * share, 6)))
    assert abs(len(made.holdout) - wanted) <= 2


def test_the_share_that_came_out_is_said() -> None:
    values = list(range(60)) + [60] * 40
    made = split(days(values, numbers=True), method="time", column="t", holdout=0.2)
    assert len(made.holdout) == 40
    assert "The holdout is 40% of the rows, not 20%, so that rows of one time stay" in made.sentence


def test_a_gap_in_days_leaves_rows_unused_and_says_so() -> None:
    made = split(days(list(range(100)), numbers=False), method="time", column="t", gap=7, folds=3)
    assert made.rows["part"].value_counts().to_dict() == {"train": 74, "holdout": 20, "gap": 6}
    assert "A gap of 7 days before it leaves 6 rows unused" in made.sentence
    fit, held = made.fold(made.folds[0])
    assert held.min() - fit.max() == 7


def test_hours_are_seen_within_a_day() -> None:
    when = pd.Timestamp("2024-03-01") + pd.to_timedelta(np.arange(60), "h")
    table = plain(60, t=when)
    made = split(table, method="time", column="t", gap=0.25, folds=2)
    assert (made.rows["part"] == "gap").sum() == 5
    assert "starts where t is 2024-03-03;" in made.sentence


def test_numbers_kept_as_text_order_rows_too() -> None:
    table = plain(50, t=[str(k) for k in range(50)])
    made = split(table, method="time", column="t", folds=2)
    assert made.holdout.tolist() == list(range(40, 50))


def test_the_order_of_the_file_is_a_way_too() -> None:
    made = split(plain(100), method="order", gap=5, folds=4)
    assert made.holdout.tolist() == list(range(80, 100))
    assert made.train.tolist() == list(range(75))
    assert made.forward
    assert all(fit.max() == held.min() - 6 for fit, held in made)


def test_a_gap_that_eats_every_early_row_is_refused() -> None:
    with pytest.raises(ChoiceError, match="leaves no row to learn from before the first fold"):
        split(days(list(range(100)), numbers=True), method="time", column="t", gap=30, folds=5)
