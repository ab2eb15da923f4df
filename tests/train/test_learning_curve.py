"""Learning and validation curves: what they show can be known, and what they advise follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.metrics.catalog import METRICS
from lifecycle.models import MODELS, for_task
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.learning_curve import LearningCurve, LearningParams, advise
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard
from lifecycle.train.validation_curve import ValidationCurve, ValidationParams, points
from tests.builders import AT_RANDOM, make_table, mixed_table
from tests.matrix import first


def made(store: Store, step: str, table: Table, **choices: Params) -> object:
    usual = {"train": TrainParams(models=("linear", "tree", "neighbors"))}
    recipes = plan(GRAPH, AT_RANDOM | usual | choices)
    store.save(recipes["data"], table)
    return run_recipe(recipes[step], store, GRAPH)


def learned(store: Store, table: Table, **choices: Params) -> LearningCurve:
    found = made(store, "learning", table, **choices)
    assert isinstance(found, LearningCurve)
    return found


@pytest.mark.parametrize("task", first(["binary", "multiclass", "regression"]))
def test_the_whole_curve_ends_where_the_leaderboard_stands(store: Store, task: str) -> None:
    table = mixed_table(task)
    found = learned(store, table)
    board = made(store, "train", table)
    assert isinstance(board, Leaderboard)
    last = found.curve.iloc[-1]
    assert last["share"] == 1.0
    score = board.table.set_index("model").loc[found.model]
    assert last[["score", "low", "high", "train_score"]].tolist() == pytest.approx(
        score[["score", "low", "high", "train_score"]].tolist()
    )
    assert found.curve["rows"].is_monotonic_increasing
    assert found.sentence.endswith(".")


def test_whole_folds_known_already_are_not_fitted_again(store: Store) -> None:
    table = mixed_table()
    made(store, "train", table)
    before = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    learned(store, table)
    after = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    assert len(after - before) == 4 * 5 + 1  # four smaller sizes, five folds each, and the curve


def test_a_hungry_model_asks_for_rows(store: Store) -> None:
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 6 * np.pi, 150)
    frame = pd.DataFrame({"a": angle, "y": np.sin(angle) * 10})
    own = {"learning": LearningParams(model="neighbors")}
    assert learned(store, make_table(frame, "y", "regression"), **own).advice == "rows"


def curve(scores: list[float], train: float, width: float = 0.02) -> pd.DataFrame:
    score = np.array(scores)
    frame = pd.DataFrame({"rows": [10, 20, 40, 70, 100], "share": [0.1, 0.2, 0.4, 0.7, 1.0]})
    return frame.assign(score=score, low=score - width, high=score + width, train_score=train)


@pytest.mark.parametrize(
    ("scores", "train", "advice"),
    [
        ([0.6, 0.65, 0.7, 0.74, 0.78], 0.8, "rows"),
        ([0.6, 0.7, 0.75, 0.76, 0.76], 0.98, "regularization"),
        ([0.6, 0.7, 0.75, 0.76, 0.76], 0.765, "capacity"),
        ([0.6, 0.7, 0.75, 0.76, 0.76], 0.79, "enough"),
    ],
)
def test_the_shape_of_the_curve_decides_the_advice(
    scores: list[float], train: float, advice: str
) -> None:
    found, sentence = advise(curve(scores, train), METRICS["roc_auc"])
    assert found == advice
    assert sentence.endswith(".")
    mirrored = advise(
        curve([1 - s for s in scores], 1 - train).rename(columns={}), METRICS["log_loss"]
    )
    assert mirrored[0] == advice  # less is better there


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_every_setting_of_every_model_has_points_within_its_range(task: str) -> None:
    for model in [m for m in for_task(task) if m.installed]:
        for knob in model.hyperparameters_of(task):
            values = points(knob, model.defaults(task)[knob.name])
            assert len(values) == len(set(values)) >= 2
            assert all(knob.refusal(value) == "" for value in values), (model.name, knob.name)


def test_a_deeper_tree_fits_its_own_rows_better_and_new_ones_not(store: Store) -> None:
    own = {"validation": ValidationParams(model="tree", knob="max_depth")}
    found = made(store, "validation", mixed_table(), **own)
    assert isinstance(found, ValidationCurve)
    first, last = found.curve.iloc[0], found.curve.iloc[-1]
    assert last["train_score"] > first["train_score"]
    assert last["train_score"] > last["score"]
    assert found.curve["usual"].sum() == 1
    assert found.sentence.startswith(MODELS["tree"].hyperparameters[0].title)


def test_the_curve_is_of_fits_as_train_makes_them(store: Store) -> None:
    """The usual value stands where the leaderboard does, with the same weights and limits."""
    table = mixed_table()
    shared: dict[str, Any] = {"balance": True, "lowers": ("a",), "rows": 100}
    choices: dict[str, Params] = {
        "train": TrainParams(models=("tree",), **shared),
        "validation": ValidationParams(model="tree", knob="max_depth", **shared),
    }
    board = made(store, "train", table, **choices)
    found = made(store, "validation", table, **choices)
    assert isinstance(board, Leaderboard)
    assert isinstance(found, ValidationCurve)
    usual = found.curve.loc[found.curve["usual"], ["score", "train_score"]].iloc[0]
    row = board.table.set_index("model").loc["tree"]
    assert usual.tolist() == pytest.approx([row["score"], row["train_score"]])


def test_settings_in_words_make_a_curve_too(store: Store) -> None:
    own = {"validation": ValidationParams(model="neighbors", knob="weights")}
    found = made(store, "validation", mixed_table("multiclass"), **own)
    assert isinstance(found, ValidationCurve)
    assert set(found.curve["text"]) == {"uniform", "distance"}


def test_what_cannot_be_turned_is_said(store: Store) -> None:
    with pytest.raises(ChoiceError, match="has no hyperparameters"):
        made(store, "validation", mixed_table(), validation=ValidationParams(model="stump"))
    own = ValidationParams(model="tree", knob="depth")
    with pytest.raises(ChoiceError, match="has no hyperparameter depth"):
        made(store, "validation", mixed_table(), validation=own)
    with pytest.raises(ChoiceError, match="was not trained"):
        learned(store, mixed_table(), learning=LearningParams(model="boosting"))
