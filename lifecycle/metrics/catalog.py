"""The metrics: one row each, named as scikit-learn's scorers without ``neg_``.

A row holds one formula, written for weighted rows: with weights of one it is the score, with
drawn weights its bootstrap. ``closed`` is the interval that needs no bootstrap, where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..core.errors import ChoiceError
from ..core.wording import listing
from ..stats import weighted_metrics
from ..stats.delong import ENOUGH, compare_roc_auc, roc_auc_interval_by_size
from ..stats.interval import Interval
from ..stats.proportions import difference_from_all, proportion_interval
from .chance import FOUND, NOTHING
from .metric import Metric
from .outcome import Outcome
from .undefined import UNDEFINED, scored

__all__ = [
    "METRICS",
    "UNDEFINED",
    "Metric",
    "Outcome",
    "for_task",
    "score_all",
    "scored",
    "success_metric",
]

CLASSIFICATION = frozenset({"binary", "multiclass"})
BINARY = frozenset({"binary"})
REGRESSION = frozenset({"regression"})


def _labels(
    formula: Callable[[weighted_metrics.Counts], weighted_metrics.Floats],
) -> Callable[[Outcome], weighted_metrics.Statistic]:
    return lambda o: weighted_metrics.of_counts(o.codes, o.called, len(o.classes), formula)


def _roc_auc(o: Outcome) -> weighted_metrics.Statistic:
    if len(o.classes) == 2:
        return weighted_metrics.roc_auc(o.positive, o.score)
    return weighted_metrics.macro_roc_auc(o.codes, o.probabilities)


def _roc_auc_interval(o: Outcome, level: float) -> Interval | None:
    if len(o.classes) != 2:
        return None
    return roc_auc_interval_by_size(o.positive, o.score, level)


def _roc_auc_difference(a: Outcome, b: Outcome, level: float) -> Interval | None:
    if len(a.classes) != 2:
        return None
    found = compare_roc_auc(a.positive, a.score, b.score, level).difference
    m = int(a.positive.sum())
    few = min(m, len(a) - m) < ENOUGH and found.method == "delong-paired"
    return None if few else found  # with few rows the bootstrap holds its level better


def _log_loss(o: Outcome) -> weighted_metrics.Statistic:
    taken = o.probabilities[np.arange(len(o)), o.codes]
    return weighted_metrics.mean(-np.log(np.clip(taken, np.finfo(float).eps, 1.0)))


def _brier(o: Outcome) -> weighted_metrics.Statistic:
    if len(o.classes) == 2:
        return weighted_metrics.mean((o.score - o.positive) ** 2)
    actual = o.codes[:, None] == np.arange(len(o.classes))
    return weighted_metrics.mean(((o.probabilities - actual) ** 2).sum(axis=1))


def _accuracy_interval(o: Outcome, level: float) -> Interval:
    return proportion_interval(int((o.codes == o.called).sum()), len(o), level)


def _precision_interval(o: Outcome, level: float) -> Interval:
    return proportion_interval(o.hits, int(o.alarms.sum()), level)


def _precision_difference(a: Outcome, b: Outcome, level: float) -> Interval | None:
    """In closed form beside the answer that every row is positive."""
    return difference_from_all(a.positive, a.alarms, level) if b.alarms.all() else None


def _recall_interval(o: Outcome, level: float) -> Interval:
    return proportion_interval(o.hits, int(o.positive.sum()), level)


def _one_class(o: Outcome) -> str:
    return "" if len(np.unique(o.codes)) > 1 else "undefined-one-class"


def _one_class_or_answer(o: Outcome) -> str:
    return _one_class(o) or ("" if len(np.unique(o.called)) > 1 else "undefined-one-answer")


def _empty(counted: Callable[[Outcome], Any]) -> Callable[[Outcome], str]:
    """Of a share of the rows that are ``counted``, where there are none."""
    return lambda o: "" if len(o.classes) != 2 or counted(o).any() else "undefined-no-rows"


def _constant_target(o: Outcome) -> str:
    return "" if len(np.unique(o.y)) > 1 else "undefined-constant-target"


_INF = float("inf")
METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        Metric(
            name="roc_auc",
            title="ROC AUC",
            meaning="The probability that a random positive gets a higher score than a random "
            "negative; 0.5 is guessing, 1 is perfect ranking.",
            tasks=CLASSIFICATION,
            statistic=_roc_auc,
            closed=_roc_auc_interval,
            paired=_roc_auc_difference,
            undefined=_one_class,
        ),
        Metric(
            name="average_precision",
            title="Average precision",
            meaning="Precision averaged over all levels of recall, the area under that curve; "
            "compare it with the share of positives.",
            tasks=BINARY,
            statistic=lambda o: weighted_metrics.average_precision(o.positive, o.score),
            events=lambda o: int(o.positive.sum()),
            undefined=lambda o: "" if o.positive.any() else "undefined",
        ),
        Metric(
            name="log_loss",
            title="Log loss",
            meaning="How little probability was given to what happened (minus its mean "
            "logarithm); 0 is perfect.",
            tasks=CLASSIFICATION,
            statistic=_log_loss,
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            name="brier_score",
            title="Brier score",
            meaning="Mean squared error of the probabilities; 0 is perfect.",
            tasks=CLASSIFICATION,
            statistic=_brier,
            greater_is_better=False,
            high=2.0,
        ),
        Metric(
            name="accuracy",
            title="Accuracy",
            meaning="Share of rows whose class is right; misleading when one class is rare.",
            tasks=CLASSIFICATION,
            statistic=_labels(weighted_metrics.accuracy),
            closed=_accuracy_interval,
            constant="common",
        ),
        Metric(
            name="balanced_accuracy",
            title="Balanced accuracy",
            meaning="Recall averaged over the classes, so that a rare class counts as much as a "
            "common one.",
            tasks=CLASSIFICATION,
            statistic=_labels(weighted_metrics.balanced_accuracy),
            constant="common",
        ),
        Metric(
            name="f1",
            title="F1 score",
            meaning="Harmonic mean of precision and recall (averaged over the classes when "
            "several).",
            tasks=CLASSIFICATION,
            statistic=_labels(weighted_metrics.f1),
            constant="positive",
            undefined=_empty(lambda o: o.positive | o.alarms),
        ),
        Metric(
            name="precision",
            title="Precision",
            meaning="Of the rows called positive, the share that are.",
            tasks=BINARY,
            statistic=_labels(weighted_metrics.precision),
            closed=_precision_interval,
            paired=_precision_difference,
            constant="positive",
            undefined=_empty(lambda o: o.alarms),
        ),
        Metric(
            name="recall",
            title="Recall",
            meaning="Of the positive rows, the share that was found.",
            tasks=BINARY,
            statistic=_labels(weighted_metrics.recall),
            closed=_recall_interval,
            chance=FOUND,
            undefined=_empty(lambda o: o.positive),
        ),
        Metric(
            name="matthews_corrcoef",
            title="Matthews correlation",
            meaning="Correlation of predicted and actual classes; 0 is guessing, 1 is perfect.",
            tasks=CLASSIFICATION,
            statistic=_labels(weighted_metrics.matthews),
            low=-1.0,
            chance=NOTHING,
            undefined=_one_class_or_answer,
        ),
        Metric(
            name="rmse",
            title="RMSE",
            meaning="Root of the mean squared error, in the target's unit; large errors weigh "
            "more.",
            tasks=REGRESSION,
            statistic=lambda o: weighted_metrics.root_mean_square(o.error),
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            name="mae",
            title="Mean absolute error",
            meaning="Average size of the error in the target's unit.",
            tasks=REGRESSION,
            statistic=lambda o: weighted_metrics.mean(np.abs(o.error)),
            greater_is_better=False,
            high=_INF,
            constant="median",
        ),
        Metric(
            name="median_absolute_error",
            title="Median absolute error",
            meaning="Half of the errors are smaller than this, in the target's unit.",
            tasks=REGRESSION,
            statistic=lambda o: weighted_metrics.median(np.abs(o.error)),
            greater_is_better=False,
            high=_INF,
            constant="shorth",
        ),
        Metric(
            name="r2",
            title="R squared",
            meaning="Share of the target's variance that is explained; 0 is predicting the mean.",
            tasks=REGRESSION,
            statistic=lambda o: weighted_metrics.r_squared(
                o.y.astype(float), o.prediction.astype(float)
            ),
            low=-_INF,
            undefined=_constant_target,
        ),
    )
}

DEFAULT = {"binary": "roc_auc", "multiclass": "balanced_accuracy", "regression": "rmse"}


def for_task(task: str) -> list[Metric]:
    """Return the metrics of a task, in table order."""
    return [m for m in METRICS.values() if task in m.tasks]


def success_metric(wanted: str, task: str) -> Metric:
    """Return the contract's metric, or the task's default for ``auto``.

    Raises ChoiceError for another task's metric: a floor meant for one must not judge another.
    """
    metric = METRICS[DEFAULT[task]] if wanted == "auto" else METRICS.get(wanted)
    if metric is None or task not in metric.tasks:
        title = metric.title if metric else wanted
        raise ChoiceError(
            f"The contract's success metric {title} does not fit this target ({task}).",
            "Open Define and choose another metric and its smallest acceptable score, or let the "
            "task decide.",
        )
    return metric


def refuse_other_task(names: Iterable[str], task: str) -> None:
    """Raise ChoiceError for a smallest acceptable score on a metric that the task does not have."""
    for name in names:
        if task not in METRICS[name].tasks:
            fitting = [metric.name for metric in for_task(task)]
            raise ChoiceError(
                f"A smallest acceptable {METRICS[name].title} ({name}) does not fit this target "
                f"({task}).",
                f"Choose one of {listing(fitting, most=len(fitting))}.",
            )


def score_all(outcome: Outcome, task: str) -> dict[str, float]:
    """Return every metric of the task by name; NaN where one cannot be computed."""
    return {m.name: m.score(outcome) for m in for_task(task)}
