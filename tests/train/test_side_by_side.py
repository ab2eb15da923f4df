"""Part of a leaderboard: candidates of a kind, and a few side by side in every measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecycle.core.recipe import plan
from lifecycle.engine.runner import run_recipe
from lifecycle.metrics.catalog import for_task
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.params import TrainParams
from lifecycle.train.side_by_side import BEATS, KINDS, PINNED, SOUND, TIED, compare_table, filter_by
from tests.builders import AT_RANDOM, mixed_table


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_every_measure_stands_beside_and_kinds_are_told_apart(task: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("linear", "tree", "stump"))})
    store.save(recipes["data"], mixed_table(task))
    board = run_recipe(recipes["train"], store, GRAPH)
    found = compare_table(board, ["linear", "dummy"])
    assert list(found) == ["measure", "Linear model", "Baseline"]
    cells = found.set_index("measure")["Linear model"]
    assert {m.title for m in for_task(task)} - set(cells.index) == {
        m.title for m in for_task(task) if m.name == board.metric
    }
    assert cells["Hyperparameters"] == "defaults"

    table = board.table

    def kept(*kinds: str) -> set[str]:
        return set(table.loc[filter_by(table, kinds, ["stump"]), "model"])

    assert kept() == kept(SOUND) == set(table["model"])
    assert kept(PINNED) == {"stump"}
    assert kept(TIED) == {board.best, *table.loc[table["tied"], "model"]}
    assert "linear" in kept(BEATS)
    assert "dummy" not in kept(BEATS)
    assert kept(*KINDS) == kept(PINNED) & kept(TIED) & kept(BEATS)
