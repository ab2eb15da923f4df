"""The unit of the target is nobody's finding: it changes no candidate's answer and no interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from lifecycle.metrics.baselines import best_constants
from lifecycle.metrics.intervals import against_baseline
from lifecycle.metrics.outcome import Outcome
from lifecycle.models import for_task
from lifecycle.train.candidate_pipeline import in_own_unit, out_of_scale

SLOW = {"process", "lightgbm", "xgboost", "catboost", "explainable", "boosting"}
MODELS = [m for m in for_task("regression") if m.installed and m.name not in SLOW]
UNITS = [1e-12, 1e30]


def table(n: int = 120) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 2))
    return x, 2 * x[:, 0] + rng.normal(size=n) / 2 + 1


@pytest.mark.filterwarnings("ignore:n_components")
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", [m.name for m in MODELS])
def test_a_candidate_learns_the_same_in_any_unit(name: str, unit: float) -> None:
    x, y = table()
    (row,) = [m for m in MODELS if m.name == name]

    def answers(scale: float) -> np.ndarray:
        target = pd.Series(y * scale)
        model = row.make("regression", 0)
        model = in_own_unit(model) if out_of_scale(target) else model
        return np.asarray(Pipeline([("model", model)]).fit(x, target).predict(x)) / scale

    assert np.allclose(answers(1.0), answers(unit), atol=0.02)


@pytest.mark.parametrize("unit", UNITS)
def test_intervals_and_gains_are_those_of_the_usual_unit(unit: float) -> None:
    x, y = table()

    def scores(scale: float) -> tuple[pd.DataFrame, pd.DataFrame]:
        outcome = Outcome(y * scale, 2 * x[:, 0] * scale)
        given = best_constants(y * scale, outcome, "regression")
        rule = Outcome(y * scale, np.full(len(y), y.mean()) * scale)
        found = against_baseline(outcome, given, "regression", rule=rule, resamples=200)
        frames = (found.metrics, found.baseline, found.differences, found.rule_differences)
        every = pd.concat(frames).set_index("name")
        size = np.where(every.index == "r2", 1.0, scale)
        return every[["value", "low", "high"]].div(size, axis=0), every["method"]

    usual, other = scores(1.0), scores(unit)
    assert np.allclose(usual[0], other[0], rtol=1e-6)
    assert usual[1].equals(other[1])
    assert (other[0]["low"] < other[0]["high"]).all()


@pytest.mark.parametrize("unit", [1e-18, 1.0, 1e18])
def test_rounding_is_no_difference(unit: float) -> None:
    _, y = table()
    y = np.abs(y) * unit
    mean = np.full(len(y), y.mean())
    first, second = Outcome(y, mean), Outcome(y, np.nextafter(mean, np.inf))
    found = against_baseline(first, second, "regression", resamples=200).differences
    assert (found[["value", "low", "high"]] == 0).all(axis=None)
