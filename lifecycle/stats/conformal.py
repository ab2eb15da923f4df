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
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .grouped import share_interval
from .interval import Interval, checked
from .validation import coded, paired

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
        p, cut = columns(proba), self.cuts[self.levels.index(level)]
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
        cut = min(1.0, self.cuts[self.levels.index(level)])
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
        value, at = np.asarray(prediction, dtype=float), self.levels.index(level)
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


def conformal_sets(
    y: ArrayLike,
    proba: ArrayLike,
    levels: Sequence[float] = (LEVEL,),
    score: SetScore = "lac",
) -> ConformalSets:
    """Learn sets from the classes of rows (positions of columns) and what was stated for them.

    ``proba`` must come from models that have not seen the rows, for example out of fold. With
    fewer than three classes among the rows the score is ``lac``, as MAPIE asks.
    """
    codes, p = coded(y, proba)
    n, wanted = len(codes), tuple(checked(float(level)) for level in levels)
    score = score if len(np.unique(codes)) > 2 else "lac"
    kept = [level for level in wanted if enough(n, level)]
    cuts = dict(zip(kept, _cuts(codes, p, kept, score), strict=True)) if kept else {}
    method = "mapie-split" if len(kept) == len(wanted) else "undefined-few-rows"
    return ConformalSets(score, wanted, tuple(cuts.get(x, math.inf) for x in wanted), n, method)


def conformal_margins(
    y: ArrayLike,
    prediction: ArrayLike,
    levels: Sequence[float] = (LEVEL,),
    score: Residual = "absolute",
) -> ConformalMargins:
    """Learn margins from observed values and predictions by models that have not seen the rows."""
    actual, said = paired(y, prediction)
    n, wanted = len(actual), tuple(checked(float(level)) for level in levels)
    each_side = n if score == "absolute" else n // 2  # half of what is missed lies on either side
    kept = [level for level in wanted if enough(each_side, level)]
    found = dict(zip(kept, _margins(actual, said, kept, score), strict=True)) if kept else {}
    ends = [found.get(level, (math.inf, math.inf)) for level in wanted]
    method = "mapie-split" if len(kept) == len(wanted) else "undefined-few-rows"
    below, above = tuple(low for low, _ in ends), tuple(high for _, high in ends)
    return ConformalMargins(score, wanted, below, above, n, method)


def conformal_set_coverage(
    y: ArrayLike, sets: Flags, level: float, groups: ArrayLike | None = None
) -> ConformalCoverage:
    """Return how often each row's class is in its set, with Wilson's interval at 95%."""
    codes = np.asarray(y, dtype=int)
    hit = sets[np.arange(len(codes)), codes]
    size = sets.sum(axis=1)
    one = size == 1
    which = None if groups is None else np.asarray(groups)[one]
    return ConformalCoverage(
        level,
        share_interval(hit, groups),
        float(size.mean()) if len(size) else 0.0,
        float(one.mean()) if len(size) else 0.0,
        share_interval(hit[one], which),
        float((size == 0).mean()) if len(size) else 0.0,
    )


def conformal_interval_coverage(
    y: ArrayLike, low: ArrayLike, high: ArrayLike, level: float, groups: ArrayLike | None = None
) -> ConformalCoverage:
    """Return how often the value lies within its limits, with Wilson's interval at 95%."""
    actual, least, most = (np.asarray(v, dtype=float) for v in (y, low, high))
    hit = (least <= actual) & (actual <= most)
    width = float((most - least).mean()) if len(actual) else 0.0
    return ConformalCoverage(level, share_interval(hit, groups), width)


def crossed(folds: ArrayLike, forward: bool = False) -> Iterator[tuple[Flags, Flags]]:
    """Yield which rows to learn on and which to judge, fold by fold; ``forward`` uses no later one.

    Limits learned and judged on the same rows would hold a little too often.
    """
    fold = np.asarray(folds)
    for each in np.unique(fold):
        learn = fold < each if forward else fold != each
        if learn.any():
            yield learn, fold == each


def enough(n: int, level: float) -> bool:
    """Whether a level can be kept at all: 95% needs one row in twenty beyond the limit."""
    beyond = 1 - level
    return n >= max(1 / beyond, 1 / (1 - beyond))


def columns(proba: ArrayLike) -> Floats:
    """Return one column a class; chances of an event alone become two."""
    p = np.asarray(proba, dtype=float)
    return np.column_stack([1 - p, p]) if p.ndim == 1 else p


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
