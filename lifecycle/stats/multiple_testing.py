"""Many tests at once: p-values that keep false alarms few."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

from ..core.errors import ChoiceError
from .validation import numbers

Floats = NDArray[np.float64]
Adjustment = Literal["bh", "by", "holm", "hochberg", "bonferroni"]


def adjust_pvalues(p_values: ArrayLike, method: Adjustment = "bh") -> Floats:
    """Return adjusted p-values, as R's ``p.adjust``; NaN stays NaN and does not count.

    ``bh``: Benjamini and Hochberg (1995), JRSS B 57:289-300, keeps the share of false alarms among
    the alarms; ``by``: Benjamini and Yekutieli (2001), Annals of Statistics 29:1165-1188, whatever
    the tests have in common. ``holm`` (1979), ``hochberg`` (1988) and ``bonferroni`` keep the
    chance of any false alarm.
    """
    given = numbers(p_values, "p-values")
    known = ~np.isnan(given)
    out = np.full(given.shape, np.nan)
    if not known.any():
        return out
    p = given[known]
    if p.min() < 0 or p.max() > 1:
        raise ChoiceError("Some p-values lie below 0 or above 1.", "Give p-values as they are.")
    if method in ("bh", "by"):
        out[known] = false_discovery_control(p, method=method)
    elif method in ("holm", "hochberg", "bonferroni"):
        out[known] = _any_alarm(p, method)
    else:
        raise ChoiceError(
            f"There is no adjustment {method}.", "Choose bh, by, holm, hochberg or bonferroni."
        )
    return out


def _any_alarm(p: Floats, method: str) -> Floats:
    """Multiply by how many tests are left, keeping the order of the p-values."""
    m = len(p)
    if method == "bonferroni":
        return np.minimum(1.0, p * m)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * np.arange(m, 0, -1)
    if method == "holm":
        scaled = np.maximum.accumulate(scaled)
    else:
        scaled = np.minimum.accumulate(scaled[::-1])[::-1]
    out = np.empty(m)
    out[order] = np.minimum(1.0, scaled)
    return out
