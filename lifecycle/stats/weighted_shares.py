"""A weighted sum of shares of the same rows, such as the mean cost of two kinds of error."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .grouped import group_codes, share_interval
from .interval import Interval

Floats = NDArray[np.float64]


def weighted_shares(
    kinds: NDArray[np.bool_],
    weights: Sequence[float],
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> Interval:
    """Return the sum of the shares of each kind of row times its weight, with its interval.

    ``kinds``: shape (n, k), which rows are of which kind. Each share has Wilson's interval, which
    leaves something where no such row was seen; their widths are put together as variances are:
    Zou and Donner (2008), Statistics in Medicine 27:1693-1702, with the correlation of shares of
    the same rows as in Newcombe (1998), Statistics in Medicine 17:2635-2650, method 10. Rows of one
    of the ``groups`` count together.
    """
    n = len(kinds)
    lean = np.asarray(weights, dtype=float)
    if n == 0:
        low, high = min(0.0, float(lean.min())), max(0.0, float(lean.max()))
        return Interval(0.0, low, high, level, "undefined-no-rows", 0)
    each = [share_interval(kind.astype(float), groups, level) for kind in kinds.T]
    value = float(sum(w * share.value for w, share in zip(lean, each, strict=True)))
    down = np.array([share.value - share.low for share in each]) * np.abs(lean)
    up = np.array([share.high - share.value for share in each]) * np.abs(lean)
    less, more = np.where(lean > 0, down, up), np.where(lean > 0, up, down)
    signs = np.sign(lean)
    together = _correlations(kinds, groups) * np.outer(signs, signs)
    below, above = (math.sqrt(max(float(d @ together @ d), 0.0)) for d in (less, more))
    method = "wilson-costs" if each[0].method == "wilson" else "wilson-costs-clustered"
    return Interval(value, value - below, value + above, level, method, n)


def _correlations(kinds: NDArray[np.bool_], groups: ArrayLike | None) -> Floats:
    """Return how the shares of the kinds move together, 0 for those without a row."""
    off = kinds - kinds.mean(axis=0)
    codes = group_codes(groups, len(kinds))
    if codes is not None:
        off = np.column_stack([np.bincount(codes, weights=column) for column in off.T])
    shared = off.T @ off
    size = np.sqrt(np.diag(shared))
    scale = np.outer(size, size)
    found: Floats = np.divide(shared, scale, out=np.zeros_like(shared), where=scale > 0)
    np.fill_diagonal(found, 1.0)
    return found
