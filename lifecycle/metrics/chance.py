"""What flagging at random as many rows as the model would bring on average.

It stands beside metrics for which a constant answer is perfect without any skill (every case is
found by whoever flags all rows), or has no value at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..stats import weighted_metrics
from ..stats.interval import Interval
from ..stats.proportions import difference_from_all, proportion_interval
from .outcome import Outcome


@dataclass(frozen=True)
class Chance:
    """The expected value of a metric under random answers in the shares of the given ones.

    ``statistic`` and ``closed`` are those of `catalog.Metric`; ``paired`` is the interval of the
    metric of the given answers less that expected value.
    """

    statistic: Callable[[Outcome], weighted_metrics.Statistic]
    closed: Callable[[Outcome, float], Interval | None] = lambda outcome, level: None
    paired: Callable[[Outcome, Outcome, float], Interval | None] = lambda a, b, level: None
    undefined: Callable[[Outcome], str] = lambda outcome: ""


def _flagged(o: Outcome) -> weighted_metrics.Statistic:
    def share(c: weighted_metrics.Counts) -> weighted_metrics.Floats:
        return weighted_metrics.ratio(c.called[:, -1], c.actual.sum(axis=1))

    return weighted_metrics.of_counts(o.codes, o.called, len(o.classes), share)


def _flagged_interval(o: Outcome, level: float) -> Interval:
    return proportion_interval(int(o.alarms.sum()), len(o), level)


def _recall_above_flagged(a: Outcome, b: Outcome, level: float) -> Interval:
    return difference_from_all(a.alarms, a.positive, level)


FOUND = Chance(_flagged, _flagged_interval, _recall_above_flagged)
NOTHING = Chance(lambda o: weighted_metrics.mean(np.zeros(len(o))))
