"""Conformal sets and intervals hold the truth as often as promised, and are those of MAPIE."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapie.classification import SplitConformalClassifier
from mapie.conformity_scores import AbsoluteConformityScore
from mapie.regression import SplitConformalRegressor

from lifecycle.stats.conformal import (
    conformal_interval_coverage,
    conformal_margins,
    conformal_set_coverage,
    conformal_sets,
    crossed,
)
from lifecycle.stats.grouped import mean_interval, share_interval
from lifecycle.stats.mapie_adapters import StatedClasses, StatedValues, SteadyAPS
from lifecycle.stats.proportions import proportion_interval

LEVELS = (0.8, 0.9)


def classes(n: int, k: int, seed: int, heat: float = 1.0) -> tuple[Any, Any]:
    """Rows of k classes with stated probabilities; ``heat`` above 1 makes them too sure."""
    rng = np.random.default_rng(seed)
    truth = rng.dirichlet(np.ones(k), n)
    y = (truth.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    said = truth**heat
    return y, said / said.sum(axis=1, keepdims=True)


def amounts(n: int, seed: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    said = rng.normal(size=n)
    return said + rng.exponential(size=n) - 0.7, said


@pytest.mark.parametrize(("k", "score"), [(2, "lac"), (4, "lac"), (4, "aps"), (9, "aps")])
def test_sets_are_those_of_mapie(k: int, score: Any) -> None:
    y, p = classes(600, k, 1)
    model = SplitConformalClassifier(
        StatedClasses(k), list(LEVELS), "lac" if score == "lac" else SteadyAPS()
    )
    _, theirs = model.conformalize(p[:300], y[:300]).predict_set(
        p[300:], {"include_last_label": False}
    )
    ours = conformal_sets(y[:300], p[:300], LEVELS, score)
    for at, level in enumerate(LEVELS):
        assert (ours.sets(p[300:], level) == theirs[:, :, at]).all()


@pytest.mark.parametrize("score", ["absolute", "signed"])
def test_intervals_are_those_of_mapie(score: Any) -> None:
    y, said = amounts(400, 2)
    rule = AbsoluteConformityScore(sym=score == "absolute")
    model = SplitConformalRegressor(StatedValues(), list(LEVELS), rule)
    _, theirs = model.conformalize(said[:200, None], y[:200]).predict_interval(said[200:, None])
    ours = conformal_margins(y[:200], said[:200], LEVELS, score)
    for at, level in enumerate(LEVELS):
        assert np.array(ours.limits(said[200:], level)) == pytest.approx(theirs[:, :, at].T)


@pytest.mark.parametrize(("k", "score"), [(2, "lac"), (3, "lac"), (5, "aps")])
def test_sets_hold_the_class_as_often_as_promised_though_the_model_is_too_sure(
    k: int, score: Any
) -> None:
    found = []
    for seed in range(60):
        y, p = classes(700, k, seed, heat=3.0)
        learned = conformal_sets(y[:200], p[:200], LEVELS, score)
        sets = learned.sets(p[200:], 0.9)
        found.append(conformal_set_coverage(y[200:], sets, 0.9).coverage.value)
    # with 200 rows the guarantee is between 0.9 and 0.9 + 1/201 on average; se of the mean 0.003
    assert 0.89 <= np.mean(found) <= 0.915


@pytest.mark.parametrize("score", ["absolute", "signed"])
def test_intervals_hold_the_value_as_often_as_promised(score: Any) -> None:
    found = []
    for seed in range(60):
        y, said = amounts(700, seed)
        ends = conformal_margins(y[:200], said[:200], (0.9,), score).limits(said[200:], 0.9)
        found.append(conformal_interval_coverage(y[200:], *ends, 0.9).coverage.value)
    assert 0.89 <= np.mean(found) <= 0.915


def test_margins_grow_with_the_unit() -> None:
    y, said = amounts(300, 1)
    small, large = conformal_margins(y, said), conformal_margins(1e12 * y, 1e12 * said)
    assert large.above[0] == pytest.approx(1e12 * small.above[0])


def test_lopsided_errors_want_signed_margins() -> None:
    y, said = amounts(4000, 3)
    both = {score: conformal_margins(y, said, (0.9,), score) for score in ("absolute", "signed")}  # type: ignore[arg-type]
    width = {score: m.below[0] + m.above[0] for score, m in both.items()}
    assert width["signed"] < width["absolute"]
    assert both["signed"].above[0] > 2 * both["signed"].below[0]


def test_the_zone_is_where_both_classes_are_in_the_set() -> None:
    y, p = classes(500, 2, 4)
    learned = conformal_sets(y, p, (0.5, 0.95))
    zone = learned.zone(0.95)
    assert zone is not None
    both = learned.sets(p, 0.95).all(axis=1)
    assert (both == ((p[:, 1] >= zone[0] - 1e-8) & (p[:, 1] <= zone[1] + 1e-8))).all()
    assert learned.zone(0.5) is None


def test_few_rows_promise_nothing() -> None:
    y, p = classes(8, 3, 0)
    learned = conformal_sets(y, p, (0.8, 0.95))
    assert learned.method == "undefined-few-rows"
    assert learned.sets(p, 0.95).all()
    margins = conformal_margins(y, p[:, 0], (0.8, 0.95))
    assert margins.method == "undefined-few-rows"
    assert np.isinf(margins.above[1])
    assert np.isfinite(margins.above[0])


def test_rows_are_judged_by_what_was_learned_on_others() -> None:
    folds = np.repeat([0, 1, 2], 4)
    assert all(not (learn & held).any() for learn, held in crossed(folds))
    assert len(list(crossed(folds))) == 3
    later = list(crossed(folds, forward=True))
    assert [learn.sum() for learn, _ in later] == [4, 8]


@given(
    k=st.integers(2, 6),
    n=st.integers(1, 40),
    seed=st.integers(0, 99),
    grid=st.sampled_from([0, 1, 2]),
    score=st.sampled_from(["lac", "aps"]),
)
@settings(max_examples=40, deadline=None)
def test_any_rows_give_an_answer(k: int, n: int, seed: int, grid: int, score: Any) -> None:
    y, p = classes(n, k, seed)
    p = p.round(grid) if grid else p  # ties, zeros, ones
    p = p / np.maximum(p.sum(axis=1, keepdims=True), 1e-12)
    p[p.sum(axis=1) == 0] = 1 / k
    learned = conformal_sets(y, p, (0.7, 0.9), score)
    narrow, wide = (learned.sets(p, level) for level in (0.7, 0.9))
    assert (wide >= narrow).all()
    found = conformal_set_coverage(y, wide, 0.9)
    assert not np.isnan([found.size, found.single, found.empty, found.coverage.value]).any()


def test_groups_widen_the_interval_of_a_share() -> None:
    rng = np.random.default_rng(0)
    each = rng.random(40) < 0.7
    hits, groups = np.repeat(each, 10), np.repeat(np.arange(40), 10)
    alone, together = share_interval(hits), share_interval(hits, groups)
    assert alone.low == proportion_interval(hits.sum(), 400).low
    assert together.value == alone.value
    expected = proportion_interval(each.sum(), 40)
    assert together.width == pytest.approx(expected.width, rel=0.08)
    assert share_interval(hits, np.arange(400)) == alone
    certain = share_interval(np.ones(400), groups)
    assert certain.low == pytest.approx(proportion_interval(40, 40).low)


def test_the_interval_of_a_share_of_grouped_rows_covers() -> None:
    rng, inside = np.random.default_rng(1), 0
    for _ in range(400):
        chance = rng.beta(4, 2, 30)
        hits = rng.random((30, 8)) < chance[:, None]
        inside += 2 / 3 in share_interval(hits.ravel(), np.repeat(np.arange(30), 8))
    assert 0.92 <= inside / 400 <= 0.985


def test_means_of_groups_and_of_nothing() -> None:
    values = np.repeat([1.0, 2.0, 4.0], 5)
    alone, together = mean_interval(values), mean_interval(values, np.repeat([0, 1, 2], 5))
    assert together.width > alone.width
    assert mean_interval([1.0]).method == "undefined-one-group"
    assert mean_interval([]).method == "undefined-no-rows"
    assert share_interval([]).method == "undefined-no-rows"


@pytest.mark.parametrize(("n", "level"), [(4, 0.8), (9, 0.9), (19, 0.95), (99, 0.99), (1, 0.5)])
@pytest.mark.parametrize("score", ["absolute", "signed"])
def test_limits_exist_from_the_first_row_that_can_keep_the_level(
    n: int, level: float, score: Any
) -> None:
    """n >= level / (1 - level), exactly; each of two limits needs as many at (1 + level) / 2."""
    needed = n if score == "absolute" else 2 * n + 1
    y = np.random.default_rng(0).normal(size=needed)
    found = conformal_margins(y, np.zeros(needed), [level], score)
    assert found.method == "mapie-split"
    assert np.isfinite([found.below[0], found.above[0]]).all()
    low, high = found.limits(np.zeros(needed), level)
    assert ((low <= y) & (y <= high)).all()  # the limit is the largest error
    fewer = conformal_margins(y[1:], np.zeros(needed - 1), [level], score)
    assert fewer.method == "undefined-few-rows"


@pytest.mark.parametrize(("n", "level"), [(4, 0.8), (9, 0.9), (10, 0.9), (19, 0.95), (99, 0.99)])
def test_sets_exist_from_the_same_row_on(n: int, level: float) -> None:
    rng = np.random.default_rng(1)
    y = np.arange(n) % 2
    p = np.clip(0.5 + (y - 0.5) * rng.random(n), 0.01, 0.99)
    found = conformal_sets(y, p, levels=[level])
    assert found.method == "mapie-split"
    assert found.sets(p, level)[np.arange(n), y].all()


def test_the_least_rows_cover() -> None:
    """Of samples of 9 rows and one more, the limits at 90% hold the one in 90% (limits 99.9%)."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(600):
        error = rng.normal(size=10)
        found = conformal_margins(error[:9], np.zeros(9), [0.9])
        held += abs(error[9]) <= found.above[0]
    assert 0.86 <= held / 600 <= 0.94
