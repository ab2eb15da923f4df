"""The frames of a calibration view: CORP curve with its band, smooth curve, class by class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..metrics.outcome import Outcome
from ..stats import classwise_calibration, corp_curve, smooth_curve

MOST = 20_000  # rows for numbers class by class; with many classes more would take minutes
POINTS = 200  # of the smooth curve, as many as a screen can show


def calibration_frames(
    outcome: Outcome,
    y: np.ndarray,
    p: np.ndarray,
    level: float,
    seed: int,
    groups: pd.Series | None = None,
) -> dict[str, pd.DataFrame]:
    """Return ``corp`` as in `stats.corp_curve`, ``smooth`` (predicted, observed), ``classwise``.

    ``y`` and ``p``: what happened and the chance stated for it; ``groups`` names rows that
    belong together. The last frame only for several classes.
    """
    found = {"corp": corp_curve(y, p, level, seed=seed, groups=groups), "smooth": smooth(y, p)}
    if len(outcome.classes) > 2:
        some = np.arange(len(y))
        if len(y) > MOST:
            some = np.random.default_rng(seed).choice(len(y), MOST, replace=False)
        found["classwise"] = classwise_calibration(
            outcome.codes[some], outcome.probabilities[some], outcome.classes, level
        )
    return found


def smooth(y: np.ndarray, p: np.ndarray) -> pd.DataFrame:
    """Return the smooth curve at evenly spaced rows, lowest prediction first."""
    order = np.argsort(p, kind="stable")
    some = order[np.unique(np.linspace(0, len(p) - 1, min(len(p), POINTS)).astype(int))]
    return pd.DataFrame({"predicted": p[some], "observed": smooth_curve(y, p)[some]})
