"""Repeated folds: what is known is not fitted again, and the comparison gets surer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.split.params import SplitParams
from lifecycle.stats.corrected_resampled import corrected_interval
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.params import TrainParams
from lifecycle.train.repeated_cv import Repeated, RepeatedParams, leaders, sentence
from lifecycle.train.step import Leaderboard
from tests.builders import AT_RANDOM, mixed_table
from tests.matrix import first


def made(store: Store, step: str, table: Table, **choices: Params) -> object:
    usual = {"train": TrainParams.model_validate({"models": ("linear", "tree", "neighbors")})}
    recipes = plan(GRAPH, AT_RANDOM | usual | choices)
    store.save(recipes["data"], table)
    return run_recipe(recipes[step], store, GRAPH)


def choice(models: tuple[str, ...], repeats: int) -> RepeatedParams:
    return RepeatedParams.model_validate({"models": models, "repeats": repeats})


@pytest.mark.parametrize("task", first(["binary", "multiclass", "regression"]))
def test_all_cuts_count_alike_and_the_first_is_known_already(store: Store, task: str) -> None:
    table = mixed_table(task)
    board = made(store, "train", table)
    before = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    chosen = choice(("linear", "tree"), 3)
    found = made(store, "repeated", table, repeated=chosen)
    after = {p.name for p in (store.folder / "artifacts").glob("*/*")}
    assert isinstance(found, Repeated)
    assert isinstance(board, Leaderboard)
    assert len(after - before) == 2 * 3 * 5 + 1  # the cuts that are new, and the result
    assert found.cuts == 4
    assert set(found.table["folds"]) == {20}
    known = board.table.set_index("model")
    for row in found.table.itertuples():
        assert (row.was, row.was_low) == (known["score"][row.model], known["low"][row.model])
        of = found.folds[found.folds["model"] == row.model]
        assert len(of[["cut", "fold"]].drop_duplicates()) == 20
        assert row.score == pytest.approx(of["value"].mean())
        assert row.std == pytest.approx(of["value"].std())
        first = of[of["cut"] == 0]["value"].to_list()
        assert corrected_interval(first, 0.25).mean == pytest.approx(row.was)
    narrow = (found.table["high"] - found.table["low"]).mean()
    assert narrow < (found.table["was_high"] - found.table["was_low"]).mean()
    assert found.sentence.endswith(".")


def test_more_cuts_fit_only_what_is_new(store: Store) -> None:
    table = mixed_table()
    for repeats in (1, 2):
        chosen = choice(("linear",), repeats)
        made(store, "repeated", table, repeated=chosen)
        count = len([*(store.folder / "artifacts").glob("*/*")])
        if repeats == 1:
            first = count
    assert count - first == 5 + 1


def test_an_order_of_time_is_not_cut_again(store: Store) -> None:
    split = SplitParams.model_validate({"method": "time", "column": "when"})
    with pytest.raises(ChoiceError, match="only one such order"):
        made(store, "repeated", mixed_table(), split=split)


def test_the_leaders_are_the_best_and_those_tied_with_it() -> None:
    board = pd.DataFrame(
        {
            "model": list("abcdefg"),
            "score": [0.9, 0.89, 0.88, 0.87, 0.86, 0.85, np.nan],
            "tied": [False, True, False, True, True, True, False],
            "problem": ["", "", "", "", "", "", "It failed."],
        }
    )
    assert leaders(board) == ["a", "b", "d", "e"]
    assert leaders(board.assign(tied=False)) == ["a"]


def test_the_sentence_says_who_can_be_told_apart_now() -> None:
    table = pd.DataFrame(
        {
            "title": ["Forest", "Tree", "Linear"],
            "score": [0.9, 0.89, 0.8],
            "low": [0.88, 0.87, 0.78],
            "high": [0.92, 0.91, 0.82],
            "was_low": [0.86, 0.8, 0.7],
            "was_high": [0.94, 0.9, 0.9],
            "tied": [False, True, False],
            "folds": 25,
        }
    )
    said = sentence(table, "ROC AUC", 5)
    assert said == (
        "Over 25 folds of 5 cuts, Forest leads with ROC AUC 0.900 (0.880 to 0.920); linear is "
        "clearly worse. Tree still cannot be told apart from it. The leader's interval is 50% "
        "narrower than from one cut."
    )
