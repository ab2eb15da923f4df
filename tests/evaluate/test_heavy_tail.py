"""A row that holds much of the squared error is said; usual errors are not."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.evaluate.heavy_tail import heavy_tail
from lifecycle.metrics.outcome import Outcome


@pytest.mark.parametrize("unit", [1e-200, 1.0, 1e200])
def test_one_row_that_decides_is_said_in_any_unit(unit: float) -> None:
    error = np.append(np.random.default_rng(0).normal(size=200), 30.0) * unit
    assert "One row of 201 holds" in heavy_tail(Outcome(error, np.zeros(201)))


@pytest.mark.parametrize("n", [50, 100, 1000])
def test_usual_errors_are_not(n: int) -> None:
    rng = np.random.default_rng(1)
    said = [heavy_tail(Outcome(rng.normal(size=n), np.zeros(n))) for _ in range(200)]
    assert sum(map(bool, said)) <= 4


def test_exact_answers_few_rows_and_classes_have_no_tail() -> None:
    assert heavy_tail(Outcome(np.ones(50), np.ones(50))) == ""
    assert heavy_tail(Outcome(np.array([1.0, 9.0]), np.zeros(2))) == ""
    labels = np.array(["a", "b"] * 20, dtype=object)
    assert heavy_tail(Outcome(labels, labels, ("a", "b"))) == ""
