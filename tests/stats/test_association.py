"""Association: known values, no strength by chance, and the whole range from 0 to 1."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lifecycle.stats.association import cramers_v, missing_pairs, rank_eta, spearman_pairs


def coded(table: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    cells = np.asarray(table)
    a, b = np.indices(cells.shape)
    return np.repeat(a.ravel(), cells.ravel()), np.repeat(b.ravel(), cells.ravel())


def test_cramers_v_follows_bergsma() -> None:
    a, b = coded([[30, 10], [10, 30]])
    chi2 = stats.chi2_contingency([[30, 10], [10, 30]], correction=False).statistic
    phi2, n = chi2 / 80 - 1 / 79, 80
    assert cramers_v(a, b) == pytest.approx(np.sqrt(phi2 / (2 - 1 / (n - 1) - 1)))


def test_cramers_v_reaches_one_and_zero() -> None:
    a, b = coded([[20, 0, 0], [0, 30, 0], [0, 0, 25]])
    assert cramers_v(a, b) == pytest.approx(1.0)
    assert cramers_v(a, np.zeros_like(a)) == 0.0


def test_rank_eta_is_kruskal_wallis_corrected() -> None:
    rng = np.random.default_rng(0)
    codes, y = rng.integers(0, 4, 200), rng.exponential(size=200)
    y[codes == 2] += 1
    h = stats.kruskal(*(y[codes == k] for k in range(4))).statistic
    assert rank_eta(codes, y) == pytest.approx(np.sqrt((h - 3) / 196))


def test_rank_eta_sees_a_hump_that_correlation_misses() -> None:
    x = np.linspace(-1, 1, 200)
    codes = np.digitize(x, np.linspace(-1, 1, 11)[1:-1])
    assert abs(stats.spearmanr(x, x**2).statistic) < 0.01
    assert rank_eta(codes, x**2) > 0.95


def test_many_levels_do_not_look_related_by_chance() -> None:
    rng = np.random.default_rng(0)
    v = [cramers_v(rng.integers(0, 15, 300), rng.integers(0, 2, 300)) for _ in range(30)]
    eta = [rank_eta(rng.integers(0, 15, 300), rng.normal(size=300)) for _ in range(30)]
    assert np.mean(v) < 0.08
    assert np.mean(eta) < 0.12


def test_spearman_equals_scipy_where_nothing_is_missing() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(80, 3)), columns=list("abc"))
    frame["b"] = frame["a"].round() + 0.5 * frame["b"]
    pairs = spearman_pairs(frame).set_index(["a", "b"])["value"]
    assert list(pairs.index) == [("a", "b"), ("a", "c"), ("b", "c")]
    for (a, b), value in pairs.items():
        assert value == pytest.approx(stats.spearmanr(frame[a], frame[b]).statistic)


def test_constant_empty_and_infinite_columns_are_left_out() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 3, np.inf], "k": 7.0, "e": np.nan, "b": [3.0, 2, 1, 0]})
    pairs = spearman_pairs(frame)
    assert pairs[["a", "b"]].to_numpy().tolist() == [["a", "b"]]
    assert pairs["value"][0] == pytest.approx(-1.0)
    assert spearman_pairs(frame[[]]).empty


def test_gaps_that_come_together_are_found() -> None:
    a = pd.Series([None, 1, None, 1, 1, 1], dtype=float)
    frame = pd.DataFrame({"a": a, "b": a.isna().map({True: None, False: "x"}), "c": 1.0})
    pairs = missing_pairs(frame)
    assert pairs.to_numpy().tolist() == [["a", "b", pytest.approx(1.0)]]
