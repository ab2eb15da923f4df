"""Costs of thresholds: chosen and judged on different rows, with intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage import RATIOS, cost_coverage
from lifecycle.stats import expected_cost
from lifecycle.stats.cost_savings import Costs, cheapest
from lifecycle.stats.decision import threshold_by_cost
from lifecycle.stats.weighted_shares import weighted_shares


@pytest.mark.parametrize(("alarm", "miss"), RATIOS)
def test_the_interval_of_the_cost_covers_and_no_saving_is_made_up(
    alarm: float, miss: float
) -> None:
    """A slice of `benchmarks coverage`: 40 samples, within the binomial limits of 99.9%."""
    found = cost_coverage(300, 40, alarm, miss)
    assert found["cost of the cheapest threshold"] >= 0.85
    assert found["cost at a given threshold"] >= 0.85
    assert found["saving against the costs' threshold"] >= 0.85
    assert found["false savings"] <= 0.1


def test_a_saving_that_is_there_is_found() -> None:
    """Chances that are stated much too low: the costs' threshold flags too few."""
    rng = np.random.default_rng(0)
    p = rng.random(600)
    actual = rng.random(600) < p
    costs = Costs(actual, p**4, 1.0, 1.0)
    found = cheapest(costs, np.arange(600) % 5, [0.5])
    assert found.savings[0].low > 0
    assert found.mean.value + found.savings[0].value == pytest.approx(costs.mean(0.5).value)


@pytest.mark.parametrize("n", [5, 20, 300])
def test_no_error_on_few_rows_is_not_no_cost(n: int) -> None:
    y = np.arange(n) % 2 == 0
    found = expected_cost(y, y.astype(float), 0.5, 1, 5)
    assert found.value == found.low == 0
    assert found.high >= 0.95 * 5 * (1 - 0.05 ** (1 / n))  # as many as none seen in n leaves open
    assert found.high <= 5


def test_rows_that_belong_together_are_less_sure() -> None:
    rng = np.random.default_rng(1)
    p = np.repeat(rng.random(60), 5)
    actual = np.repeat(rng.random(60) < p[::5], 5)
    alone = Costs(actual, p, 1.0, 3.0).mean(0.3)
    tied = Costs(actual, p, 1.0, 3.0, np.repeat(np.arange(60), 5)).mean(0.3)
    assert tied.value == pytest.approx(alone.value)
    assert tied.width > 1.5 * alone.width


@pytest.mark.parametrize(
    ("actual", "p"),
    [
        (np.ones(6, dtype=bool), np.linspace(0, 1, 6)),
        (np.zeros(6, dtype=bool), np.linspace(0, 1, 6)),
        (np.arange(6) % 2 == 0, np.full(6, 0.5)),
        (np.array([True, False]), np.array([0.9, 0.1])),
    ],
)
@pytest.mark.parametrize(("alarm", "miss"), [(1, 1), (0, 2), (2, 0), (0, 0), (1e-12, 5e-12)])
def test_degenerate_rows_get_an_answer(
    actual: np.ndarray, p: np.ndarray, alarm: float, miss: float
) -> None:
    found = cheapest(Costs(actual, p, alarm, miss), np.arange(len(p)) % 2, [0.5])
    for each in (found.mean, *found.savings):
        assert np.isfinite([each.value, each.low, each.high]).all()
        assert each.low <= each.value <= each.high


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_the_unit_of_the_costs_changes_nothing(unit: float) -> None:
    rng = np.random.default_rng(3)
    p = rng.random(200)
    actual = rng.random(200) < p
    base = threshold_by_cost(actual, p, 1, 3)
    other = threshold_by_cost(actual, p, unit, 3 * unit)
    assert other.value == base.value
    folds = np.arange(200) % 5
    one = cheapest(Costs(actual, p, 1, 3), folds, [0.5])
    two = cheapest(Costs(actual, p, unit, 3 * unit), folds, [0.5])
    assert two.mean.width == pytest.approx(unit * one.mean.width)
    assert two.savings[0].low == pytest.approx(unit * one.savings[0].low)


def test_one_kind_alone_is_wilsons_share() -> None:
    hits = np.arange(40) < 9
    found = weighted_shares(hits[:, None], [2.0])
    assert (found.value, found.low) == pytest.approx((0.45, 2 * 0.1229), abs=1e-3)
