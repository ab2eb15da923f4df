"""Ensemble selection: what helps is taken, what does not is left, and the average is honest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.training.blending import blend, greedy

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


def test_two_halves_are_averaged_and_noise_is_left_out() -> None:
    y, parts = three()
    weights = greedy(y, parts, CLASSES)
    assert set(weights) == {"left", "right"}
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) > 0.3
    together = loss(y, blend(parts, weights, CLASSES))
    assert together < min(loss(y, part) for part in parts.values())


@given(st.integers(0, 1000))
def test_the_blend_is_never_worse_than_its_best_member(seed: int) -> None:
    y, parts = three(seed, 60)
    found = blend(parts, greedy(y, parts, CLASSES), CLASSES)
    assert loss(y, found) <= min(loss(y, part) for part in parts.values()) + 1e-12
    assert found["p:yes"].between(0, 1).all()
    assert (found["p:yes"] + found["p:no"]).to_numpy() == pytest.approx(1)


def test_numbers_are_blended_by_squared_error() -> None:
    rng = np.random.default_rng(1)
    y = pd.Series(rng.normal(size=300))
    off = rng.normal(size=300)
    parts = {
        name: pd.DataFrame({"row": np.arange(300), "prediction": y + sign * off})
        for name, sign in (("high", 1.0), ("low", -1.0))
    }
    weights = greedy(y, parts, ())
    assert weights == {"high": 0.5, "low": 0.5}
    assert blend(parts, weights, ())["prediction"].to_numpy() == pytest.approx(y.to_numpy())


def test_one_perfect_model_needs_no_company() -> None:
    y, parts = three()
    parts["oracle"] = frame(np.where(y == "yes", 1.0, 0.0))
    assert greedy(y, parts, CLASSES) == {"oracle": 1.0}
