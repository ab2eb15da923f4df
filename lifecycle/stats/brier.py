"""The Brier score, its parts, and the expected calibration error with its bias taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arguments import Several, checked
from .validation import probabilities_of_events

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BrierParts:
    """``score`` = ``miscalibration`` - ``discrimination`` + ``uncertainty``.

    Miscalibration is what recalibrating would win, discrimination what the predictions tell
    beyond the base rate, uncertainty the score of always stating the base rate.
    """

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    method: str
    n: int


@checked
def brier_score(y: ArrayLike, p: ArrayLike) -> float:
    """Return the mean squared distance of stated chances from what happened.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.

    Returns
    -------
    float
        Between 0 (every row stated surely and rightly) and 1.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Brier (1950), Monthly Weather Review 78:1-3, of one of the two classes.

    Examples
    --------
    >>> from lifecycle.stats import brier_score
    >>> brier_score([1, 0, 1, 0], [0.9, 0.2, 0.6, 0.5])
    0.115
    """
    given = probabilities_of_events(y, p)
    return _squared(given.y, given.score)


@checked
def brier_decomposition(
    y: ArrayLike, p: ArrayLike, method: Literal["corp", "murphy"] = "corp"
) -> BrierParts:
    """Split the Brier score into miscalibration, discrimination and uncertainty.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    method : {"corp", "murphy"}
        ``corp``: by isotonic regression, without bins. ``murphy``: by distinct predictions, which
        only tells something where there are few of them.

    Returns
    -------
    BrierParts
        ``score`` is ``miscalibration - discrimination + uncertainty``, each 0 to 1.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    ``corp``: Dimitriadis, Gneiting, Jordan (2021), PNAS 118:e2016191118. ``murphy``: Murphy (1973),
    Journal of Applied Meteorology 12:595-600, whose reliability and resolution these are.

    Examples
    --------
    >>> from lifecycle.stats import brier_decomposition
    >>> parts = brier_decomposition([0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.3, 0.6, 0.6, 0.9])
    >>> round(parts.score, 3), round(parts.miscalibration, 3), round(parts.uncertainty, 3)
    (0.187, 0.02, 0.25)
    """
    given = probabilities_of_events(y, p)
    actual, chance = given.y, given.score
    rate = float(actual.mean())
    score, uncertainty = _squared(actual, chance), rate * (1 - rate)
    best = _isotonic(actual, chance) if method == "corp" else _shares(actual, chance)
    recalibrated = _squared(actual, best)
    return BrierParts(
        score=score,
        miscalibration=score - recalibrated,
        discrimination=uncertainty - recalibrated,
        uncertainty=uncertainty,
        method=method,
        n=len(actual),
    )


@checked
def expected_calibration_error(
    y: ArrayLike,
    p: ArrayLike,
    bins: Several = 10,
    width: Literal["mass", "equal"] = "mass",
    debiased: bool = True,
) -> float:
    """Return how far predicted and observed shares lie apart, over bins of the prediction.

    The plain mean distance is 0.08 for right probabilities on 200 rows, and the debiased one 0.03;
    when probabilities are off by 0.1 the debiased one says 0.1 (simulated).

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    bins : int
        How many bins, as in `squared_calibration_error`.
    width : {"mass", "equal"}
        Whether bins hold equally many rows or are equally wide.
    debiased : bool
        The root of the debiased squared error, 0 when that is negative; else the mean distance.

    Returns
    -------
    float
        A difference of shares, 0 to 1; 0 is right.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Naeini, Cooper, Hauskrecht (2015), AAAI, 2901-2907; debiased: Kumar, Liang, Ma (2019), Verified
    Uncertainty Calibration, NeurIPS.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import expected_calibration_error
    >>> y, p = np.repeat([1, 0], [600, 400]), np.full(1000, 0.5)
    >>> round(expected_calibration_error(y, p), 3)
    0.099
    """
    if debiased:
        return float(np.sqrt(max(0.0, squared_calibration_error(y, p, bins, width))))
    n, gap, _ = _binned(y, p, bins, width)
    return float((np.abs(gap) * n).sum() / n.sum())


@checked
def squared_calibration_error(
    y: ArrayLike,
    p: ArrayLike,
    bins: Several = 10,
    width: Literal["mass", "equal"] = "mass",
    debiased: bool = True,
) -> float:
    """Return the mean squared distance of predicted from observed shares, over bins.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    bins : int
        How many bins; equal predictions stay together, so there may be fewer.
    width : {"mass", "equal"}
        Whether bins hold equally many rows or are equally wide; both are closed on the right.
    debiased : bool
        Whether what chance alone adds is taken out.

    Returns
    -------
    float
        A squared difference of shares; debiased it may be negative.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Kumar, Liang, Ma (2019), Verified Uncertainty Calibration, NeurIPS.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import squared_calibration_error
    >>> y, p = np.repeat([1, 0], [600, 400]), np.full(1000, 0.5)
    >>> round(squared_calibration_error(y, p, debiased=False), 4)
    0.01
    """
    n, gap, spread = _binned(y, p, bins, width)
    each = gap**2 - spread / np.maximum(n - 1, 1) if debiased else gap**2
    return float((each * n).sum() / n.sum())


def _binned(
    y: ArrayLike, p: ArrayLike, bins: int, width: Literal["mass", "equal"]
) -> tuple[Floats, Floats, Floats]:
    """Return rows, gap and variance of the answers of each bin that holds rows."""
    given = probabilities_of_events(y, p)
    actual, chance = given.y, given.score
    shares = np.linspace(0, 1, bins + 1)
    edges = np.unique(np.quantile(chance, shares)) if width == "mass" else shares
    block = np.searchsorted(edges[1:-1], chance, side="left")
    count = np.bincount(block)
    held = count > 0
    n = count[held].astype(float)
    predicted = np.bincount(block, weights=chance)[held] / n
    observed = np.bincount(block, weights=actual)[held] / n
    return n, predicted - observed, observed * (1 - observed)


def _squared(actual: Floats, chance: Floats) -> float:
    return float(np.mean((chance - actual) ** 2))


def _isotonic(actual: Floats, chance: Floats) -> Floats:
    """Return each row's share under pool-adjacent-violators; equal predictions stay together."""
    from sklearn.isotonic import isotonic_regression  # slow to import

    _, tie, counts = np.unique(chance, return_inverse=True, return_counts=True)
    means = np.bincount(tie, weights=actual) / counts
    fitted: Floats = isotonic_regression(means, sample_weight=counts.astype(float))[tie]
    return fitted


def _shares(actual: Floats, chance: Floats) -> Floats:
    """Return the observed share among rows of the same prediction."""
    _, tie, counts = np.unique(chance, return_inverse=True, return_counts=True)
    means: Floats = (np.bincount(tie, weights=actual) / counts)[tie]
    return means
