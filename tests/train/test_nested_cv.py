"""Nested cross-validation: the outer fold has no part in any choice, and the luck is measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, plan, recipe_for
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.split.params import SplitParams
from lifecycle.stats.corrected_resampled import corrected_interval
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.model_params import FoldParams
from lifecycle.train.nested_cost import cost, searched_by_train, taking_part
from lifecycle.train.nested_cv import Nested, NestedParams
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard
from tests.builders import AT_RANDOM, make_table, mixed_table
from tests.matrix import first

SMALL = {"models": ("linear", "tree")}


def made(store: Store, step: str, table: Table, **choices: Params) -> object:
    usual = {"train": TrainParams.model_validate(SMALL)}
    recipes = plan(GRAPH, AT_RANDOM | usual | choices)
    store.save(recipes["data"], table)
    return run_recipe(recipes[step], store, GRAPH)


def nested(store: Store, table: Table, trials: int | None = None, **choices: Params) -> Nested:
    chosen = NestedParams.model_validate({"trials": trials})
    found = made(store, "nested", table, nested=chosen, **choices)
    assert isinstance(found, Nested)
    return found


def fitted(store: Store, split: SplitParams, model: str) -> set[tuple[int, int]]:
    """Return the outer and the inner fold of what was fitted of a model within a fold."""
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams.model_validate(SMALL), "split": split})
    store.save(recipes["data"], mixed_table())
    found = set()
    for pair in ((outer, inner) for outer in range(6) for inner in range(6)):
        params = {"model": model, "within": pair[0], "fold": pair[1]}
        recipe = recipe_for(GRAPH["fold"], FoldParams.model_validate(params), recipes)
        if store.has(recipe.key):
            found.add(pair)
    return found


@pytest.mark.parametrize("task", first(["binary", "multiclass", "regression"]))
def test_the_winner_within_each_fold_is_scored_on_it(store: Store, task: str) -> None:
    table = mixed_table(task)
    three = SplitParams.model_validate({"method": "random", "folds": 3})
    found = nested(store, table, 2, split=three)
    board = made(store, "train", table, split=three)
    assert isinstance(board, Leaderboard)
    folds = found.folds
    assert folds["fold"].tolist() == [0, 1, 2]
    of = board.folds[(board.folds["metric"] == found.metric)].set_index(["model", "fold"])
    for row in folds.itertuples():
        assert row.leaderboard == of["value"][board.best, row.fold]
        if (row.model, row.fold) in of.index:  # chosen as it is, so its fold is known
            assert row.score == of["value"][row.model, row.fold]
    sign = 1 if found.metric != "rmse" else -1
    gap = corrected_interval((sign * (folds["leaderboard"] - folds["score"])).to_list(), 0.5)
    assert found.optimism["value"] == pytest.approx(gap.mean)
    assert found.compared["score"].tolist() == sorted(
        [folds["score"].mean(), folds["leaderboard"].mean()], reverse=sign > 0
    )
    assert found.trials == 2
    assert "Train ran no hyperparameter search itself" in found.sentence


def test_inner_folds_are_keyed_by_the_fold_they_lie_within(store: Store) -> None:
    four = SplitParams.model_validate({"method": "random", "folds": 4})
    nested(store, mixed_table(), 0, split=four)
    for model in ("dummy", "linear", "tree"):
        assert fitted(store, four, model) == {(a, b) for a in range(4) for b in range(4) if a != b}


def test_in_order_of_time_nothing_later_is_used(store: Store) -> None:
    split = SplitParams.model_validate({"method": "order"})
    found = nested(store, mixed_table(), 0, split=split)
    assert found.folds["fold"].tolist() == [2, 3, 4, 5]  # the first has no fold before it
    assert fitted(store, split, "tree") == {(a, b) for a in range(2, 6) for b in range(1, a)}


def test_two_folds_are_too_few(store: Store) -> None:
    split = SplitParams.model_validate({"method": "random", "folds": 2})
    with pytest.raises(ChoiceError, match="at least three folds"):
        nested(store, mixed_table(), 0, split=split)


def test_picking_the_best_of_many_by_chance_is_called_too_kind(store: Store) -> None:
    """Nothing can be learned here, so whatever leads was lucky; on the fold it is a coin flip."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.normal(size=(100, 6)), columns=list("abcdef"))
    table = make_table(frame.assign(y=rng.choice(["no", "yes"], 100)), "y", "binary")
    models = ("linear", "tree", "neighbors", "bayes", "stump", "lasso")
    train = TrainParams.model_validate({"models": models, "tuning": True, "trials": 8})
    found = nested(store, table, train=train)
    assert found.trials == 8
    assert found.optimism["value"] > 0
    assert "too optimistic" in found.sentence
    assert "Train ran no hyperparameter search" not in found.sentence


def test_what_a_search_found_before_takes_no_part() -> None:
    own = [{"name": n, "title": n, "model": "tree"} for n in ("tree-1", "tree-tuned", "tree-kept")]
    params = TrainParams.model_validate({"custom": own})
    assert [each.name for each in taking_part(params).custom] == ["tree-1"]
    trials = pd.DataFrame({"model": ["tree"] * 6 + ["linear"] * 2})
    assert searched_by_train(trials) == 6
    assert searched_by_train(trials.head(0)) == 0


def test_the_cost_is_said_beforehand(store: Store) -> None:
    table = mixed_table()
    board, split = made(store, "train", table), made(store, "split", table)
    text = cost(board, split, 3)  # type: ignore[arg-type]
    assert "up to 125 fits" in text  # 5 outer folds of 4 inner ones, 3 candidates and 3 trials
    assert "3 trials" in text
