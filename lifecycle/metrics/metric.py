"""What a metric is: its formula over weighted rows, its bounds, and what it stands beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..stats import weighted_metrics
from ..stats.interval import Interval
from .chance import Chance
from .outcome import Outcome

Constant = Literal["usual", "common", "positive", "median", "shorth"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric; ``low`` and ``high`` are its bounds.

    ``statistic``: the formula over weighted rows of an outcome. ``closed``: its interval in closed
    form at a confidence level, None where only resampling gives one; ``paired``: likewise for the
    difference of two outcomes on the same rows. ``events``: how many rows a share-like metric
    rests on; its bootstrap is then read on the logit scale. ``constant``: which answer that looks
    at no column does best by it; ``usual`` is the share of each class, or the mean. ``chance``:
    what it stands beside where a constant says nothing. ``undefined``: the method that says why
    these rows give it no value (its formula may say 0 there, as scikit-learn does), else "".
    """

    name: str
    title: str
    meaning: str
    tasks: frozenset[str]
    statistic: Callable[[Outcome], weighted_metrics.Statistic]
    greater_is_better: bool = True
    low: float = 0.0
    high: float = 1.0
    closed: Callable[[Outcome, float], Interval | None] = lambda outcome, level: None
    paired: Callable[[Outcome, Outcome, float], Interval | None] = lambda a, b, level: None

    events: Callable[[Outcome], int] | None = None
    constant: Constant = "usual"
    chance: Chance | None = None
    undefined: Callable[[Outcome], str] = lambda outcome: ""

    def score(self, outcome: Outcome) -> float:
        """Return the metric of these rows; NaN where it does not exist."""
        return weighted_metrics.point(self.statistic(outcome), len(outcome))

    def out_of_bounds(self, value: float) -> str:
        """Return the sentence that no score can be this; empty when one can."""
        if self.low <= value <= self.high:
            return ""
        if self.high == float("inf"):
            return f"{self.title} is at least {self.low:g}."
        if self.low == -float("inf"):
            return f"{self.title} is at most {self.high:g}."
        return f"{self.title} lies between {self.low:g} and {self.high:g}."

    def better(self, a: float, b: float) -> bool:
        """Whether ``a`` is at least as good as ``b``."""
        return a >= b if self.greater_is_better else a <= b
