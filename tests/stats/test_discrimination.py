"""Bands, several classes, groups of rows and errors along a column: right, honest, and total."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import confusion_matrix, roc_auc_score

from lifecycle.stats.bands import (
    GRID,
    Curves,
    gain_curve,
    kolmogorov_smirnov,
    precision_recall_band,
    roc_band,
)
from lifecycle.stats.curves import confusion
from lifecycle.stats.delong import clustered_roc_auc, roc_auc_interval
from lifecycle.stats.multiclass import one_vs_one, one_vs_rest
from lifecycle.stats.proportions import proportion_interval
from lifecycle.stats.residual_quantiles import error_quantiles, errors_along, quantile_interval

SHIFT = 1.2


def binormal(n: int, share: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    y = rng.random(n) < share
    y[:2] = True, False
    return y, rng.normal(size=n) + SHIFT * y


def test_the_bands_hold_the_true_curve_about_as_often_as_stated() -> None:
    rng, runs = np.random.default_rng(3), 60
    true = norm.sf(norm.isf(GRID) - SHIFT)
    distance = norm.cdf(SHIFT / 2) - norm.cdf(-SHIFT / 2)
    inside, held = np.zeros(len(GRID)), 0
    for _ in range(runs):
        curves = Curves(*binormal(400, 0.3, rng), resamples=200)
        band, ks = roc_band(curves), kolmogorov_smirnov(curves)
        inside += (band["low"] <= true) & (true <= band["high"])
        held += distance in ks
    assert 0.92 <= inside[1:-1].mean() / runs <= 0.99
    assert held >= 0.85 * runs


@pytest.mark.parametrize("groups", [False, True])
def test_a_band_is_in_order_and_narrows_with_rows(groups: bool) -> None:
    widths = []
    for n in (100, 1600):
        y, score = binormal(n, 0.3, np.random.default_rng(0))
        group = np.arange(n) // 2 if groups else None
        curves = Curves(y, score, resamples=200, groups=group)
        for band, value in (
            (roc_band(curves), "tpr"),
            (precision_recall_band(curves), "precision"),
            (gain_curve(curves), "gain"),
        ):
            assert (band["low"] <= band[value] + 1e-12).all()
            assert (band[value] <= band["high"] + 1e-12).all()
            assert band["low"].min() >= 0
            assert band["high"].max() <= 1
        widths.append(float((roc_band(curves)["high"] - roc_band(curves)["low"]).mean()))
    assert widths[1] < widths[0] / 2


def test_gains_are_those_of_counting() -> None:
    score = np.arange(100.0)
    positive = score >= 80
    gain = gain_curve(Curves(positive, score, resamples=50)).set_index("called")
    assert gain.loc[0.1, "gain"] == pytest.approx(0.5)
    assert gain.loc[0.1, "lift"] == pytest.approx(5)
    assert gain.loc[0.2, "gain"] == pytest.approx(1)
    assert gain["gain"].iloc[-1] == gain["low"].iloc[-1] == 1


@pytest.mark.parametrize(
    ("positive", "score"),
    [
        ([True] * 6, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
        ([False] * 6, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
        ([True, False] * 3, [0.5] * 6),
        ([False] * 3 + [True] * 3, [0.1, 0.1, 0.1, 0.9, 0.9, 0.9]),
        ([True, False], [0.2, 0.8]),
        ([True], [0.2]),
    ],
    ids=["all", "none", "constant", "perfect", "two rows", "one row"],
)
@pytest.mark.parametrize("groups", [False, True])
def test_degenerate_rows_have_a_band_without_gaps(
    positive: list[bool], score: list[float], groups: bool
) -> None:
    y, s = np.array(positive), np.array(score)
    curves = Curves(y, s, resamples=30, groups=np.arange(len(y)) // 2 if groups else None)
    for band in (roc_band(curves), precision_recall_band(curves), gain_curve(curves)):
        assert np.isfinite(band.to_numpy(dtype=float)).all()
    ks = kolmogorov_smirnov(curves)
    assert 0 <= ks.low <= ks.value <= ks.high <= 1


def three(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 3, n)
    raw = rng.random((n, 3)) + 0.6 * np.eye(3)[codes]
    return codes, raw.argmax(axis=1), raw / raw.sum(axis=1, keepdims=True)


def test_several_classes_agree_with_scikit_learn() -> None:
    codes, called, proba = three(300)
    rest = one_vs_rest(codes, called, proba, ("a", "b", "c"))
    areas = rest[rest["name"] == "roc_auc"]
    expected = roc_auc_score(codes, proba, multi_class="ovr")
    assert areas["value"].mean() == pytest.approx(expected, abs=1e-12)
    pairs = one_vs_one(codes, proba, ("a", "b", "c"))
    assert pairs["value"].mean() == pytest.approx(
        roc_auc_score(codes, proba, multi_class="ovo"), abs=1e-12
    )
    assert (pairs["low"] < pairs["value"]).all()
    assert pairs["value"].is_monotonic_increasing


def test_fifty_classes_and_absent_ones_are_an_answer() -> None:
    rng = np.random.default_rng(0)
    names = [f"c{k}" for k in range(50)]
    codes = rng.integers(0, 45, 400)  # five of them never occur
    proba = rng.dirichlet(np.ones(50), 400)
    rest = one_vs_rest(codes, proba.argmax(axis=1), proba, names)
    pairs = one_vs_one(codes, proba, names)
    for frame in (rest, pairs):
        assert np.isfinite(frame[["value", "low", "high"]].to_numpy()).all()
    assert len(rest) == 150
    assert len(pairs) == 300


def test_the_confusion_matrix_has_its_shares_with_wilson() -> None:
    codes, called, _ = three(200)
    found = confusion(codes, called, ("a", "b", "c"))
    assert found["count"].to_numpy().reshape(3, 3).tolist() == (
        confusion_matrix(codes, called).tolist()
    )
    first = found.iloc[0]
    wilson = proportion_interval(int(first["count"]), int((codes == 0).sum()))
    assert (first["share"], first["low"], first["high"]) == (wilson.value, wilson.low, wilson.high)
    assert found.groupby("predicted")["called_share"].sum().tolist() == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("copies", [2, 5])
def test_copies_of_rows_in_one_group_say_no_more_than_the_rows(copies: int) -> None:
    y, score = binormal(120, 0.4, np.random.default_rng(1))
    once = roc_auc_interval(y, score)
    group = np.tile(np.arange(120), copies)
    again = clustered_roc_auc(np.tile(y, copies), np.tile(score, copies), group)
    assert again.value == pytest.approx(once.value)
    assert again.width == pytest.approx(once.width, rel=0.03)


@settings(max_examples=25)
@given(st.integers(1, 60), st.sampled_from([0.5, 0.9, 0.99]), st.integers(0, 99))
def test_a_quantile_lies_within_its_limits(n: int, share: float, seed: int) -> None:
    found = quantile_interval(np.random.default_rng(seed).exponential(size=n), share)
    assert found.low <= found.value <= found.high
    assert found.method.startswith("order-statistics")


def test_quantile_intervals_hold_the_true_quantile() -> None:
    rng = np.random.default_rng(0)
    held = [np.log(2) in quantile_interval(rng.exponential(size=80), 0.5) for _ in range(400)]
    assert 0.93 <= np.mean(held) <= 0.99
    short = error_quantiles(rng.normal(size=30)).set_index("share")
    assert short.loc[0.99, "method"] == "order-statistics-tail"
    assert short.loc[0.5, "method"] == "order-statistics"


COLUMNS = {
    "number": pd.Series(np.linspace(0, 9, 60)),
    "gaps": pd.Series(np.where(np.arange(60) % 5 == 0, np.nan, np.arange(60.0))),
    "few": pd.Series(np.arange(60) % 3),
    "constant": pd.Series(np.ones(60)),
    "nothing": pd.Series([None] * 60, dtype=object),
    "text": pd.Series([f"t{k % 20}" for k in range(60)], dtype=object),
    "day": pd.Series(pd.date_range("2024-01-01", periods=60)),
}


@pytest.mark.parametrize("name", list(COLUMNS))
@pytest.mark.parametrize("groups", [None, np.arange(60) // 3])
def test_errors_along_a_column_count_every_row(name: str, groups: np.ndarray | None) -> None:
    errors = np.random.default_rng(0).normal(size=60)
    found = errors_along(COLUMNS[name], errors, groups=groups)
    assert found["n"].sum() == 60
    assert np.isfinite(found[["mean", "low", "high", "lower", "upper"]].to_numpy(float)).all()
    assert (found["low"] <= found["mean"] + 1e-12).all()
    assert found["label"].is_unique


def test_quantiles_beyond_the_last_value_are_reached_by_the_tail() -> None:
    rng, true = np.random.default_rng(1), float(norm.ppf(0.99))
    drawn = [rng.normal(size=100) for _ in range(300)]
    upper = [true in quantile_interval(each, 0.99) for each in drawn]
    lower = [-true in quantile_interval(-each, 0.01) for each in drawn]
    assert upper == lower
    assert np.mean(upper) >= 0.92
    assert quantile_interval([1.0] * 10, 0.99).high == 1.0
    assert quantile_interval([1.0, 2.0], 0.99).method == "order-statistics-short"


def test_parts_of_large_amounts_are_named_in_full() -> None:
    column = pd.Series(np.linspace(58_310.0, 504_200.0, 200))
    labels = errors_along(column, np.sin(np.arange(200.0)))["label"]
    assert not labels.str.contains("e+", regex=False).any()
    assert labels.iloc[0].startswith("58,3")
