"""Weighted metrics: weights of one give scikit-learn's value, whole weights mean repeated rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.metrics.catalog import METRICS
from lifecycle.metrics.outcome import Outcome

TASKS = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c"), "regression": ()}


def outcome(task: str, seed: int, n: int) -> Outcome:
    """Predictions with ties that know something of the target."""
    rng, classes = np.random.default_rng(seed), TASKS[task]
    if not classes:
        y = np.round(rng.normal(size=n), 1)
        return Outcome(y, np.round(y + rng.normal(size=n), 1))
    codes = rng.integers(0, len(classes), n)
    proba = rng.integers(1, 6, (n, len(classes))) + 3.0 * (codes[:, None] == range(len(classes)))
    proba /= proba.sum(axis=1, keepdims=True)
    labels = np.array(classes, dtype=object)
    return Outcome(labels[codes], labels[proba.argmax(axis=1)], classes, proba)


def repeated(o: Outcome, times: np.ndarray) -> Outcome:
    proba = None if o.proba is None else np.repeat(o.proba, times, axis=0)
    return Outcome(np.repeat(o.y, times), np.repeat(o.prediction, times), o.classes, proba)


@pytest.mark.parametrize(
    ("name", "task"), [(m.name, task) for m in METRICS.values() for task in sorted(m.tasks)]
)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40))
def test_a_whole_weight_is_a_repeated_row(name: str, task: str, seed: int, n: int) -> None:
    rows = outcome(task, seed, n)
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=3)
    found = METRICS[name].statistic(rows)(times.astype(float))
    expected = [METRICS[name].score(repeated(rows, each)) for each in times]
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)
