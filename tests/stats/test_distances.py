"""Distances of the smooth curve: zero is held when the chances hold, a fault is not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from lifecycle.stats import calibration_distances, calibration_summary, corp_curve, one_vs_one

MEASURES = ("ici", "e50", "e90", "emax")


def drawn(seed: int, n: int = 200, slope: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    right = rng.beta(2, 3, n)
    return rng.random(n) < right, expit(slope * logit(right))


def test_the_values_are_those_of_the_summary() -> None:
    y, p = drawn(0)
    found, summary = calibration_distances(y, p, resamples=20), calibration_summary(y, p)
    for name in MEASURES:
        assert getattr(found, name).value == pytest.approx(getattr(summary, name))


def test_zero_is_held_when_the_chances_hold_and_not_when_they_do_not() -> None:
    held = [calibration_distances(*drawn(seed), resamples=40).ici.low == 0 for seed in range(14)]
    assert np.mean(held) >= 0.85
    off = [calibration_distances(*drawn(s, 800, 2.5), resamples=40).ici.low for s in range(2)]
    assert min(off) > 0.02


def test_copies_of_rows_in_a_group_tell_no_more_than_one_of_them() -> None:
    y, p = drawn(3, 300)
    copies, groups = np.repeat(np.arange(300), 4), np.repeat(np.arange(300), 4)
    one, four = (
        calibration_distances(*each, resamples=100).ici.width
        for each in ((y, p), (y[copies], p[copies]))
    )
    tied = calibration_distances(y[copies], p[copies], groups=groups, resamples=100).ici
    assert four < 0.75 * one
    assert tied.width == pytest.approx(one, rel=0.3)
    assert tied.method == "bootstrap-by-group"
    bands = [corp_curve(y, p), corp_curve(y[copies], p[copies])]
    bands.append(corp_curve(y[copies], p[copies], groups=groups))
    single, loose, kept = (float((b["high"] - b["low"]).mean()) for b in bands)
    assert loose < 0.75 * single
    assert kept == pytest.approx(single, rel=0.2)


def test_pairs_of_classes_know_of_groups() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 150)
    proba = rng.dirichlet(np.ones(3), 150) * 0.7 + 0.3 * np.eye(3)[codes]
    copies = np.repeat(np.arange(150), 3)
    alone = one_vs_one(codes, proba, "abc")
    tied = one_vs_one(codes[copies], proba[copies], "abc", groups=copies)
    assert tied["value"].to_list() == pytest.approx(alone["value"].to_list())
    width = [(each["high"] - each["low"]).to_numpy() for each in (alone, tied)]
    assert width[1] == pytest.approx(width[0], rel=0.1)
    assert set(tied["method"]) == {"obuchowski-logit"}


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("kind", ["one class", "constant", "sure", "ties"])
def test_degenerate_rows_have_an_answer(n: int, kind: str) -> None:
    y = np.zeros(n) if kind == "one class" else np.arange(n) % 2
    p = {"constant": np.full(n, 0.5), "sure": y.astype(float), "ties": np.arange(n) % 3 / 2}.get(
        kind, np.linspace(0, 1, n)
    )
    for groups in (None, np.arange(n) // 3):
        found = calibration_distances(y, p, groups=groups, resamples=20)
        for name in MEASURES:
            each = getattr(found, name)
            assert 0 <= each.low <= each.value <= each.high <= 1
        assert not corp_curve(y, p, groups=groups, resamples=20).isna().any(axis=None)
