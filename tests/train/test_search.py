"""The search proposes settings within their ranges, learns from scores, and gives up in time."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lifecycle.models import MODELS
from lifecycle.train.search import Search, edge

FOLDS = (0, 1, 2)


def search(*names: str, greater: bool = True) -> Search:
    """A search that knows three folds of each model's defaults."""
    made = Search("binary", FOLDS, greater, seed=0)
    for place, name in enumerate(names):
        made.add(name, dict.fromkeys(FOLDS, 0.8 - 0.05 * place), seconds=1.0)
    return made


def finish(made: Search, score: float) -> None:
    """Play one trial whose folds all bring ``score``."""
    trial = made.propose()
    while trial.state == "running":
        made.take(trial, FOLDS[len(trial.values)], score, 0.5)


def test_proposals_are_settings_that_the_model_takes() -> None:
    made = search("linear", "tree", "boosting", "lasso")
    for _ in range(12):
        trial = made.propose()
        MODELS[trial.model].build("binary", 0, trial.settings)
        made.fail(trial)
    assert {t.model for t in made.trials} == {"linear", "tree", "boosting", "lasso"}


def test_what_often_does_well_is_tried_first() -> None:
    made = search("lightgbm")
    for start in MODELS["lightgbm"].warm_starts:
        trial = made.propose()
        assert start.items() <= trial.settings.items()
        made.fail(trial)


def test_every_models_first_start_comes_before_anyones_second() -> None:
    made = search("boosting", "lightgbm", "tree")
    tried = []
    for _ in range(sum(made.starts.values())):
        trial = made.propose()
        tried.append(trial.model)
        made.fail(trial)
    assert tried == ["boosting", "lightgbm", "boosting", "lightgbm", "lightgbm"]
    assert not any(made.starts.values())


def test_the_promising_model_is_tried_more_often() -> None:
    made = search("boosting", "tree")
    for _ in range(20):
        finish(made, 0.7)
    tried = made.table()["model"].value_counts()
    assert tried["boosting"] > 1.5 * tried["tree"]


def test_a_bad_start_is_given_up_and_a_good_one_is_not() -> None:
    made = search("boosting")
    for score in (0.81, 0.82, 0.83, 0.84):
        finish(made, score)
    bad = made.propose()
    made.take(bad, 0, 0.5, 0.1)
    assert bad.state == "given up"
    good = made.propose()
    made.take(good, 0, 0.9, 0.1)
    assert good.state == "running"


def test_scores_guide_what_is_proposed() -> None:
    made = Search("binary", (0,), True, seed=0)
    made.add("linear", {0: -16.0}, 1.0)

    def score(settings: dict[str, object]) -> float:
        return -((np.log10(float(settings["C"])) + 3) ** 2)  # type: ignore[arg-type]

    for _ in range(40):
        trial = made.propose()
        made.take(trial, 0, score(trial.settings), 0.1)
    late = [np.log10(float(t.settings["C"])) for t in made.trials[-15:]]
    assert np.median(late) == pytest.approx(-3, abs=0.7)
    best = made.best("linear")
    assert best is not None
    assert best.score > -0.2


def test_the_table_tells_the_best_so_far_and_less_is_better_where_it_is() -> None:
    made = search("linear", greater=False)
    for score in (0.9, 0.7, 0.75):
        finish(made, score)
    table = made.table()
    assert table["best"].tolist() == pytest.approx([0.8, 0.8, 0.7, 0.7])
    assert table["trial"].tolist() == [1, 2, 3, 4]
    assert set(json.loads(table["settings"].iloc[-1])) == {"C"}
    best = made.best("linear")
    assert best is not None
    assert best.score == pytest.approx(0.7)


def test_a_fold_without_a_score_ends_its_trial() -> None:
    made = search("linear")
    trial = made.propose()
    made.take(trial, 0, float("nan"), 0.1)
    assert trial.state == "failed"
    assert made.best("linear") is None
    assert made.hyperparameters().empty


def test_an_optimum_at_the_end_of_its_range_is_told() -> None:
    alpha, depth = (
        MODELS["linear"].hyperparameters_of("regression")[0],
        MODELS["tree"].hyperparameters[0],
    )
    assert edge(alpha, alpha.high) == "high"
    assert edge(alpha, 1.0) == ""
    assert edge(depth, 1) == "low"
    assert edge(MODELS["neighbors"].hyperparameters[1], "uniform") == ""


def test_models_without_settings_are_not_searched() -> None:
    assert not search("stump", "process").studies


def test_what_a_trial_will_take_is_judged_by_its_model_and_then_by_itself() -> None:
    made = search("boosting", "tree")
    assert made.takes("tree") == pytest.approx(1.0)
    assert {made.propose(["tree"]).model for _ in range(3)} == {"tree"}
    slow = made.propose(["boosting"])
    assert made.needs(slow) == 0.0
    made.take(slow, 0, 0.9, 10.0)
    assert made.needs(slow) == pytest.approx(10.0 * (len(FOLDS) - 1))
    assert made.takes("boosting") > 5
    assert not made.ends_with(slow)
    for fold in FOLDS[1:-1]:
        made.take(slow, fold, 0.9, 10.0)
    assert made.ends_with(slow)
