"""Several classes: each against the rest, and each pair of them, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import t as student

from .arguments import Level, checked
from .delong import (
    clustered_roc_auc,
    clustered_variance,
    delong,
    roc_auc_interval,
    roc_auc_interval_by_size,
)
from .grouped import group_codes, share_interval
from .interval import Interval, z_of
from .proportions import proportion_interval
from .validation import class_codes, class_columns, column, names_of_classes, same_rows
from .weighted_metrics import Bools, Codes, Floats

REST = ["class", "name", "title", "value", "low", "high", "method", "n"]
PAIRS = ["a", "b", "value", "low", "high", "method", "n"]
MOST_PAIRS = 300
"""Pairs that are compared: those of the most frequent classes, as many as a person could read."""


@checked
def one_vs_rest(
    codes: ArrayLike,
    called: ArrayLike,
    proba: ArrayLike,
    classes: Sequence[Any],
    level: Level = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return ROC AUC, recall and precision of each class against all others.

    Parameters
    ----------
    codes : array of int, shape (n,)
        The class of each row, as the position of its column in ``proba``; -1 for a class that has
        no column. Rows without a class are left out.
    called : array of int, shape (n,)
        The class that was called, likewise.
    proba : array of float, shape (n, classes)
        What was stated for each class, 0 to 1.
    classes : sequence of str
        The names of the classes, in the order of the columns.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.

    Returns
    -------
    pandas.DataFrame
        Three rows a class: ``class``, ``name``, ``title``, ``value`` with ``low`` and ``high`` (0
        to 1), ``method``, and ``n`` (the rows the number rests on).

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a probability is missing or outside 0 and
        1, when a row does not sum to 1, when lengths differ, or when ``level`` is not between 0 and
        1.

    References
    ----------
    Class against the rest: Fawcett (2006), Pattern Recognition Letters 27:861-874.
    Intervals as in `roc_auc_interval_by_size`, `clustered_roc_auc`, `proportion_interval` and
    `share_interval`.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import one_vs_rest
    >>> codes, p = np.array([0, 0, 1, 1]), np.array([[9, 1], [6, 4], [7, 3], [2, 8]]) / 10
    >>> table = one_vs_rest(codes, p.argmax(axis=1), p, ["cat", "dog"])
    >>> table[table["class"] == "dog"][["name", "value", "n"]].round(2).to_dict("list")
    {'name': ['roc_auc', 'recall', 'precision'], 'value': [0.75, 0.5, 1.0], 'n': [4, 2, 1]}
    """
    own, said, p, tied = _rows_of_classes(codes, called, proba, groups)
    rows: list[tuple[object, ...]] = []
    for k, name in enumerate(names_of_classes(classes, p.shape[1])):
        actual, alarm = own == k, said == k
        found = {
            ("roc_auc", "ROC AUC"): area(actual, p[:, k], level, tied),
            ("recall", "Recall"): share(alarm, actual, level, tied),
            ("precision", "Precision"): share(actual, alarm, level, tied),
        }
        for (short, title), i in found.items():
            rows.append((name, short, title, i.value, i.low, i.high, i.method, i.n))
    return pd.DataFrame(rows, columns=REST)


@checked
def one_vs_one(
    codes: ArrayLike,
    proba: ArrayLike,
    classes: Sequence[Any],
    level: Level = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return how well the rows of each two classes are ranked, the worst pair first.

    It is the mean of the AUC of either class by its own probability, on the rows of the two.

    Parameters
    ----------
    codes : array of int, shape (n,)
        The class of each row, as the position of its column in ``proba``; -1 for a class that has
        no column. Rows without a class are left out.
    proba : array of float, shape (n, classes)
        What was stated for each class, 0 to 1.
    classes : sequence of str
        The names of the classes, in the order of the columns. Of many, the most frequent are
        paired, at most 300 pairs.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row; the variance is then Obuchowski's.

    Returns
    -------
    pandas.DataFrame
        ``a`` and ``b`` (names of the classes), ``value`` with ``low`` and ``high`` (0 to 1),
        ``method``, ``n`` (rows of the two).

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a probability is missing or outside 0 and
        1, when a row does not sum to 1, when lengths differ, or when ``level`` is not between 0 and
        1.

    References
    ----------
    Hand, Till (2001), Machine Learning 45:171-186; variance of the mean of two scores:
    DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44:837-845; groups: Obuchowski (1997),
    Biometrics 53:567-578.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import one_vs_one
    >>> codes = np.array([0, 0, 1, 1, 2, 2])
    >>> p = np.array([[8, 1, 1], [4, 5, 1], [3, 6, 1], [5, 3, 2], [1, 1, 8], [0, 1, 9]]) / 10
    >>> one_vs_one(codes, p, ["cat", "dog", "owl"])[["a", "b", "value"]].to_dict("list")
    {'a': ['cat', 'cat', 'dog'], 'b': ['dog', 'owl', 'owl'], 'value': [0.75, 1.0, 1.0]}
    """
    own, _, p, tied = _rows_of_classes(codes, codes, proba, groups)
    names = names_of_classes(classes, p.shape[1])
    counts = np.bincount(own[own >= 0], minlength=len(names))
    most = int((1 + math.sqrt(1 + 8 * MOST_PAIRS)) / 2)
    common = sorted(np.argsort(-counts, kind="stable")[:most].tolist())
    rows: list[tuple[object, ...]] = []
    for a, b in combinations(common, 2):
        both = (own == a) | (own == b)
        group = None if tied is None else group_codes(tied[both], int(both.sum()))
        i = _pair(own[both] == a, np.vstack([p[both, a], -p[both, b]]), level, group)
        rows.append((names[a], names[b], i.value, i.low, i.high, i.method, i.n))
    return pd.DataFrame(rows, columns=PAIRS).sort_values("value", kind="stable", ignore_index=True)


def _rows_of_classes(
    codes: ArrayLike, called: ArrayLike, proba: ArrayLike, groups: ArrayLike | None
) -> tuple[Codes, Codes, Floats, NDArray[Any] | None]:
    """Return the rows that have a class: it, what was called, the chances and the groups."""
    p, tied = class_columns(proba), None if groups is None else column(groups, "groups")
    own, known = class_codes(codes, p.shape[1], least=-1)
    said, _ = class_codes(called, p.shape[1], what="calls", least=-1)
    same_rows(classes=own, calls=said, probabilities=p, groups=tied)
    return own[known], said[known], p[known], None if tied is None else tied[known]


def _pair(first: Bools, scores: Floats, level: float, group: Codes | None) -> Interval:
    rows, m = len(first), int(first.sum())
    if not 0 < m < rows:
        return Interval(0.5, 0.0, 1.0, level, "undefined-one-class", rows)
    if group is not None:
        return _pair_by_group(first, scores, level, group)
    areas, covariance = delong(first, scores)
    auc, se = float(np.mean(areas)), math.sqrt(max(float(covariance.mean()), 0.0))
    if not 0 < auc < 1 or se < 1e-9 or min(m, rows - m) < 2:
        each = [roc_auc_interval(first, score, level) for score in scores]
        low, high = min(i.low for i in each), max(i.high for i in each)
        return Interval(auc, min(low, auc), max(high, auc), level, "delong-degenerate", rows)
    half = z_of(level) * se / (auc * (1 - auc))
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "delong-logit", rows)


def _pair_by_group(first: Bools, scores: Floats, level: float, group: Codes) -> Interval:
    """Return the mean of both areas: each by group where they rank perfectly or few groups are."""
    rows, auc = len(first), float(np.mean(delong(first, scores)[0]))
    variance = clustered_variance(first, scores, auc, group) if group.max() >= 2 else 0.0
    if not 0 < auc < 1 or variance <= 0:
        each = [clustered_roc_auc(first, score, group, level) for score in scores]
        low, high = min(i.low for i in each), max(i.high for i in each)
        return Interval(auc, min(low, auc), max(high, auc), level, each[0].method, rows)
    half = float(student.ppf(0.5 + level / 2, group.max())) * math.sqrt(variance)
    half /= auc * (1 - auc)
    low, high = float(expit(logit(auc) - half)), float(expit(logit(auc) + half))
    return Interval(auc, low, high, level, "obuchowski-logit", rows)


def area(positive: Bools, score: Floats, level: float, groups: ArrayLike | None) -> Interval:
    """Return the ROC AUC, for rows or for groups of rows."""
    if groups is None:
        return roc_auc_interval_by_size(positive, score, level)
    return clustered_roc_auc(positive, score, groups, level)


def share(hits: Bools, among: Bools, level: float, groups: ArrayLike | None) -> Interval:
    """Return the share of ``hits`` among some rows, for rows or for groups of rows."""
    n = int(among.sum())
    if groups is None or n == 0:
        return proportion_interval(int((hits & among).sum()), n, level)
    return share_interval(hits[among], np.asarray(groups)[among], level)
