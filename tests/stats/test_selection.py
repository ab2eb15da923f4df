"""The best of many: what choosing it does to its score, by rows and by folds."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage import lower_limit_of_luck
from lifecycle.stats.selection import MeanOfFolds, drawn, mean_lead
from lifecycle.stats.weighted_metrics import mean, point, roc_auc

HALVES = (slice(0, 50), slice(50, 100))


def candidate(values: np.ndarray) -> MeanOfFolds:
    return MeanOfFolds(tuple((part, mean(values[part])) for part in HALVES))


def test_a_score_is_the_mean_of_the_folds_and_of_those_drawn_alone() -> None:
    score = candidate(np.repeat([1.0, 3.0], 50))
    assert point(score, 100) == 2.0
    first = np.repeat([1.0, 0.0], 50)[None, :]
    assert score(first).tolist() == [1.0]
    assert np.isnan(score(np.zeros((1, 100)))).all()


def test_choosing_among_equals_flatters_and_choosing_one_does_not() -> None:
    rng = np.random.default_rng(0)
    each = [candidate(rng.normal(size=100)) for _ in range(20)]
    values = np.array([point(score, 100) for score in each])
    leader = int(values.argmax())
    flattered = drawn(each, True, np.arange(100)).optimism(leader)
    assert 0.5 * values[leader] < flattered < 1.5 * values[leader]  # the truth is 0
    alone = drawn([each[leader]], True, np.arange(100))
    assert alone.optimism(0) == 0.0
    clear = [candidate(rng.normal(size=100) + 5), *each]
    assert drawn(clear, True, np.arange(100)).optimism(0) == 0.0


def test_for_an_error_less_is_better() -> None:
    rng = np.random.default_rng(1)
    each = [candidate(rng.normal(size=100)) for _ in range(20)]
    values = np.array([point(score, 100) for score in each])
    assert drawn(each, False, np.arange(100)).optimism(int(values.argmin())) > 0.1


def test_rows_that_belong_together_are_drawn_together() -> None:
    rng = np.random.default_rng(2)
    group = np.repeat(np.arange(10), 10)
    values = rng.normal(size=10)[group]  # rows of one group say the same
    score = [candidate(values)]
    by_row, by_group = (drawn(score, True, unit) for unit in (np.arange(100), group))
    wide = by_group.half_width(by_group.chosen(), 0.95)
    assert wide > 2.5 * by_row.half_width(by_row.chosen(), 0.95)
    one = drawn(score, True, np.zeros(100, dtype=int))
    assert np.isnan(one.half_width(one.chosen(), 0.95))


def test_the_bias_by_fold_is_how_far_the_best_of_each_fold_is_ahead() -> None:
    assert mean_lead(np.array([0.8, 0.7, np.nan]), np.array([0.8, 0.6, 0.5])) == pytest.approx(0.05)
    assert mean_lead(np.array([0.5]), np.array([0.6])) == 0.0


@pytest.mark.parametrize("candidates", [1, 30])
def test_of_random_labels_the_limit_is_hardly_ever_above_guessing(candidates: int) -> None:
    lucky = [lower_limit_of_luck(150, candidates, run) > 0.5 for run in range(30)]
    assert sum(lucky) <= 2


def test_what_is_worth_something_is_still_found() -> None:
    rng = np.random.default_rng(3)
    y = rng.random(100) < 0.5
    each = [
        MeanOfFolds(tuple((part, roc_auc(y[part], said[part])) for part in HALVES))
        for said in (y + rng.normal(size=100), *(rng.normal(size=100) for _ in range(10)))
    ]
    found = drawn(each, True, np.arange(100))
    half = found.half_width(found.chosen(), 0.95)
    assert point(each[0], 100) - found.optimism(0) - half > 0.5
