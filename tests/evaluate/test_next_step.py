"""What next: a tree that learned by heart, a line through a curve, and nothing learned at all."""

from __future__ import annotations

import math

import pytest

from lifecycle.evaluate.next_step import next_step
from lifecycle.metrics.catalog import METRICS

AUC, RMSE = METRICS["roc_auc"], METRICS["rmse"]


def test_learning_by_heart_asks_for_more_rows_or_less_freedom() -> None:
    found = next_step(AUC, [0.70, 0.72, 0.71, 0.69], [0.99, 1.0, 1.0, 0.99], 0.5, 0.25)
    assert found.kind == "regularise"
    assert found.gap.low > 0
    assert found.share == pytest.approx(0.29 / 0.495, abs=1e-3)
    assert "more rows, fewer columns or more regularisation" in found.sentence


def test_as_good_on_unseen_rows_asks_for_better_columns() -> None:
    found = next_step(AUC, [0.80, 0.81, 0.79, 0.80], [0.81, 0.80, 0.81, 0.81], 0.5, 0.25, 0.9)
    assert found.kind == "capacity"
    assert "more rows of the same kind would hardly help" in found.sentence
    assert "Not even on the rows it was fitted on is the agreed 0.9" in found.sentence


def test_an_error_is_read_the_other_way_round() -> None:
    found = next_step(RMSE, [10.0, 11.0, 10.5], [4.0, 4.2, 4.1], 20.0, 0.25, 5.0)
    assert found.kind == "regularise"
    assert found.gap.value > 0
    assert "The agreed 5 is reached only on the rows it was fitted on" in found.sentence
    assert "4" in found.sentence


@pytest.mark.parametrize(
    ("valid", "train", "baseline"),
    [
        ([], [], 0.5),
        ([0.7], [0.8], 0.5),
        ([math.nan, 0.7], [0.8, 0.8], 0.5),
        ([0.5, 0.5], [0.5, 0.5], 0.5),
        ([0.7, 0.7], [0.8, 0.8], math.nan),
        ([0.7, 0.7], [0.8, 0.8], 0.5),
    ],
)
def test_few_or_equal_folds_get_an_answer(
    valid: list[float], train: list[float], baseline: float
) -> None:
    found = next_step(AUC, valid, train, baseline, 0.25)
    assert found.sentence.endswith(".")
    assert "nan" not in found.sentence
    assert math.isfinite(found.share)
