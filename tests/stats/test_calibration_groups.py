"""Calibration of grouped rows, against statsmodels and by simulation; bands of the CORP curve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit

from lifecycle.stats.calibration import calibration_summary, spiegelhalter_z
from lifecycle.stats.reliability import corp_curve, reliability_curve


def patients(of: int, visits: int, seed: int) -> tuple[Any, Any, Any]:
    """Visits of patients, with one chance a patient that is right on average over patients."""
    rng = np.random.default_rng(seed)
    chance = rng.beta(2, 2, of)
    event = rng.random(of) < chance
    return event.repeat(visits).astype(float), chance.repeat(visits), np.arange(of).repeat(visits)


def test_errors_equal_the_sandwich_of_statsmodels() -> None:
    rng = np.random.default_rng(0)
    groups = np.sort(rng.integers(0, 40, 600))
    p = expit(rng.normal(size=600) + rng.normal(size=40)[groups])
    y = (rng.random(600) < expit(0.7 * logit(p) + 0.5 * rng.normal(size=40)[groups])).astype(float)
    found = calibration_summary(y, p, groups=groups)
    model = sm.GLM(y, sm.add_constant(logit(p)), family=sm.families.Binomial())
    theirs = model.fit(
        tol=1e-12, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    spread = theirs.bse * np.sqrt(40 / 39)
    for ours, at in ((found.intercept, 0), (found.slope, 1)):
        assert ours.value == pytest.approx(theirs.params[at], abs=1e-6)
        assert ours.method == "wald-clustered"
        # Student's quantile with 39 degrees of freedom
        assert ours.width / 2 / 2.0226909 == pytest.approx(spread[at], rel=1e-6)


def test_tests_of_grouped_rows_keep_their_level() -> None:
    """Alone, ten visits of each patient would be called miscalibrated most of the time."""
    alone, together, z = [], [], []
    for seed in range(200):
        y, p, groups = patients(60, 10, seed)
        alone.append(calibration_summary(y, p).likelihood_ratio.p_value)
        together.append(calibration_summary(y, p, groups=groups).likelihood_ratio.p_value)
        z.append(spiegelhalter_z(y, p, groups).p_value)
    assert np.mean(np.array(alone) < 0.05) > 0.4
    assert np.mean(np.array(together) < 0.05) < 0.11
    assert np.mean(np.array(z) < 0.05) < 0.11


def test_one_group_and_groups_of_one() -> None:
    y, p, _ = patients(50, 1, 0)
    assert calibration_summary(y, p, groups=np.arange(50)) == calibration_summary(y, p)
    one = calibration_summary(y, p, groups=np.zeros(50))
    assert not np.isfinite(one.slope.width)
    assert not np.isnan(one.slope.low)


def test_bins_of_grouped_rows_are_less_sure() -> None:
    y, p, groups = patients(100, 10, 0)
    alone, together = reliability_curve(y, p), reliability_curve(y, p, groups=groups)
    assert together["observed"].tolist() == alone["observed"].tolist()
    wider = (together["high"] - together["low"]) / (alone["high"] - alone["low"])
    assert (wider > 1.5).all()


def test_the_band_holds_the_curve_of_right_chances() -> None:
    inside = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p = rng.uniform(0.02, 0.98, 400)
        curve = corp_curve(rng.random(400) < p, p, resamples=100, seed=seed)
        within = (curve["low"] <= curve["observed"]) & (curve["observed"] <= curve["high"])
        inside.append(within.mean())
    assert 0.9 <= np.mean(inside) <= 0.99


def test_wrong_chances_leave_the_band() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(0.02, 0.98, 3000)
    curve = corp_curve(rng.random(3000) < p**2, p)
    assert len(curve) == 500
    assert curve["count"].sum() == 3000
    assert (curve["observed"] < curve["low"]).mean() > 0.8
    assert curve["observed"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("y", "p"),
    [([], []), ([1], [0.3]), ([0, 1] * 5, [0.5] * 10), ([0] * 5, [0.1, 0.2, 0.3, 0.4, 1.0])],
)
def test_degenerate_curves(y: list[int], p: list[float]) -> None:
    curve = corp_curve(y, p)
    assert len(curve) == len(set(p))
    assert not curve.isna().any(axis=None)
