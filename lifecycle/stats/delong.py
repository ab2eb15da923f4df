"""ROC AUC with DeLong's variance, for one score and for two scores of the same rows."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm, rankdata, t
from scipy.stats import t as student

from ..core.errors import ChoiceError
from .arguments import Level, checked
from .bootstrap import bootstrap_interval, replicate
from .grouped import group_codes
from .interval import Comparison, Interval, z_of
from .proportions import square_and_add
from .validation import events, ranked, weights_of
from .weighted_metrics import roc_auc

MOST_ROWS = 2**53
ENOUGH = 30
"""Rows in the smaller class from which on DeLong's variance can be relied on."""


@checked
def roc_auc_interval(
    y: ArrayLike, score: ArrayLike, level: Level = 0.95, weights: ArrayLike | None = None
) -> Interval:
    """Return the ROC AUC with DeLong's interval on the logit scale.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    score : array-like, shape (n,)
        Any scale; higher means that the event is likelier. It may be infinite, not missing.
    level : float
        Confidence level of the interval, between 0 and 1.
    weights : array-like, shape (n,), optional
        How many rows each row stands for, 0 or more; the same as repeating it so often.

    Returns
    -------
    Interval
        The AUC, 0 to 1, method ``delong-logit``. Perfect ranking has no DeLong variance: then the
        interval is Newcombe's and the method ``delong-degenerate``. A constant score has an AUC of
        0.5 whatever the rows (``exact-constant-score``). With one class only there is no AUC: 0.5
        within 0 and 1, method ``undefined-one-class``, and where the rows of a class count as less
        than one ``undefined-few-rows``.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a score is missing, when lengths differ,
        when weights are negative or all 0, or when ``level`` is not between 0 and 1.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44:837-845; midranks: Sun, Xu (2014), IEEE
    Signal Processing Letters 21:1389-1393; logit scale: Qin, Hotilovac (2008), Statistical Methods
    in Medical Research 17:207-221.

    Examples
    --------
    >>> from lifecycle.stats import roc_auc_interval
    >>> y = [0, 0, 1, 0, 1, 1, 0, 1]
    >>> found = roc_auc_interval(y, [0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 0.2, 0.5])
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), found.method
    (0.875, 0.345, 0.989, 'delong-logit')
    """
    given = ranked(y, score)
    positive, values = given.positive, given.score
    if weights is not None:
        counts = weights_of(weights, len(events(y)[1]))[events(y)[1]]
        return _weighted(positive, values, counts, level)
    rows, m = len(values), int(positive.sum())
    if m == 0 or m == rows:
        return Interval(0.5, 0.0, 1.0, level, "undefined-one-class", rows)
    if values.min() == values.max():
        return Interval(0.5, 0.5, 0.5, level, "exact-constant-score", rows)
    (auc,), covariance = delong(positive, values[None, :])
    se = math.sqrt(covariance[0, 0])
    if se < 1e-9 or auc <= 0 or auc >= 1 or min(m, rows - m) < 2:
        low, high = _newcombe(auc, m, rows - m, level)
        return Interval(auc, low, high, level, "delong-degenerate", rows)
    half = z_of(level) * se / (auc * (1 - auc))
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "delong-logit", rows)


@checked
def roc_auc_interval_by_size(y: ArrayLike, score: ArrayLike, level: Level = 0.95) -> Interval:
    """Return the ROC AUC with the interval that holds at its size.

    With fewer than 30 rows in either class DeLong's covers 86% to 94% (simulated), the less the
    higher the AUC; Newcombe's covers 94% to 97%.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    score : array-like, shape (n,)
        Any scale; higher means that the event is likelier.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The AUC, 0 to 1: method ``newcombe`` below 30 rows in a class, else as `roc_auc_interval`.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a score is missing, when lengths differ,
        or when ``level`` is not between 0 and 1.

    References
    ----------
    Newcombe (2006), Statistics in Medicine 25:559-573, method 5.

    Examples
    --------
    >>> from lifecycle.stats import roc_auc_interval_by_size
    >>> y = [0, 0, 1, 0, 1, 1, 0, 1]
    >>> found = roc_auc_interval_by_size(y, [0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 0.2, 0.5])
    >>> round(found.low, 3), round(found.high, 3), found.method
    (0.453, 0.981, 'newcombe')
    """
    found = roc_auc_interval(y, score, level)
    m = int(events(y)[0].sum())
    if found.method != "delong-logit" or min(m, found.n - m) >= ENOUGH:
        return found
    low, high = _newcombe(found.value, m, found.n - m, level)
    return Interval(found.value, low, high, level, "newcombe", found.n)


@checked
def compare_roc_auc(
    y: ArrayLike,
    score_a: ArrayLike,
    score_b: ArrayLike,
    level: Level = 0.95,
    *,
    y_b: ArrayLike | None = None,
) -> Comparison:
    """Return the ROC AUC of score a minus that of score b, with DeLong's test.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    score_a : array-like, shape (n,)
        Any scale; higher means that the event is likelier.
    score_b : array-like, shape (n,)
        The other score of the same rows; of ``y_b``'s rows where that is given.
    level : float
        Confidence level of the interval, between 0 and 1.
    y_b : array-like, optional
        The labels of b's own rows: then the two are unpaired, with Welch's degrees of freedom, as
        in R's pROC.

    Returns
    -------
    Comparison
        The difference, -1 to 1, method ``delong-paired`` or ``delong-unpaired``, and the two-sided
        p-value. When one of them ranks perfectly its variance is unknown; the two intervals are
        then combined as if independent, method ``delong-degenerate``.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a score is missing, when lengths differ,
        or when ``level`` is not between 0 and 1.

    References
    ----------
    DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44:837-845.

    Examples
    --------
    >>> from lifecycle.stats import compare_roc_auc
    >>> y = [0, 0, 1, 0, 1, 1, 0, 1]
    >>> a, b = [0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 0.2, 0.5], [0.2, 0.5, 0.4, 0.6, 0.3, 0.9, 0.7, 0.1]
    >>> found = compare_roc_auc(y, a, b)
    >>> round(found.difference.value, 3), 0 in found.difference, found.difference.method
    (0.5, False, 'delong-paired')
    """
    if y_b is not None:
        return _unpaired(y, score_a, y_b, score_b, level)
    given = ranked(y, score_a, score_b)
    positive, scores = given.positive, np.vstack(given.scores)
    rows, m = len(positive), int(positive.sum())
    if m == 0 or m == rows:
        return Comparison(Interval(0.0, -1.0, 1.0, level, "undefined-one-class", rows), 1.0)
    (a, b), covariance = delong(positive, scores)
    se = math.sqrt(max(0.0, covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]))
    if np.array_equal(scores[0], scores[1]):
        return Comparison(Interval(0.0, 0.0, 0.0, level, "exact-same-score", rows), 1.0)
    z = z_of(level)
    if se < 1e-9 or {a, b} & {0.0, 1.0} or min(m, rows - m) < 2:
        each = [roc_auc_interval(positive, score, level) for score in scores]
        found = square_and_add(each[0], each[1], "delong-degenerate")
        toward_zero = found.value - found.low if a > b else found.high - found.value
        se = toward_zero / z
    else:
        low, high = max(-1.0, a - b - z * se), min(1.0, a - b + z * se)
        found = Interval(a - b, low, high, level, "delong-paired", rows)
    p_value = 2 * float(norm.sf(abs(found.value) / se)) if se > 0 else float(found.value == 0)
    return Comparison(found, p_value)


def _unpaired(
    y_a: ArrayLike, score_a: ArrayLike, y_b: ArrayLike, score_b: ArrayLike, level: float
) -> Comparison:
    a, b = roc_auc_interval(y_a, score_a, level), roc_auc_interval(y_b, score_b, level)
    rows = a.n + b.n
    if {a.method, b.method} != {"delong-logit"}:
        one_class = "undefined-one-class" in (a.method, b.method)
        method = "undefined-one-class" if one_class else "delong-degenerate"
        found = square_and_add(a, b, method)
        return Comparison(found, 1.0 if 0 in found else 1 - level)
    parts = []
    for y, score in ((y_a, score_a), (y_b, score_b)):
        given = ranked(y, score)
        _, covariance = delong(given.positive, given.score[None, :])
        parts.append((float(covariance[0, 0]), len(given.y)))
    (v_a, n_a), (v_b, n_b) = parts
    se = math.sqrt(v_a + v_b)
    df = (v_a + v_b) ** 2 / (v_a**2 / (n_a - 1) + v_b**2 / (n_b - 1))
    value, half = a.value - b.value, float(t.ppf(0.5 + level / 2, df)) * se
    low, high = max(-1.0, value - half), min(1.0, value + half)
    p_value = 2 * float(t.sf(abs(value) / se, df))
    return Comparison(Interval(value, low, high, level, "delong-unpaired", rows), p_value)


def delong(
    positive: NDArray[np.bool_], scores: NDArray[np.float64]
) -> tuple[list[float], NDArray[np.float64]]:
    """Return the AUC of each row of ``scores`` and their covariance matrix, in O(n log n)."""
    m, n = int(positive.sum()), int((~positive).sum())
    all_ranks = rankdata(scores, axis=1)
    ranks_positive = rankdata(scores[:, positive], axis=1)
    ranks_negative = rankdata(scores[:, ~positive], axis=1)
    of_positives = (all_ranks[:, positive] - ranks_positive) / n
    of_negatives = 1 - (all_ranks[:, ~positive] - ranks_negative) / m
    covariance = np.zeros((len(scores), len(scores)))
    for part in (of_positives, of_negatives):
        if part.shape[1] > 1:
            covariance += np.atleast_2d(np.cov(part)) / part.shape[1]
    return [float(auc) for auc in of_positives.mean(axis=1)], covariance


def _weighted(
    positive: NDArray[np.bool_],
    values: NDArray[np.float64],
    counts: NDArray[np.float64],
    level: float,
) -> Interval:
    """Return what DeLong's interval would be if each row were there ``counts`` times."""
    m, n = float(counts[positive].sum()), float(counts[~positive].sum())
    rows = round(m + n)
    if m <= 0 or n <= 0:
        return Interval(0.5, 0.0, 1.0, level, "undefined-one-class", rows)
    if np.ptp(values[counts > 0]) == 0:
        return Interval(0.5, 0.5, 0.5, level, "exact-constant-score", rows)
    if m + n > MOST_ROWS:
        raise ChoiceError(
            "The weights sum to more rows than can be counted.",
            "Give how many rows each row stands for.",
        )
    if min(m, n) < 1:
        return Interval(0.5, 0.0, 1.0, level, "undefined-few-rows", rows)
    place = np.unique(values, return_inverse=True)[1]
    variance, auc = 0.0, 0.5
    for mine, others, size, against in ((~positive, positive, n, m), (positive, ~positive, m, n)):
        tied = np.bincount(place[others], weights=counts[others], minlength=int(place.max()) + 1)
        above = ((np.cumsum(tied) - tied / 2) / against)[place[mine]]
        auc = float((counts[mine] * above).sum() / size)
        if size > 1:
            spread = float((counts[mine] * (above - auc) ** 2).sum()) / (size - 1)
            variance += spread / size
    se = math.sqrt(variance)
    if se < 1e-9 or auc <= 1e-12 or auc >= 1 - 1e-12 or min(m, n) < 2:
        auc = min(max(auc, 0.0), 1.0)
        low, high = _newcombe(auc, m, n, level)
        return Interval(auc, low, high, level, "delong-degenerate", rows)
    half = z_of(level) * se / (auc * (1 - auc))
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "delong-logit", rows)


def _newcombe(auc: float, m: float, n: float, level: float) -> tuple[float, float]:
    """Return limits that stay honest at an AUC of 0 or 1.

    Newcombe (2006), Statistics in Medicine 25:559-573, method 5: the values of the AUC under
    which the one seen is not too far off; with one row in each class it is Wilson's interval.
    """
    z, star = z_of(level), (m + n) / 2 - 1

    def distance(theta: float) -> float:
        spread = 1 + star * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return float((auc - theta) ** 2 - z**2 * theta * (1 - theta) * spread / (m * n))

    low = 0.0 if auc <= 0 else float(brentq(distance, 0.0, auc - 1e-12 * (auc >= 1)))
    high = 1.0 if auc >= 1 else float(brentq(distance, auc + 1e-12 * (auc <= 0), 1.0))
    return low, high


@checked
def clustered_roc_auc(
    y: ArrayLike, score: ArrayLike, groups: ArrayLike, level: Level = 0.95
) -> Interval:
    """Return the ROC AUC of rows that belong to groups, with Obuchowski's variance.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    score : array-like, shape (n,)
        Any scale; higher means that the event is likelier.
    groups : array-like, shape (n,)
        The group of each row, such as the patient.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The AUC, 0 to 1, on the logit scale with Student's quantile of one degree of freedom a group
        but one, method ``obuchowski-logit``. With two groups, or where that variance does not
        exist, it is the jackknife by group; perfect ranking has Newcombe's limits for as many
        groups as there are. One group tells nothing of others: ``undefined-one-group`` within 0
        and 1. Of groups of one row each it is `roc_auc_interval`.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a score is missing, when lengths differ,
        or when ``level`` is not between 0 and 1.

    References
    ----------
    Obuchowski (1997), Biometrics 53:567-578.

    Examples
    --------
    >>> from lifecycle.stats import clustered_roc_auc
    >>> y, patient = [0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 2, 3, 2, 3, 4, 4]
    >>> found = clustered_roc_auc(y, [0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 0.2, 0.5], patient)
    >>> round(found.value, 3), found.method
    (0.875, 'obuchowski-logit')
    """
    given = ranked(y, score, groups=groups)
    positive, values = given.positive, given.score
    codes = group_codes(given.groups, len(values))
    plain = roc_auc_interval(positive, values, level)
    if codes is None or plain.method in ("undefined-one-class", "exact-constant-score"):
        return plain
    rows, k, auc = len(values), int(codes.max()) + 1, plain.value
    if k < 2:
        return Interval(auc, 0.0, 1.0, level, "undefined-one-group", rows)
    if auc <= 0 or auc >= 1:
        own = [len(np.unique(codes[side])) for side in (positive, ~positive)]
        return Interval(
            auc, *_newcombe(auc, own[0], own[1], level), level, "newcombe-by-group", rows
        )
    variance = clustered_variance(positive, values[None, :], auc, codes)
    if k < 3 or variance <= 0:
        area = {"auc": roc_auc(positive, values)}
        return bootstrap_interval(replicate(area, rows, groups=codes)["auc"], level, (0.0, 1.0))
    half = float(student.ppf(0.5 + level / 2, k - 1)) * math.sqrt(variance) / (auc * (1 - auc))
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "obuchowski-logit", rows)


def clustered_variance(
    positive: NDArray[np.bool_],
    scores: NDArray[np.float64],
    auc: float,
    group: NDArray[np.intp],
) -> float:
    """Return Obuchowski's variance of the AUC, or of the mean AUC of several scores.

    ``scores`` has a row a score, ``auc`` is the AUC or its mean, ``group`` counts groups from 0.
    """
    m, k = int(positive.sum()), int(group.max()) + 1
    n = len(positive) - m
    ranks = rankdata(scores, axis=1)
    above = (ranks[:, positive] - rankdata(scores[:, positive], axis=1)).mean(axis=0) / n
    below = 1 - (ranks[:, ~positive] - rankdata(scores[:, ~positive], axis=1)).mean(axis=0) / m
    off, variance = [], 0.0
    for mine, placed, size in ((positive, above, m), (~positive, below, n)):
        each = np.bincount(group[mine], weights=placed - auc, minlength=k)
        own = len(np.unique(group[mine]))
        variance += max(own, 2) / max(own - 1, 1) * float((each**2).sum()) / size**2
        off.append(each)
    return variance + 2 * k / (k - 1) * float(off[0] @ off[1]) / (m * n)
