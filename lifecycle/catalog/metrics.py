"""The metrics: one row each, named as scikit-learn's scorers without ``neg_``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn import metrics as sk

CLASSIFICATION = frozenset({"binary", "multiclass"})
BINARY = frozenset({"binary"})
REGRESSION = frozenset({"regression"})


@dataclass(frozen=True)
class Outcome:
    """What was observed and what was predicted for n rows.

    ``y`` and ``prediction``: shape (n,), str labels or floats. ``proba``: shape (n, k) in the
    order of ``classes`` (for a binary task the positive class last); None for regression.
    """

    y: NDArray[Any]
    prediction: NDArray[Any]
    classes: tuple[str, ...] = ()
    proba: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, y: pd.Series, predictions: pd.DataFrame, classes: tuple[str, ...]) -> Outcome:
        """Read a frame with ``prediction`` and, for classes, one column ``p:<class>`` each."""
        proba = predictions[[f"p:{c}" for c in classes]].to_numpy() if classes else None
        return cls(y.to_numpy(), predictions["prediction"].to_numpy(), classes, proba)

    @property
    def positive(self) -> NDArray[np.bool_]:
        """Which rows are of the positive class."""
        return np.asarray(self.y == self.classes[-1])

    @property
    def score(self) -> NDArray[np.float64]:
        """Probability of the positive class."""
        assert self.proba is not None
        return self.proba[:, -1]

    @property
    def codes(self) -> NDArray[np.intp]:
        """The observed classes as positions in ``classes``."""
        return pd.Index(self.classes).get_indexer(self.y)


@dataclass(frozen=True)
class Metric:
    """One metric: ``score`` takes an Outcome; ``low``/``high`` are its bounds."""

    name: str
    title: str
    meaning: str
    tasks: frozenset[str]
    score: Callable[[Outcome], float]
    greater_is_better: bool = True
    low: float = 0.0
    high: float = 1.0


def _labels(outcome: Outcome) -> dict[str, Any]:
    """Arguments that make one-class and two-class scores mean the same thing everywhere."""
    binary = len(outcome.classes) == 2
    return {
        "average": "binary" if binary else "macro",
        "pos_label": outcome.classes[-1],
        "zero_division": 0.0,
        **({} if binary else {"labels": list(outcome.classes)}),
    }


def _roc_auc(o: Outcome) -> float:
    if len(set(o.y)) < 2:
        return float("nan")
    if len(o.classes) == 2:
        return float(sk.roc_auc_score(o.positive, o.score))
    each = [
        sk.roc_auc_score(o.codes == k, o.proba[:, k])
        for k in range(len(o.classes))
        if 0 < (o.codes == k).sum() < len(o.y)
    ]
    return float(np.mean(each))


def _average_precision(o: Outcome) -> float:
    return float(sk.average_precision_score(o.positive, o.score)) if o.positive.any() else np.nan


def _log_loss(o: Outcome) -> float:
    taken = o.proba[np.arange(len(o.y)), o.codes]
    return float(-np.log(np.clip(taken, np.finfo(float).eps, 1.0)).mean())


def _brier(o: Outcome) -> float:
    if len(o.classes) == 2:
        return float(np.mean((o.score - o.positive) ** 2))
    return float(np.mean(((o.proba - np.eye(len(o.classes))[o.codes]) ** 2).sum(axis=1)))


def _balanced_accuracy(o: Outcome) -> float:
    rates = [np.mean(o.prediction[o.y == c] == c) for c in o.classes if (o.y == c).any()]
    return float(np.mean(rates))


def _matthews(o: Outcome) -> float:
    return float(sk.matthews_corrcoef(o.y, o.prediction))


_INF = float("inf")
METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        Metric(
            "roc_auc",
            "ROC AUC",
            "How often a random case of the class gets a higher score than a random other; "
            "0.5 is guessing, 1 is perfect ranking.",
            CLASSIFICATION,
            _roc_auc,
        ),
        Metric(
            "average_precision",
            "Average precision",
            "Precision averaged over all recalls; compare it with the share of positives.",
            BINARY,
            _average_precision,
        ),
        Metric(
            "log_loss",
            "Log loss",
            "How surprised the probabilities are by what happened; 0 is perfect.",
            CLASSIFICATION,
            _log_loss,
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            "brier_score",
            "Brier score",
            "Mean squared error of the probabilities; 0 is perfect.",
            CLASSIFICATION,
            _brier,
            greater_is_better=False,
            high=2.0,
        ),
        Metric(
            "accuracy",
            "Accuracy",
            "Share of rows whose class is right; misleading when one class is rare.",
            CLASSIFICATION,
            lambda o: float(np.mean(o.y == o.prediction)),
        ),
        Metric(
            "balanced_accuracy",
            "Balanced accuracy",
            "Recall averaged over the classes, so that a rare class counts as much as a common.",
            CLASSIFICATION,
            _balanced_accuracy,
        ),
        Metric(
            "f1",
            "F1",
            "Harmonic mean of precision and recall (averaged over the classes when several).",
            CLASSIFICATION,
            lambda o: float(sk.f1_score(o.y, o.prediction, **_labels(o))),
        ),
        Metric(
            "precision",
            "Precision",
            "Of the cases called positive, the share that are.",
            BINARY,
            lambda o: float(sk.precision_score(o.y, o.prediction, **_labels(o))),
        ),
        Metric(
            "recall",
            "Recall",
            "Of the positive cases, the share that was found.",
            BINARY,
            lambda o: float(sk.recall_score(o.y, o.prediction, **_labels(o))),
        ),
        Metric(
            "matthews_corrcoef",
            "Matthews correlation",
            "Correlation of predicted and actual classes; 0 is guessing, 1 is perfect.",
            CLASSIFICATION,
            _matthews,
            low=-1.0,
        ),
        Metric(
            "rmse",
            "RMSE",
            "Typical size of the error in the target's unit; large errors weigh more.",
            REGRESSION,
            lambda o: float(np.sqrt(np.mean((o.y - o.prediction) ** 2))),
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            "mae",
            "Mean absolute error",
            "Average size of the error in the target's unit.",
            REGRESSION,
            lambda o: float(np.mean(np.abs(o.y - o.prediction))),
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            "median_absolute_error",
            "Median absolute error",
            "Half of the errors are smaller than this, in the target's unit.",
            REGRESSION,
            lambda o: float(np.median(np.abs(o.y - o.prediction))),
            greater_is_better=False,
            high=_INF,
        ),
        Metric(
            "r2",
            "R squared",
            "Share of the target's variance that is explained; 0 is predicting the mean.",
            REGRESSION,
            lambda o: float(sk.r2_score(o.y, o.prediction)) if len(o.y) > 1 else np.nan,
            low=-_INF,
        ),
    )
}

DEFAULT: dict[str, str] = {"binary": "roc_auc", "multiclass": "balanced_accuracy"} | {
    "regression": "rmse"
}


def for_task(task: str) -> list[Metric]:
    """Return the metrics of a task, in table order."""
    return [m for m in METRICS.values() if task in m.tasks]


def success_metric(wanted: str, task: str) -> Metric:
    """Return the contract's metric, or the task's default when it asks for none or another's."""
    metric = METRICS.get(wanted)
    return metric if metric and task in metric.tasks else METRICS[DEFAULT[task]]


def score_all(outcome: Outcome, task: str) -> dict[str, float]:
    """Return every metric of the task by name; NaN where one cannot be computed."""
    return {m.name: m.score(outcome) for m in for_task(task)}
