"""ROC AUC: equal to R's pROC, unmoved by what must not matter, honest when there is no variance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lifecycle.stats.delong import compare_roc_auc, roc_auc_interval

Shared = Callable[[str], Path]


def sample(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A score with ties that knows something of the class; both classes are there."""
    rng = np.random.default_rng(seed)
    y = rng.random(n) < 0.4
    y[:2] = [False, True]
    return y, np.round(rng.normal(size=n) + y, 1)


@pytest.mark.parametrize("score", ["s100b", "ndka", "wfns"])
def test_equals_proc(shared: Shared, score: str) -> None:
    golden = json.loads(shared("goldens/asah_delong.json").read_text())["single"][score]
    rows = pd.read_csv(shared("goldens/asah.csv"))
    found = roc_auc_interval(rows["outcome"] == 1, rows[score])
    assert found.value == pytest.approx(golden["auc"], abs=1e-9)
    assert [found.low, found.high] == pytest.approx(golden["ci95_logit"], abs=1e-9)
    assert (found.method, found.n) == ("delong-logit", len(rows))


def test_paired_equals_proc(shared: Shared) -> None:
    rows = pd.read_csv(shared("goldens/asah.csv"))
    for golden in json.loads(shared("goldens/asah_delong.json").read_text())["paired"]:
        found = compare_roc_auc(rows["outcome"] == 1, rows[golden["a"]], rows[golden["b"]])
        assert found.difference.value == pytest.approx(golden["diff"], abs=1e-9)
        limits = [found.difference.low, found.difference.high]
        assert limits == pytest.approx(golden["ci95_diff"], abs=1e-9)
        assert found.p_value == pytest.approx(golden["p"], abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(5, 80))
def test_monotone_transform_and_row_order_do_not_matter(seed: int, n: int) -> None:
    y, score = sample(seed, n)
    shuffled = np.random.default_rng(seed).permutation(n)
    found = roc_auc_interval(y, score)
    assert found.value == pytest.approx(roc_auc_score(y, score))
    for again in (
        roc_auc_interval(y, np.exp(score)),
        roc_auc_interval(y[shuffled], score[shuffled]),
        roc_auc_interval(~y, -score),
    ):
        assert (again.value, again.low, again.high) == pytest.approx(
            (found.value, found.low, found.high)
        )
    assert 0 <= found.low <= found.value <= found.high <= 1


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_more_rows_and_less_confidence_narrow_the_interval(seed: int) -> None:
    y, score = sample(seed)
    one = roc_auc_interval(y, score)
    assert roc_auc_interval(np.tile(y, 4), np.tile(score, 4)).width < one.width
    assert roc_auc_interval(y, score, level=0.8).width < one.width


def test_perfect_separation_is_not_certainty() -> None:
    y = np.repeat([False, True], 20)
    found = roc_auc_interval(y, y)
    assert (found.value, found.high, found.method) == (1.0, 1.0, "delong-degenerate")
    assert 0.85 < found.low < 0.95
    worst = roc_auc_interval(y, ~y)
    assert (worst.value, worst.low) == (0.0, 0.0)
    assert worst.high == pytest.approx(1 - found.low)
    assert roc_auc_interval(y[18:22], y[18:22]).low < found.low


def test_one_row_of_a_class_is_an_answer() -> None:
    found = roc_auc_interval([0, 1, 0, 0, 0], [0.1, 0.3, 0.2, 0.4, 0.5])
    assert found.value == 0.5
    assert found.low < 0.2
    assert found.high > 0.8


def test_constant_score_ranks_by_chance_for_certain() -> None:
    found = roc_auc_interval([0, 1, 1], [3, 3, 3])
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)
    assert found.method == "exact-constant-score"


def test_one_class_says_that_there_is_no_answer() -> None:
    found = roc_auc_interval([1, 1, 1], [1, 2, 3])
    assert (found.low, found.high, found.method) == (0.0, 1.0, "undefined-one-class")
    both = compare_roc_auc([1, 1, 1], [1, 2, 3], [3, 2, 1])
    assert (both.difference.low, both.difference.high, both.p_value) == (-1.0, 1.0, 1.0)


def test_the_same_score_twice_does_not_differ() -> None:
    y, score = sample(1)
    found = compare_roc_auc(y, score, score)
    assert (found.difference.low, found.difference.high, found.p_value) == (0.0, 0.0, 1.0)


def test_perfect_against_constant_keeps_the_doubt_about_the_perfect_one() -> None:
    y = np.repeat([False, True], 20)
    found = compare_roc_auc(y, y, np.zeros(40))
    assert found.difference.low == pytest.approx(roc_auc_interval(y, y).low - 0.5)
    assert found.difference.high == 0.5
    assert found.p_value < 1e-6
    turned = compare_roc_auc(y, np.zeros(40), y)
    assert turned.difference == -found.difference


def test_unpaired_equals_proc(shared: Callable[[str], Path]) -> None:
    golden = json.loads(shared("goldens/asah_delong.json").read_text())["unpaired_s100b_wfns"]
    rows = pd.read_csv(shared("goldens/asah.csv"))
    y = rows["outcome"]
    found = compare_roc_auc(y, rows["s100b"], rows["wfns"], y_b=y)
    assert found.p_value == pytest.approx(golden["p"], abs=1e-9)
    sexes = pd.read_csv(shared("goldens/fairness.csv"))
    said = json.loads(shared("goldens/fairness_R.json").read_text())
    women, men = (sexes[sexes["sex"] == sex] for sex in "FM")
    found = compare_roc_auc(women["y"], women["p"], men["p"], y_b=men["y"])
    assert found.difference.value == pytest.approx(said["auc_F"] - said["auc_M"], abs=1e-9)
    assert found.p_value == pytest.approx(said["p"], abs=1e-9)


def test_unpaired_with_too_little_says_so() -> None:
    alike = compare_roc_auc([1, 1, 1], [0.1, 0.2, 0.3], [0.3, 0.6], y_b=[0, 1])
    assert alike.difference.method == "undefined-one-class"
    assert alike.p_value == 1.0
    perfect = compare_roc_auc([0, 0, 1, 1], [1, 2, 3, 4], [4, 3, 2, 1], y_b=[0, 1, 0, 1])
    assert perfect.difference.method == "delong-degenerate"
    assert -1 <= perfect.difference.low <= perfect.difference.high <= 1
