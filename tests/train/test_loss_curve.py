"""The loss curve is that of the network fitted on all training rows, and says how it ended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, plan
from lifecycle.engine.runner import run_recipe
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.loss_curve import LossCurve, LossParams, networks, sentence
from lifecycle.train.model_params import Custom, Settings
from lifecycle.train.params import TrainParams
from tests.builders import AT_RANDOM, mixed_table
from tests.matrix import first

SMALL = Custom(
    name="small", title="Small net", model="mlp", settings=Settings({"hidden_layer_sizes": 8})
)


def drawn(store: Store, task: str, **choices: Params) -> LossCurve:
    usual: dict[str, Params] = {"train": TrainParams(models=("mlp",), custom=(SMALL,))}
    recipes = plan(GRAPH, AT_RANDOM | usual | choices)
    store.save(recipes["data"], mixed_table(task))
    found: LossCurve = run_recipe(recipes["loss"], store, GRAPH)
    assert networks(run_recipe(recipes["train"], store, GRAPH).fits) == ["mlp", "small"]
    return found


@pytest.mark.parametrize("task", first(["binary", "regression"]))
def test_it_falls_and_names_the_best_state(store: Store, task: str) -> None:
    found = drawn(store, task, loss=LossParams(model="small"))
    assert (found.model, found.title) == ("small", "Small net")
    assert found.curve["epoch"].tolist() == list(range(1, len(found.curve) + 1))
    assert found.curve["loss"].iloc[-1] < found.curve["loss"].iloc[0]
    assert found.curve["held"].notna().all()
    assert found.settled
    best = int(found.curve["held"].idxmax()) + 1
    assert f"best after {best} pass" in found.sentence
    assert found.measure == ("accuracy" if task == "binary" else "R²")


def test_without_a_network_it_says_what_to_do(store: Store) -> None:
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("linear",))})
    store.save(recipes["data"], mixed_table())
    with pytest.raises(ChoiceError, match="Add the neural network"):
        run_recipe(recipes["loss"], store, GRAPH)


def test_another_candidate_has_none(store: Store) -> None:
    with pytest.raises(ChoiceError, match=r"dummy has no loss curve\. Choose from"):
        drawn(store, "binary", loss=LossParams(model="dummy"))


def test_what_is_said_of_a_fit_that_was_cut_short() -> None:
    curve = pd.DataFrame({"epoch": [1, 2], "loss": [0.9, 0.4], "held": [np.nan, np.nan]})
    assert sentence(curve, "accuracy", False) == (
        "In 2 passes over the rows the loss fell from 0.9 to 0.4. "
        "It was stopped before it had converged: a higher learning rate may help."
    )
