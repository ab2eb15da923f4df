"""The ROC AUC of rows that come in groups: rows of one group tell much the same."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata
from scipy.stats import t as student

from .delong import roc_auc_interval
from .given import ranked
from .grouped import group_codes
from .interval import Interval


def clustered_roc_auc(
    y: ArrayLike, score: ArrayLike, groups: ArrayLike, level: float = 0.95
) -> Interval:
    """Return the ROC AUC with Obuchowski's variance, on the logit scale.

    Obuchowski (1997), Biometrics 53:567-578; the quantile is Student's, with one degree of
    freedom a group but one. Where that variance does not exist the interval is that of rows.
    """
    given = ranked(y, score, groups=groups)
    positive, values = given.positive, given.score
    codes = group_codes(given.groups, len(values))
    group = np.arange(len(values)) if codes is None else codes
    rows, k = len(values), int(group.max(initial=-1)) + 1
    plain = roc_auc_interval(positive, values, level)
    if plain.method != "delong-logit" or k == rows or k < 3:
        return plain
    auc, variance = plain.value, clustered_variance(positive, values[None, :], plain.value, group)
    if variance <= 0:
        return plain
    half = float(student.ppf(0.5 + level / 2, k - 1)) * math.sqrt(variance) / (auc * (1 - auc))
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "obuchowski-logit", rows)


def clustered_variance(
    positive: NDArray[np.bool_],
    scores: NDArray[np.float64],
    auc: float,
    group: NDArray[np.intp],
) -> float:
    """Return Obuchowski's variance of the AUC, or of the mean AUC of several scores (rows of
    ``scores``), which is ``auc``; ``group`` counts the groups from 0."""
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
