"""Metrics as functions of row weights, so that one pass over drawn weights bootstraps them all.

Each function here takes the rows once (and sorts or counts them once) and returns a `Statistic`:
weights of shape (b, n) in, b values out, NaN where a value does not exist. Whole-number weights
mean repeated rows, and weights of one give the metric itself. `Sums`, `Cells` and `Ranks` also
tell what they need of the weights, so that `resampling` can find it for many rows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from .validation import finite, ranked

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
Statistic = Callable[[Floats], Floats]
TINY = float(np.finfo(float).tiny)


def point(statistic: Statistic, n: int) -> float:
    """Return the statistic of n rows that count once each."""
    return float(statistic(np.ones((1, n)))[0])


@dataclass(frozen=True, eq=False)
class Weighed:
    """A statistic of rows that count with their weights, however often they are drawn."""

    statistic: Statistic
    weights: Floats

    def __call__(self, w: Floats) -> Floats:
        return self.statistic(w * self.weights)

    @property
    def rows(self) -> int:
        return getattr(self.statistic, "rows", len(self.weights))


def ratio(above: Floats, below: Floats, otherwise: float = np.nan) -> Floats:
    """Return ``above / below`` where that exists, ``otherwise`` elsewhere."""
    out = np.full(np.broadcast(above, below).shape, otherwise)
    np.divide(above, below, out=out, where=below != 0)
    return out


# -- numbers --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sums:
    """A formula over weighted sums of the columns of an (n, k) matrix, and the sum of weights."""

    columns: Floats
    formula: Callable[[Floats, Floats], Floats]

    @property
    def rows(self) -> int:
        return len(self.columns)

    def __call__(self, w: Floats) -> Floats:
        return self.formula(w @ self.columns, w.sum(axis=1))


def mean(values: ArrayLike) -> Sums:
    """The mean, for errors and losses that rows simply add up to."""
    return Sums(finite(values)[:, None], lambda s, rows: ratio(s[:, 0], rows))


def root_mean_square(values: ArrayLike) -> Sums:
    """The square root of the mean square."""
    columns = np.square(finite(values))[:, None]
    return Sums(columns, lambda s, rows: np.asarray(np.sqrt(ratio(s[:, 0], rows))))


@dataclass(frozen=True, eq=False)
class Middle:
    """The median of values in ``order``; of an even number the mean of the two middle ones."""

    order: Codes
    ordered: Floats

    @property
    def rows(self) -> int:
        return len(self.order)

    def __call__(self, w: Floats) -> Floats:
        reached = np.cumsum(np.take(w, self.order, axis=1), axis=1)
        half = reached[:, -1:] / 2
        return self.of_places(np.argmax(reached >= half, axis=1), np.argmax(reached > half, axis=1))

    def of_places(self, lower: Codes, upper: Codes) -> Floats:
        """Return the medians whose middle values stand at these places of the order."""
        return np.asarray((self.ordered[lower] + self.ordered[upper]) / 2)


def median(values: ArrayLike) -> Middle:
    """The median; the mean of the two middle values when their number is even."""
    known = finite(values)
    order = np.argsort(known, kind="stable")
    return Middle(order, known[order])


def r_squared(y: Floats, prediction: Floats) -> Sums:
    """The share of variance explained; for a constant target 1 when it is hit, else 0."""
    centred, errors = y - y.mean(), (y - prediction) ** 2
    exact = float(np.abs(centred).max(initial=0.0)) ** 2 * 1e-15

    def formula(s: Floats, rows: Floats) -> Floats:
        squares, sums, missed = s.T
        total = squares - ratio(sums**2, rows, 0.0)
        constant = total <= exact
        explained = 1 - ratio(missed, np.where(constant, 0.0, total), 0.0)
        return np.where(constant, (missed == 0).astype(float), explained)

    return Sums(np.column_stack([centred**2, centred, errors]), formula)


# -- ranking --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ranks:
    """A formula over rows in ``order``, whose runs of equal scores begin at ``starts``."""

    order: Codes
    starts: Codes
    positive: Bools
    kind: Literal["roc", "precision"]

    @property
    def rows(self) -> int:
        return len(self.order)

    def __call__(self, w: Floats) -> Floats:
        every = np.take(w, self.order, axis=1)
        hits = _per_group(every * self.positive[self.order].astype(float), self.starts)
        return FORMULAS[self.kind](hits, _per_group(every, self.starts))


@dataclass(frozen=True, eq=False)
class MeanOfRanks:
    """The mean over the parts that exist."""

    parts: tuple[Ranks, ...]

    @property
    def rows(self) -> int:
        return self.parts[0].rows

    def __call__(self, w: Floats) -> Floats:
        return self.of_parts(np.vstack([one(w) for one in self.parts]))

    @staticmethod
    def of_parts(values: Floats) -> Floats:
        exists = ~np.isnan(values)
        return ratio(np.where(exists, values, 0.0).sum(axis=0), exists.sum(axis=0).astype(float))


def roc_auc(positive: ArrayLike, score: ArrayLike) -> Ranks:
    """The chance that a positive row outranks a negative one, ties counting half."""
    return _ranks(positive, score, "roc")


def macro_roc_auc(codes: Codes, proba: Floats) -> MeanOfRanks:
    """The mean of each class against the rest, over the classes for which it exists."""
    return MeanOfRanks(tuple(roc_auc(codes == k, proba[:, k]) for k in range(proba.shape[1])))


def average_precision(positive: ArrayLike, score: ArrayLike) -> Ranks:
    """Precision at each threshold, weighted by the recall gained there."""
    return _ranks(positive, score, "precision")


def _ranks(positive: ArrayLike, score: ArrayLike, kind: Literal["roc", "precision"]) -> Ranks:
    given = ranked(positive, score)
    if len(given.y) != len(np.asarray(score)):
        raise ChoiceError("Some labels are missing.", "Leave out those rows before counting them.")
    ordered = given.score if kind == "roc" else -given.score
    return Ranks(*_tie_groups(ordered), given.positive, kind)


def _area(hits: Floats, every: Floats) -> Floats:
    misses = every - hits
    below = np.cumsum(misses, axis=1) - misses / 2
    pairs = hits.sum(axis=1) * misses.sum(axis=1)
    return ratio(_row_products(hits, below), pairs)


def _precision(gained: Floats, every: Floats) -> Floats:
    called = np.cumsum(every, axis=1)
    found = np.cumsum(gained, axis=1)
    recalled = found[:, -1].copy()
    precision = np.divide(found, np.maximum(called, TINY, out=called), out=found)
    return ratio(_row_products(gained, precision), recalled)


FORMULAS: dict[str, Callable[[Floats, Floats], Floats]] = {"roc": _area, "precision": _precision}


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


@dataclass(frozen=True, eq=False)
class Cells:
    """A formula over the margins and the diagonal of the weighted confusion matrix."""

    codes: Codes
    called: Codes
    classes: int
    formula: Callable[[Counts], Floats]

    @property
    def rows(self) -> int:
        return len(self.codes)

    def __call__(self, w: Floats) -> Floats:
        every = np.arange(self.classes)
        actual, called = self.codes[:, None] == every, self.called[:, None] == every
        cells = np.hstack([actual, called, actual & called]).astype(float)
        return self.formula(Counts(*np.split(w @ cells, 3, axis=1)))

    def of_matrix(self, matrix: Floats) -> Floats:
        """Return the values of confusion matrices of shape (b, k, k), actual by called."""
        right = np.diagonal(matrix, axis1=1, axis2=2)
        return self.formula(Counts(matrix.sum(axis=2), matrix.sum(axis=1), right))


def of_counts(
    codes: Codes, called: Codes, classes: int, formula: Callable[[Counts], Floats]
) -> Cells:
    """A metric of labels."""
    return Cells(codes, called, classes, formula)


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
