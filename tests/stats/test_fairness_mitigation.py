"""Thresholds by group: shares are evened out, the cost is counted, and any rows get an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from lifecycle.stats.fairness import fairness_differences, fairness_table
from lifecycle.stats.fairness_mitigation import (
    COLUMNS,
    RULES,
    called_by,
    group_thresholds,
    mitigation,
)


def rows(n: int = 4000, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cases, chances and groups; the second group has fewer cases, and the chances know it."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", "b"], n)
    z = rng.normal(size=n) - 1.0 * (group == "b")
    return rng.random(n) < expit(2 * z), expit(2 * z), group


def test_each_rule_evens_out_its_own_rate_and_costs_something() -> None:
    y, p, group = rows()
    found = {rule: group_thresholds(y, p, group, 0.5, rule) for rule in RULES}
    assert found["one"] == {"a": 0.5, "b": 0.5}
    assert found["selection"]["a"] > 0.5 > found["selection"]["b"]
    said = {rule: called_by(p, group, at) for rule, at in found.items()}
    table = mitigation(y, said, group, 1.0, 1.0).set_index("rule")
    assert table.loc["one", "selection_gap"] > 0.2
    assert table.loc["selection", "selection_gap"] < 0.002
    assert table.loc["recall", "recall_gap"] < 0.002
    assert table.loc["selection", "low"] > 0  # 0.5 is the cheapest when chances are right
    assert table.loc["one", ["extra", "low", "high"]].eq(0).all()
    by_hand = ((said["selection"] != y).mean() - (said["one"] != y).mean()).item()
    assert table.loc["selection", "extra"] == pytest.approx(by_hand)


def test_a_small_group_keeps_the_common_threshold() -> None:
    y, p, group = rows(300)
    group = np.where(np.arange(300) < 20, "few", group)
    assert group_thresholds(y, p, group, 0.5, "selection")["few"] == 0.5


@pytest.mark.parametrize("kind", ["no case", "constant", "five", "one group", "nobody called"])
@pytest.mark.parametrize("rule", list(RULES))
def test_degenerate_rows_get_an_answer(rule: str, kind: str) -> None:
    y, p, group = rows(5 if kind == "five" else 200)
    if kind == "no case":
        y = np.zeros(200, dtype=bool)
    if kind == "constant":
        p = np.full(200, 0.3)
    if kind == "one group":
        group = np.full(200, "a")
    at = group_thresholds(y, p, group, 2.0 if kind == "nobody called" else 0.5, rule)
    assert set(at) == set(group.tolist())
    assert np.isfinite(list(at.values())).all()
    said = {each: called_by(p, group, at) for each in RULES}
    table = mitigation(y, said, group, clusters=np.arange(len(y)) // 2)
    assert list(table) == COLUMNS
    assert not table.isna().any().any()
    if kind == "nobody called":
        assert not said[rule].any()


def test_rows_of_one_household_count_as_fewer() -> None:
    rng = np.random.default_rng(0)
    house = np.repeat(np.arange(60), 10)
    sex = rng.choice(["f", "m"], 60)[house]
    called = (rng.random(60) < 0.4)[house]
    alone = fairness_table(called, called, sex)
    tied = fairness_table(called, called, sex, clusters=house)
    assert (alone["value"] == tied["value"]).all()
    assert (alone["worth"] == alone["n"]).all()
    selection = tied[tied["metric"] == "selection_rate"]
    assert (selection["worth"] < 0.2 * selection["n"]).all()
    assert ((tied["high"] - tied["low"]) >= (alone["high"] - alone["low"]) - 1e-12).all()
    gaps = fairness_differences(tied)
    assert not gaps.drop(columns=["p_value", "p_adjusted"]).isna().any().any()


def test_equal_households_are_seldom_called_unequal() -> None:
    flagged = {True: 0, False: 0}
    for seed in range(60):
        rng = np.random.default_rng(seed)
        house = np.repeat(np.arange(80), 8)
        sex = rng.choice(["f", "m"], 80)[house]
        called = (rng.random(80) < 0.4)[house]
        for aware in flagged:
            table = fairness_table(called, called, sex, clusters=house if aware else None)
            gaps = fairness_differences(table)
            own = gaps[gaps["metric"] == "selection_rate"]
            flagged[aware] += bool((own["p_adjusted"] < 0.05).any())
    assert flagged[False] > 12
    assert flagged[True] <= 8


def test_singletons_are_no_households() -> None:
    y, p, group = rows(500)
    alone = fairness_table(y, p >= 0.5, group)
    assert alone.equals(fairness_table(y, p >= 0.5, group, clusters=np.arange(500)))
    assert pd.api.types.is_float_dtype(alone["worth"])
