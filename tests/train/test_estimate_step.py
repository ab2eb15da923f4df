"""The estimate: from a few rows to all, with what cannot be tried said."""

from __future__ import annotations

import pytest

from lifecycle.core.recipe import plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.estimate_step import Estimate, EstimateParams, _power
from lifecycle.train.params import TrainParams
from tests.builders import AT_RANDOM, mixed_table


def estimated(store: Store, table: Table, **chosen: object) -> Estimate:
    params = EstimateParams.model_validate(chosen)
    recipes = plan(GRAPH, AT_RANDOM | {"estimate": params})
    store.save(recipes["data"], table)
    found = run_recipe(recipes["estimate"], store, GRAPH)
    assert isinstance(found, Estimate)
    return found


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_every_candidate_of_the_task_has_an_estimate(store: Store, task: str) -> None:
    found = estimated(
        store, mixed_table(task, n=400), models=("dummy", "guess", "linear", "forest")
    )
    table = found.table.set_index("model")
    assert ("guess" in table.index) == (task == "binary")
    assert (table["seconds"] > 0).all()
    assert table.loc["forest", "seconds"] > table.loc["dummy", "seconds"]
    assert found.seconds == pytest.approx(table["seconds"].sum() / found.slots)
    assert "Random forest takes" in found.sentence


def test_fewer_rows_cost_less_and_reach_the_folds(store: Store) -> None:
    table = mixed_table(n=600)
    whole = estimated(store, table, models=("forest",))
    few = estimated(store, table, models=("forest",), rows=100)
    assert (whole.rows, few.rows) == (384, 100)
    assert few.table["megabytes"].iloc[0] < whole.table["megabytes"].iloc[0]
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("tree",), rows=100)})
    board = run_recipe(recipes["train"], store, GRAPH)
    whole = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("tree",))})
    full = run_recipe(whole["train"], store, GRAPH)
    assert board.table.loc[0, "score"] != full.table.loc[0, "score"]
    assert len(board.oof) == len(full.oof)  # every row is validated all the same


def test_what_is_too_slow_or_broken_says_so(store: Store) -> None:
    table = mixed_table(n=2600)
    found = estimated(store, table, models=("process", "linear"))
    told = found.table.set_index("model")["problem"]
    assert told["process"] == "It is for at most 1,500 rows and will be left out."
    assert told["linear"] == ""


@pytest.mark.parametrize(
    ("first", "last", "power"),
    [(1.0, 4.0, 1.0), (1.0, 16.0, 2.0), (1.0, 1.0, 0.5), (0.0, 1.0, 1.0)],
)
def test_the_growth_is_read_off_two_sizes(first: float, last: float, power: float) -> None:
    assert _power(1000, 4000, first, last) == pytest.approx(power)
