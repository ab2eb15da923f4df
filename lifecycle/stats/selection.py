"""The best of many looks better than it is: by how much, from the rows that all were scored on.

BBC-CV (Tsamardinos, Greasidou, Borboudakis, Bootstrapping the out-of-sample predictions for
efficient and accurate cross-validation, Machine Learning 107, 2018): draw the rows anew, choose the
best on those drawn, and score it on those that were not. No model is fitted again. For what was
given up before it had predictions of every row, the scores of the folds serve: Tibshirani and
Tibshirani (A bias correction for the minimum error rate in cross-validation, Annals of Applied
Statistics 3, 2009).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from .weighted_metrics import Floats, Statistic, ratio

MOST, FEWEST = 500, 60  # resamples: with very many rows each tells more, and fewer do
ENOUGH_CELLS = 20_000_000  # rows drawn for all candidates, in all resamples
CHUNK = 1_000_000  # weights held at once
LEAST_FINITE = 20  # resamples in which a score must exist to have a spread


@dataclass(frozen=True)
class MeanOfFolds:
    """The mean over folds of a statistic of the rows of each, as a function of row weights.

    ``parts``: where the rows of each fold stand, and the statistic of them. A fold counts as its
    rows do: one that was not drawn at all does not count.
    """

    parts: tuple[tuple[slice, Statistic], ...]

    def __call__(self, w: Floats) -> Floats:
        """Return the means of weights of shape (b, n), shape (b,); NaN where there is none."""
        own = [w[:, rows] for rows, _ in self.parts]
        share = np.stack([each.mean(axis=1) for each in own])
        pairs = zip(self.parts, own, strict=True)
        value = np.stack([statistic(each) for (_, statistic), each in pairs])
        share[~np.isfinite(value)] = 0.0
        total = share.sum(axis=0)
        weighed = (np.where(share > 0, value, 0.0) * share).sum(axis=0)
        return ratio(weighed, total)


@dataclass(frozen=True)
class Drawn:
    """Scores of every candidate, greater is better, shape (resamples, candidates).

    ``inside``: on the rows drawn; ``outside``: on those that were not. ``units``: how many rows, or
    groups of rows, were drawn from.
    """

    inside: Floats
    outside: Floats
    units: int

    def chosen(self) -> Floats:
        """Return what the best on the rows drawn scores on the others, by resample."""
        known = np.where(np.isfinite(self.inside), self.inside, -np.inf)
        return np.asarray(self.outside[np.arange(len(known)), known.argmax(axis=1)])

    def optimism(self, leader: int) -> float:
        """Return by how much the leader looks better than it is, because it was chosen.

        BBC-CV's estimate is the mean of `chosen`; held against what the leader scores on the same
        rows, it is free of how small these parts are.
        """
        return mean_lead(self.outside[:, leader], self.chosen())

    def half_width(self, values: Floats, level: float) -> float:
        """Return Student's half width by values on the rows not drawn; NaN where it has none.

        As BBC-CV's percentiles, it is wider than that of rows drawn: those left are fewer. That
        makes up for what the folds' fits have in common, which no resample of rows shows.
        """
        known = values[np.isfinite(values)]
        if self.units < 2 or len(known) < LEAST_FINITE:
            return math.nan
        few = math.sqrt(self.units / (self.units - 1))
        return float(student.ppf(0.5 + level / 2, self.units - 1) * few * known.std())


def drawn(
    scores: Sequence[Statistic], greater_is_better: bool, unit: NDArray[np.intp], seed: int = 0
) -> Drawn:
    """Draw the rows anew, ``unit`` by unit (rows of one unit stay together), and score them."""
    sign, n, units = (1 if greater_is_better else -1), len(unit), int(unit.max(initial=-1)) + 1
    inside, outside = list[Floats](), list[Floats]()
    for w in _weights(unit, units, resamples(n, len(scores)), seed):
        left = (w == 0).astype(float)
        inside.append(np.column_stack([sign * each(w) for each in scores]))
        outside.append(np.column_stack([sign * each(left) for each in scores]))
    return Drawn(np.concatenate(inside), np.concatenate(outside), units)


def resamples(n: int, candidates: int) -> int:
    """Return how many resamples are drawn.

    >>> resamples(500, 10), resamples(20_000, 10), resamples(1_000_000, 10)
    (500, 100, 60)
    """
    return int(np.clip(ENOUGH_CELLS // max(n * candidates, 1), FEWEST, MOST))


def _weights(unit: NDArray[np.intp], units: int, count: int, seed: int) -> Iterator[Floats]:
    rng, step = np.random.default_rng(seed), max(1, CHUNK // max(len(unit), 1))
    for start in range(0, count, step):
        size = min(step, count - start)
        picked = rng.multinomial(units, np.full(units, 1 / units), size=size)
        yield picked.astype(float)[:, unit]


def mean_lead(ahead: Floats, behind: Floats) -> float:
    """Return by how much one is ahead of another on the mean, at least 0; NaN does not count.

    Of the best of each fold, whoever has it, and the leader it is Tibshirani and Tibshirani's bias.

    >>> import numpy as np
    >>> round(mean_lead(np.array([0.8, 0.7]), np.array([0.8, 0.6])), 3)
    0.05
    """
    lead = np.asarray(ahead, dtype=float) - np.asarray(behind, dtype=float)
    lead = lead[np.isfinite(lead)]
    return max(0.0, float(lead.mean())) if len(lead) else 0.0
