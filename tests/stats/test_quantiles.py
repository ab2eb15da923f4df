"""PIT, quantile coverage, calibration of means, and class by class."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from lifecycle.stats.calibration import calibration_summary
from lifecycle.stats.quantiles import (
    mean_calibration,
    pit_histogram,
    probability_integral_transform,
    quantile_coverage,
)
from lifecycle.stats.reliability import CALLED, classwise_calibration, classwise_error


def test_errors_as_before_are_even() -> None:
    rng = np.random.default_rng(0)
    said, earlier = rng.normal(size=2000), rng.exponential(size=5000)
    pit = probability_integral_transform(said + rng.exponential(size=2000), said, earlier)
    assert kstest(pit, "uniform").pvalue > 0.01
    table = quantile_coverage(pit)
    assert ((table["low"] <= table["nominal"]) & (table["nominal"] <= table["high"])).sum() >= 6
    bins = pit_histogram(pit)
    assert bins["share"].sum() == pytest.approx(1)
    assert bins["count"].sum() == 2000


def test_wider_errors_than_before_heap_up_at_both_ends() -> None:
    rng = np.random.default_rng(1)
    pit = probability_integral_transform(
        3 * rng.normal(size=2000), np.zeros(2000), rng.normal(size=4000)
    )
    bins = pit_histogram(pit)
    assert bins["low"].iloc[[0, -1]].min() > 0.1
    assert quantile_coverage(pit).set_index("nominal").loc[0.95, "high"] < 0.95


def test_ties_count_half_and_the_ends_stay_open() -> None:
    pit = probability_integral_transform([0.0, -9.0, 9.0], [0.0] * 3, [0.0] * 9)
    assert pit == pytest.approx([0.5, 0.05, 0.95])


def test_means_by_tenths() -> None:
    rng = np.random.default_rng(2)
    said = rng.uniform(0, 10, 3000)
    table = mean_calibration(said + 1 + rng.normal(size=3000), said)
    assert len(table) == 10
    assert table["count"].tolist() == [300] * 10
    assert (table["observed"] - table["predicted"]).to_numpy() == pytest.approx(1, abs=0.2)
    assert (table["low"] > table["predicted"]).all()
    few = mean_calibration([1.0, 2.0], [1.0, 1.0])
    assert few[["predicted", "observed", "count"]].to_numpy().tolist() == [[1.0, 1.5, 2.0]]


def test_each_class_is_judged_alone() -> None:
    rng = np.random.default_rng(3)
    truth = rng.dirichlet(np.ones(3), 4000)
    y = (truth.cumsum(axis=1) < rng.random((4000, 1))).sum(axis=1)
    said = truth.copy()
    said[:, 1], said[:, 2] = said[:, 1] + 0.4 * said[:, 2], 0.6 * said[:, 2]  # from c to b
    table = classwise_calibration(y, said, ("a", "b", "c")).set_index("class")
    assert table.index.tolist() == [CALLED, "a", "b", "c"]
    assert table.loc["a", "ece"] < 0.03 < table.loc[["b", "c"], "ece"].min()
    both = calibration_summary(y == 1, said[:, 1])
    assert table.loc["b", "slope"] == pytest.approx(both.slope.value)
    assert table.loc["b", "large_low"] == pytest.approx(both.in_the_large.low)
    assert classwise_error(y, said) == pytest.approx(table["ece"].iloc[1:].mean())
