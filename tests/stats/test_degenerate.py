"""Calibration, recalibration and conformal limits give an answer, whatever the rows are."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle import stats
from lifecycle.estimators.calibrators import Calibrator
from lifecycle.stats.interval import Interval

RNG = np.random.default_rng(0)
Rows = tuple[Any, Any]


def chances(p: Any) -> Any:
    """Return one column a class."""
    p = np.asarray(p, dtype=float)
    return np.column_stack([1 - p, p])


EVENTS: dict[str, Rows] = {
    "one row": ([1], [0.4]),
    "five rows": ([0, 1, 0, 1, 1], [0.1, 0.9, 0.4, 0.4, 0.8]),
    "one class": ([0] * 30, RNG.random(30)),
    "the other class": ([1] * 30, RNG.random(30)),
    "constant": ([0, 1, 1] * 20, [0.5] * 60),
    "constant zero": ([0, 1] * 20, [0.0] * 40),
    "constant one": ([0, 1] * 20, [1.0] * 40),
    "separated": ([0] * 20 + [1] * 20, np.linspace(0.01, 0.99, 40)),
    "separated and sure": ([0] * 20 + [1] * 20, [0.0] * 20 + [1.0] * 20),
    "sure and wrong": ([1] * 20 + [0] * 20, [0.0] * 20 + [1.0] * 20),
    "ties": (RNG.integers(0, 2, 200), RNG.choice([0.0, 0.1, 1.0], 200)),
    "one case in 500": ([1] + [0] * 499, RNG.random(500) * 0.01),
}
SEVERAL: dict[str, Rows] = {
    "fifty classes": (RNG.integers(0, 50, 300), RNG.dirichlet(np.ones(50), 300)),
    "more classes than rows": (RNG.integers(0, 50, 5), RNG.dirichlet(np.ones(50), 5)),
    "one class of three": ([2] * 40, RNG.dirichlet(np.ones(3), 40)),
    "two of three": (RNG.integers(0, 2, 40), RNG.dirichlet(np.ones(3), 40)),
    "sure": (RNG.integers(0, 3, 60), np.eye(3)[RNG.integers(0, 3, 60)]),
    "all alike": (RNG.integers(0, 3, 60), np.full((60, 3), 1 / 3)),
}
AMOUNTS: dict[str, Rows] = {
    "one row": ([1.0], [2.0]),
    "five rows": (RNG.normal(size=5), RNG.normal(size=5)),
    "exact": (np.arange(40.0), np.arange(40.0)),
    "constant": (RNG.normal(size=40), np.zeros(40)),
    "all alike": (np.ones(40), np.ones(40)),
    "huge": (1e300 * RNG.random(40), 1e300 * RNG.random(40)),
    "ties": (RNG.integers(0, 3, 100).astype(float), RNG.integers(0, 3, 100).astype(float)),
}


def numbers(found: Any) -> list[float]:
    """Return every number of a result, however it is packed."""
    if dataclasses.is_dataclass(found):
        return [n for f in dataclasses.fields(found) for n in numbers(getattr(found, f.name))]
    if isinstance(found, pd.DataFrame):
        return [float(n) for n in found.select_dtypes("number").to_numpy().ravel()]
    if isinstance(found, np.ndarray):
        return [float(n) for n in found.ravel()]
    if isinstance(found, dict):
        return [n for each in found.values() for n in numbers(each)]
    if isinstance(found, tuple | list):
        return [n for each in found for n in numbers(each)]
    return [float(found)] if isinstance(found, int | float | np.number) else []


def ordered(found: Any) -> bool:
    """Whether every interval of a result holds its value."""
    if isinstance(found, Interval):
        return found.low <= found.value <= found.high
    if dataclasses.is_dataclass(found):
        return all(ordered(getattr(found, f.name)) for f in dataclasses.fields(found))
    return True


OF_EVENTS: dict[str, Callable[..., Any]] = {
    "summary": stats.calibration_summary,
    "level and slope": stats.level_and_slope,
    "spiegelhalter": stats.spiegelhalter_z,
    "smooth": stats.smooth_curve,
    "reliability": stats.reliability_curve,
    "corp bins": lambda y, p: stats.reliability_curve(y, p, bins=None),
    "corp": lambda y, p: stats.corp_curve(y, p, resamples=20),
    "brier": stats.brier_score,
    "corp parts": stats.brier_decomposition,
    "murphy parts": lambda y, p: stats.brier_decomposition(y, p, "murphy"),
    "ece": stats.expected_calibration_error,
    "ece of equal width": lambda y, p: stats.expected_calibration_error(y, p, width="equal"),
    "squared error": stats.squared_calibration_error,
}
OF_CLASSES: dict[str, Callable[..., Any]] = {
    "recalibrations": stats.compare_recalibrations,
    **{
        method: lambda y, p, m=method: stats.calibrator(m, y, p).predict_proba(p)
        for method in ("sigmoid", "isotonic", "temperature")
    },
    "weighted": lambda y, p: Calibrator().fit(p, y, np.zeros(len(p))).predict_proba(p),
    "classwise error": stats.classwise_error,
    "smallest sets": lambda y, p: kept(y, p, "lac"),
    "adaptive sets": lambda y, p: kept(y, p, "aps"),
}
OF_AMOUNTS: dict[str, Callable[..., Any]] = {
    "means": lambda y, p: stats.mean_calibration(y, p).drop(columns=["low", "high"]),
    "pit": lambda y, p: stats.probability_integral_transform(y, p, np.asarray(y) - np.asarray(p)),
    "pit histogram": lambda y, p: stats.pit_histogram(
        stats.probability_integral_transform(y, p, [0.0])
    ),
    "quantiles": lambda y, p: stats.quantile_coverage(
        stats.probability_integral_transform(y, p, [0.0, 1.0])
    ),
    "margins": lambda y, p: covered(y, p, "absolute"),
    "signed margins": lambda y, p: covered(y, p, "signed"),
}


def kept(y: Any, p: Any, score: Any) -> Any:
    learned = stats.conformal_sets(y, p, (0.8, 0.9), score)
    return stats.conformal_set_coverage(y, learned.sets(p, 0.9), 0.9)


def covered(y: Any, p: Any, score: Any) -> Any:
    low, high = stats.conformal_margins(y, p, (0.9,), score).limits(p, 0.9)
    return stats.conformal_interval_coverage(y, low, high, 0.9)


def answers(found: Any) -> None:
    assert not any(math.isnan(number) for number in numbers(found))
    assert ordered(found)


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("name", OF_EVENTS)
@pytest.mark.parametrize("rows", EVENTS)
def test_events(rows: str, name: str) -> None:
    y, p = (np.asarray(v, dtype=float) for v in EVENTS[rows])
    answers(OF_EVENTS[name](y, p))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("rows", EVENTS)
@pytest.mark.parametrize("of", [1, 2, 7])
def test_events_in_groups(rows: str, of: int) -> None:
    y, p = (np.asarray(v, dtype=float) for v in EVENTS[rows])
    groups = np.arange(len(y)) % of
    answers(stats.calibration_summary(y, p, groups=groups))
    answers(stats.share_interval(y, groups))
    answers(stats.mean_interval(p, groups))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("name", OF_CLASSES)
@pytest.mark.parametrize("rows", [*EVENTS, *SEVERAL])
def test_classes(rows: str, name: str) -> None:
    y, p = SEVERAL.get(rows) or (EVENTS[rows][0], chances(EVENTS[rows][1]))
    answers(OF_CLASSES[name](np.asarray(y), np.asarray(p)))


@pytest.mark.parametrize("rows", SEVERAL)
def test_limits_of_a_class_are_missing_together(rows: str) -> None:
    y, p = SEVERAL[rows]
    table = stats.classwise_calibration(y, p, [str(k) for k in range(p.shape[1])])
    assert not table[["cases", "predicted", "observed", "ece"]].isna().any(axis=None)
    for name in ("large", "slope"):
        known = table[[name, f"{name}_low", f"{name}_high"]].notna()
        assert (known.all(axis=1) | ~known.any(axis=1)).all()


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("name", OF_AMOUNTS)
@pytest.mark.parametrize("rows", AMOUNTS)
def test_amounts(rows: str, name: str) -> None:
    answers(OF_AMOUNTS[name](*AMOUNTS[rows]))
