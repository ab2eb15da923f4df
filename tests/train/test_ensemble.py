"""Ensemble selection: what helps is taken, what does not is left, and the blend is honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.estimators.opinion_pool import pool
from lifecycle.train.ensemble import blend, exponents, weighed

CLASSES = ("no", "yes")


def frame(p: np.ndarray) -> pd.DataFrame:
    """The predictions of a binary model whose probabilities of yes are ``p``."""
    return pd.DataFrame(
        {
            "row": np.arange(len(p)),
            "prediction": np.where(p > 0.5, "yes", "no"),
            "p:no": 1 - p,
            "p:yes": p,
        }
    )


def loss(y: pd.Series, found: pd.DataFrame) -> float:
    p = np.where(y == "yes", found["p:yes"], found["p:no"])
    return float(-np.log(np.maximum(p, 1e-7)).mean())


def three(seed: int = 0, n: int = 400) -> tuple[pd.Series, dict[str, pd.DataFrame]]:
    """Two models that see different halves of the truth, and one that sees none."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=n), rng.normal(size=n)
    p = 1 / (1 + np.exp(-2 * (a + b)))
    y = pd.Series(np.where(rng.random(n) < p, "yes", "no"))
    each = {"left": 1 / (1 + np.exp(-1.5 * a)), "right": 1 / (1 + np.exp(-1.5 * b))}
    return y, {n: frame(v) for n, v in (each | {"noise": rng.random(n)}).items()}


def test_two_halves_are_put_together_and_noise_is_left_out() -> None:
    y, parts = three()
    weights = weighed(y, parts, CLASSES)
    assert set(weights) == {"left", "right"}
    together = loss(y, blend(parts, weights, CLASSES))
    assert together < min(loss(y, part) for part in parts.values()) - 0.1
    # both log-odds add up in the truth, so their weights do: an average would be too timid
    assert sum(weights.values()) > 1.5


@given(st.integers(0, 1000))
def test_the_blend_is_hardly_worse_than_its_best_member(seed: int) -> None:
    y, parts = three(seed, 60)
    found = blend(parts, weighed(y, parts, CLASSES), CLASSES)
    assert loss(y, found) <= min(loss(y, part) for part in parts.values()) + 0.005
    assert found["p:yes"].between(0, 1).all()
    assert (found["p:yes"] + found["p:no"]).to_numpy() == pytest.approx(1)


def test_a_timid_model_is_made_surer_and_a_bold_one_is_tamed() -> None:
    rng = np.random.default_rng(2)
    score = rng.normal(size=2000)
    codes = (rng.random(2000) < 1 / (1 + np.exp(-score))).astype(int)
    for power in (0.25, 4.0):
        p = 1 / (1 + np.exp(-power * score))
        found = exponents(np.stack([np.column_stack([1 - p, p])]), codes)
        assert found[0] * power == pytest.approx(1.0, abs=0.15)


def test_the_weights_of_a_pool_have_no_slope_left() -> None:
    y, parts = three(3)
    said = np.stack([p[["p:no", "p:yes"]].to_numpy() for p in parts.values()])
    codes = (y == "yes").to_numpy().astype(int)
    weights = exponents(said, codes)

    def at(moved: np.ndarray) -> float:
        return float(-np.log(pool(said, moved)[np.arange(len(codes)), codes]).mean())

    for place in range(len(weights)):
        for step in (-0.05, 0.05):
            moved = weights.copy()
            moved[place] = max(moved[place] + step, 0.0)
            assert at(moved) >= at(weights) - 1e-9


def test_numbers_are_blended_by_squared_error() -> None:
    rng = np.random.default_rng(1)
    y = pd.Series(rng.normal(size=300))
    off = rng.normal(size=300)
    parts = {
        name: pd.DataFrame({"row": np.arange(300), "prediction": y + sign * off})
        for name, sign in (("high", 1.0), ("low", -1.0))
    }
    weights = weighed(y, parts, ())
    assert weights == {"high": 0.5, "low": 0.5}
    assert blend(parts, weights, ())["prediction"].to_numpy() == pytest.approx(y.to_numpy())


def test_one_perfect_model_needs_no_company() -> None:
    y, parts = three()
    parts["oracle"] = frame(np.where(y == "yes", 1.0, 0.0))
    weights = weighed(y, parts, CLASSES)
    assert weights["oracle"] > 3 * max(w for n, w in weights.items() if n != "oracle")
    assert loss(y, blend(parts, weights, CLASSES)) < 0.01
