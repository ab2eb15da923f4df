"""What holds whatever the rows are: order, names and scale say nothing, copies are weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle import stats
from lifecycle.metrics.catalog import METRICS, for_task
from lifecycle.metrics.intervals import against_baseline, metrics_frame
from lifecycle.metrics.outcome import Outcome
from lifecycle.stats import weighted_metrics
from lifecycle.stats.interval import Interval

from .test_weighted_metrics import outcome

TASKS = ("binary", "multiclass", "regression")
seeds = st.integers(0, 10_000)


def ranked(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.random(n) < 0.4
    y[:2] = True, False
    return y, np.round(rng.normal(size=n) + y, 1)  # with ties


@settings(max_examples=25)
@given(seeds)
def test_order_names_and_monotone_scales_leave_the_auc_unchanged(seed: int) -> None:
    y, score = ranked(seed)
    found = stats.roc_auc_interval(y, score)
    order = np.random.default_rng(seed).permutation(len(y))
    shuffled = stats.roc_auc_interval(y[order], score[order])
    bent = stats.roc_auc_interval(y, np.exp(3 * score) - 7)
    turned = stats.roc_auc_interval(~y, -score)
    for other in (shuffled, bent, turned):
        assert (other.value, other.low, other.high) == pytest.approx(
            (found.value, found.low, found.high), abs=1e-12
        )


@settings(max_examples=15)
@given(seeds)
def test_other_names_of_the_classes_change_no_score(seed: int) -> None:
    before = outcome("multiclass", seed, 60)
    names = dict(zip(before.classes, ("x", "y", "z"), strict=True))
    after = Outcome(
        pd.Series(before.y).map(names).to_numpy(),
        pd.Series(before.prediction).map(names).to_numpy(),
        ("x", "y", "z"),
        before.probabilities,
    )
    for metric in for_task("multiclass"):
        assert metric.score(after) == pytest.approx(metric.score(before), nan_ok=True)


@pytest.mark.parametrize("name", list(METRICS))
@settings(max_examples=10)
@given(seed=seeds)
def test_a_weight_is_a_repetition(name: str, seed: int) -> None:
    metric = METRICS[name]
    task = next(t for t in TASKS if t in metric.tasks)
    one, rng = outcome(task, seed, 40), np.random.default_rng(seed)
    times = rng.integers(0, 4, 40)
    rows = np.repeat(np.arange(40), times)
    proba = None if one.proba is None else one.proba[rows]
    again = Outcome(one.y[rows], one.prediction[rows], one.classes, proba)
    repeated = metric.score(again)
    counted = float(metric.statistic(one)(times[None, :].astype(float))[0])
    assert counted == pytest.approx(repeated, abs=1e-9, nan_ok=True)


@settings(max_examples=30)
@given(seeds)
def test_the_auc_of_weighted_rows_is_that_of_repeated_rows(seed: int) -> None:
    y, score = ranked(seed, 24)
    times = np.random.default_rng(seed).integers(0, 4, 24)
    times[:2] = 2, 1
    found = stats.roc_auc_interval(y, score, weights=times)
    again = stats.roc_auc_interval(np.repeat(y, times), np.repeat(score, times))
    assert vars(found) == pytest.approx(vars(again), abs=1e-12)


def test_weights_of_the_bootstrap_count_as_copies_of_rows_drawn_together() -> None:
    y, score = ranked(5)
    times = np.arange(60) % 3
    copies = np.repeat(np.arange(60), times)
    measures = {"auc": weighted_metrics.roc_auc(y, score), "mean": weighted_metrics.mean(score)}
    repeated = {
        "auc": weighted_metrics.roc_auc(y[copies], score[copies]),
        "mean": weighted_metrics.mean(score[copies]),
    }
    found = stats.bootstrap_intervals(measures, 60, weights=times, resamples=1500)
    again = stats.bootstrap_intervals(repeated, len(copies), groups=copies, resamples=1500)
    for name in measures:
        assert found[name].value == pytest.approx(again[name].value)
        assert found[name].width == pytest.approx(again[name].width, rel=0.2)
    many = np.tile(score, 100)
    large = stats.bootstrap_intervals(
        {"m": weighted_metrics.mean(many)}, 6000, weights=np.tile(times, 100)
    )
    assert large["m"].value == pytest.approx(float(np.average(score, weights=times)))


@pytest.mark.parametrize("task", TASKS)
def test_intervals_shrink_with_more_rows(task: str) -> None:
    widths = [
        metrics_frame(outcome(task, 0, n), task, resamples=300).set_index("name")
        for n in (100, 1600)
    ]
    few, many = (frame["high"] - frame["low"] for frame in widths)
    assert (many < 0.6 * few).all()
    assert (many > 0.05 * few).all()


ROWS = {
    "one row": (np.array([True]), np.array([0.3])),
    "five rows": (np.array([True, False, True, False, False]), np.array([0.9, 0.2, 0.4, 0.4, 0.1])),
    "one class": (np.ones(12, dtype=bool), np.linspace(0, 1, 12)),
    "no positive": (np.zeros(12, dtype=bool), np.linspace(0, 1, 12)),
    "constant scores": (np.arange(12) % 3 == 0, np.full(12, 0.4)),
    "perfect separation": (np.arange(12) > 5, np.arange(12) / 11),
    "never right": (np.arange(12) > 5, 1 - np.arange(12) / 11),
    "ties everywhere": (np.arange(40) % 3 == 0, np.round(np.arange(40) % 4 / 4, 1)),
}
Sweep = Callable[[np.ndarray, np.ndarray], Any]
SWEEPS: dict[str, Sweep] = {
    "roc_auc_interval": stats.roc_auc_interval,
    "roc_auc_interval_by_size": stats.roc_auc_interval_by_size,
    "clustered_roc_auc": lambda y, p: stats.clustered_roc_auc(y, p, np.arange(len(y)) // 2),
    "compare_roc_auc": lambda y, p: stats.compare_roc_auc(y, p, p[::-1]),
    "bootstrap_intervals": lambda y, p: stats.bootstrap_intervals(
        {"auc": weighted_metrics.roc_auc(y, p), "brier": weighted_metrics.mean((p - y) ** 2)},
        len(y),
        resamples=60,
    ),
    "paired_bootstrap_difference": lambda y, p: stats.paired_bootstrap_difference(
        weighted_metrics.mean(p), weighted_metrics.mean(p[::-1]), len(y), resamples=60
    ),
    "proportion_interval": lambda y, p: stats.proportion_interval(int(y.sum()), len(y)),
    "difference_of_proportions": lambda y, p: stats.difference_of_proportions(
        int(y.sum()), len(y), 0, 0
    ),
    "mcnemar_test": lambda y, p: stats.mcnemar_test(int(y.sum()), int((p > 0.5).sum())),
    "corrected_resampled_ttest": lambda y, p: stats.corrected_resampled_ttest(p, 0.25),
    "quantile_interval": lambda y, p: stats.quantile_interval(p, 0.9),
    "error_quantiles": lambda y, p: stats.error_quantiles(p - y),
    "roc_band": lambda y, p: stats.roc_band(stats.Curves(y, p, resamples=30)),
    "precision_recall_band": lambda y, p: stats.precision_recall_band(
        stats.Curves(y, p, resamples=30)
    ),
    "gain_curve": lambda y, p: stats.gain_curve(stats.Curves(y, p, resamples=30)),
    "kolmogorov_smirnov": lambda y, p: stats.kolmogorov_smirnov(stats.Curves(y, p, resamples=30)),
    "one_vs_rest": lambda y, p: stats.one_vs_rest(
        y.astype(int), (p >= 0.5).astype(int), np.column_stack([1 - p, p]), ("no", "yes")
    ),
    "one_vs_one": lambda y, p: stats.one_vs_one(
        y.astype(int), np.column_stack([1 - p, p]), ("no", "yes")
    ),
}


def numbers(found: Any) -> list[float]:
    """Return every number of a result, whatever its form."""
    if isinstance(found, Interval):
        return [found.low, found.value, found.high]
    if isinstance(found, pd.DataFrame):
        return found.select_dtypes("number").to_numpy(dtype=float).ravel().tolist()
    if isinstance(found, dict):
        return [n for each in found.values() for n in numbers(each)]
    if isinstance(found, int | float):
        return [float(found)]
    return [n for each in vars(found).values() if not isinstance(each, str) for n in numbers(each)]


@pytest.mark.parametrize("rows", list(ROWS))
@pytest.mark.parametrize("name", list(SWEEPS))
def test_degenerate_rows_have_an_answer_and_no_gap(name: str, rows: str) -> None:
    found = numbers(SWEEPS[name](*ROWS[rows]))
    assert not [n for n in found if math.isnan(n)]


def defined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the scores that exist, without a gap; one that does not says so in its method."""
    undefined = frame["method"].str.startswith("undefined")
    assert not frame[~undefined].isna().any().any()
    return frame[frame["value"].notna()]


@pytest.mark.parametrize("rows", list(ROWS))
def test_degenerate_rows_are_scored_beside_a_baseline(rows: str) -> None:
    y, p = ROWS[rows]
    labels = np.array(["no", "yes"], dtype=object)
    model, base = (
        Outcome(labels[y.astype(int)], labels[(q >= 0.5).astype(int)], ("no", "yes"),
                np.column_stack([1 - q, q]))
        for q in (p, np.full(len(p), 0.4))
    )  # fmt: skip
    found = against_baseline(model, base, "binary", resamples=60, rule=base)
    for frame in map(defined, vars(found).values()):
        assert (frame["low"] <= frame["value"]).all()
        assert (frame["value"] <= frame["high"]).all()


@pytest.mark.parametrize("errors", [[0.0], [2.0] * 5, [1.0, -1.0], [0.0] * 30])
def test_degenerate_amounts_are_scored(errors: list[float]) -> None:
    y = np.arange(float(len(errors)))
    model, base = Outcome(y, y - np.array(errors)), Outcome(y, np.full(len(y), y.mean()))
    found = against_baseline(model, base, "regression", resamples=60, rule=base)
    for frame in vars(found).values():
        assert not defined(frame).empty
