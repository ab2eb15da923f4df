"""The recommendation: each reason where it fires, and where it must not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from lifecycle.data.step import Table
from lifecycle.split.dependence import alike, neighbours, pairs_within
from lifecycle.split.recommend import recommend
from tests.builders import make_table, mixed_table

from .tables import plain, visits, with_roles


def way(table: Table) -> tuple[str, str | None]:
    found = recommend(table)
    return found.method, found.column


# -- what belongs together ----------------------------------------------------------------------


def test_a_repeated_key_is_a_group_and_said_with_its_counts() -> None:
    found = recommend(visits(60, 4))
    assert (found.method, found.column, found.sure) == ("group", "patient", True)
    assert found.reason == "Column patient repeats: 60 of its 60 values have several rows."


def test_a_number_that_is_a_key_is_a_group_too() -> None:
    table = visits()
    numbered = table.frame["patient"].str[1:].astype(float)
    frame = table.frame.drop(columns="patient").assign(customer_id=numbered)
    assert way(make_table(frame, "y", "binary")) == ("group", "customer_id")


def test_a_key_that_hardly_repeats_is_no_group() -> None:
    key = [f"k{i}" for i in range(198)] + ["k0", "k1"]
    table = plain(200, customer=key)
    assert way(table) == ("random", None)
    assert way(plain(200, customer=[f"k{i}" for i in range(200)])) == ("random", None)


def test_a_category_is_a_group_only_when_its_rows_are_alike() -> None:
    rng = np.random.default_rng(1)
    block = rng.permutation(np.repeat(np.arange(40), 5))
    same = rng.random(40) < 0.5
    y = np.where(same[block], "yes", "no")
    name = [f"b{k}" for k in block]
    shared = recommend(plain(200, block=name, y=y))
    assert (shared.method, shared.column) == ("group", "block")
    assert "those rows are alike" in shared.reason
    assert way(plain(200, block=name)) == ("random", None)  # the levels say nothing
    few = [f"c{k % 4}" for k in range(200)]  # few levels: a category like any other
    assert way(plain(200, block=few, y=np.where(rng.random(200) < 0.5, "no", "yes"))) == (
        "random",
        None,
    )


def test_rows_alike_in_most_other_columns_are_one_thing() -> None:
    rng = np.random.default_rng(2)
    block = rng.permutation(np.repeat(np.arange(50), 4))
    traits = {
        f"t{j}": rng.normal(size=50)[block] + rng.normal(scale=0.1, size=200) for j in range(6)
    }
    assert way(plain(200, block=[f"b{k}" for k in block], **traits)) == ("group", "block")


def test_a_group_with_dates_mentions_the_other_way() -> None:
    table = visits()
    seen = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(len(table.frame)), "D")
    found = recommend(make_table(table.frame.assign(seen=seen), "y", "binary"))
    assert found.method == "group"
    assert "Split by time (seen) instead when the same ones will come again" in found.reason


# -- roles and given parts ----------------------------------------------------------------------


def test_a_given_role_comes_before_what_was_found() -> None:
    dated = mixed_table()
    assert way(with_roles(dated, colour="group")) == ("group", "colour")
    table = with_roles(visits(), pulse="time")
    assert way(table) == ("time", "pulse")
    assert "was given the role of time" in recommend(table).reason
    assert way(visits(patient="weight")) != ("group", "patient")


def test_a_column_that_names_the_parts_is_taken() -> None:
    part = ["train"] * 160 + ["test"] * 40
    assert way(plain(200, split=part)) == ("column", "split")
    assert way(plain(200, kind_of=part)) == ("random", None)  # not by its name
    assert way(plain(200, split=["a", "b"] * 100)) == ("random", None)  # not by its values


# -- time ---------------------------------------------------------------------------------------


def test_dates_ask_for_a_split_by_time() -> None:
    found = recommend(mixed_table())
    assert (found.method, found.column) == ("time", "when")
    assert found.reason.startswith("Column when holds dates from 2024-01-0")


@pytest.mark.parametrize("name", ["birth_date", "DOB", "joined_on", "member_since"])
def test_a_date_that_describes_a_row_does_not(name: str) -> None:
    table = mixed_table()
    found = recommend(make_table(table.frame.rename(columns={"when": name}), "y", "binary"))
    assert found.method == "random"
    assert f"The dates of {name} describe a row" in found.reason


def test_dates_that_are_mostly_missing_or_few_do_not() -> None:
    frame = mixed_table().frame
    gone = frame.assign(when=frame["when"].where(np.arange(200) % 3 == 0))
    assert way(make_table(gone, "y", "binary")) == ("random", None)
    few = frame.assign(when=pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(200) % 3, "D"))
    assert way(make_table(few, "y", "binary")) == ("random", None)


def drifting(n: int = 300, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n).cumsum()


def test_a_counter_of_weeks_needs_order_and_likeness() -> None:
    week = np.arange(300) // 5
    assert way(plain(300, week=week, y=drifting())) == ("time", "week")
    assert way(plain(300, week=week)) == ("random", None)
    mixed = np.random.default_rng(0).permutation(week)
    assert way(plain(300, week=mixed, y=drifting())) != ("time", "week")


def test_neighbours_with_a_like_target_lie_in_order() -> None:
    found = recommend(plain(300, y=drifting()))
    assert (found.method, found.column) == ("order", None)
    assert "Rows that follow each other in the file have similar targets" in found.reason
    runs = np.where(np.sin(np.arange(300) / 9) > 0, "yes", "no")
    assert way(plain(300, y=runs)) == ("order", None)


def test_a_file_sorted_by_a_column_is_not_in_order_of_time() -> None:
    for y in (np.sort(drifting()), ["no"] * 150 + ["yes"] * 150):
        found = recommend(plain(300, y=y))
        assert found.method == "random"
    region = np.repeat(["a", "b", "c"], 100)
    y = np.repeat([0.0, 5.0, 9.0], 100) + np.random.default_rng(0).normal(size=300)
    found = recommend(plain(300, region=region, y=y))
    assert found.method == "random"
    assert "The file is sorted by region" in found.reason


def test_shuffled_rows_say_nothing_of_order() -> None:
    fired = 0
    for seed in range(30):
        fired += recommend(plain(200, seed=seed)).method != "random"
        y = np.random.default_rng(seed).normal(size=200)
        fired += recommend(plain(200, y=y)).method != "random"
    assert fired == 0


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("titanic", "Survived", ("random", None)),
        ("german_credit", "credit", ("random", None)),
        ("bike_sharing_hour", "cnt", ("time", "dteday")),
    ],
)
def test_real_tables(
    name: str, target: str, expected: tuple[str, str | None], shared: Callable[[str], Path]
) -> None:
    frame = pd.read_csv(shared(f"data/{name}.csv")).dropna(subset=[target])
    frame[target] = frame[target].astype(float)
    if "dteday" in frame:
        frame["dteday"] = pd.to_datetime(frame["dteday"])
    assert way(make_table(frame, target, "regression")) == expected


# -- the measures -------------------------------------------------------------------------------


def test_the_runs_test_agrees_with_the_textbook() -> None:
    """For two classes: Wald and Wolfowitz; mean and variance as in the NIST handbook 1.3.5.13."""
    y = pd.Series(list("aabbbaabaaaabbbbbaab"))
    n1, n2 = (y == "a").sum(), (y == "b").sum()
    runs = 1 + int((y != y.shift()).iloc[1:].sum())
    mean = 2 * n1 * n2 / (n1 + n2) + 1
    variance = (mean - 1) * (mean - 2) / (n1 + n2 - 1)
    found = neighbours(y)
    assert found.p_value == pytest.approx(norm.cdf((runs - mean) / np.sqrt(variance)))
    assert found.value == pytest.approx((mean - runs) / (mean - 1))


@pytest.mark.parametrize("kind", ["two", "three", "number"])
def test_p_values_are_fair_when_the_order_says_nothing(kind: str) -> None:
    rng = np.random.default_rng(3)
    draw: dict[str, Callable[[], pd.Series]] = {
        "two": lambda: pd.Series(rng.choice(["a", "b"], 100, p=[0.8, 0.2])),
        "three": lambda: pd.Series(rng.choice(["a", "b", "c"], 100)),
        "number": lambda: pd.Series(rng.lognormal(size=100)),
    }
    small = np.mean([neighbours(draw[kind]()).p_value < 0.05 for _ in range(600)])
    assert 0.03 < small < 0.075


def test_pairs_are_disjoint_and_within_groups() -> None:
    groups = np.array([2, 0, 0, -1, 2, 0, 1, 2, 2, -1])
    a, b = pairs_within(groups)
    assert (groups[a] == groups[b]).all()
    assert (groups[a] >= 0).all()
    assert len({*a, *b}) == 2 * len(a) == 6


def test_likeness_within_pairs_is_the_intraclass_correlation() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(4000), 2)
    x = pd.Series(rng.normal(size=4000)[groups] + rng.normal(size=8000))
    assert alike(x, pairs_within(groups)).value == pytest.approx(0.5, abs=0.04)
    level = pd.Series(rng.choice(["a", "b"], 8000))
    assert alike(level, pairs_within(groups)).value < 0.05
