"""Do the stated probabilities hold? Tests, slopes and distances that see different faults.

Van Calster, McLernon, van Smeden, Wynants, Steyerberg (2019), BMC Medicine 17:230, tell what each
level of calibration means; the numbers equal rms::val.prob and stats::glm of R.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import chi2, norm
from scipy.stats import t as student

from .arguments import Level, checked
from .brier import brier_score
from .grouped import group_codes
from .interval import Interval, z_of
from .validation import probabilities_of_events

Floats = NDArray[np.float64]
Codes = NDArray[np.intp] | None
EDGE = 1e-10  # a probability of exactly 0 or 1 has no logit
STEPS = 50
Pair = tuple[Interval, Interval]


@dataclass(frozen=True)
class Test:
    """A test statistic and the p-value of "the probabilities are right"."""

    statistic: float
    p_value: float


@dataclass(frozen=True)
class CalibrationSummary:
    """How predicted and observed shares agree, on ``n`` rows.

    ``in_the_large``: mean of the log odds that is missing, 0 when right; ``slope``: 1 when right,
    below 1 for predictions too extreme; ``intercept``: beside that slope. ``likelihood_ratio``
    tests intercept 0 and slope 1 together (2 df). ``ici``, ``e50``, ``e90``, ``emax``: mean,
    median, 90th percentile and largest distance of the smooth curve from the diagonal.
    ``observed_expected``: events per expected event. ``method`` is ``undefined-one-class`` when
    all answers are alike and ``undefined-constant-score`` when all predictions are: then slopes
    are 0 within infinite limits and the tests have the p-value 1.
    """

    in_the_large: Interval
    slope: Interval
    intercept: Interval
    likelihood_ratio: Test
    spiegelhalter: Test
    ici: float
    e50: float
    e90: float
    emax: float
    mean_predicted: float
    mean_observed: float
    observed_expected: float
    brier: float
    skill: float
    n: int
    method: str


@checked
def calibration_summary(
    y: ArrayLike, p: ArrayLike, level: Level = 0.95, groups: ArrayLike | None = None
) -> CalibrationSummary:
    """Return every number of a calibration report.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row, for rows that are alike: errors then come from the spread between
        groups, and Wald's test takes the place of the likelihood ratio.

    Returns
    -------
    CalibrationSummary
        Level, slope and intercept on the scale of log odds with Wald's intervals, as R's ``glm``
        gives them; two tests; distances, means and the Brier score as shares.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, when no row has a label, or when ``level`` is not between 0 and 1.

    References
    ----------
    Slope and intercept: Cox (1958), Biometrika 45:562-565. ICI and its kin: Austin, Steyerberg
    (2019), Statistics in Medicine 38:4051-4065, on a lowess curve (span 2/3, no robust steps).
    Groups: Liang, Zeger (1986), Biometrika 73:13-22.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import calibration_summary
    >>> p = np.tile([0.2, 0.8], 50)
    >>> y = np.tile([0, 1, 0, 1, 1, 0, 0, 1, 0, 1], 10)
    >>> found = calibration_summary(y, p)
    >>> round(found.slope.value, 2), round(found.observed_expected, 2), found.method
    (1.0, 1.0, 'wald')
    """
    given = probabilities_of_events(y, p, groups)
    actual, chance = given.y, given.score
    n, rate = len(actual), float(np.mean(actual))
    z = logit(np.clip(chance, EDGE, 1 - EDGE))
    codes = group_codes(given.groups, n)
    large, both, ratio, method = _recalibrated(actual, z, level, codes)
    gap = np.abs(smooth_curve(actual, chance) - chance)
    brier = brier_score(actual, chance)
    spread = rate * (1 - rate)
    return CalibrationSummary(
        in_the_large=large,
        slope=both[1],
        intercept=both[0],
        likelihood_ratio=ratio,
        spiegelhalter=spiegelhalter_z(actual, chance, codes),
        ici=float(gap.mean()),
        e50=float(np.median(gap)),
        e90=float(np.quantile(gap, 0.9)),
        emax=float(gap.max()),
        mean_predicted=float(chance.mean()),
        mean_observed=rate,
        observed_expected=float(rate / chance.mean()) if chance.mean() > 0 else math.inf,
        brier=brier,
        skill=1 - brier / spread if spread > 0 else 0.0,
        n=n,
        method=method,
    )


@checked
def spiegelhalter_z(y: ArrayLike, p: ArrayLike, groups: ArrayLike | None = None) -> Test:
    """Test whether the Brier score is what it would be if every stated chance were right.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    groups : array-like, shape (n,), optional
        The group of each row; the spread is then that of the groups' sums.

    Returns
    -------
    Test
        ``statistic`` is standard normal when the chances are right, above 0 when the score is worse
        than they promise; ``p_value`` is two-sided. Without any spread (all chances 0, 1 or one
        half) they are 0 and 1.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Spiegelhalter (1986), Statistics in Medicine 5:421-433.

    Examples
    --------
    >>> from lifecycle.stats import spiegelhalter_z
    >>> found = spiegelhalter_z([1, 0, 1, 0, 1, 1, 0, 0], [0.9, 0.1, 0.8, 0.3, 0.7, 0.6, 0.2, 0.4])
    >>> round(found.statistic, 2), round(found.p_value, 2)
    (-1.42, 0.16)
    """
    given = probabilities_of_events(y, p, groups)
    actual, chance = given.y, given.score
    lean, codes = 1 - 2 * chance, group_codes(given.groups, len(actual))
    spread = float((lean**2 * chance * (1 - chance)).sum())
    if codes is not None:
        spread = float((np.bincount(codes, weights=(actual - chance) * lean) ** 2).sum())
    if spread <= 0:
        return Test(0.0, 1.0)
    z = float(((actual - chance) * lean).sum() / math.sqrt(spread))
    return Test(z, 2 * float(norm.sf(abs(z))))


@checked
def smooth_curve(y: ArrayLike, p: ArrayLike) -> Floats:
    """Return the lowess-smoothed observed share at each row's prediction.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.

    Returns
    -------
    array of float, shape (rows with a label,)
        Shares within 0 and 1, in the order of the rows.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Cleveland (1979), Journal of the American Statistical Association 74:829-836, with the defaults
    of R's ``lowess`` (span 2/3) and no robust steps.

    Examples
    --------
    >>> from lifecycle.stats import smooth_curve
    >>> smooth_curve([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.4, 0.6, 0.8, 0.9]).round(2).tolist()
    [0.0, 0.2, 0.59, 0.41, 0.8, 1.0]
    """
    given = probabilities_of_events(y, p)
    return smoothed(given.y, given.score)


def smoothed(actual: Floats, chance: Floats) -> Floats:
    """Return the smooth curve of shares, or of answers, at their predictions."""
    from statsmodels.nonparametric.smoothers_lowess import lowess  # slow to import

    if np.ptp(chance) == 0:
        return np.full(len(chance), actual.mean())
    order = np.argsort(chance, kind="stable")
    with np.errstate(invalid="ignore", divide="ignore"):
        ordered = lowess(
            actual[order],
            chance[order],
            frac=2 / 3,
            it=0,
            delta=0.01 * float(np.ptp(chance)),
            is_sorted=True,
            return_sorted=False,
        )
    fitted = np.empty(len(chance))
    fitted[order] = ordered
    # Where most predictions are one and the same value lowess has no width to work with.
    return np.clip(np.where(np.isfinite(fitted), fitted, actual.mean()), 0.0, 1.0)


@checked
def level_and_slope(
    y: ArrayLike, p: ArrayLike, level: Level = 0.95, groups: ArrayLike | None = None
) -> Pair:
    """Return calibration in the large and the slope alone, quickly.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row, as in `calibration_summary`.

    Returns
    -------
    tuple of Interval
        The level (log odds that are missing on average, 0 when right) and the slope (1 when right,
        below 1 for predictions too extreme), as in `calibration_summary`.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, when no row has a label, or when ``level`` is not between 0 and 1.

    References
    ----------
    Cox (1958), Biometrika 45:562-565; what each tells: Van Calster, McLernon, van Smeden, Wynants,
    Steyerberg (2019), BMC Medicine 17:230.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import level_and_slope
    >>> y = np.tile([0, 1, 0, 1, 1, 0, 0, 1, 0, 1], 10)
    >>> large, slope = level_and_slope(y, np.tile([0.2, 0.8], 50))
    >>> abs(round(large.value, 2)), round(slope.value, 2)
    (0.0, 1.0)
    """
    given = probabilities_of_events(y, p, groups)
    z, codes = logit(np.clip(given.score, EDGE, 1 - EDGE)), group_codes(given.groups, len(given.y))
    large, both, _, _ = _recalibrated(given.y, z, level, codes)
    return large, both[1]


def _recalibrated(
    actual: Floats, z: Floats, level: float, codes: Codes = None
) -> tuple[Interval, Pair, Test, str]:
    """Fit the event on the log odds that were stated: alone as an offset, then with a slope."""
    n = len(actual)
    nothing = Interval(0.0, -math.inf, math.inf, level, "undefined-one-class", n)
    if actual.min() == actual.max():
        return nothing, (nothing, nothing), Test(0.0, 1.0), "undefined-one-class"
    ones = np.ones((n, 1))
    large, spread = _fitted(ones, z, actual, codes)
    first = _wald(large[0], spread[0, 0], level, n, codes)
    if np.ptp(z) == 0:
        return first, (first, nothing), Test(0.0, 1.0), "undefined-constant-score"
    both, spread = _fitted(np.column_stack([ones, z]), np.zeros(n), actual, codes)
    each = zip(both, np.diag(spread), strict=True)
    intercept, slope = (_wald(b, v, level, n, codes) for b, v in each)
    separated = not np.isfinite(spread).all()
    if codes is not None and not separated and np.linalg.cond(spread) < 1e12:
        off = both - np.array([0.0, 1.0])
        wald = float(off @ np.linalg.solve(spread, off))
        return first, (intercept, slope), Test(wald, float(chi2.sf(wald, 2))), "wald-clustered"
    gain = 2 * (_log_likelihood(actual, both[0] + both[1] * z) - _log_likelihood(actual, z))
    test = Test(float(gain), float(chi2.sf(gain, 2)))
    return first, (intercept, slope), test, "undefined-separation" if separated else "wald"


def _wald(value: float, variance: float, level: float, n: int, codes: Codes = None) -> Interval:
    known = math.isfinite(variance)
    of = z_of(level) if codes is None else float(student.ppf(0.5 + level / 2, codes.max()))
    half = of * math.sqrt(max(variance, 0.0)) if known else math.inf
    method = ("wald" if codes is None else "wald-clustered") if known else "undefined-separation"
    return Interval(float(value), float(value - half), float(value + half), level, method, n)


def _fitted(x: Floats, offset: Floats, y: Floats, codes: Codes = None) -> tuple[Floats, Floats]:
    """Return coefficients and their covariance in a logistic regression, by Newton's method.

    It is infinite where the classes can be separated, as no finite answer exists then.
    """
    beta = np.zeros(x.shape[1])
    if x.shape[1] == 2:
        beta[1] = 1.0  # right predictions have this slope
    for _ in range(STEPS):
        mean = expit(offset + x @ beta)
        weight = mean * (1 - mean)
        information = x.T @ (x * weight[:, None])
        if np.linalg.cond(information) > 1e14:
            break
        step = np.linalg.solve(information, x.T @ (y - mean))
        # A full step can overshoot from a poor start; halving it always leads uphill.
        while (
            _log_likelihood(y, offset + x @ (beta + step))
            < _log_likelihood(y, offset + x @ beta) - 1e-9
        ):
            step = step / 2
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta, _covariance(x, y - expit(offset + x @ beta), information, codes)
    return beta, np.full((len(beta), len(beta)), math.inf)


def _covariance(x: Floats, residual: Floats, information: Floats, codes: Codes) -> Floats:
    """Return the inverse information, or the sandwich of it around the spread between groups."""
    bread = np.asarray(np.linalg.inv(information))
    if codes is None:
        return bread
    of = int(codes.max()) + 1
    if of < 2:
        return np.full(bread.shape, math.inf)
    each = x * residual[:, None]
    sums = np.column_stack([np.bincount(codes, weights=column) for column in each.T])
    return np.asarray(bread @ (sums.T @ sums * of / (of - 1)) @ bread)


def _log_likelihood(y: Floats, z: Floats) -> float:
    return float((y * z - np.logaddexp(0.0, z)).sum())
