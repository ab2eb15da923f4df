"""Decisions: thresholds against counting by hand, and net benefit against its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats import decision

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0])),
    min_size=2,
    max_size=40,
).map(lambda rows: (np.array([r[0] for r in rows]), np.array([r[1] for r in rows])))
Rows = tuple[Any, Any]


def cost_at(rows: Rows, threshold: float, false_alarm: float, miss: float) -> float:
    y, p = rows
    called = p >= threshold
    return float(((called & (y == 0)) * false_alarm + (~called & (y == 1)) * miss).mean())


@given(ROWS, st.floats(0.1, 10), st.floats(0.1, 10))
@settings(max_examples=80, deadline=None)
def test_no_other_threshold_costs_less(rows: Rows, false_alarm: float, miss: float) -> None:
    found = decision.threshold_by_cost(*rows, false_alarm, miss)
    assert found.cost == pytest.approx(cost_at(rows, found.value, false_alarm, miss))
    for other in [0.0, 0.05, 0.2, 0.3, 0.6, 0.9, 1.0, 1.1]:
        assert found.cost <= cost_at(rows, other, false_alarm, miss) + 1e-12


@given(ROWS, st.floats(0.05, 1))
@settings(max_examples=80, deadline=None)
def test_recall_and_capacity_are_kept(rows: Rows, share: float) -> None:
    y, p = rows
    enough = decision.threshold_by_recall(y, p, share)
    if y.any():
        assert (p >= enough.value)[y == 1].mean() >= share - 1e-9
    within = decision.threshold_by_capacity(y, p, share)
    assert (p >= within.value).mean() <= share + 1e-9


def test_a_precision_out_of_reach_is_said() -> None:
    y, p = np.array([0, 1, 0, 1]), np.array([0.9, 0.8, 0.2, 0.1])
    found = decision.threshold_by_precision(y, p, 0.9)
    assert not found.reached
    assert found.precision == pytest.approx(0.5)
    assert decision.threshold_by_precision(y, p, 0.5).reached


def test_right_probabilities_lead_to_the_ratio_of_costs() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(200_000)
    y = rng.random(200_000) < p
    assert decision.threshold_by_cost(y, p, 1, 4).value == pytest.approx(0.2, abs=0.03)
    assert decision.threshold_by_youden(y, p).value == pytest.approx(0.5, abs=0.03)


def test_net_benefit_is_its_definition() -> None:
    """Vickers and Elkin: NB = TP/n - FP/n * t/(1-t)."""
    y = np.array([1, 1, 0, 1, 0, 0, 0, 0])
    p = np.array([0.9, 0.6, 0.6, 0.3, 0.3, 0.2, 0.1, 0.05])
    curve = decision.decision_curve(y, p, [0.25, 0.5]).set_index("threshold")
    assert curve.loc[0.25, "net_benefit"] == pytest.approx(3 / 8 - 2 / 8 * (1 / 3))
    assert curve.loc[0.5, "net_benefit"] == pytest.approx(2 / 8 - 1 / 8)
    assert curve.loc[0.5, "treat_all"] == pytest.approx(3 / 8 - 5 / 8)
    by_row = np.where(p >= 0.25, np.where(y == 1, 1.0, -1 / 3), 0.0)
    half = 1.959964 * by_row.std(ddof=1) / np.sqrt(8)
    assert curve.loc[0.25, "high"] - curve.loc[0.25, "net_benefit"] == pytest.approx(half, rel=1e-6)


def test_the_interval_of_the_cost_covers() -> None:
    """Of 300 samples the interval holds the true cost in 95% (binomial limits of 99.9%)."""
    rng = np.random.default_rng(2)
    p_all = rng.random(400_000)
    y_all = rng.random(400_000) < p_all
    truth = cost_at((y_all, p_all), 0.3, 1, 3)
    hits = 0
    for _ in range(300):
        rows = rng.integers(0, 400_000, 400)
        hits += truth in decision.expected_cost(y_all[rows], p_all[rows], 0.3, 1, 3)
    assert 0.90 <= hits / 300 <= 0.985
