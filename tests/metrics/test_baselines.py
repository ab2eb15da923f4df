"""A metric stands beside the best answer that looks at no column; a gain is over what is shown."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.metrics.baselines import Reference, best_constants
from lifecycle.metrics.catalog import METRICS, Metric, for_task
from lifecycle.metrics.intervals import against_baseline
from lifecycle.metrics.outcome import Outcome

CLASSES = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c"), "regression": ()}
EVERY = [(task, m.name) for task in CLASSES for m in for_task(task)]


def rows(task: str, threshold: float = 0.5, n: int = 300, seed: int = 0) -> Outcome:
    """Return answers with some skill, the second class of two in 30% of the rows."""
    rng, classes = np.random.default_rng(seed), CLASSES[task]
    if not classes:
        y = rng.gamma(1.5, size=n) * 100
        return Outcome(y, 0.8 * y + rng.normal(size=n) * 20)
    codes = rng.choice(len(classes), n, p=[0.7, 0.3] if task == "binary" else [0.5, 0.3, 0.2])
    proba = rng.random((n, len(classes)))
    proba[np.arange(n), codes] += 0.5
    proba /= proba.sum(axis=1, keepdims=True)
    labels = np.array(classes, dtype=object)
    called = (proba[:, 1] >= threshold).astype(int) if task == "binary" else proba.argmax(axis=1)
    return Outcome(labels[codes], labels[called], classes, proba)


def alternatives(task: str, metric: Metric, trained: np.ndarray, at: Outcome) -> list[Reference]:
    """Return other constants: each class, or amounts from all over the training rows."""
    if not at.classes:
        amounts = np.quantile(trained.astype(float), np.linspace(0, 1, 41))
        return [Reference(metric, Outcome(at.y, np.full(len(at), a))) for a in amounts]
    p = best_constants(trained, at, task)["roc_auc"].answers.probabilities
    labels = [np.full(len(at), c, dtype=object) for c in at.classes]
    return [Reference(metric, Outcome(at.y, label, at.classes, p)) for label in labels]


@pytest.mark.parametrize("threshold", [0.02, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("task", CLASSES)
def test_a_gain_is_the_value_less_the_baseline_that_is_shown(task: str, threshold: float) -> None:
    outcome = rows(task, threshold)
    given = best_constants(rows(task, seed=1).y, outcome, task)
    scores = against_baseline(outcome, given, task, rule=rows(task), resamples=200)
    for beside, gains in (
        (scores.baseline, scores.differences),
        (scores.rule, scores.rule_differences),
    ):
        for model, other, gain in zip(
            *(f.to_dict("records") for f in (scores.metrics, beside, gains)), strict=True
        ):
            sign = 1 if METRICS[gain["name"]].greater_is_better else -1
            assert gain["value"] == pytest.approx(sign * (model["value"] - other["value"]))
            assert gain["low"] <= gain["value"] <= gain["high"]


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_no_other_constant_does_better(task: str, name: str) -> None:
    trained, metric = rows(task).y, METRICS[name]
    same = rows(task)  # on the rows that it was learned from it is the best
    found = best_constants(trained, same, task)[name]
    reached = found.metric.score(found.answers)
    if metric.chance is not None:
        assert "random" in found.words
        return
    assert reached != (metric.high if metric.greater_is_better else metric.low), "needs no skill"
    for other in alternatives(task, metric, trained, same):
        assert metric.better(reached + 1e-9 * metric.greater_is_better, metric.score(other.answers))


@pytest.mark.parametrize("task", ["binary"])
def test_the_baseline_does_not_move_with_the_threshold(task: str) -> None:
    trained = rows(task, seed=1).y
    frames = [
        against_baseline(
            rows(task, at), best_constants(trained, rows(task, at), task), task, resamples=200
        ).baseline.set_index("name")
        for at in (0.1, 0.9)
    ]
    moving = frames[0].index[frames[0]["value"] != frames[1]["value"]].tolist()
    assert moving == ["recall"]  # found at random as often as rows are flagged
    assert "random flagging" in frames[0].loc["recall", "reference"]
    always = frames[0]
    assert always.loc["accuracy", "value"] == np.mean(rows(task).y == "no")
    assert always.loc["precision", "value"] == np.mean(rows(task).y == "yes")
    assert always.loc[["accuracy", "precision"], "reference"].tolist() == [
        "always no",
        "always yes",
    ]


def test_recall_stands_beside_the_share_flagged() -> None:
    outcome = rows("binary", 0.3)
    given = best_constants(outcome.y, outcome, "binary")
    found = against_baseline(outcome, given, "binary", resamples=200).baseline.set_index("name")
    assert found.loc["recall", "value"] == pytest.approx(outcome.alarms.mean())
    assert found.loc["matthews_corrcoef", "value"] == 0


@pytest.mark.parametrize("name", ["precision", "recall"])
@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.75])
def test_the_interval_of_a_gain_over_all_rows_covers(name: str, threshold: float) -> None:
    truth = rows("binary", threshold, n=50_000, seed=99)
    reference = best_constants(truth.y, truth, "binary")[name]
    true = METRICS[name].score(truth) - reference.metric.score(reference.answers)
    runs, held = 200, 0
    for run in range(runs):
        outcome = rows("binary", threshold, n=120, seed=1000 + run)
        reference = best_constants(truth.y[:500], outcome, "binary")[name]
        found = reference.metric.paired(outcome, reference.answers, 0.95)
        assert found is not None
        held += true in found
    assert 0.92 <= held / runs <= 0.995


def test_what_does_not_exist_has_no_value_and_says_why() -> None:
    classes, p = ("no", "yes"), np.full((20, 2), 0.5)
    labels = np.array(classes, dtype=object)
    one_class = Outcome(labels[[0] * 20], labels[[0, 1] * 10], classes, p)
    one_answer = Outcome(labels[[0, 1] * 10], labels[[0] * 20], classes, p)
    same_target = Outcome(np.full(20, 3.0), np.arange(20.0))
    for outcome, task, missing in [
        (one_class, "binary", {"roc_auc", "average_precision", "recall", "matthews_corrcoef"}),
        (one_answer, "binary", {"precision", "matthews_corrcoef"}),
        (same_target, "regression", {"r2"}),
    ]:
        given = best_constants(outcome.y, outcome, task)
        scores = against_baseline(outcome, given, task, resamples=200)
        for frame in (scores.metrics, scores.differences):
            undefined = frame[frame["value"].isna()]
            assert set(undefined["name"]) == missing
            assert undefined["method"].str.startswith("undefined").all()
