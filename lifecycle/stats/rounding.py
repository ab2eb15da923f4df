"""What the last digits of sums may differ by: a share of the numbers, whatever their unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OF_SUMS = 1e-12
"""Sums of the same numbers in another order lie nearer to each other than this share of them."""
OF_SCORES = 1e-9
"""Two scores that differ by less than this share of them are the same: answers that differ in
their last digit alone give such scores."""


def without_rounding(a: Floats, b: Floats, share: float = OF_SCORES) -> Floats:
    """Return a minus b, 0 where they are the same but for rounding: a ``share`` of their size.

    >>> without_rounding(np.array([0.1 + 0.2, 0.4]), np.array([0.3, 0.3])).round(3).tolist()
    [0.0, 0.1]
    """
    gap = a - b
    return np.where(np.abs(gap) <= share * np.maximum(np.abs(a), np.abs(b)), 0.0, gap)
