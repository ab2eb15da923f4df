"""What a metric stands beside: the best answer that looks at no column.

It is the constant that does best by that very metric, learned on the training rows, so that it does
not move with the threshold. Where a constant is perfect without any skill, or has no value, it is
what answering at random in the model's own shares brings on average (`chance`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.wording import short
from .catalog import Metric, for_task
from .metric import Constant
from .outcome import Outcome

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """What one metric stands beside: ``answers`` on the same rows, judged by ``metric``.

    ``metric`` is the catalog's, or what chance brings of it; ``words`` name the answers.
    """

    metric: Metric
    answers: Outcome
    words: str = ""


def best_constants(trained: ArrayLike, outcome: Outcome, task: str) -> dict[str, Reference]:
    """Return what each metric of the task stands beside, by its name.

    ``trained``: what was observed in the training rows, labels or amounts, shape (n,).
    """
    observed = np.asarray(trained)
    return {m.name: _reference(m, observed, outcome) for m in for_task(task)}


def beside(given: Outcome | Mapping[str, Reference], metric: Metric) -> Reference:
    """Return what the metric stands beside; an outcome stands beside every metric."""
    return Reference(metric, given) if isinstance(given, Outcome) else given[metric.name]


def _reference(metric: Metric, trained: NDArray[Any], outcome: Outcome) -> Reference:
    if metric.chance is not None:
        words = CHANCE if len(outcome.classes) == 2 else CHANCE_OF_MANY
        return Reference(replace(metric, **vars(metric.chance)), outcome, words)
    if not outcome.classes:
        constant, name = AMOUNTS[metric.constant]
        amount = constant(np.asarray(trained, dtype=float))
        words = f"always the {name} of the training rows"
        return Reference(metric, Outcome(outcome.y, np.full(len(outcome), amount)), words)
    shares = np.array([float(np.mean(trained == each)) for each in outcome.classes])
    positive = metric.constant == "positive" and len(outcome.classes) == 2
    code = 1 if positive else int(shares.argmax())
    labels = np.full(len(outcome), outcome.classes[code], dtype=object)
    p = np.tile(shares, (len(outcome), 1))
    words = SHARES if metric.constant == "usual" else f"always {short(outcome.classes[code])}"
    return Reference(metric, Outcome(outcome.y, labels, outcome.classes, p), words)


def middle_of_shortest_half(values: Floats) -> float:
    """Return the constant with the least median absolute error.

    Rousseeuw (1984), Least Median of Squares Regression, Journal of the American Statistical
    Association 79:871-880: in one dimension it is the middle of the shortest half of the values.

    >>> middle_of_shortest_half(np.array([0.0, 1.0, 1.2, 1.4, 9.0]))
    1.2
    """
    ordered = np.sort(values)
    half = len(ordered) // 2
    start = int(np.argmin(ordered[half:] - ordered[: len(ordered) - half]))
    return float(ordered[start] + (ordered[start + half] - ordered[start]) / 2)


SHARES = "the share of each class"
CHANCE = "random flagging of the same share"
CHANCE_OF_MANY = "random answers in the same shares"
AMOUNTS: dict[Constant, tuple[Callable[[Floats], float], str]] = {
    "usual": (lambda y: float(y.mean()), "mean"),
    "median": (lambda y: float(np.median(y)), "median"),
    "shorth": (middle_of_shortest_half, "middle of the shortest half"),
}
