"""Scores from cross-validation with an honest spread: the corrected resampled t interval.

Folds share most of their training rows, so the plain standard error is too small. Nadeau and
Bengio (Inference for the Generalization Error, Machine Learning 52, 2003) put
``1/k + n_test/n_train`` in place of ``1/k``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from ..core.errors import ChoiceError
from .arguments import Amount, Level, checked
from .interval import Comparison, Interval
from .validation import numbers


@dataclass(frozen=True)
class Resampled:
    """A mean over folds with its interval; ``low`` and ``high`` are NaN for fewer than two."""

    mean: float
    low: float
    high: float
    std: float
    folds: int

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside the interval; False when there is no interval."""
        return self.low > 0 or self.high < 0


def corrected_interval(
    values: Sequence[float], test_share: float, level: float = 0.95
) -> Resampled:
    """Return the mean of fold scores and its corrected interval; NaN scores do not count.

    ``test_share`` is rows validated per row fitted, n_test / n_train (1/4 for five folds).

    >>> r = corrected_interval([0.81, 0.85, 0.83, 0.86, 0.80], test_share=0.25)
    >>> round(r.mean, 3), round(r.low, 3), round(r.high, 3)
    (0.83, 0.783, 0.877)
    """
    scores = np.asarray(values, dtype=np.float64)
    scores = scores[np.isfinite(scores)]
    k = len(scores)
    if k == 0:
        return Resampled(np.nan, np.nan, np.nan, np.nan, 0)
    mean = float(scores.mean())
    if k == 1:
        return Resampled(mean, np.nan, np.nan, np.nan, 1)
    std = float(scores.std(ddof=1))
    half = float(stats.t.ppf((1 + level) / 2, k - 1)) * std * math.sqrt(1 / k + test_share)
    return Resampled(mean, mean - half, mean + half, std, k)


@checked
def corrected_resampled_ttest(
    differences: ArrayLike, test_share: Amount, level: Level = 0.95
) -> Comparison:
    """Test whether two candidates differ, from their fold-by-fold differences.

    Folds share most of their training rows, so that the plain standard error is too small; the
    corrected one puts ``1/k + n_test/n_train`` in place of ``1/k``.

    Parameters
    ----------
    differences : array-like, shape (folds,)
        The difference of the two scores in each fold, in the unit of the score. NaN does not count.
    test_share : float
        Rows validated per row fitted, n_test / n_train: 1/4 for five folds.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Comparison
        The mean difference with its interval, and the two-sided p-value. With fewer than two folds,
        or folds that all differ by the same amount, there is no spread to judge by: the method says
        ``undefined-no-spread``, and the p-value is 1 unless every fold differs alike.

    Raises
    ------
    ChoiceError
        When a difference is infinite or no number, when ``test_share`` is negative, or when
        ``level`` is not between 0 and 1.

    References
    ----------
    Nadeau, Bengio (2003), Inference for the Generalization Error, Machine Learning 52:239-281, the
    corrected resampled t-test.

    Examples
    --------
    >>> from lifecycle.stats import corrected_resampled_ttest
    >>> found = corrected_resampled_ttest([0.02, 0.01, 0.03, 0.00, 0.02], test_share=0.25)
    >>> round(found.difference.value, 3), 0 in found.difference, round(found.p_value, 3)
    (0.016, True, 0.105)
    """
    each = numbers(differences, "differences")
    if np.isinf(each).any():
        raise ChoiceError("Some differences are infinite.", "Leave out those folds.")
    found = corrected_interval(each.tolist(), test_share, level)
    n = found.folds
    if not found.std > 0:
        same = not found.mean if n > 1 else True
        value = found.mean if n else 0.0
        reach = 0.0 if n > 1 else np.inf
        interval = Interval(value, value - reach, value + reach, level, "undefined-no-spread", n)
        return Comparison(interval, 1.0 if same else 0.0)
    t = found.mean / (found.std * math.sqrt(1 / n + test_share))
    interval = Interval(found.mean, found.low, found.high, level, "corrected-resampled", n)
    return Comparison(interval, 2 * float(stats.t.sf(abs(t), n - 1)))


COLUMNS = ["model", "score", "low", "high", "std", "train_score", "folds", "tied"]

BEHIND = ["behind", "behind_low", "behind_high"]


def rank(
    scores: pd.DataFrame, folds: int, greater_is_better: bool, test_share: float
) -> pd.DataFrame:
    """Return one row a candidate, best first; those that lack a fold come after the whole ones.

    ``scores`` has model, fold, value, train_value of one metric. ``tied`` is true when the
    interval of the paired difference to the best holds zero, or cannot be computed; the best
    itself is not tied, nor is what lacks a fold. ``behind``, with its interval, is that
    difference: positive is worse.
    """
    rows = []
    for name, of_model in scores.groupby("model", sort=False):
        found = corrected_interval(of_model["value"].to_list(), test_share)
        train = of_model["train_value"].mean()
        each = (name, found.mean, found.low, found.high, found.std, train, len(of_model), False)
        rows.append(each)
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = pd.DataFrame(
        {
            "short": table["folds"] < folds,
            "unknown": table["score"].isna(),
            "loss": -table["score"] if greater_is_better else table["score"],
        }
    ).sort_values(["unknown", "short", "loss"], kind="stable")
    table = table.loc[order.index].reset_index(drop=True)
    if len(table):
        by_fold = scores.pivot(index="fold", columns="model", values="value")
        best, sign = by_fold[table.loc[0, "model"]], 1 if greater_is_better else -1
        apart = [
            corrected_interval((sign * (best - by_fold[name])).to_list(), test_share)
            for name in table["model"]
        ]
        table[BEHIND] = [(each.mean, each.low, each.high) for each in apart]
        table["tied"] = [not each.excludes_zero for each in apart]
        table["tied"] &= table["folds"] == folds  # too little is known of the others
        table.loc[0, "tied"] = False
    return table
