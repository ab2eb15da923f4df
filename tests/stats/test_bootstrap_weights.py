"""The compiled bootstrap equals the plain formulas on its own weights, which are Poisson."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare, poisson

from lifecycle.metrics.catalog import for_task
from lifecycle.stats import weighted_metrics
from lifecycle.stats.bootstrap import (
    BCA_ROWS,
    bootstrap_interval,
    bootstrap_intervals,
    replicate,
)
from lifecycle.stats.bootstrap_weights import Parts, poisson_draws, weights
from lifecycle.stats.delong import roc_auc_interval

from .test_weighted_metrics import outcome


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_metric_equals_its_formula_on_the_same_weights(task: str) -> None:
    n = 503  # no multiple of four, and full of ties
    a, b = outcome(task, 1, n), outcome(task, 2, n)
    statistics = {(m.name, i): m.statistic(o) for m in for_task(task) for i, o in enumerate((a, b))}
    seen: list[float] = []
    found = poisson_draws(statistics, n, resamples=60, seed=7, report=seen.append)
    drawn = weights(n, 0, 60, 7, Parts(statistics.values()).walk(n))
    for name, statistic in statistics.items():
        assert found[name] == pytest.approx(statistic(drawn), abs=1e-9, nan_ok=True), name
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize("runs", [1, 2, 40, 300])
def test_few_distinct_scores_are_counted_and_many_are_walked(runs: int) -> None:
    rng, n = np.random.default_rng(runs), 601
    score, y = rng.integers(0, runs, n) / runs, rng.random(n) < 0.3
    statistics = {
        "auc": weighted_metrics.roc_auc(y, score),
        "other": weighted_metrics.roc_auc(y, rng.random(n)),
        "precision": weighted_metrics.average_precision(y, score),
        "median": weighted_metrics.median(score),
        "even": weighted_metrics.median(rng.normal(size=n)),
    }
    found = poisson_draws(statistics, n, resamples=40, seed=1, report=lambda k: None)
    drawn = weights(n, 0, 40, 1, Parts(statistics.values()).walk(n))
    for name, statistic in statistics.items():
        assert found[name] == pytest.approx(statistic(drawn), abs=1e-12, nan_ok=True), name


def test_many_classes_have_their_own_cells() -> None:
    rng = np.random.default_rng(0)
    codes, called = rng.integers(0, 20, 400), rng.integers(0, 20, 400)
    statistics = {
        "f1": weighted_metrics.of_counts(codes, called, 20, weighted_metrics.f1),
        "other": weighted_metrics.of_counts(called, codes, 20, weighted_metrics.accuracy),
        "again": weighted_metrics.of_counts(codes, called, 20, weighted_metrics.matthews),
    }
    found = poisson_draws(statistics, 400, resamples=20, seed=0, report=lambda k: None)
    drawn = weights(400, 0, 20, 0, np.arange(400))
    for name, statistic in statistics.items():
        assert found[name] == pytest.approx(statistic(drawn), abs=1e-12)


def test_weights_are_poisson_and_independent() -> None:
    drawn = weights(20_000, 0, 50, 3, np.arange(20_000)).astype(int)
    seen = np.bincount(drawn.ravel(), minlength=7)
    expected = poisson.pmf(np.arange(7), 1.0)
    seen, expected = np.append(seen[:6], seen[6:].sum()), np.append(expected[:6], 0.0)
    expected[6] = 1 - expected[:6].sum()
    assert chisquare(seen, expected * seen.sum()).pvalue > 1e-4
    between = np.corrcoef(drawn)[np.triu_indices(50, 1)]
    assert np.abs(between).max() < 0.035
    assert abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 0.005


def test_the_spread_of_the_auc_is_delongs() -> None:
    """The trap of compiled code: unsigned sums that wrap around would show here."""
    rng = np.random.default_rng(4)
    y = rng.random(8000) < 0.3
    score = rng.normal(size=8000) + y
    found = poisson_draws(
        {"auc": weighted_metrics.roc_auc(y, score)},
        8000,
        resamples=2000,
        seed=0,
        report=lambda k: None,
    )["auc"]
    closed = roc_auc_interval(y, score)
    assert found.std() == pytest.approx(closed.width / (2 * 1.96), rel=0.06)
    assert found.mean() == pytest.approx(closed.value, abs=0.001)


def test_the_seed_decides() -> None:
    values = np.random.default_rng(2).normal(size=BCA_ROWS)
    one = {"a": weighted_metrics.mean(values)}
    first = bootstrap_intervals(one, BCA_ROWS, resamples=200, seed=3)["a"]
    assert bootstrap_intervals(one, BCA_ROWS, resamples=200, seed=3)["a"] == first
    assert bootstrap_intervals(one, BCA_ROWS, resamples=200, seed=4)["a"] != first


def test_the_mean_comes_out_as_its_normal_interval() -> None:
    values = np.random.default_rng(2).normal(size=BCA_ROWS)
    found = bootstrap_intervals({"a": weighted_metrics.mean(values)}, BCA_ROWS, resamples=8000)["a"]
    half = 1.96 * values.std(ddof=1) / np.sqrt(BCA_ROWS)
    assert found.high - found.value == pytest.approx(half, rel=0.06)
    assert found.value - found.low == pytest.approx(half, rel=0.06)


def test_one_class_among_many_rows_is_undefined() -> None:
    auc = weighted_metrics.roc_auc(np.ones(BCA_ROWS, dtype=bool), np.arange(float(BCA_ROWS)))
    found = bootstrap_interval(replicate({0: auc}, BCA_ROWS, resamples=50)[0], bounds=(0.0, 1.0))
    assert (found.method, found.low, found.high) == ("undefined", 0.0, 1.0)
