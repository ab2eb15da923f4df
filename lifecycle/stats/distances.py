"""How far the smooth calibration curve lies from the diagonal, with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arguments import Level, Number, Several, checked
from .calibration import smooth_curve, smoothed
from .grouped import group_codes
from .interval import Interval
from .reliability import drawn_shares
from .validation import Floats, probabilities_of_events

BLOCKS = 500
"""Rows of like predictions are smoothed together in the resamples, in so many blocks."""


@dataclass(frozen=True)
class Distances:
    """How far the calibration curve lies from the diagonal, over the rows.

    Attributes
    ----------
    ici : Interval
        The mean distance (integrated calibration index), a difference of shares, 0 to 1.
    e50 : Interval
        The median distance.
    e90 : Interval
        The 90th percentile of the distances.
    emax : Interval
        The largest distance.

    References
    ----------
    Austin, Steyerberg (2019), Statistics in Medicine 38:4051-4065.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import calibration_distances
    >>> p = np.linspace(0.05, 0.95, 100)
    >>> far = calibration_distances(p > 0.5, p, resamples=50)
    >>> far.e50.value <= far.e90.value <= far.emax.value
    True
    """

    ici: Interval
    e50: Interval
    e90: Interval
    emax: Interval


@checked
def calibration_distances(
    y: ArrayLike,
    p: ArrayLike,
    level: Level = 0.95,
    groups: ArrayLike | None = None,
    resamples: Several = 200,
    seed: Number = 0,
) -> Distances:
    """Return ICI, E50, E90 and Emax with limits that know that chance alone lifts them above 0.

    Answers are drawn around the curve: the upper limit is the percentile of their distances, the
    lower that of the basic bootstrap. Answers drawn around the chances themselves tell what chance
    adds, which is taken out of the lower limit too: at 0 the chances may hold. The interval errs on
    the wide side: it covers 97% or more (simulated).

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row; signs are then drawn group by group.
    resamples : int
        How many resamples are drawn.
    seed : int
        Seed of the resamples.

    Returns
    -------
    Distances
        Four differences of shares, each 0 to 1; method ``bootstrap`` or ``bootstrap-by-group``.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, when no row has a label, or when ``level`` is not between 0 and 1.

    References
    ----------
    Austin, Steyerberg (2019), Statistics in Medicine 38:4051-4065. Limits: Davison, Hinkley (1997),
    Bootstrap Methods and their Application. What chance adds: Bröcker, Smith (2007),
    Weather and Forecasting 22:651-661.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import calibration_distances
    >>> p = np.linspace(0.05, 0.95, 100)
    >>> y = (np.arange(100) * 7 % 10 < p * 10).astype(int)
    >>> found = calibration_distances(y, p, resamples=50)
    >>> found.ici.low, found.ici.value < 0.05, found.ici.method
    (0.0, False, 'bootstrap')
    """
    given = probabilities_of_events(y, p, groups)
    n, curve = len(given.y), smooth_curve(given.y, given.score)
    measured = _measured(np.abs(curve - given.score))
    order = np.argsort(given.score, kind="stable")
    block = np.empty(n, dtype=np.intp)
    block[order] = np.arange(n) * min(n, BLOCKS) // n
    counts = np.bincount(block)
    places = np.bincount(block, weights=given.score) / counts
    middle = np.clip(np.bincount(block, weights=curve) / counts, 0.0, 1.0)
    codes = group_codes(given.groups, n)

    def most(residual: Floats, around: Floats) -> list[float]:
        drawn = drawn_shares(residual, around, block, codes, resamples, seed)
        gaps = [_measured(np.abs(smoothed(row, places) - places)) for row in drawn]
        return [float(far) for far in np.quantile(gaps, 0.5 + level / 2, axis=0)]

    method = "bootstrap" if codes is None else "bootstrap-by-group"
    ends = zip(measured, most(given.y - curve, middle), most(given.y - given.score, places),
               strict=True)  # fmt: skip
    each = []
    for value, far, chance in ends:
        low = min(value, 2 * value - far, math.sqrt(max(0.0, value**2 - chance**2)))
        each.append(Interval(value, max(0.0, low), max(value, min(far, 1.0)), level, method, n))
    return Distances(*each)


def _measured(gap: Floats) -> tuple[float, float, float, float]:
    middle, most = np.quantile(gap, [0.5, 0.9])
    return float(gap.mean()), float(middle), float(most), float(gap.max())
