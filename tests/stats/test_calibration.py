"""Calibration against R (rms, glm, lowess), and what must hold whatever the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats.brier import (
    brier_decomposition,
    expected_calibration_error,
    squared_calibration_error,
)
from lifecycle.stats.calibration import calibration_summary, smooth_curve, spiegelhalter_z

Shared = Callable[[str], Path]


@pytest.fixture(params=["calib_small", "calib_large"])
def golden(request: pytest.FixtureRequest, shared: Shared) -> tuple[Any, Any, dict[str, Any]]:
    """Rows of R's example, and what R says of them."""
    rows = pd.read_csv(shared(f"goldens/{request.param}.csv"))
    said = json.loads(shared("goldens/calibration.json").read_text())[request.param]
    return rows["y"].to_numpy(), rows["p"].to_numpy(), said


def test_slopes_and_intercepts_equal_glm(golden: Any) -> None:
    y, p, said = golden
    found = calibration_summary(y, p)
    for ours, name in (
        (found.in_the_large, "citl_offset"),
        (found.intercept, "recal_intercept"),
        (found.slope, "recal_slope"),
    ):
        assert ours.value == pytest.approx(said[name]["est"], abs=1e-6)
        assert [ours.low, ours.high] == pytest.approx(said[name]["wald95"], abs=1e-6)
    assert found.observed_expected == pytest.approx(said["observed_over_expected"], abs=1e-12)


def test_distances_of_the_smooth_curve_equal_lowess(golden: Any) -> None:
    y, p, said = golden
    found = calibration_summary(y, p)
    assert found.ici == pytest.approx(said["ici_lowess"], abs=1e-6)
    assert found.e50 == pytest.approx(said["e50_lowess"], abs=1e-6)
    assert found.e90 == pytest.approx(said["e90_lowess"], abs=1e-6)
    assert found.emax == pytest.approx(said["emax_lowess"], abs=1e-6)
    if len(p) == 40:
        assert np.sort(smooth_curve(y, p)) == pytest.approx(said["lowess_fit_at_p"], abs=1e-6)


def test_tests_and_scores_equal_r(golden: Any) -> None:
    y, p, said = golden
    found = calibration_summary(y, p)
    assert found.spiegelhalter.statistic == pytest.approx(said["spiegelhalter"]["z"], abs=1e-9)
    assert found.spiegelhalter.p_value == pytest.approx(said["spiegelhalter"]["p"], abs=1e-9)
    assert found.brier == pytest.approx(said["brier"], abs=1e-9)
    assert found.skill == pytest.approx(said["brier_skill"], abs=1e-9)
    if "U:Chi-sq" in said["val_prob"]:
        # rms states the statistic less its two degrees of freedom over n as U
        n, ours = len(p), found.likelihood_ratio
        assert (ours.statistic - 2) / n == pytest.approx(said["val_prob"]["U"], abs=1e-6)
        assert ours.p_value == pytest.approx(said["val_prob"]["U:p"], abs=1e-6)


def test_binned_errors_equal_the_plain_definition(golden: Any) -> None:
    y, p, said = golden
    for width, name in (("equal", "ece_equal_width10"), ("mass", "ece_equal_mass10")):
        plain = expected_calibration_error(y, p, width=width, debiased=False)
        assert plain == pytest.approx(said[name], abs=1e-9)
        squared = said[name.replace("ece", "sq_ce")]
        for debiased, kind in ((False, "plugin_sq"), (True, "debiased_sq")):
            found = squared_calibration_error(y, p, width=width, debiased=debiased)
            assert found == pytest.approx(squared[kind], abs=1e-9)


def test_corp_parts_equal_r(golden: Any) -> None:
    y, p, said = golden
    parts = brier_decomposition(y, p)
    assert parts.miscalibration == pytest.approx(said["corp_brier"]["MCB"], abs=1e-9)
    assert parts.discrimination == pytest.approx(said["corp_brier"]["DSC"], abs=1e-9)
    assert parts.uncertainty == pytest.approx(said["corp_brier"]["UNC"], abs=1e-9)


def test_murphy_parts_of_few_distinct_predictions(shared: Shared) -> None:
    said = json.loads(shared("goldens/brier_murphy_discrete.json").read_text())
    parts = brier_decomposition(said["y"], said["p"], "murphy")
    assert parts.score == pytest.approx(said["brier"], abs=1e-12)
    assert parts.miscalibration == pytest.approx(said["reliability"], abs=1e-12)
    assert parts.discrimination == pytest.approx(said["resolution"], abs=1e-12)
    assert parts.uncertainty == pytest.approx(said["uncertainty"], abs=1e-12)


def simulated(n: int, seed: int) -> tuple[Any, Any]:
    """Rows whose stated probabilities are right."""
    rng = np.random.default_rng(seed)
    p = rng.beta(1.5, 3, n)
    return (rng.random(n) < p).astype(int), p


def test_perfect_probabilities_have_little_debiased_error() -> None:
    pairs = [simulated(200, seed) for seed in range(60)]
    plain = np.mean([expected_calibration_error(y, p, debiased=False) for y, p in pairs])
    debiased = np.mean([expected_calibration_error(y, p) for y, p in pairs])
    assert plain > 0.06  # what chance alone adds to 200 rows
    assert debiased < 0.04


def test_the_tests_keep_their_level() -> None:
    """Of 400 tables with right probabilities about 5% are called miscalibrated (binomial 99.9%)."""
    found = [simulated(300, seed) for seed in range(400)]
    for p_values in (
        [spiegelhalter_z(y, p).p_value for y, p in found],
        [calibration_summary(y, p).likelihood_ratio.p_value for y, p in found],
    ):
        assert 0.018 <= np.mean(np.array(p_values) < 0.05) <= 0.09


def test_each_test_sees_its_fault() -> None:
    y, p = simulated(3000, 1)
    extreme = p**2 / (p**2 + (1 - p) ** 2)  # log odds doubled
    found = calibration_summary(y, extreme)
    assert found.slope.high < 0.6
    assert found.likelihood_ratio.p_value < 1e-6
    shifted = calibration_summary(y, np.clip(p + 0.1, 0, 1))
    assert shifted.in_the_large.high < 0


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.floats(0, 1, allow_nan=False)), min_size=5, max_size=60
    )
)
@settings(max_examples=60, deadline=None)
def test_any_rows_give_an_answer_without_nan(rows: list[tuple[int, float]]) -> None:
    y, p = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    found = calibration_summary(y, p)
    for each in (found.in_the_large, found.slope, found.intercept):
        assert not np.isnan([each.value, each.low, each.high]).any()
    numbers = [found.ici, found.e50, found.e90, found.emax, found.brier, found.skill]
    assert not np.isnan(numbers).any()
    assert found.method == "wald" or found.method.startswith("undefined")
    assert 0 <= expected_calibration_error(y, p) <= 1
    parts = brier_decomposition(y, p)
    total = parts.miscalibration - parts.discrimination + parts.uncertainty
    assert total == pytest.approx(parts.score, abs=1e-9)
    assert parts.miscalibration >= -1e-12
