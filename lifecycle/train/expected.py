"""What the leader of a leaderboard will score on new rows, once its having been chosen is counted.

The best of many candidates looks better than it is. `lifecycle.stats.selection` says by how much,
from the out-of-fold predictions that are there; what was given up early has none, and counts by the
scores of its folds. Rows that belong together are drawn together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import count, inside, interval, number
from ..data.step import Table
from ..metrics.catalog import Metric
from ..metrics.outcome import Outcome
from ..metrics.undefined import UNDEFINED
from ..split.cluster_ids import cluster_ids, time_order
from ..split.split import Split
from ..stats.grouped import group_codes
from ..stats.selection import Drawn, MeanOfFolds, drawn, mean_lead
from ..stats.weighted_metrics import point
from .model_params import GivenUp
from .results import Results

LEVEL = 0.95
BY_STRETCH = "bbc-cv-by-stretch"


@dataclass(frozen=True)
class Expected:
    """The leader's score on new rows with its interval, and by how much the leaderboard flatters.

    ``n``: rows. ``tried``: how many candidates and settings it was the best of, those given up
    early too.
    """

    value: float
    low: float | None
    high: float | None
    level: float
    method: str
    n: int
    optimism: float
    tried: int

    def sentence(self, metric: str) -> str:
        """Return it in words."""
        shown = interval(self.value, self.low, self.high)
        alike = ", as long as later ones are like these" * (self.method == BY_STRETCH)
        text = f"Expected on new rows{alike}: {inside(metric)} {shown} for the leader."
        if self.method.startswith(UNDEFINED):
            return f"{text} One group of rows does not tell how far others will differ."
        if self.tried < 2:
            return text
        best = f"Being the best of {count('candidate', self.tried)} flatters it by"
        width = None if self.low is None or self.high is None else self.high - self.low
        flatters = number(self.optimism, width)
        if not float(flatters.replace(",", "")):
            return f"{text} {best} no more than the rounding."
        return f"{text} {best} {flatters}."


@dataclass(frozen=True)
class Standing:
    """What the rows say: of the leader, and by name who is told apart from it or from guessing."""

    expected: Expected
    apart: dict[str, bool]
    clear: dict[str, bool]


def standing(
    results: Results,
    ranked: pd.DataFrame,
    metric: Metric,
    data: Table,
    split: Split,
    y: pd.Series,
    given_up: Sequence[GivenUp],
    seed: int,
) -> Standing:
    """Return what the leader, ``ranked`` first, is expected to score, and who is told apart."""
    leader = str(ranked["model"].iloc[0])
    score = dict(zip(ranked["model"], ranked["score"], strict=True))
    folds = sorted(results.done[leader])
    pool = [leader] + [
        name for name, done in results.done.items() if name != leader and sorted(done) == folds
    ]
    known, rows = _scores(results, pool, folds, metric, data, y)
    found = drawn(known, metric.greater_is_better, units(data, split, rows), seed)
    sign, shown = (1 if metric.greater_is_better else -1), score[leader]
    score |= {n: point(known[pool.index(n)], len(rows)) for n in results.crossed if n in pool}
    optimism = max(0.0, sign * (shown - score[leader]))
    optimism += found.optimism(0) + _of_dropped(results, pool, folds, metric, given_up)
    half = found.half_width(found.chosen(), LEVEL)
    value = float(np.clip(shown - sign * optimism, metric.low, metric.high))
    ends = np.clip([value - half, value + half], metric.low, metric.high)
    method = "bbc-cv" if found.units == len(rows) else "bbc-cv-by-group"
    if method != "bbc-cv" and cluster_ids(data, split, rows) is None:
        method = BY_STRETCH
    if not np.isfinite(half):
        ends, method = np.array([metric.low, metric.high]), "undefined-one-group"
    dropped = [name for name in results.done if name not in pool and results.done[name]]
    tried = len(pool) + len(dropped) + max((each.tried for each in given_up), default=0)
    base = [n for n in pool if results.candidates[n].baseline and np.isfinite(score[n])]
    best = max(base, key=lambda name: sign * score[name]) if base else ""
    lead = {name: sign * (score[leader] - score[name]) for name in pool}
    return Standing(
        Expected(value, float(ends[0]), float(ends[1]), LEVEL, method, len(rows), optimism, tried),
        {name: _beyond(found, lead[name], 0, k) for k, name in enumerate(pool)},
        {
            name: bool(best)
            and not results.candidates[name].baseline
            and _beyond(found, lead[best] - lead[name] - optimism, k, pool.index(best))
            for k, name in enumerate(pool)
        },
    )


def units(data: Table, split: Split, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return which rows are drawn together: groups, or stretches of time where order counts.

    Rows one after another in time are alike, so that a split by time or order draws stretches of
    them, each as long as the square root of their number.
    """
    together = cluster_ids(data, split, rows)
    if together is not None:
        codes = group_codes(together, len(rows))
        return np.arange(len(rows)) if codes is None else codes
    when = time_order(data, split, rows)
    if when is None:
        return np.arange(len(rows))
    place = pd.Series(when).rank(method="first").to_numpy().astype(np.intp) - 1
    return np.asarray(place // max(1, round(len(rows) ** 0.5)), dtype=np.intp)


def _scores(
    results: Results,
    pool: Sequence[str],
    folds: Sequence[int],
    metric: Metric,
    data: Table,
    y: pd.Series,
) -> tuple[list[MeanOfFolds], NDArray[np.intp]]:
    """Return each candidate's score as a function of row weights, and the rows, fold by fold."""
    of_fold = {k: results.done[pool[0]][k].predictions["row"].to_numpy() for k in folds}
    ends = np.cumsum([0, *(len(rows) for rows in of_fold.values())])
    places = [slice(a, b) for a, b in pairwise(ends.tolist())]
    observed = {k: y.iloc[rows].reset_index(drop=True) for k, rows in of_fold.items()}
    known = []
    for name in pool:
        parts = []
        for place, k in zip(places, folds, strict=True):
            outcome = Outcome.of(observed[k], results.said(name, k), data.classes)
            parts.append((place, metric.statistic(outcome)))
        known.append(MeanOfFolds(tuple(parts)))
    return known, np.concatenate(list(of_fold.values()))


def _beyond(found: Drawn, lead: float, ahead: int, behind: int) -> bool:
    """Whether a lead is more than the rows would give by chance."""
    gap = found.outside[:, ahead] - found.outside[:, behind]
    return bool(lead > found.half_width(gap, LEVEL))


def _of_dropped(
    results: Results,
    pool: Sequence[str],
    folds: Sequence[int],
    metric: Metric,
    given_up: Sequence[GivenUp],
) -> float:
    """Return what those without predictions of every fold add to the leader's optimism.

    It is the bias of Tibshirani and Tibshirani with them, less the same without them.
    """
    sign = 1 if metric.greater_is_better else -1
    value = {n: fold_values(results, n, metric) for n in results.done}
    scores = {n: np.array([sign * v.get(k, np.nan) for k in folds]) for n, v in value.items()}
    lost = {each.fold: sign * each.best for each in given_up}
    others = [np.array([lost.get(k, np.nan) for k in folds])]
    others += [each for name, each in scores.items() if name not in pool]
    leader, whole = scores[pool[0]], [scores[name] for name in pool]
    return mean_lead(_best(whole + others), leader) - mean_lead(_best(whole), leader)


def _best(each: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.asarray(np.fmax.reduce(np.stack(each)))


def fold_values(results: Results, name: str, metric: Metric) -> dict[int, float]:
    """Return a candidate's score on each fold that it was fitted for."""
    return {
        k: float(fold.scores.set_index("metric")["value"][metric.name])
        for k, fold in results.done[name].items()
    }


def given_up(
    trials: Sequence[Mapping[int, float]], greater_is_better: bool, earlier: Sequence[GivenUp] = ()
) -> tuple[GivenUp, ...]:
    """Return for each fold the best that trials without predictions reached, and how many tried."""
    best = max if greater_is_better else min
    known: dict[int, list[float]] = {each.fold: [each.best] for each in earlier}
    for values in trials:
        for k, value in values.items():
            if np.isfinite(value):
                known.setdefault(k, []).append(value)
    tried = len(trials) + max((each.tried for each in earlier), default=0)
    return tuple(GivenUp(fold=k, best=best(v), tried=tried) for k, v in sorted(known.items()))
