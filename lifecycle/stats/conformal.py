"""Conformal prediction: sets of classes and intervals that hold the truth as often as promised.

The promise needs no model to be right, only that new rows come as the calibration rows did. The
limits are learned by MAPIE from predictions of rows the model has not seen; applying them is plain
arithmetic, so that what was learned can be kept as a few numbers.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from ..core.wording import listing
from .arguments import ROUNDING, Level, checked
from .grouped import share_interval
from .interval import Interval
from .validation import (
    class_codes,
    class_columns,
    coded,
    column,
    flag_columns,
    numbers,
    paired,
    same_rows,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SetScore = Literal["lac", "aps"]
Residual = Literal["absolute", "signed"]
LEVEL = 0.9
CLOSE = 1e-8  # MAPIE's own tolerance is of this order; sums of probabilities are not exact


@dataclass(frozen=True)
class ConformalSets:
    """How likely a class must be to be in the set, by confidence level; learned on ``n`` rows.

    ``lac`` (Sadinle, Lei, Wasserman 2019, JASA 114:223-234): a class is in when its probability
    is at least 1 less the cut. ``aps`` (Romano, Sesia, Candès 2020, NeurIPS, without its random
    part): the likeliest classes are in while their sum stays within the cut, and always the
    first, so that sets of a model that is too sure hold more often than was asked.
    ``method`` is ``undefined-few-rows`` where a level cannot be kept on so few rows: its cut is
    infinite and every class is in.
    """

    score: SetScore
    levels: tuple[float, ...]
    cuts: tuple[float, ...]
    n: int
    method: str

    def sets(self, proba: ArrayLike, level: float) -> Flags:
        """Return which classes (columns) are in the set of each row."""
        p, cut = evened(class_columns(proba)), self.cuts[_place(self.levels, level)]
        if math.isinf(cut):
            return np.ones(p.shape, dtype=bool)
        if self.score == "lac":
            return np.asarray((1 - p) - cut <= CLOSE)
        order = np.argsort(-p, axis=1, kind="stable")
        ranked = np.take_along_axis(p, order, axis=1).cumsum(axis=1) - cut <= CLOSE
        ranked[:, 0] = True
        found = np.empty(p.shape, dtype=bool)
        np.put_along_axis(found, order, ranked, axis=1)
        return found

    def zone(self, level: float) -> tuple[float, float] | None:
        """Return between which probabilities of two classes both are in the set, None if nowhere.

        Above 0.5 the cut is where the sets overlap: there one should not decide but look.
        """
        cut = min(1.0, self.cuts[_place(self.levels, level)])
        return (1 - cut, cut) if cut >= 0.5 else None


@dataclass(frozen=True)
class ConformalMargins:
    """How far below and above a prediction the truth may lie, by level; learned on ``n`` rows.

    ``absolute``: as far on both sides. ``signed``: each side by its own residuals, for errors that
    are lopsided. ``undefined-few-rows``: a level cannot be kept, and its margins are infinite.
    """

    score: Residual
    levels: tuple[float, ...]
    below: tuple[float, ...]
    above: tuple[float, ...]
    n: int
    method: str

    def limits(self, prediction: ArrayLike, level: float) -> tuple[Floats, Floats]:
        """Return the low and the high end of each row's interval."""
        value, at = numbers(prediction, "predictions"), _place(self.levels, level)
        return value - self.below[at], value + self.above[at]


@dataclass(frozen=True)
class ConformalCoverage:
    """How often sets or intervals held the truth, and what they cost.

    ``size``: mean number of classes, or mean width. ``single``: share of rows with one class
    alone, ``single_right`` how often it was the right one; ``empty``: share without a class.
    """

    level: float
    coverage: Interval
    size: float
    single: float = 0.0
    single_right: Interval | None = None
    empty: float = 0.0


@checked
def conformal_sets(
    y: ArrayLike,
    proba: ArrayLike,
    levels: Sequence[Level] = (LEVEL,),
    score: SetScore = "lac",
) -> ConformalSets:
    """Learn how likely a class must be to be in the set, from rows the model has not seen.

    Parameters
    ----------
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``proba``. Rows without a class are
        left out.
    proba : array-like, shape (n, classes) or (n,)
        What was stated for each class, or for the event alone, by models that have not seen the
        rows, for example out of fold.
    levels : sequence of float
        The shares of rows whose set is to hold their class, each between 0 and 1.
    score : {"lac", "aps"}
        How sets are made; with fewer than three classes among the rows it is ``lac``, as MAPIE
        asks.

    Returns
    -------
    ConformalSets
        The cut for each level, and with ``sets`` the sets of new rows.

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a probability is missing or outside 0 and
        1, when lengths differ, or when a level is not between 0 and 1.

    References
    ----------
    ``lac``: Sadinle, Lei, Wasserman (2019), Journal of the American Statistical Association
    114:223-234. ``aps``: Romano, Sesia, Candès (2020), NeurIPS, without its random part.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import conformal_sets
    >>> p = np.linspace(0.05, 0.95, 40)
    >>> y = (np.arange(40) % 10 < p * 10).astype(int)
    >>> learned = conformal_sets(y, p, levels=[0.8])
    >>> learned.method, learned.sets([0.1, 0.5], 0.8).tolist()
    ('mapie-split', [[True, False], [True, True]])
    """
    codes, p, _ = coded(y, proba)
    p = evened(p)
    n, wanted = len(codes), tuple(float(level) for level in levels)
    score = score if len(np.unique(codes)) > 2 else "lac"
    kept = [level for level in wanted if enough(n, level)]
    few = [level for level in kept if rank(n, level) == n]
    some = [level for level in kept if level not in few]
    cuts = dict(zip(some, _cuts(codes, p, some, score), strict=True)) if some else {}
    cuts |= dict.fromkeys(few, _largest(codes, p, score)) if few else {}
    method = "mapie-split" if len(kept) == len(wanted) else "undefined-few-rows"
    return ConformalSets(score, wanted, tuple(cuts.get(x, math.inf) for x in wanted), n, method)


@checked
def conformal_margins(
    y: ArrayLike,
    prediction: ArrayLike,
    levels: Sequence[Level] = (LEVEL,),
    score: Residual = "absolute",
) -> ConformalMargins:
    """Learn how far from a prediction the truth may lie, from rows the model has not seen.

    Parameters
    ----------
    y : array-like, shape (n,)
        The amounts that were observed. Rows without one are left out.
    prediction : array-like, shape (n,)
        Their predictions by models that have not seen the rows, in the unit of ``y``.
    levels : sequence of float
        The shares of rows whose interval is to hold their amount, each between 0 and 1.
    score : {"absolute", "signed"}
        Whether the margins are as wide on both sides, or each side has its own.

    Returns
    -------
    ConformalMargins
        The margins for each level, in the unit of ``y``, and with ``limits`` the intervals of new
        rows. Where a level cannot be kept on so few rows its margins are infinite and the method is
        ``undefined-few-rows``.

    Raises
    ------
    ChoiceError
        When a value is not a number, when a prediction is missing or infinite, when lengths differ,
        or when a level is not between 0 and 1.

    References
    ----------
    Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018), Journal of the American Statistical
    Association 113:1094-1111. ``signed``: Linusson, Johansson, Löfström (2014),
    Signed-Error Conformal Regression, PAKDD.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import conformal_margins
    >>> y = np.arange(1.0, 41.0)
    >>> learned = conformal_margins(y, np.zeros(40), levels=[0.9])
    >>> low, high = learned.limits([100.0], 0.9)
    >>> low.tolist(), high.tolist()
    ([63.0], [137.0])
    """
    actual, (said,), _ = paired(y, prediction)
    n, wanted = len(actual), tuple(float(level) for level in levels)
    side = {level: level if score == "absolute" else both_sides(level) for level in wanted}
    kept = [level for level in wanted if enough(n, level, side[level])]
    few = [level for level in kept if rank(n, side[level]) == n]
    some = [level for level in kept if level not in few]
    found = dict(zip(some, _margins(actual, said, some, score), strict=True)) if some else {}
    found |= dict.fromkeys(few, _widest(actual - said, score)) if few else {}
    ends = [found.get(level, (math.inf, math.inf)) for level in wanted]
    method = "mapie-split" if len(kept) == len(wanted) else "undefined-few-rows"
    below, above = tuple(low for low, _ in ends), tuple(high for _, high in ends)
    return ConformalMargins(score, wanted, below, above, n, method)


@checked
def conformal_set_coverage(
    y: ArrayLike, sets: Flags, level: Level, groups: ArrayLike | None = None
) -> ConformalCoverage:
    """Return how often each row's class is in its set, and how large the sets are.

    Parameters
    ----------
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``sets``. Rows without a class are
        left out.
    sets : array of bool, shape (n, classes)
        Which classes are in the set of each row, as `ConformalSets.sets` returns them.
    level : float
        The share that was promised; it is passed on into the result.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.

    Returns
    -------
    ConformalCoverage
        The share that holds with its interval at 95%, the mean number of classes in a set, and the
        shares of sets with one class and with none.

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when ``sets`` are not true or false, when
        lengths differ, or when ``level`` is not between 0 and 1.

    References
    ----------
    Interval: Wilson (1927), Journal of the American Statistical Association 22:209-212; groups:
    Korn, Graubard (1998), Survey Methodology 24:193-201.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import conformal_set_coverage
    >>> sets = np.array([[True, False], [True, True], [False, True], [True, False]])
    >>> found = conformal_set_coverage([0, 1, 1, 1], sets, level=0.9)
    >>> found.coverage.value, found.size, found.single
    (0.75, 1.25, 0.75)
    """
    flags = flag_columns(sets, "sets")
    codes, known = class_codes(y, flags.shape[1])
    tied = None if groups is None else column(groups, "groups")
    same_rows(classes=codes, sets=flags, groups=tied)
    codes, flags, tied = codes[known], flags[known], None if tied is None else tied[known]
    hit = flags[np.arange(len(codes)), codes]
    size = flags.sum(axis=1)
    one = size == 1
    which = None if tied is None else tied[one]
    return ConformalCoverage(
        level,
        share_interval(hit, tied),
        float(size.mean()) if len(size) else 0.0,
        float(one.mean()) if len(size) else 0.0,
        share_interval(hit[one], which),
        float((size == 0).mean()) if len(size) else 0.0,
    )


@checked
def conformal_interval_coverage(
    y: ArrayLike, low: ArrayLike, high: ArrayLike, level: Level, groups: ArrayLike | None = None
) -> ConformalCoverage:
    """Return how often the value lies within its limits, and how wide the limits are.

    Parameters
    ----------
    y : array-like, shape (n,)
        The amounts that were observed. Rows without one are left out.
    low, high : array-like, shape (n,)
        The limits of each row's interval, in the unit of ``y``; they may be infinite.
    level : float
        The share that was promised; it is passed on into the result.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.

    Returns
    -------
    ConformalCoverage
        The share that holds with its interval at 95%, and as ``size`` the mean width in the unit of
        ``y``.

    Raises
    ------
    ChoiceError
        When a value is no number, when a limit is missing, when a lower limit lies above the upper,
        when lengths differ, or when ``level`` is not between 0 and 1.

    References
    ----------
    Interval: Wilson (1927), Journal of the American Statistical Association 22:209-212; groups:
    Korn, Graubard (1998), Survey Methodology 24:193-201.

    Examples
    --------
    >>> from lifecycle.stats import conformal_interval_coverage
    >>> found = conformal_interval_coverage([1.0, 2.0, 9.0], [0, 0, 0], [3, 3, 3], level=0.9)
    >>> round(found.coverage.value, 3), found.size
    (0.667, 3.0)
    """
    actual, (least, most), tied = paired(y, low, high, groups=groups, bounded=False)
    if (least > most).any():
        raise ChoiceError("Some lower limits lie above the upper.", "Give the lower limits first.")
    hit = (least <= actual) & (actual <= most)
    with np.errstate(over="ignore"):
        width = float((most - least).mean()) if len(actual) else 0.0
    return ConformalCoverage(level, share_interval(hit, tied), width)


def crossed(folds: ArrayLike, forward: bool = False) -> Iterator[tuple[Flags, Flags]]:
    """Yield which rows to learn on and which to judge, fold by fold; ``forward`` uses no later one.

    Limits learned and judged on the same rows would hold a little too often.
    """
    fold = np.asarray(folds)
    for each in np.unique(fold):
        learn = fold < each if forward else fold != each
        if learn.any():
            yield learn, fold == each


def evened(p: Floats) -> Floats:
    """Return probabilities that were rounded so that each row sums to 1, others as they are."""
    total = p.sum(axis=1, keepdims=True)
    return np.asarray(np.where(np.abs(total - 1) > ROUNDING, p / total, p))


def _place(levels: tuple[float, ...], level: float) -> int:
    if level not in levels:
        raise ChoiceError(
            f"No limits were learned for the level {level}.", f"Choose one of {listing(levels)}."
        )
    return levels.index(level)


def rank(n: int, level: float) -> int:
    """Return which of n scores, from the smallest, is the limit: the one at (n + 1) times level.

    It is a whole number of a product that floats would miss: the level is taken as it is written.
    Beyond n there is no limit, so that a level needs n >= level / (1 - level) rows: 9 at 90%.

    >>> rank(9, 0.9), rank(8, 0.9), rank(99, 0.99), rank(4, 0.8), rank(19, 0.95)
    (9, 9, 99, 4, 19)
    """
    return math.ceil((n + 1) * Fraction(repr(float(level))))


def enough(n: int, level: float, of_each: float | None = None) -> bool:
    """Whether a level can be kept at all: 95% needs one row in twenty beyond the limit.

    ``of_each``: the level of each limit, where there are two. A level near 0 needs so many rows
    that one of them lies within it, unless the limit is the largest score anyhow.
    """
    place, within = rank(n, of_each or level), n * Fraction(repr(float(level)))
    return 0 < place == n or (place < n and within >= 1)


def both_sides(level: float) -> float:
    """Return the level of one limit of two that are missed equally often.

    >>> both_sides(0.9)
    0.95
    """
    return float((1 + Fraction(repr(float(level)))) / 2)


def _largest(codes: NDArray[np.int_], p: Floats, score: SetScore) -> float:
    """Return the largest score of the rows, the limit where its rank is the last."""
    own = p[np.arange(len(codes)), codes]
    if score == "lac":
        return float((1 - own).max())
    return float((p * (p >= own[:, None])).sum(axis=1).max())


def _widest(residual: Floats, score: Residual) -> tuple[float, float]:
    """Return the margins that hold every row, likewise."""
    if score == "absolute":
        most = float(np.abs(residual).max())
        return most, most
    return -float(residual.min()), float(residual.max())


def _cuts(codes: NDArray[np.int_], p: Floats, levels: list[float], score: SetScore) -> list[float]:
    from mapie.classification import SplitConformalClassifier  # slow to import
    from mapie.conformity_scores import LACConformityScore

    from .mapie_adapters import StatedClasses, SteadyAPS

    rule = LACConformityScore() if score == "lac" else SteadyAPS()
    model = SplitConformalClassifier(StatedClasses(p.shape[1]), levels, rule)
    with warnings.catch_warnings():  # that a class does not occur among the rows
        warnings.simplefilter("ignore", UserWarning)
        model.conformalize(p, codes)
        model.predict_set(p[:1])
    return [float(cut) for cut in rule.quantiles_]


def _margins(
    y: Floats, prediction: Floats, levels: list[float], score: Residual
) -> list[tuple[float, float]]:
    from mapie.conformity_scores import AbsoluteConformityScore
    from mapie.regression import SplitConformalRegressor

    from .mapie_adapters import StatedValues

    rule = AbsoluteConformityScore(sym=score == "absolute")
    rule.consistency_check = False  # it takes the rounding of large amounts for a mistake
    model = SplitConformalRegressor(StatedValues(), levels, rule)
    model.conformalize(prediction[:, None], y)
    _, found = model.predict_interval(np.zeros((1, 1)))  # around 0 the limits are the margins
    return [(-float(low), float(high)) for low, high in found[0].T]
