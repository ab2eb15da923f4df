"""Scoring: every metric has an interval around its value, also where the rows say little."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.metrics.catalog import METRICS, for_task, score_all
from lifecycle.metrics.intervals import (
    COLUMNS,
    against_baseline,
    interval_of,
    metrics_frame,
    reason,
    scored,
)
from lifecycle.metrics.outcome import Outcome

CLASSES = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c"), "regression": ()}
TASKS = list(CLASSES)


def outcome(task: str, n: int = 60, skill: float = 2.0, seed: int = 0) -> Outcome:
    rng, classes = np.random.default_rng(0), CLASSES[task]
    if not classes:
        y = rng.normal(size=n)
        return Outcome(y, y + np.random.default_rng(seed + 1).normal(size=n) / skill)
    codes = rng.integers(0, len(classes), n)
    proba = np.random.default_rng(seed + 1).random((n, len(classes)))
    proba[np.arange(n), codes] += skill / 4
    proba /= proba.sum(axis=1, keepdims=True)
    labels = np.array(classes, dtype=object)
    return Outcome(labels[codes], labels[proba.argmax(axis=1)], classes, proba)


def dummy(rows: Outcome) -> Outcome:
    if not rows.classes:
        return Outcome(rows.y, np.full(len(rows), rows.y.mean()))
    share = np.bincount(rows.codes, minlength=len(rows.classes)) / len(rows)
    proba = np.tile(share, (len(rows), 1))
    return Outcome(rows.y, np.full(len(rows), rows.classes[0], dtype=object), rows.classes, proba)


def perfect(task: str, n: int) -> Outcome:
    classes = CLASSES[task]
    codes = np.arange(n) % len(classes)
    labels = np.array(classes, dtype=object)[codes]
    return Outcome(labels, labels, classes, np.eye(len(classes))[codes])


def gaps(frame: pd.DataFrame) -> bool:
    """Whether anything is missing but the value of what the method calls undefined."""
    undefined = frame["method"].str.startswith("undefined")
    without_value = frame["value"].isna() & ~undefined
    return bool(frame.drop(columns="value").isna().any(axis=None) or without_value.any())


def values(frame: Any) -> dict[str, float]:
    return dict(zip(frame["name"], frame["value"], strict=True))


@pytest.mark.parametrize("task", TASKS)
def test_every_metric_of_the_task_has_an_interval_around_its_score(task: str) -> None:
    rows = outcome(task)
    found = metrics_frame(rows, task, resamples=500)
    assert tuple(found) == COLUMNS
    assert found["name"].tolist() == [m.name for m in for_task(task)]
    assert values(found) == pytest.approx(score_all(rows, task))
    assert (found["low"] < found["value"]).all()
    assert (found["value"] < found["high"]).all()
    for metric in for_task(task):
        assert metric.low <= interval_of(found, metric.name).low
        assert interval_of(found, metric.name).high <= metric.high


def test_the_method_is_the_one_that_fits_the_metric() -> None:
    methods = {
        task: metrics_frame(outcome(task, 150), task, resamples=200).set_index("name")["method"]
        for task in TASKS
    }
    assert methods["binary"]["roc_auc"] == "delong-logit"
    assert methods["multiclass"]["roc_auc"] == "bca"
    assert methods["binary"][["accuracy", "precision", "recall"]].eq("wilson").all()
    assert methods["multiclass"]["accuracy"] == "wilson"
    assert methods["regression"].eq("bca").all()


@pytest.mark.parametrize("task", TASKS)
def test_a_difference_is_positive_when_the_model_is_better(task: str) -> None:
    rows = outcome(task)
    scores = against_baseline(rows, dummy(rows), task, resamples=500)
    model, baseline = values(scores.metrics), values(scores.baseline)
    for row in scores.differences.itertuples():
        sign = 1 if METRICS[row.name].greater_is_better else -1
        gain = sign * (model[row.name] - baseline[row.name])
        assert row.value == pytest.approx(gain, nan_ok=True)
        if row.name in ("precision", "matthews_corrcoef") and row.method.startswith("undefined"):
            continue  # this dummy never says yes
        assert row.low <= row.value <= row.high
        assert row.value > 0


def test_precision_without_calls_is_undefined_and_so_is_the_gain_over_it() -> None:
    rows = outcome("binary")
    scores = against_baseline(rows, dummy(rows), "binary", resamples=200)
    for frame in (scores.baseline, scores.differences):
        found = interval_of(frame, "precision")
        assert np.isnan(found.value)
        assert found.method == "undefined-no-rows"


@pytest.mark.parametrize("task", TASKS)
def test_a_model_does_not_differ_from_itself(task: str) -> None:
    rows = outcome(task)
    same = Outcome(rows.y, rows.prediction, rows.classes, rows.proba)
    found = against_baseline(rows, same, task, resamples=200).differences
    assert (found[["value", "low", "high"]] == 0).all(axis=None)


def test_the_seed_decides() -> None:
    rows = outcome("multiclass")
    first = metrics_frame(rows, "multiclass", resamples=200, seed=1)
    assert first.equals(metrics_frame(rows, "multiclass", resamples=200, seed=1))
    assert not first.equals(metrics_frame(rows, "multiclass", resamples=200, seed=2))


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_no_errors_on_few_rows_is_not_perfection(task: str) -> None:
    few = metrics_frame(perfect(task, 12), task, resamples=200)
    many = metrics_frame(perfect(task, 120), task, resamples=200)
    better = [METRICS[name].greater_is_better for name in few["name"]]
    doubt = np.where(better, few["value"] - few["low"], few["high"] - few["value"])
    less = np.where(better, many["value"] - many["low"], many["high"] - many["value"])
    assert (doubt > 0.1).all()
    assert (less < doubt).all()
    assert (less > 0).all()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_rows_are_answered_without_gaps(task: str, n: int) -> None:
    rows = outcome(task, n=n)
    scores = against_baseline(rows, dummy(rows), task, resamples=200)
    for frame in (scores.metrics, scores.baseline, scores.differences):
        assert not gaps(frame)
        assert (frame["low"] <= frame["high"]).all()


def test_one_class_in_the_rows_is_said() -> None:
    rows = outcome("binary")
    only = ~rows.positive
    alone = Outcome(rows.y[only], rows.prediction[only], rows.classes, rows.probabilities[only])
    found = metrics_frame(alone, "binary", resamples=200)
    assert not gaps(found)
    for name, method in [
        ("roc_auc", "undefined-one-class"),
        ("average_precision", "undefined"),
        ("recall", "undefined-no-rows"),
    ]:
        row = interval_of(found, name)
        assert np.isnan(row.value)
        assert (row.method, row.low, row.high) == (method, 0.0, 1.0)


@pytest.mark.parametrize("task", TASKS)
def test_one_group_has_values_without_limits_and_a_reason(task: str) -> None:
    rows, one = outcome(task), np.zeros(60, dtype=int)
    scores = against_baseline(rows, dummy(rows), task, groups=one, rule=dummy(rows))
    for frame in vars(scores).values():
        assert frame[["low", "high"]].isna().all(axis=None)
        known = frame["value"].notna()  # a dummy has no precision and no correlation either
        assert (frame.loc[known, "method"] == "undefined-one-group").all()
        assert set(frame.loc[~known, "name"]) <= {"precision", "matthews_corrcoef"}
    assert scores.metrics["value"].notna().all()
    row = scores.metrics.iloc[0]
    assert "of one group" in reason(row["method"])
    assert scored(row).endswith(" (no interval)")


@pytest.mark.parametrize("task", TASKS)
def test_groups_of_one_row_each_are_no_groups(task: str) -> None:
    rows = outcome(task)
    alone, named = (
        against_baseline(rows, dummy(rows), task, resamples=200, groups=ids)
        for ids in (None, np.arange(60))
    )
    assert alone.metrics.equals(named.metrics)
    assert alone.differences.equals(named.differences)


def test_no_errors_in_two_groups_is_less_than_in_all_their_rows() -> None:
    rows = perfect("binary", 100)
    tied = against_baseline(rows, rows, "binary", groups=np.arange(100) // 50).metrics
    alone = metrics_frame(rows, "binary", resamples=200)
    assert tied["method"].eq("wilson-no-errors-by-group").all()
    better = [METRICS[name].greater_is_better for name in tied["name"]]
    less = np.where(better, tied["low"] < alone["low"], tied["high"] > alone["high"])
    assert less.all()


@pytest.mark.parametrize("task", TASKS)
def test_rows_in_time_order_have_intervals_by_time(task: str) -> None:
    rows = outcome(task)
    scores = against_baseline(rows, outcome(task, skill=1.0, seed=5), task, order=np.arange(60))
    assert scores.differences["method"].eq("jackknife-by-time").all()
    assert (scores.metrics["low"] < scores.metrics["value"]).all()
