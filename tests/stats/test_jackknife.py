"""Rows that are not independent: few groups, one group, and neighbours in time."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.stats import (
    Curves,
    bootstrap_intervals,
    clustered_roc_auc,
    corp_curve,
    fairness_table,
    kolmogorov_smirnov,
    one_vs_one,
    roc_auc_interval,
    roc_band,
    share_interval,
)
from lifecycle.stats import weighted_metrics as formulas
from lifecycle.stats.bootstrap import bootstrap_interval, replicate
from lifecycle.stats.jackknife import MOST, coverage_in_time, parts_of, runs_in_time
from lifecycle.stats.sample_splitting import gap_of


def rows(groups: int, each: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, scores and groups whose scores are shifted."""
    rng = np.random.default_rng(seed)
    ids = np.repeat(np.arange(groups), each)
    y = rng.random(len(ids)) < 0.4
    return y, rng.normal(size=len(ids)) + 1.5 * y + rng.normal(size=groups)[ids], ids


def test_the_mean_of_equal_groups_has_students_interval_of_their_means() -> None:
    _, score, ids = rows(5)
    found = bootstrap_intervals({"m": formulas.mean(score)}, len(ids), groups=ids)["m"]
    means = score.reshape(5, -1).mean(axis=1)
    half = 2.7764 * means.std(ddof=1) / np.sqrt(5)  # t of 4 degrees of freedom
    assert (found.low, found.high) == pytest.approx(
        (means.mean() - half, means.mean() + half), 1e-4
    )
    assert found.method == "jackknife-by-group"


def test_one_group_is_undefined_and_says_so() -> None:
    y, score, ids = rows(1)
    mean = bootstrap_intervals({"m": formulas.mean(score)}, len(ids), groups=ids)["m"]
    assert (mean.method, mean.low, mean.high) == ("undefined-one-group", -np.inf, np.inf)
    assert mean.value == pytest.approx(score.mean())
    for found in (clustered_roc_auc(y, score, ids), share_interval(y, ids)):
        assert (found.method, found.low, found.high) == ("undefined-one-group", 0.0, 1.0)
    band = roc_band(Curves(y, score, groups=ids))
    assert (band["low"] == 0).all()
    assert (band["high"] == 1).all()
    assert kolmogorov_smirnov(Curves(y, score, groups=ids)).width == 1
    curve = corp_curve(y, 1 / (1 + np.exp(-score)), groups=ids)
    assert (curve["high"] - curve["low"] == 1).all()
    gap = gap_of(score, y, 0.95, ids)
    assert (gap.low, gap.high, gap.p_value) == (-np.inf, np.inf, 1.0)


def test_what_rests_on_one_group_alone_is_undefined() -> None:
    """All positives are of one patient: nothing tells how the AUC differs between patients."""
    y, score, ids = rows(6)
    y = y & (ids == 2)
    drawn = replicate({"auc": formulas.roc_auc(y, score)}, len(ids), groups=ids)["auc"]
    assert bootstrap_interval(drawn, bounds=(0.0, 1.0)).method == "undefined-one-group"


def test_groups_that_are_alike_by_chance_do_not_make_certain() -> None:
    hit = np.tile(np.repeat([1.0, 0.0], [32, 8]), 2)  # 80% in each of two groups
    ids = np.repeat([0, 1], 40)
    found = bootstrap_intervals({"m": formulas.mean(hit)}, 80, groups=ids)["m"]
    assert found.low < 0.75 < 0.85 < found.high
    same = bootstrap_intervals({"m": formulas.mean(np.ones(80))}, 80, groups=ids)["m"]
    assert (same.method, same.width) == ("bootstrap-constant-by-group", 0.0)


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e15])
def test_the_unit_changes_nothing_and_rounding_is_no_difference(unit: float) -> None:
    _, score, ids = rows(4)
    size = bootstrap_intervals({"m": formulas.mean(score * unit)}, len(ids), groups=ids)["m"]
    plain = bootstrap_intervals({"m": formulas.mean(score)}, len(ids), groups=ids)["m"]
    assert size.width == pytest.approx(plain.width * unit)
    twice = {
        "a": formulas.root_mean_square(score * unit),
        "b": formulas.root_mean_square(score * unit * (1 + 1e-15)),
    }
    both = replicate(twice, len(ids), groups=ids)
    assert bootstrap_interval(both["a"] - both["b"]).width == 0


def test_two_groups_do_not_fall_back_to_rows() -> None:
    y, score, ids = rows(2)
    found, alone = clustered_roc_auc(y, score, ids), roc_auc_interval(y, score)
    assert found.method == "jackknife-by-group"
    assert (found.low, found.high) != (alone.low, alone.high)
    perfect = clustered_roc_auc(y, y.astype(float), ids)
    assert perfect.low < 0.5 < roc_auc_interval(y, y.astype(float)).low
    p = 1 / (1 + np.exp(-score))
    pair = one_vs_one(y.astype(int), np.column_stack([1 - p, p]), ("no", "yes"), groups=ids)
    assert pair["method"].tolist() == ["jackknife-by-group"]


def test_few_groups_are_worth_few_rows() -> None:
    y, score, ids = rows(2, 200)
    tied = fairness_table(y, score > 1, np.full(len(y), "a"), clusters=ids)
    assert (tied["high"] - tied["low"]).min() > 0.2
    assert tied["small"].all()


def test_many_groups_are_put_together() -> None:
    ids = np.repeat(np.arange(500), 3)
    (parts,) = parts_of(1500, ids)
    assert parts.number == MOST
    assert max(len(set(parts.codes[ids == k])) for k in range(500)) == 1
    assert parts_of(500, np.arange(500)) == []  # every row stands alone


@pytest.mark.parametrize(
    ("order", "runs"),
    [(np.arange(400), 10), (np.arange(4000), 30), (np.arange(5), 5), (np.zeros(50), 10)],
    ids=["some", "many", "few", "one time"],
)
def test_runs_follow_each_other_in_time(order: np.ndarray, runs: int) -> None:
    codes = runs_in_time(order)
    assert codes.max() + 1 == runs
    assert (np.diff(codes[np.argsort(order, kind="stable")]) >= 0).all()
    shuffled = np.random.default_rng(0).permutation(len(order))
    if len(np.unique(order)) > 1:
        assert (runs_in_time(order[shuffled]) == codes[shuffled]).all()


def test_rows_of_one_time_stay_together() -> None:
    days = np.repeat(np.arange(60), np.arange(60) % 5 + 1)
    codes = runs_in_time(days)
    assert all(len(set(codes[days == day])) == 1 for day in range(60))
    assert np.bincount(codes).max() <= 2 * np.bincount(codes).min()


def test_groups_in_time_order_take_the_wider_interval() -> None:
    _, score, ids = rows(10, seed=3)
    mean = {"m": formulas.mean(score)}
    by = {
        "group": bootstrap_intervals(mean, len(ids), groups=ids)["m"],
        "time": bootstrap_intervals(mean, len(ids), order=np.argsort(ids % 40))["m"],
    }
    both = bootstrap_intervals(mean, len(ids), groups=ids, order=np.argsort(ids % 40))["m"]
    assert by["time"].method == "jackknife-by-time"
    assert both == max(by.values(), key=lambda each: each.width)


def test_where_errors_last_long_the_coverage_is_said() -> None:
    rng = np.random.default_rng(0)
    independent = np.abs(rng.normal(size=400))
    walk = np.abs(np.cumsum(rng.normal(size=400)))
    assert coverage_in_time(independent, np.arange(400)) is None
    assert coverage_in_time(walk, np.arange(400)) in (0.70, 0.80)
    mixed = rng.permutation(400)
    assert coverage_in_time(walk[mixed], mixed) == coverage_in_time(walk, np.arange(400))
    assert coverage_in_time(np.ones(400), np.arange(400)) is None
