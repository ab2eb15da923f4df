"""Many tests at once: p-values that keep false alarms few."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

from ..core.errors import ChoiceError
from .arguments import checked
from .validation import numbers

Floats = NDArray[np.float64]
Adjustment = Literal["bh", "by", "holm", "hochberg", "bonferroni"]


@checked
def adjust_pvalues(p_values: ArrayLike, method: Adjustment = "bh") -> Floats:
    """Return p-values adjusted for there being many tests.

    Parameters
    ----------
    p_values : array-like, shape (tests,)
        Each 0 to 1; NaN stays NaN and does not count.
    method : {"bh", "by", "holm", "hochberg", "bonferroni"}
        ``bh`` keeps the share of false alarms among the alarms, ``by`` does so whatever the tests
        have in common; the other three keep the chance of any false alarm.

    Returns
    -------
    array of float, shape (tests,)
        As R's ``p.adjust``, 0 to 1.

    Raises
    ------
    ChoiceError
        When a p-value is below 0, above 1 or no number, or when there is no such method.

    References
    ----------
    ``bh``: Benjamini, Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300.
    ``by``: Benjamini, Yekutieli (2001), Annals of Statistics 29:1165-1188. ``holm``: Holm (1979),
    Scandinavian Journal of Statistics 6:65-70. ``hochberg``: Hochberg (1988), Biometrika
    75:800-802.

    Examples
    --------
    >>> from lifecycle.stats import adjust_pvalues
    >>> adjust_pvalues([0.01, 0.02, 0.3]).round(3).tolist()
    [0.03, 0.03, 0.3]
    >>> adjust_pvalues([0.01, 0.02, 0.3], "holm").round(3).tolist()
    [0.03, 0.04, 0.3]
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
    else:
        out[known] = _any_alarm(p, method)
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
