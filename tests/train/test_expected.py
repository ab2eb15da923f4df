"""What the leader is expected to score on new rows, from table to leaderboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.recipe import plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.expected import BY_STRETCH, Expected, given_up, units
from lifecycle.train.model_params import Custom, GivenUp
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard
from tests.builders import make_table, mixed_table

LINEAR = TrainParams(models=("linear",))
TREES = tuple(
    Custom(name=f"tree-{k}", title=f"Tree {k}", model="tree", settings={"max_depth": k})
    for k in range(2, 6)
)


def trained(folder: Path, table: Table, **chosen: Any) -> Leaderboard:
    store = Store(folder)
    recipes = plan(GRAPH, chosen)
    store.save(recipes["data"], table)
    board = run_recipe(recipes["train"], store, GRAPH)
    store.db.close()
    return board


def noise(n: int = 150, seed: int = 0) -> Table:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(n, 6)), columns=list("abcdef"))
    frame["y"] = np.where(rng.random(n) < 0.5, "yes", "no")
    return make_table(frame, "y", "binary")


def test_of_random_labels_nothing_is_clear_of_the_baseline(tmp_path: Path) -> None:
    params = TrainParams(models=("linear", "tree"), custom=TREES)
    board = trained(tmp_path, noise(), train=params)
    found = board.expected
    assert found is not None
    assert found.low is not None
    assert found.low < 0.5
    assert found.value == pytest.approx(board.table["score"].iloc[0] - found.optimism)
    assert found.tried == len(board.table)
    assert not board.table["clear"].any()
    assert board.sentence.startswith("Nothing")


def test_the_weights_of_an_ensemble_are_not_judged_on_the_rows_they_learned_from(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(160, 3)), columns=list("abc"))
    corner = (frame["b"] > 0) & (frame["c"] > 0)
    frame["y"] = frame["a"] + 3 * corner + rng.normal(size=160)
    params = TrainParams(models=("linear", "tree"), custom=TREES[:2], ensemble=True)
    board = trained(tmp_path, make_table(frame, "y", "regression"), train=params)
    assert board.best == "ensemble"
    assert board.expected is not None
    oof = board.oof[board.oof["model"] != "ensemble"]
    assert board.expected.optimism > 0
    assert board.expected.value > board.table["score"].iloc[0]
    assert oof["model"].nunique() == board.expected.tried - 1


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_what_was_given_up_early_counts_as_tried(task: str, tmp_path: Path) -> None:
    models = TrainParams(models=("linear", "tree"))
    lost = tuple(
        GivenUp(fold=k, best=0.999 if task == "binary" else 0.1, tried=40) for k in range(5)
    )
    usual = trained(tmp_path / "a", mixed_table(task, 120), train=models)
    more = models.model_copy(update={"given_up": lost})
    other = trained(tmp_path / "b", mixed_table(task, 120), train=more)
    a, b = usual.expected, other.expected
    assert a is not None
    assert b is not None
    assert b.tried == a.tried + 40
    assert b.optimism > a.optimism
    assert (b.value < a.value) == (task == "binary")


def test_trials_given_up_are_kept_by_fold_for_a_replay() -> None:
    found = given_up([{0: 0.7, 1: 0.6}, {0: 0.8}, {}], True, (GivenUp(fold=1, best=0.9, tried=2),))
    assert found == (GivenUp(fold=0, best=0.8, tried=5), GivenUp(fold=1, best=0.9, tried=5))
    assert given_up([{0: 0.7}, {0: 0.8}], False)[0].best == 0.7


def test_rows_of_a_group_and_stretches_of_time_stay_together(tmp_path: Path) -> None:
    table = mixed_table("binary", 120)
    frame = table.frame.assign(who=np.repeat(np.arange(12), 10).astype(str))
    grouped = make_table(frame, "y", "binary")
    by_group = SplitParams(method="group", column="who")
    board = trained(tmp_path, grouped, split=by_group, train=LINEAR)
    assert board.expected is not None
    assert board.expected.method == "bbc-cv-by-group"
    store = Store(tmp_path / "time")
    recipes = plan(GRAPH, {"split": SplitParams(method="time", column="when")})
    store.save(recipes["data"], table)
    chosen = {"split": recipes["split"].params, "train": LINEAR}
    board = run_recipe(plan(GRAPH, chosen)["train"], store, GRAPH)
    assert board.expected.method == BY_STRETCH
    split = run_recipe(recipes["split"], store, GRAPH)
    rows = np.arange(100)
    found = units(table, split, rows)
    assert len(set(found.tolist())) == 10
    first = table.frame["when"].iloc[rows[found == 0]].max()
    assert (table.frame["when"].iloc[rows[found > 0]] >= first).all()
    assert len(set(units(table, replace(split, method="random"), rows).tolist())) == 100


def test_one_group_tells_nothing_of_others(tmp_path: Path) -> None:
    table = mixed_table("binary", 80)
    frame = table.frame.assign(who="one")
    made = make_table(frame, "y", "binary")
    columns = made.columns.assign(
        role=[
            ("group" if name == "who" else role)
            for name, role in zip(made.columns["name"], made.columns["role"], strict=True)
        ]
    )
    board = trained(tmp_path, replace(made, columns=columns), train=TrainParams(models=("linear",)))
    found = board.expected
    assert found is not None
    assert (found.method, found.low, found.high) == ("undefined-one-group", 0.0, 1.0)
    assert "does not tell" in found.sentence("ROC AUC")
    assert not board.table["clear"].any()


def test_the_sentence_says_what_choosing_took_off() -> None:
    found = Expected(0.8, 0.75, 0.85, 0.95, "bbc-cv", 200, 0.02, 12)
    assert found.sentence("ROC AUC") == (
        "Expected on new rows: ROC AUC 0.80 (0.75 to 0.85) for the leader. Being the best of 12 "
        "candidates flatters it by 0.02."
    )
    later = replace(found, method=BY_STRETCH).sentence("ROC AUC")
    assert later.startswith("Expected on new rows, as long as later ones are like these: ROC AUC")
    assert "no more than the rounding" in replace(found, optimism=1e-9).sentence("ROC AUC")
    assert replace(found, tried=1).sentence("ROC AUC").endswith("(0.75 to 0.85) for the leader.")


def test_a_candidate_that_equals_another_is_said_to(tmp_path: Path) -> None:
    twin = Custom(name="mine", title="Mine", model="tree", settings={})
    spelled = Custom(name="usual", title="Usual", model="linear", settings={"C": 1.0})
    params = TrainParams(models=("linear", "tree"), custom=(twin, spelled))
    board = trained(tmp_path, mixed_table("binary", 100), train=params)
    assert dict(zip(board.table["model"], board.table["equals"], strict=True)) == {
        "dummy": "",
        "linear": "",
        "tree": "",
        "mine": "tree",
        "usual": "linear",
    }
    assert "mine" in board.fits
