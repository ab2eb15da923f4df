"""Comparing: twins are called the same, a real difference is found, and no input makes a NaN."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from lifecycle.metrics.catalog import METRICS, for_task
from lifecycle.metrics.outcome import Outcome
from lifecycle.metrics.paired import (
    COLUMNS,
    VERDICTS,
    Pair,
    differences,
    labels_of,
    labels_sentence,
    sentence,
    verdict,
)
from lifecycle.stats.delong import compare_roc_auc


def binary(n: int, noise: float, seed: int = 0) -> Outcome:
    """Chances of the same rows, the more in error the more ``noise``."""
    z = np.random.default_rng(0).normal(size=n)
    y = np.random.default_rng(1).random(n) < expit(2 * z)
    p = expit(2 * z + noise * np.random.default_rng(seed + 2).normal(size=n))
    labels = np.array(["no", "yes"], dtype=object)
    return Outcome(
        labels[y.astype(int)],
        labels[(p >= 0.5).astype(int)],
        ("no", "yes"),
        np.column_stack([1 - p, p]),
    )


def row(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame.set_index("name", drop=False).loc[name]


def test_a_real_difference_is_found_and_named() -> None:
    pair = Pair(binary(1500, 0.0), binary(1500, 3.0))
    found = differences(pair, "binary", "roc_auc", resamples=300)
    auc = row(found, "roc_auc")
    golden = compare_roc_auc(pair.first.positive, pair.first.score, pair.second.score).difference
    assert (auc["difference"], auc["low"], auc["high"]) == (golden.value, golden.low, golden.high)
    assert auc["verdict"] == "better"
    assert row(found, "log_loss")["difference"] > 0  # less loss is better
    assert sentence(auc, "Forest", "linear model").startswith(
        "Forest is better than linear model on ROC AUC, by more than 0.01"
    )
    turned = differences(Pair(pair.second, pair.first), "binary", "roc_auc", resamples=300)
    assert np.allclose(turned["difference"], -found["difference"])
    assert row(turned, "roc_auc")["verdict"] == "worse"


def test_little_noise_on_few_rows_cannot_be_told_apart() -> None:
    found = differences(Pair(binary(80, 1.0, 0), binary(80, 1.0, 9)), "binary", "roc_auc")
    auc = row(found, "roc_auc")
    assert auc["verdict"] == "open"
    assert "cannot be told apart" in sentence(auc, "Forest", "linear model")


def test_a_wide_region_makes_them_as_good_as_the_same() -> None:
    pair = Pair(binary(2000, 0.1), binary(2000, 0.1, 5))
    auc = row(differences(pair, "binary", "roc_auc", 0.05, resamples=200), "roc_auc")
    assert auc["margin"] == 0.05
    assert auc["verdict"] == "equivalent"


def test_the_same_predictions_are_the_same() -> None:
    one = binary(100, 1.0)
    found = differences(Pair(one, one), "binary", "roc_auc", resamples=200)
    assert (found["difference"] == 0).all()
    assert set(found["verdict"]) <= {"same", "equivalent", "open"}
    assert "same ROC AUC" in sentence(row(found, "roc_auc"), "A", "b")
    test = labels_of(Pair(one, one))
    assert test.p_value == 1
    assert "the same rows" in labels_sentence(test, "a", "b")


def test_scores_of_different_folds_are_not_ranked_together() -> None:
    """A constant a fold is worth 0.5, however its level follows the fold's share of cases."""
    n = 400
    folds = np.repeat([0, 1], n // 2)
    y = np.random.default_rng(0).random(n) < np.where(folds == 0, 0.3, 0.6)
    p = np.where(folds == 0, 0.6, 0.3)
    labels = np.array(["no", "yes"], dtype=object)[y.astype(int)]
    flat = Outcome(labels, labels, ("no", "yes"), np.column_stack([1 - p, p]))
    good = Outcome(labels, labels, ("no", "yes"), np.column_stack([~y, y]).astype(float) * 0.9)
    auc = row(differences(Pair(good, flat, folds=folds), "binary", "roc_auc"), "roc_auc")
    assert auc["second"] == 0.5
    assert auc["first"] == 1.0
    assert auc["low"] > 0.3


def test_rows_that_belong_together_are_less_sure() -> None:
    a, b = binary(120, 0.0), binary(120, 1.0)
    times = 5
    wide_a, wide_b = (
        Outcome(np.tile(o.y, times), np.tile(o.prediction, times), o.classes,
                np.tile(o.probabilities, (times, 1)))
        for o in (a, b)
    )  # fmt: skip
    groups = np.tile(np.arange(120), times)
    alone = row(differences(Pair(wide_a, wide_b), "binary", "brier_score"), "brier_score")
    tied = row(differences(Pair(wide_a, wide_b, groups), "binary", "brier_score"), "brier_score")
    assert tied["method"].endswith("by-group")
    assert tied["high"] - tied["low"] > 1.7 * (alone["high"] - alone["low"])


def test_rows_of_one_group_tell_no_two_models_apart() -> None:
    pair = Pair(binary(200, 0.0), binary(200, 3.0), np.zeros(200, dtype=int))
    auc = row(differences(pair, "binary", "roc_auc"), "roc_auc")
    assert (auc["verdict"], auc["method"]) == ("open", "undefined-one-group")
    assert math.isnan(auc["low"])
    assert "It has no interval: all rows" in sentence(auc, "A", "b")
    assert "McNemar" not in labels_sentence(labels_of(pair), "A", "b", pair.tied)


def test_folds_in_time_order_are_ranked_one_by_one() -> None:
    n = 400
    folds = np.repeat([0, 1], n // 2)
    p = np.where(folds == 0, 0.6, 0.3)
    y = np.random.default_rng(0).random(n) < np.where(folds == 0, 0.3, 0.6)
    labels = np.array(["no", "yes"], dtype=object)[y.astype(int)]
    flat = Outcome(labels, labels, ("no", "yes"), np.column_stack([1 - p, p]))
    good = Outcome(labels, labels, ("no", "yes"), np.column_stack([~y, y]).astype(float) * 0.9)
    pair = Pair(good, flat, folds=folds, order=np.arange(n))
    auc = row(differences(pair, "binary", "roc_auc"), "roc_auc")
    assert (auc["first"], auc["second"], auc["difference"]) == (1.0, 0.5, 0.5)


@settings(max_examples=40, deadline=None)
@given(low=st.floats(-1, 1), width=st.floats(0, 1), margin=st.floats(0, 0.5))
def test_verdicts_turn_with_the_difference(low: float, width: float, margin: float) -> None:
    high = low + width
    turn = {"better": "worse", "ahead": "behind"} | {"worse": "better", "behind": "ahead"}
    said = verdict(low, high, margin)
    assert said in VERDICTS
    assert verdict(-high, -low, margin) == turn.get(said, said)


def degenerate(task: str, kind: str) -> Pair:
    rng = np.random.default_rng(3)
    n = 5 if kind == "five rows" else 60
    if task == "regression":
        y = np.full(n, 7.0) if kind == "constant" else rng.normal(size=n)
        return Pair(Outcome(y, y.copy()), Outcome(y, np.full(n, 1.0)))
    k = {"binary": 2, "multiclass": 50}[task]
    classes = tuple(f"c{i:02}" for i in range(k))
    codes = np.zeros(n, dtype=int) if kind == "constant" else rng.integers(0, k, n)
    labels = np.array(classes, dtype=object)
    flat = np.full((n, k), 1 / k)
    drawn = rng.dirichlet(np.ones(k), n)
    one = Outcome(labels[codes], labels[flat.argmax(axis=1)], classes, flat)
    two = Outcome(labels[codes], labels[drawn.argmax(axis=1)], classes, drawn)
    return Pair(one, two, folds=rng.integers(0, 3, n))


@pytest.mark.parametrize("kind", ["five rows", "constant", "many"])
@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_degenerate_rows_get_an_answer(task: str, kind: str) -> None:
    pair = degenerate(task, kind)
    metric = for_task(task)[0].name
    found = differences(pair, task, metric, resamples=200)
    assert list(found) == COLUMNS
    assert list(found["name"]) == [m.name for m in for_task(task)]
    assert not found[["difference", "low", "high", "margin"]].isna().any().any()
    assert (found["low"] <= found["high"]).all()
    for each in found.to_dict("records"):
        text = sentence(pd.Series(each), "Forest", "linear model")
        assert "nan" not in text.lower()
    assert math.isfinite(METRICS[metric].low)
