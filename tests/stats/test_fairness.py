"""Fairness against fairlearn and R, and how often equal groups are called unequal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from lifecycle.stats.fairness import fairness_differences, fairness_table, ratio_of_proportions
from lifecycle.stats.multiple_testing import adjust_pvalues

Shared = Callable[[str], Path]
NAMES = {
    "selection_rate": "selection_rate",
    "accuracy": "accuracy",
    "true_positive_rate": "tpr",
    "false_positive_rate": "fpr",
    "precision": "ppv",
}


@pytest.mark.parametrize("group", ["sex", "race", "sex_x_race"])
def test_rates_equal_fairlearn(shared: Shared, group: str) -> None:
    rows = pd.read_csv(shared("goldens/fairness.csv"))
    rows["sex_x_race"] = rows["sex"] + "|" + rows["race"]
    said = json.loads(shared("goldens/fairness.json").read_text())[group]["by_group"]
    table = fairness_table(rows["y"], rows["pred"], rows[group]).set_index(["group", "metric"])
    for name, rates in said.items():
        assert table.loc[(name, "selection_rate"), "n"] == rates["count"]
        for metric, key in NAMES.items():
            assert table.loc[(name, metric), "value"] == pytest.approx(rates[key], abs=1e-12)


def test_differences_and_p_values_equal_r(shared: Shared) -> None:
    rows = pd.read_csv(shared("goldens/fairness.csv"))
    said = json.loads(shared("goldens/fairness_R.json").read_text())
    table = fairness_table(rows["y"], rows["pred"], rows["sex"])
    found = fairness_differences(table).set_index("metric").loc["selection_rate"]
    assert (found["group"], found["reference"]) == ("F", "M")  # the larger group is the reference
    rates = said["sel_rate"]
    assert found["difference"] == pytest.approx(rates["F"] - rates["M"], abs=1e-12)
    assert found["ratio"] == pytest.approx(rates["F"] / rates["M"], abs=1e-12)
    assert found["p_value"] == pytest.approx(said["sel_chisq_p"], rel=1e-6)
    assert found["flagged"]


def test_ratios_equal_r(shared: Shared) -> None:
    for case in json.loads(shared("goldens/proportions.json").read_text())["difference"]:
        if min(case["x1"], case["x2"]) == 0:
            continue  # R gives no interval there
        found = ratio_of_proportions(case["x1"], case["n1"], case["x2"], case["n2"])
        assert found.value == pytest.approx(case["ratio"], abs=1e-9)
        assert [found.low, found.high] == pytest.approx(case["log_ratio_katz"], abs=1e-6)


def test_equal_groups_are_seldom_flagged() -> None:
    """The selection rate of three equal groups is flagged in at most 5% of 300 samples."""
    rng = np.random.default_rng(0)
    flags = 0
    for _ in range(300):
        group = rng.choice(["a", "b", "c"], 240, p=[0.6, 0.25, 0.15])
        y, called = rng.random(240) < 0.3, rng.random(240) < 0.3
        found = fairness_differences(fairness_table(y, called, group))
        flags += bool(found.loc[found["metric"] == "selection_rate", "flagged"].any())
    assert flags / 300 <= 0.05


def test_small_groups_are_shown_but_not_judged() -> None:
    group = ["big"] * 200 + ["tiny"] * 10
    called = [True, False] * 100 + [False] * 10
    table = fairness_table([True] * 210, called, group)
    assert table.loc[table["group"] == "tiny", "small"].all()
    found = fairness_differences(table)
    assert not found["flagged"].any()
    assert np.isfinite(found[["difference", "low", "high", "ratio"]].to_numpy()).all()


def test_one_group_has_nobody_to_be_compared_with() -> None:
    assert fairness_differences(fairness_table([1, 0], [1, 0], ["a", "a"])).empty


def test_adjusted_p_values_equal_statsmodels() -> None:
    p = np.array([0.001, 0.02, np.nan, 0.02, 0.4, 0.9])
    known = ~np.isnan(p)
    expected = multipletests(p[known], method="fdr_bh")[1]
    assert adjust_pvalues(p)[known] == pytest.approx(expected)
    assert np.isnan(adjust_pvalues(p)[2])
    assert np.isnan(adjust_pvalues([np.nan])).all()


def test_benjamini_hochberg_by_hand() -> None:
    got = adjust_pvalues(np.array([0.01, np.nan, 0.04, 0.03]))
    assert got == pytest.approx([0.03, np.nan, 0.04, 0.04], nan_ok=True)
