"""Recalibration: equal to scikit-learn's, kept by skops, and recommended only when it helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from lifecycle.estimators.calibrators import Recalibrated
from lifecycle.stats.calibration import calibration_summary
from lifecycle.stats.mapie_adapters import StatedClasses
from lifecycle.stats.recalibration import METHODS, calibrator, compare_recalibrations
from lifecycle.storage import model_file


def stated(n: int, k: int, seed: int, heat: float = 1.0, tilt: float = 1.0) -> tuple[Any, Any]:
    """Rows with stated probabilities: too sure with ``heat`` above 1, off by ``tilt``."""
    rng = np.random.default_rng(seed)
    truth = rng.dirichlet(np.ones(k), n)
    y = (truth.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    said = truth**heat
    said[:, 0] *= tilt
    return y, said / said.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("k", [2, 4])
@pytest.mark.parametrize("method", ["temperature", "isotonic"])
def test_the_probabilities_are_those_of_scikit_learn(method: str, k: int) -> None:
    y, p = stated(500, k, 0, heat=2)
    theirs = CalibratedClassifierCV(FrozenEstimator(StatedClasses(k)), method=method).fit(p, y)
    ours = calibrator(method, y, p).predict_proba(p)
    assert ours == pytest.approx(theirs.predict_proba(p), abs=1e-6)


def test_a_sigmoid_is_the_calibration_line_of_the_summary() -> None:
    y, p = stated(4000, 2, 1, heat=2, tilt=3)
    level, slope = calibrator("sigmoid", y, p[:, 1]).learned_["lines"][0]
    summary = calibration_summary(y, p[:, 1])
    assert slope == pytest.approx(summary.slope.value, rel=0.01)  # but for Platt's targets
    assert level == pytest.approx(summary.intercept.value, rel=0.01)
    after = calibration_summary(y, calibrator("sigmoid", y, p).predict_proba(p)[:, 1])
    assert after.slope.value == pytest.approx(1, abs=0.01)
    assert after.in_the_large.value == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("method", METHODS)
def test_weights_are_repetitions(method: str) -> None:
    y, p = stated(200, 3, 2, heat=2)
    weight = np.random.default_rng(0).integers(1, 4, 200)
    weighted = calibrator(method, y, p, weight).predict_proba(p)
    repeated = calibrator(method, y.repeat(weight), p.repeat(weight, axis=0)).predict_proba(p)
    assert weighted == pytest.approx(repeated, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_a_calibrated_model_is_stored_and_loaded(method: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 2))
    names = np.array(["yes", "no"])[(x[:, 0] + rng.normal(size=300) > 0).astype(int)]
    tree = DecisionTreeClassifier(max_depth=5).fit(x[:150], names[:150])
    order = ("no", "yes")  # the positive class last, whatever the alphabet says
    p = tree.predict_proba(x[150:])
    y = np.array([order.index(name) for name in names[150:]])
    model = Recalibrated(tree, calibrator(method, y, p), order)
    model_file.save_model(model, tmp_path / "model.skops")
    loaded = model_file.load_model(tmp_path / "model.skops")
    assert (loaded.predict_proba(x) == model.predict_proba(x)).all()
    assert set(loaded.predict(x)) <= set(order)
    assert list(loaded.classes_) == ["no", "yes"]


def test_columns_follow_names_and_not_places() -> None:
    y, p = stated(400, 3, 3, heat=2)
    names = np.array(["c", "a", "b"])
    model = LogisticRegression().fit(np.log(p), names[y])
    own = model.predict_proba(np.log(p))  # a, b, c
    learned = calibrator("isotonic", y, own[:, [2, 0, 1]])
    behind = Recalibrated(model, learned, ("c", "a", "b")).predict_proba(np.log(p))
    assert behind == pytest.approx(learned.predict_proba(own[:, [2, 0, 1]])[:, [1, 2, 0]])


def test_right_probabilities_are_left_alone() -> None:
    said = [compare_recalibrations(*stated(300, 2, seed)).recommended for seed in range(100)]
    assert said.count("none") >= 97


@pytest.mark.parametrize(("k", "n"), [(2, 1500), (4, 1500)])
def test_what_is_too_sure_is_cooled(k: int, n: int) -> None:
    found = compare_recalibrations(*stated(n, k, 1, heat=2.5))
    rows = found.table.set_index("method")
    assert found.recommended == "temperature"
    assert found.reason == "clear"
    assert rows.loc["none", "slope"] < 0.6 < 0.8 < rows.loc["temperature", "slope"] < 1.2
    assert rows.loc["temperature", "ece"] < rows.loc["none", "ece"]
    assert rows.loc["temperature", "brier"] < rows.loc["none", "brier"]


def test_a_shift_wants_a_sigmoid_and_steps_want_many_rows() -> None:
    assert compare_recalibrations(*stated(1500, 2, 2, tilt=4)).recommended == "sigmoid"

    def bent(n: int) -> tuple[Any, Any]:
        y, p = stated(n, 2, 5)
        return y, np.where(p[:, 1] < 0.5, 0.35 + 0.1 * p[:, 1], 0.55 + 0.1 * p[:, 1])

    assert compare_recalibrations(*bent(300)).recommended != "isotonic"
    assert compare_recalibrations(*bent(20000)).recommended == "isotonic"


def test_rows_of_a_group_count_less() -> None:
    y, p = stated(150, 2, 5, heat=1.7)
    y, p, groups = y.repeat(8), p.repeat(8, axis=0), np.arange(150).repeat(8)
    alone, together = (compare_recalibrations(y, p, groups=g).table for g in (None, groups))
    width = [t["high"].to_numpy() - t["low"].to_numpy() for t in (alone, together)]
    assert (width[1][1:] > 2 * width[0][1:]).all()


@given(
    n=st.integers(1, 30),
    k=st.sampled_from([2, 3, 12]),
    grid=st.sampled_from([0, 1, 2]),
    seed=st.integers(0, 50),
)
@settings(max_examples=30, deadline=None)
def test_any_rows_give_probabilities(n: int, k: int, grid: int, seed: int) -> None:
    y, p = stated(n, k, seed)
    p = p.round(grid) if grid else p
    p[p.sum(axis=1) == 0] = 1 / k
    p = p / p.sum(axis=1, keepdims=True)
    found = compare_recalibrations(y, p)
    assert not found.table.isna().any(axis=None)
    assert found.reason in ("clear", "unclear", "worse", "few")
    for method in METHODS:
        better = calibrator(method, y, p).predict_proba(p)
        assert better.sum(axis=1) == pytest.approx(1)
        assert ((better >= 0) & (better <= 1)).all()


def test_a_temperature_is_as_hot_as_needed() -> None:
    """Answers that say nothing, however sure they are, become the chances of a coin."""
    rng = np.random.default_rng(0)
    event = rng.integers(0, 2, 400)
    said = np.where(rng.random(400) < 0.5, 1e-14, 1 - 1e-14)
    better = calibrator("temperature", event, said).predict_proba(said)
    assert np.abs(better - 0.5).max() < 0.1
