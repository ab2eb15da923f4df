"""Monotone columns: who claims to keep to them does, for any row; the others say they do not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.pipeline import Pipeline

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import plan
from lifecycle.data.step import Table
from lifecycle.engine.runner import run_recipe
from lifecycle.models import MODELS, for_task
from lifecycle.prepare import step
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train import monotone
from lifecycle.train.candidate_pipeline import assemble, fit
from lifecycle.train.fit_step import predict
from lifecycle.train.model_params import FitParams, ModelParams
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard
from tests.builders import AT_RANDOM, make_table, mixed_table
from tests.matrix import crossed

HELD = {"raises": ("b",), "lowers": ("a",)}  # against what the data say of both
ABLE = [m.name for m in for_task("binary") if m.monotone and m.installed]
TASKS = ["binary", "turned", "regression"]


@cache
def table(task: str) -> Table:
    """Rows whose target rises with a, falls with b and depends on a level and a mostly empty c."""
    rng = np.random.default_rng(0)
    n = 240
    a, b, c = rng.normal(size=(3, n))
    level = rng.choice(["red", "green", "blue"], n)
    y = a - b + 0.5 * (level == "red") + rng.normal(scale=0.5, size=n)
    frame = pd.DataFrame({"level": level, "c": np.where(rng.random(n) < 0.6, np.nan, c)})
    frame = frame.assign(a=np.where(rng.random(n) < 0.1, np.nan, a), b=b)
    if task == "regression":
        return make_table(frame.assign(y=y), "y", task)
    named = make_table(frame.assign(y=np.where(y > 0, "yes", "no")), "y", "binary")
    if task == "binary":
        return named
    return replace(named, classes=("yes", "no"), positive="no")  # it sorts first


@cache
def preparation(task: str) -> step.Preparation:
    data = table(task)
    rows = {"part": "train", "fold": np.arange(len(data.frame)) % 5, "fit_from": -1}
    split = Split(pd.DataFrame(rows), False, "random", pd.DataFrame(), "")
    params = step.PrepareParams.model_validate({})
    return step.run(params, data=data, split=split, report=lambda k, text: None)


@cache
def fitted(task: str, model: str) -> tuple[Pipeline, tuple[str, ...]]:
    data = table(task)
    params = FitParams.model_validate({"model": model, **HELD})
    if model == "ensemble":
        members = [{"model": m, "weight": 0.5} for m in ("boosting", "forest")]
        params = FitParams.model_validate({"model": model, "members": members, **HELD})
    pipeline = assemble(preparation(task), params, data.task)
    said = fit(pipeline, data, data.y, np.arange(len(data.frame)), params)
    return pipeline, said


def answers(task: str, model: str, x: pd.DataFrame) -> np.ndarray[Any, Any]:
    data = table(task)
    found = predict(fitted(task, model)[0], x, data.classes)
    return found[f"p:{data.positive}" if data.classes else "prediction"].to_numpy()


@pytest.mark.parametrize(("model", "task"), crossed([*ABLE, "ensemble"], TASKS))
@given(rows=st.lists(st.integers(0, 239), min_size=8, max_size=8), column=st.sampled_from("ab"))
@settings(max_examples=4)
def test_who_claims_it_keeps_to_it(task: str, model: str, rows: list[int], column: str) -> None:
    data = table(task)
    assert monotone.UNHELD not in fitted(task, model)[1]
    lines = pd.concat([data.x.iloc[rows]] * 21, ignore_index=True)
    lines[column] = np.repeat(np.linspace(-4, 4, 21), len(rows))
    steps = np.diff(answers(task, model, lines).reshape(21, len(rows)), axis=0)
    assert ((steps if column == "b" else -steps) >= -1e-12).all()


@pytest.mark.parametrize(("model", "task"), crossed([m for m in ABLE if m != "stump"], TASKS))
def test_what_agrees_with_the_data_is_still_learned(task: str, model: str) -> None:
    """A wrong sign would leave the columns out instead."""
    data = table(task)
    ways = ("lowers", "raises") if task == "turned" else ("raises", "lowers")
    params = ModelParams.model_validate({"model": model, ways[0]: ("a",), ways[1]: ("b",)})
    pipeline = assemble(preparation(task), params, data.task)
    fit(pipeline, data, data.y, np.arange(len(data.frame)), params)
    line = pd.concat([data.x.iloc[[0]]] * 9, ignore_index=True).assign(a=np.linspace(-2, 2, 9))
    found = predict(pipeline, line.assign(b=0.0), data.classes)
    value = found[f"p:{data.positive}" if data.classes else "prediction"]
    assert np.ptp(value) > 0.2
    assert (value.iloc[-1] < value.iloc[0]) == (task == "turned")


@pytest.mark.parametrize(("model", "task"), crossed(ABLE, TASKS))
def test_places_are_those_of_the_columns_features(task: str, model: str) -> None:
    data, (pipeline, _) = table(task), fitted(task, model)
    names = [str(n) for n in pipeline.named_steps["prepare"].get_feature_names_out()]
    params = FitParams.model_validate({"model": model, **HELD})
    found = monotone.places(pipeline.named_steps["prepare"], params, data)
    sign = -1 if task == "turned" else 1
    assert dict(zip(names, found, strict=True)) == dict.fromkeys(names, 0) | {"a": -sign, "b": sign}


@pytest.mark.parametrize(
    ("model", "able"),
    [("linear", False), ("neighbors", False), ("boosting", True), ("dummy", True)],
)
def test_who_cannot_says_so(model: str, able: bool) -> None:
    assert (monotone.UNHELD not in fitted("binary", model)[1]) is able
    params = ModelParams.model_validate({"model": model})
    assert monotone.all_constrained(params, "binary") is able
    assert not monotone.all_constrained(params, "multiclass")


def test_an_ensemble_keeps_to_it_when_every_member_does() -> None:
    members = [{"model": "boosting"}, {"model": "linear"}]
    params = ModelParams.model_validate({"model": "ensemble", "members": members, **HELD})
    assert not monotone.all_constrained(params, "binary")
    pipeline = assemble(preparation("binary"), params, "binary")
    data = table("binary")
    assert monotone.UNHELD in fit(pipeline, data, data.y, np.arange(240), params)
    assert sorted(set(pipeline.named_steps["model"].estimators[0][1].monotonic_cst)) == [-1, 0, 1]


@pytest.mark.parametrize(
    ("raises", "lowers", "said"),
    [
        (("a",), ("a",), "constrained to increase and to decrease"),
        (("level",), (), "no number column"),
        (("bb",), (), "Did you mean b"),
    ],
)
def test_what_cannot_be_is_refused(raises: Any, lowers: Any, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        monotone.refuse(raises, lowers, table("binary"), preparation("binary"))
    monotone.refuse(("a",), ("b", "c"), table("binary"), preparation("binary"))


def board(store: Store, task: str, **chosen: Any) -> Leaderboard:
    models = ("linear", "boosting")
    train = TrainParams.model_validate({"models": models, "ensemble": True, **HELD, **chosen})
    recipes = plan(GRAPH, AT_RANDOM | {"train": train})
    store.save(recipes["data"], mixed_table(task))
    found = run_recipe(recipes["train"], store, GRAPH)
    assert isinstance(found, Leaderboard)
    return found


def test_the_leaderboard_says_in_its_row_who_cannot(store: Store) -> None:
    found = board(store, "regression")
    warned = found.table.set_index("model")["warning"].str.contains(monotone.UNHELD)
    assert warned["linear"]
    assert not warned["boosting"]
    assert not warned["dummy"]
    assert {each.lowers for each in found.fits.values()} == {("a",)}
    assert found.again.raises == ("b",)


def test_of_several_classes_none_is_up(store: Store) -> None:
    with pytest.raises(ChoiceError, match="have no order"):
        board(store, "multiclass")


def test_every_row_of_the_catalog_names_a_parameter_of_its_model() -> None:
    for model in MODELS.values():
        if model.monotone and model.installed:
            for task in ("binary", "regression"):
                made = model.make(task, 0)
                monotone.hold(made, ModelParams.model_validate({"model": model.name}), [1, 0])
