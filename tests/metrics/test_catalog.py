"""Metrics: every row equals scikit-learn's number, keeps its bounds, and survives odd rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn import metrics as sk

from lifecycle.core.errors import ChoiceError
from lifecycle.metrics.catalog import DEFAULT, METRICS, for_task, score_all, success_metric
from lifecycle.metrics.outcome import Outcome

BINARY = {
    "roc_auc": lambda o: sk.roc_auc_score(o.positive, o.score),
    "average_precision": lambda o: sk.average_precision_score(o.positive, o.score),
    "log_loss": lambda o: sk.log_loss(o.y, o.proba, labels=list(o.classes)),
    "brier_score": lambda o: sk.brier_score_loss(o.positive, o.score),
    "accuracy": lambda o: sk.accuracy_score(o.y, o.prediction),
    "balanced_accuracy": lambda o: sk.balanced_accuracy_score(o.y, o.prediction),
    "f1": lambda o: sk.f1_score(o.y, o.prediction, pos_label="yes"),
    "precision": lambda o: sk.precision_score(o.y, o.prediction, pos_label="yes"),
    "recall": lambda o: sk.recall_score(o.y, o.prediction, pos_label="yes"),
    "matthews_corrcoef": lambda o: sk.matthews_corrcoef(o.y, o.prediction),
}
MULTICLASS = {
    "roc_auc": lambda o: sk.roc_auc_score(o.y, o.proba, multi_class="ovr"),
    "log_loss": lambda o: sk.log_loss(o.y, o.proba, labels=list(o.classes)),
    "brier_score": lambda o: sk.brier_score_loss(o.y, o.proba, scale_by_half=False),
    "accuracy": lambda o: sk.accuracy_score(o.y, o.prediction),
    "balanced_accuracy": lambda o: sk.balanced_accuracy_score(o.y, o.prediction),
    "f1": lambda o: sk.f1_score(o.y, o.prediction, average="macro"),
    "matthews_corrcoef": lambda o: sk.matthews_corrcoef(o.y, o.prediction),
}
REGRESSION = {
    "rmse": lambda o: sk.root_mean_squared_error(o.y, o.prediction),
    "mae": lambda o: sk.mean_absolute_error(o.y, o.prediction),
    "median_absolute_error": lambda o: sk.median_absolute_error(o.y, o.prediction),
    "r2": lambda o: sk.r2_score(o.y, o.prediction),
}
PEERS = {"binary": BINARY, "multiclass": MULTICLASS, "regression": REGRESSION}
CLASSES = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c"), "regression": ()}


def outcome(task: str, n: int = 101, seed: int = 0) -> Outcome:
    rng, classes = np.random.default_rng(seed), CLASSES[task]
    if not classes:
        y = rng.normal(size=n)
        return Outcome(y, y + rng.normal(size=n))
    codes = rng.integers(0, len(classes), n)
    proba = np.round(rng.random((n, len(classes))), 1) + 0.1
    proba[np.arange(n), codes] += 0.4
    proba /= proba.sum(axis=1, keepdims=True)
    labels = np.array(classes, dtype=object)
    return Outcome(labels[codes], labels[proba.argmax(axis=1)], classes, proba)


@pytest.mark.parametrize("task", list(PEERS))
def test_every_metric_equals_scikit_learn(task: str) -> None:
    peers: dict[str, Callable[[Outcome], float]] = PEERS[task]
    assert [m.name for m in for_task(task)] == list(peers)
    for seed in range(5):
        rows = outcome(task, seed=seed)
        found = score_all(rows, task)
        assert found == pytest.approx({name: peer(rows) for name, peer in peers.items()})


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.name)
def test_every_metric_explains_itself_and_keeps_its_bounds(metric) -> None:  # type: ignore[no-untyped-def]
    assert metric.title
    assert metric.meaning.endswith(".")
    for task in metric.tasks:
        assert metric.low <= metric.score(outcome(task)) <= metric.high


@pytest.mark.parametrize("task", list(PEERS))
def test_a_closed_interval_is_of_the_same_value(task: str) -> None:
    rows = outcome(task)
    for metric in for_task(task):
        found = metric.closed(rows, 0.95)
        if found is not None:
            assert found.value == pytest.approx(metric.score(rows))


def test_one_class_has_no_ranking_but_the_rest_is_there() -> None:
    rows = outcome("binary")
    only = rows.positive
    alone = Outcome(rows.y[only], rows.prediction[only], rows.classes, rows.probabilities[only])
    found = score_all(alone, "binary")
    assert np.isnan(found.pop("roc_auc"))
    assert np.isfinite(list(found.values())).all()


def test_a_constant_target_is_explained_only_when_it_is_hit() -> None:
    same = np.full(4, 7.3)
    assert METRICS["r2"].score(Outcome(same, same)) == 1.0
    assert METRICS["r2"].score(Outcome(same, same + 1)) == 0.0


def test_the_contracts_measure_is_kept_when_it_fits_the_task() -> None:
    assert success_metric("f1", "binary").name == "f1"
    for task, name in DEFAULT.items():
        assert success_metric("auto", task).name == name
    for wanted in ("rmse", "nonsense"):
        with pytest.raises(ChoiceError, match="does not fit this target"):
            success_metric(wanted, "binary")
