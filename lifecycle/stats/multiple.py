"""Many tests at once: p-values that keep the share of false alarms small."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control


def adjust_pvalues(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return Benjamini-Hochberg adjusted p-values; NaN stays NaN and does not count.

    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300.
    """
    given = np.asarray(p_values, dtype=float)
    known = ~np.isnan(given)
    out = np.full(given.shape, np.nan)
    if known.any():
        out[known] = false_discovery_control(given[known], method="bh")
    return out
