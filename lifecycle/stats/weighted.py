"""Metrics as functions of row weights, so that one pass over drawn weights bootstraps them all.

Each function here takes the rows once (and sorts or counts them once) and returns a `Statistic`:
weights of shape (b, n) in, b values out, NaN where a value does not exist. Whole-number weights
mean repeated rows, and weights of one give the metric itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
Statistic = Callable[[Floats], Floats]
TINY = float(np.finfo(float).tiny)


def point(statistic: Statistic, n: int) -> float:
    """Return the statistic of n rows that count once each."""
    return float(statistic(np.ones((1, n)))[0])


def ratio(above: Floats, below: Floats, otherwise: float = np.nan) -> Floats:
    """Return ``above / below`` where that exists, ``otherwise`` elsewhere."""
    out = np.full(np.broadcast(above, below).shape, otherwise)
    np.divide(above, below, out=out, where=below != 0)
    return out


# -- numbers --------------------------------------------------------------------------------


def mean(values: Floats) -> Statistic:
    """The mean, for errors and losses that rows simply add up to."""
    return lambda w: ratio(w @ values, w.sum(axis=1))


def root_mean_square(values: Floats) -> Statistic:
    """The square root of the mean square."""
    squares = mean(np.square(values))
    return lambda w: np.asarray(np.sqrt(squares(w)))


def median(values: Floats) -> Statistic:
    """The median; the mean of the two middle values when their number is even."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]

    def statistic(w: Floats) -> Floats:
        reached = np.cumsum(np.take(w, order, axis=1), axis=1)
        half = reached[:, -1:] / 2
        lower = ordered[np.argmax(reached >= half, axis=1)]
        upper = ordered[np.argmax(reached > half, axis=1)]
        return np.asarray((lower + upper) / 2)

    return statistic


def r_squared(y: Floats, prediction: Floats) -> Statistic:
    """The share of variance explained; for a constant target 1 when it is hit, else 0."""
    centred, errors = y - y.mean(), (y - prediction) ** 2
    exact = float(np.abs(centred).max(initial=0.0)) ** 2 * 1e-15

    def statistic(w: Floats) -> Floats:
        total = w @ centred**2 - ratio((w @ centred) ** 2, w.sum(axis=1), 0.0)
        missed = w @ errors
        constant = total <= exact
        explained = 1 - ratio(missed, np.where(constant, 0.0, total), 0.0)
        return np.where(constant, (missed == 0).astype(float), explained)

    return statistic


# -- ranking --------------------------------------------------------------------------------


def roc_auc(positive: Bools, score: Floats) -> Statistic:
    """The chance that a positive row outranks a negative one, ties counting half."""
    order, starts = _tie_groups(score)
    of_positives = positive[order].astype(float)

    def statistic(w: Floats) -> Floats:
        every = np.take(w, order, axis=1)
        hits = _per_group(every * of_positives, starts)
        misses = _per_group(every, starts) - hits
        below = np.cumsum(misses, axis=1) - misses / 2
        pairs = hits.sum(axis=1) * misses.sum(axis=1)
        return ratio(_row_products(hits, below), pairs)

    return statistic


def macro_roc_auc(codes: Codes, proba: Floats) -> Statistic:
    """The mean of each class against the rest, over the classes for which it exists."""
    each = [roc_auc(codes == k, proba[:, k]) for k in range(proba.shape[1])]

    def statistic(w: Floats) -> Floats:
        values = np.vstack([one(w) for one in each])
        exists = ~np.isnan(values)
        return ratio(np.where(exists, values, 0.0).sum(axis=0), exists.sum(axis=0).astype(float))

    return statistic


def average_precision(positive: Bools, score: Floats) -> Statistic:
    """Precision at each threshold, weighted by the recall gained there."""
    order, starts = _tie_groups(-score)
    of_positives = positive[order].astype(float)

    def statistic(w: Floats) -> Floats:
        every = np.take(w, order, axis=1)
        gained = _per_group(every * of_positives, starts)
        called = np.cumsum(_per_group(every, starts), axis=1)
        found = np.cumsum(gained, axis=1)
        recalled = found[:, -1].copy()
        precision = np.divide(found, np.maximum(called, TINY, out=called), out=found)
        return ratio(_row_products(gained, precision), recalled)

    return statistic


def _tie_groups(score: Floats) -> tuple[Codes, Codes]:
    """Return the ascending order of the scores and where each run of equal ones starts."""
    order = np.argsort(score, kind="stable")
    ordered = score[order]
    return order, np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _row_products(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", a, b))


def _per_group(values: Floats, starts: Codes) -> Floats:
    if len(starts) == values.shape[1]:
        return values
    return np.asarray(np.add.reduceat(values, starts, axis=1))


# -- labels ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Weighted counts a class, each of shape (b, k): actual, called so, and both."""

    actual: Floats
    called: Floats
    right: Floats


def of_counts(
    codes: Codes, called: Codes, classes: int, formula: Callable[[Counts], Floats]
) -> Statistic:
    """A metric of labels; it needs no more of the confusion matrix than margins and diagonal."""
    every = np.arange(classes)
    is_actual, is_called = codes[:, None] == every, called[:, None] == every
    cells = np.hstack([is_actual, is_called, is_actual & is_called]).astype(float)

    def statistic(w: Floats) -> Floats:
        return formula(Counts(*np.split(w @ cells, 3, axis=1)))

    return statistic


def accuracy(c: Counts) -> Floats:
    return ratio(c.right.sum(axis=1), c.actual.sum(axis=1))


def balanced_accuracy(c: Counts) -> Floats:
    present = (c.actual > 0).sum(axis=1).astype(float)
    return ratio(ratio(c.right, c.actual, 0.0).sum(axis=1), present)


def precision(c: Counts) -> Floats:
    """Of the last class; 0 when nothing was called so."""
    return ratio(c.right[:, -1], c.called[:, -1], 0.0)


def recall(c: Counts) -> Floats:
    """Of the last class; 0 when there is none."""
    return ratio(c.right[:, -1], c.actual[:, -1], 0.0)


def f1(c: Counts) -> Floats:
    """Of the last of two classes, or the mean over those of several that occur."""
    each = ratio(2 * c.right, c.actual + c.called, 0.0)
    if each.shape[1] == 2:
        return each[:, -1]
    occurring = (c.actual + c.called > 0).sum(axis=1).astype(float)
    return ratio(each.sum(axis=1), occurring)


def matthews(c: Counts) -> Floats:
    """Gorodkin (2004), Computational Biology and Chemistry 28:367-374; 0 when a margin is empty."""
    total = c.actual.sum(axis=1)
    shared = c.right.sum(axis=1) * total - (c.actual * c.called).sum(axis=1)
    spread = [total**2 - (side**2).sum(axis=1) for side in (c.actual, c.called)]
    return ratio(shared, np.sqrt(np.maximum(spread[0] * spread[1], 0.0)), 0.0)
