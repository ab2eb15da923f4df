"""Explain: what matters is found, twins are shuffled together, and the holdout plays no part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.define import step
from lifecycle.evaluate import explain_step
from lifecycle.evaluate.feature_effects import effect_of, together
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.train.model_params import FitParams
from lifecycle.train.step import Leaderboard
from tests.builders import as_given, judged, make_table


def say(fraction: float, message: str) -> None:
    assert 0 <= fraction <= 1


def table(task: str, n: int = 400) -> Table:
    """``strong`` and its twin decide, ``city`` a little, ``noise`` nothing."""
    rng = np.random.default_rng(0)
    strong, noise = rng.normal(size=n), rng.normal(size=n)
    city = rng.choice(["Bern", "Oslo"], n)
    signal = 2 * strong + 0.8 * (city == "Oslo") + rng.normal(scale=0.7, size=n)
    frame = pd.DataFrame(
        {
            "strong": strong,
            "twin": strong + 0.01 * noise,
            "noise": noise,
            "city": pd.Series(city, dtype=object),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), "D"),
            "y": signal if task == "regression" else np.where(signal > 0.4, "yes", "no"),
        }
    )
    return make_table(frame, "y", task)


def explained(data: Table, model: str = "linear", cut: Any = None) -> explain_step.Explanation:
    cut = cut or split.run(split.SplitParams(method="random"), data=data, report=say)
    empty = pd.DataFrame()
    return explain_step.run(
        explain_step.ExplainParams(),
        define=step.run(step.STEP.params(), report=say),
        data=data,
        split=cut,
        prepare=prepare.run(prepare.PrepareParams(), data=data, split=cut, report=say),
        labels=as_given(data, cut),
        train=Leaderboard(
            empty, empty, empty, "roc_auc", model, "", 0, fits={model: FitParams(model=model)}
        ),
        judged=judged(),
        report=say,
    )


@pytest.mark.parametrize(("task", "model"), [("binary", "linear"), ("regression", "boosting")])
def test_what_decides_is_found_with_its_twin(task: str, model: str) -> None:
    found = explained(table(task), model)
    rows = found.importance.set_index("columns")
    assert found.importance.loc[0, "columns"] == "strong, twin"
    assert rows.loc["strong, twin", "clear"]
    assert not rows.loc["noise", "clear"]
    assert "strong, twin" in found.sentence
    effect = found.effects[found.effects["column"] == "city"].set_index("value")["answer"]
    assert effect["Oslo"] > effect["Bern"]
    assert {"strong", "twin", "noise", "city", "when"} == set(found.effects["column"])
    assert (found.effects["low"] <= found.effects["high"]).all()


def test_the_holdout_plays_no_part() -> None:
    data = table("binary")
    cut = split.run(split.SplitParams(method="random"), data=data, report=say)
    frame = data.frame.copy()
    frame.loc[cut.holdout, "strong"] = 999.0
    frame.loc[cut.holdout, "y"] = "no"
    spoiled = explained(replace(data, frame=frame), cut=cut)
    assert spoiled.importance.equals(explained(data, cut=cut).importance)


def test_only_columns_that_say_the_same_belong_together() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=200), rng.normal(size=200)
    x = pd.DataFrame({"b": b, "a": a, "minus": -a, "level": ["x", "y"] * 100, "one": 1.0})
    assert together(x) == [["b"], ["a", "minus"], ["level"], ["one"]]
    assert together(x[["a"]]) == [["a"]]
    x.loc[0:150, "a"] = np.nan
    assert ["a", "minus"] in together(x)


def test_an_effect_is_that_of_the_function() -> None:
    x = pd.DataFrame({"a": np.linspace(0, 1, 50), "b": np.linspace(5, 6, 50)})
    found = effect_of(lambda rows: (2 * rows["a"] + rows["b"]).to_numpy(), x, "a")
    slope = np.polyfit(found["place"], found["answer"], 1)[0]
    assert slope == pytest.approx(2.0)
    assert (found["high"] - found["low"]).to_numpy() == pytest.approx(0.8, abs=0.03)
