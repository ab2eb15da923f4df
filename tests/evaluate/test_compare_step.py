"""Compare: the simplest candidate within the region is recommended, the holdout plays no part."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Recipe
from lifecycle.define import step
from lifecycle.engine.runner import InlineWork, silent
from lifecycle.evaluate import compare_step
from lifecycle.evaluate.compare_step import Compared
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train import step as train
from tests.builders import as_given, judged, make_table, mixed_table


def compared(
    store: Store, task: str, contract: dict[str, Any] | None = None, **choices: Any
) -> tuple[Compared, train.Leaderboard]:
    data = mixed_table(task, n=240)
    cut = split.run(split.SplitParams(method="random"), data=data, report=silent)
    made: dict[str, Any] = {
        "data": data,
        "split": cut,
        "prepare": prepare.run(prepare.PrepareParams(), data=data, split=cut, report=silent),
        "labels": as_given(data, cut),
    }
    needs = {name: Recipe(name, 1, GRAPH[name].params()) for name in made}
    for name, recipe in needs.items():
        store.save(recipe, made[name])
    agreed = step.run(step.DefineParams(**(contract or {})), report=silent)
    board = train.run(
        train.TrainParams(models=("dummy", "linear", "tree")),
        define=agreed,
        **made,
        report=silent,
        work=InlineWork(store, needs, GRAPH),
    )
    found = compare_step.run(
        compare_step.CompareParams(resamples=200, **choices),
        define=agreed,
        **made,
        train=board,
        judged=judged(),
        report=silent,
    )
    return found, board


@pytest.fixture
def store(tmp_path: Any) -> Store:
    return Store(tmp_path)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_two_candidates_are_compared_on_every_metric(store: Store, task: str) -> None:
    found, board = compared(store, task, first="linear", second="dummy")
    row = found.metrics.set_index("name").loc[found.metric]
    assert row["verdict"] in ("better", "ahead")
    assert row["low"] > 0
    assert row["fold_low"] < row["fold_gain"] < row["fold_high"]
    assert found.sentence.startswith("Linear model is better than baseline")
    assert bool(found.labels) == (task != "regression")
    assert found.candidates["model"].tolist()[0] == board.best
    assert not found.metrics[["difference", "low", "high"]].isna().any().any()


def test_the_candidate_that_train_recommends_is_recommended(store: Store) -> None:
    strict, _ = compared(store, "binary", {"margin": 0.0})
    wide, _ = compared(store, "binary", {"margin": 1.0})
    assert strict.recommended == strict.candidates.loc[0, "model"]
    assert "no simpler candidate" in strict.advice
    rows = wide.candidates[~wide.candidates["baseline"]]
    assert wide.recommended == rows.sort_values("simplicity")["model"].iloc[0]
    assert wide.advice.startswith("Take ")


def test_a_candidate_that_was_not_trained_is_said(store: Store) -> None:
    with pytest.raises(ChoiceError, match="forest has no out-of-fold"):
        compared(store, "binary", second="forest")
    with pytest.raises(ChoiceError, match="Only one"):
        compared(store, "binary", first="linear", second="linear")


def test_rows_predicted_twice_belong_together() -> None:
    data = make_table(pd.DataFrame({"a": np.arange(40.0), "y": ["no", "yes"] * 20}), "y", "binary")
    cut = split.run(split.SplitParams(method="random"), data=data, report=silent)
    rows = np.tile(cut.train, 2)
    p = np.random.default_rng(0).random(len(rows))
    oof = pd.concat(
        pd.DataFrame({"row": rows, "model": m, "prediction": "no", "p:no": 1 - p, "p:yes": p})
        for m in ("a", "b")
    )
    board = train.Leaderboard(pd.DataFrame(), pd.DataFrame(), oof, "roc_auc", "a", "", 0)
    pair = compare_step.paired(board, ("a", "b"), data, cut, as_given(data, cut))
    assert len(pair.first) == len(rows)
    assert pair.groups is not None
    assert len(set(pair.groups.tolist())) == len(cut.train)
