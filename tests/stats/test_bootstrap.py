"""Bootstrap: equal to R's boot on the same draws, seeded, paired, and calm on degenerate rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.stats import weighted_metrics
from lifecycle.stats.bootstrap import (
    BCA_ROWS,
    Replicates,
    bootstrap_interval,
    bootstrap_intervals,
    paired_bootstrap_difference,
)
from lifecycle.stats.delong import roc_auc_interval

Shared = Callable[[str], Path]


def test_bca_and_percentile_equal_r(shared: Shared) -> None:
    golden = json.loads(shared("goldens/bootstrap_bca.json").read_text())
    rows = pd.read_csv(shared("goldens/calib_small.csv"))
    drawn = np.loadtxt(shared("goldens/bootstrap_idx_40x1000.csv"), delimiter=",", dtype=int)
    times = np.array([np.bincount(each, minlength=len(rows)) for each in drawn], dtype=float)
    brier = weighted_metrics.mean(((rows["p"] - rows["y"]) ** 2).to_numpy())
    value, draws, left_out = golden["t0"], brier(times), brier(1 - np.eye(len(rows)))
    found = bootstrap_interval(Replicates(value, draws, left_out, len(rows)))
    assert [found.low, found.high] == pytest.approx(golden["bca_type7"], abs=1e-6)
    plain = bootstrap_interval(Replicates(value, draws, None, len(rows)))
    assert [plain.low, plain.high] == pytest.approx(golden["percentile_type7"], abs=1e-6)
    assert (found.method, plain.method) == ("bca", "percentile")


def test_the_mean_comes_out_as_its_normal_interval() -> None:
    values = np.random.default_rng(0).normal(size=400)
    found = bootstrap_intervals({"mean": weighted_metrics.mean(values)}, 400, resamples=4000)[
        "mean"
    ]
    half = 1.96 * values.std(ddof=1) / 20
    assert found.low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.1 * half)


def test_auc_agrees_with_delong() -> None:
    rng = np.random.default_rng(1)
    y = rng.random(800) < 0.3
    score = rng.normal(size=800) + y
    drawn = bootstrap_intervals({"auc": weighted_metrics.roc_auc(y, score)}, 800)["auc"]
    closed = roc_auc_interval(y, score)
    assert (drawn.low, drawn.high) == pytest.approx((closed.low, closed.high), abs=0.006)


def test_the_seed_decides_and_other_statistics_do_not() -> None:
    values = np.random.default_rng(2).normal(size=50)
    one, two = weighted_metrics.mean(values), weighted_metrics.median(values)
    first = bootstrap_intervals({"a": one, "b": two}, 50, seed=3)
    assert bootstrap_intervals({"b": two, "a": one}, 50, seed=3) == first
    assert bootstrap_intervals({"a": one}, 50, seed=4)["a"] != first["a"]


def test_many_rows_take_percentiles() -> None:
    values = np.random.default_rng(2).normal(size=BCA_ROWS)
    found = bootstrap_intervals({"a": weighted_metrics.mean(values)}, BCA_ROWS, resamples=200)["a"]
    assert found.method == "percentile"
    assert found.low < found.value < found.high


def test_a_paired_difference_is_narrower_than_its_parts() -> None:
    rng = np.random.default_rng(5)
    base = rng.normal(size=300)
    a, b = (
        weighted_metrics.mean(base),
        weighted_metrics.mean(base + 0.1 + 0.01 * rng.normal(size=300)),
    )
    found = paired_bootstrap_difference(b, a, 300)
    assert found.low == pytest.approx(0.1, abs=0.01)
    assert found.width < 0.01 < bootstrap_intervals({"a": a}, 300)["a"].width


def test_resamples_without_a_class_are_dropped_and_counted() -> None:
    y = np.array([True, False, False, False, False])
    auc = weighted_metrics.roc_auc(y, np.array([3.0, 1.0, 2.0, 4.0, 0.0]))
    found = bootstrap_intervals({"auc": auc}, 5, resamples=1000)["auc"]
    share = 0.8**5 + 0.2**5
    assert found.dropped == pytest.approx(1000 * share, abs=60)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_what_never_exists_is_undefined_with_its_bounds() -> None:
    auc = weighted_metrics.roc_auc(np.ones(5, dtype=bool), np.arange(5.0))
    n = 5
    found = bootstrap_interval(
        Replicates(float("nan"), auc(np.ones((9, n))), None, n), 0.95, (0, 1)
    )
    assert (found.low, found.value, found.high) == (0.0, 0.5, 1.0)
    assert (found.method, found.dropped) == ("undefined", 9)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_rows_are_an_answer(n: int) -> None:
    found = bootstrap_intervals({"a": weighted_metrics.mean(np.arange(float(n)))}, n)["a"]
    assert found.low <= found.value <= found.high
    assert found.method == ("bootstrap-constant" if n == 1 else "bca")


def clustered(groups: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten rows a group that hardly differ within it."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), 10)
    return rng.normal(size=groups)[group] + 0.1 * rng.normal(size=10 * groups), group


@pytest.mark.parametrize("groups", [60, 700], ids=["few rows", "many rows"])
def test_groups_that_repeat_themselves_widen_the_interval(groups: int) -> None:
    values, group = clustered(groups, 0)
    mean = {"m": weighted_metrics.mean(values)}
    alone = bootstrap_intervals(mean, len(values), resamples=600)["m"]
    whole = bootstrap_intervals(mean, len(values), resamples=600, groups=group)["m"]
    means = values.reshape(groups, 10).mean(axis=1)
    assert whole.width == pytest.approx(2 * 1.96 * means.std(ddof=1) / np.sqrt(groups), rel=0.15)
    assert whole.width > 2.5 * alone.width
    assert whole.method.endswith("-by-group")
    assert not alone.method.endswith("-by-group")


def test_the_interval_of_clustered_rows_covers() -> None:
    """Of 200 samples it holds the true mean in about 95% (binomial limits of 99.9%)."""
    hits = 0
    for seed in range(200):
        values, group = clustered(40, seed)
        mean = {"m": weighted_metrics.mean(values)}
        hits += 0.0 in bootstrap_intervals(mean, 400, resamples=300, groups=group)["m"]
    assert 0.88 <= hits / 200 <= 0.99


def test_names_of_groups_do_not_matter() -> None:
    values, group = clustered(30, 1)
    mean = {"m": weighted_metrics.mean(values)}
    named = np.array([f"patient {g:03d}" for g in group])
    one = bootstrap_intervals(mean, 300, groups=group)["m"]
    assert bootstrap_intervals(mean, 300, groups=named)["m"] == one
