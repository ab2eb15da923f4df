"""Calibration class by class: a chance of the called class may hold while that of others does not.

Kull, Perello-Nieto, Kängsepp, Silva Filho, Song, Flach (2019), NeurIPS, tell the kinds apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .brier import expected_calibration_error
from .calibration import level_and_slope
from .given import coded

CLASSWISE = ["class", "cases", "predicted", "observed", "ece"]
CLASSWISE += [f"{name}{end}" for name in ("large", "slope") for end in ("", "_low", "_high")]
CALLED = "the called class"


def classwise_calibration(
    y: ArrayLike, proba: ArrayLike, classes: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Return one row a class, and first one for the class that is called (top-label).

    cases (rows of the class, or rightly called), predicted and observed (mean chance and share),
    ece (debiased), large and slope with limits; they are missing where all answers or all
    chances are alike, so that nothing can be told.
    """
    codes, p = coded(y, proba)
    if not len(codes):
        return pd.DataFrame(columns=CLASSWISE)
    top = p.argmax(axis=1)
    judged = [(CALLED, (top == codes).astype(float), p.max(axis=1))]
    judged += [(str(name), (codes == k).astype(float), p[:, k]) for k, name in enumerate(classes)]
    rows = []
    for name, event, chance in judged:
        ends: list[float] = []
        for found in level_and_slope(event, chance, level):
            known = np.isfinite(found.low)
            ends += [found.value, found.low, found.high] if known else [np.nan] * 3
        ece = expected_calibration_error(event, chance)
        rows.append((name, int(event.sum()), chance.mean(), event.mean(), ece, *ends))
    return pd.DataFrame(rows, columns=CLASSWISE)


def classwise_error(y: ArrayLike, proba: ArrayLike) -> float:
    """Return the mean over classes of the debiased calibration error of each class's chance."""
    codes, p = coded(y, proba)
    if not len(codes):
        return 0.0
    each = [expected_calibration_error(codes == k, p[:, k]) for k in range(p.shape[1])]
    return float(np.mean(each))
