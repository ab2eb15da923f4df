"""Judging beyond metrics: faults that were planted are found, and only where they apply."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from lifecycle.evaluate.findings import (
    CALIBRATION,
    beyond_metrics,
    calibration,
    calibration_sentence,
    ends,
)
from lifecycle.evaluate.intersections import levels
from lifecycle.metrics.outcome import Outcome
from lifecycle.stats import calibration_summary

from ..builders import make_table


def chances(n: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    z = rng.normal(size=n)
    return (rng.random(n) < expit(z)).astype(float), z


def number(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame.set_index("name").loc[name]


def test_right_chances_pass_and_extreme_ones_do_not() -> None:
    y, z = chances()
    right, extreme = calibration(y, expit(z), 0.95), calibration(y, expit(2 * z), 0.95)
    assert list(right) == CALIBRATION
    slope = number(right, "slope")
    assert slope["low"] < 1 < slope["high"]
    assert number(right, "likelihood_ratio")["p_value"] > 0.01
    assert number(extreme, "slope")["high"] < 0.7
    assert number(extreme, "spiegelhalter")["p_value"] < 1e-4
    assert calibration_sentence(right).startswith("Nothing here speaks against")
    assert "too extreme" in calibration_sentence(extreme)
    shifted = calibration(y, np.clip(expit(z) + 0.1, 0, 1), 0.95)
    assert "too high on average" in calibration_sentence(shifted)
    assert number(extreme, "ece")["value"] > number(right, "ece")["value"] + 0.03


def judged(protected: bool) -> dict[str, pd.DataFrame]:
    """Women are called positive half as often, and rows of one city are all judged wrongly."""
    rng = np.random.default_rng(1)
    n = 1200
    sex, city = rng.choice(["f", "m"], n), rng.choice(["Bern", "Oslo", "Rome", "Wien"], n)
    y = np.where(rng.random(n) < 0.5, "yes", "no")
    p = np.where(y == "yes", 0.8, 0.2)
    p = np.where((sex == "f") & (rng.random(n) < 0.5), 0.1, p)
    p = np.where(city == "Rome", 1 - p, p)
    frame = pd.DataFrame({"sex": sex, "city": city, "x": rng.normal(size=n), "y": y})
    table = make_table(frame, "y", "binary")
    if protected:
        columns = table.columns.copy()
        columns.loc[columns["name"] == "sex", "role"] = "protected"
        table = replace(table, columns=columns)
    predicted = pd.DataFrame({"prediction": np.where(p >= 0.5, "yes", "no")})
    predicted = predicted.assign(**{"p:no": 1 - p, "p:yes": p})
    outcome = Outcome.of(table.y, predicted, table.classes)
    return beyond_metrics(outcome, table, np.arange(n), 0.95, 0)


def test_a_weak_spot_is_found() -> None:
    found = judged(False)
    worst = found["slices"].iloc[0]
    assert worst["slice"] == "city is Rome"
    assert worst["flagged"]
    assert set(found) == {"calibration", "corp", "smooth", "decision", "slices"}  # none protected


def test_groups_of_protected_columns_are_compared() -> None:
    found = judged(True)
    gaps = found["gaps"].set_index("metric").loc["selection_rate"]
    assert {gaps["group"], gaps["reference"]} == {"f", "m"}
    assert gaps["flagged"]
    assert set(found["groups"]["group"]) == {"f", "m"}


def test_regression_has_weak_spots_alone() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"x": rng.normal(size=400), "y": rng.normal(size=400)})
    table = make_table(frame, "y", "regression")
    predicted = pd.DataFrame({"prediction": np.where(frame["x"] > 0.7, frame["y"] + 5, frame["y"])})
    outcome = Outcome.of(table.y, predicted, ())
    found = beyond_metrics(outcome, table, np.arange(400), 0.95, 0)
    assert set(found) == {"slices"}
    assert "x above" in found["slices"].iloc[0]["slice"]


@pytest.mark.parametrize("rows", [1, 5])
def test_a_handful_of_rows_is_an_answer(rows: int) -> None:
    y, z = chances(rows)
    frame = calibration(y, expit(z), 0.95)
    assert len(frame) == 14
    assert calibration_sentence(frame)


def test_numbers_become_groups_by_thirds() -> None:
    groups = levels(pd.Series([*np.arange(30.0), np.nan]))
    assert groups.nunique() == 4
    assert groups.iloc[-1] == "missing"


def test_several_classes_are_judged_one_by_one_and_groups_count_together() -> None:
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(3), 60).repeat(10, axis=0)
    codes = (p.cumsum(axis=1) < rng.random(60).repeat(10)[:, None]).sum(axis=1)
    frame = pd.DataFrame({"x": rng.normal(size=600), "y": np.array(["a", "b", "c"])[codes]})
    table = make_table(frame, "y", "multiclass")
    predicted = pd.DataFrame(p, columns=["p:a", "p:b", "p:c"])
    predicted.insert(0, "prediction", np.array(["a", "b", "c"])[p.argmax(axis=1)])
    outcome = Outcome.of(table.y, predicted, table.classes)
    alone, together = (
        beyond_metrics(outcome, table, np.arange(600), 0.95, 0, groups)
        for groups in (None, pd.Series(np.arange(60).repeat(10)))
    )
    assert together["classwise"]["class"].tolist()[1:] == ["a", "b", "c"]
    width = [f["calibration"].set_index("name").loc["slope"] for f in (alone, together)]
    assert width[1]["high"] - width[1]["low"] > 2 * (width[0]["high"] - width[0]["low"])
    assert "Wald test of both" in together["calibration"]["title"].tolist()


def test_right_chances_are_seldom_called_wrong() -> None:
    """The one test of both decides: two intervals of 95% spoke up in 10% of the runs."""
    rng = np.random.default_rng(3)
    faults = 0
    for _ in range(150):
        z = rng.normal(size=300)
        found = calibration_summary((rng.random(300) < expit(z)).astype(float), expit(z), 0.95)
        rows = [(name, *ends(getattr(found, name)), np.nan) for name in ("in_the_large", "slope")]
        rows.append(("likelihood_ratio", 0, 0, 0, found.likelihood_ratio.p_value))
        report = pd.DataFrame(rows, columns=["name", "value", "low", "high", "p_value"])
        faults += not calibration_sentence(report).startswith("Nothing here")
    assert faults / 150 <= 0.09
