"""Decide: the threshold follows the costs, and rests on training rows alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.define import step
from lifecycle.evaluate import threshold_step
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.train.step import Leaderboard
from tests.builders import as_given, judged, mixed_table


def say(fraction: float, message: str) -> None:
    assert message


def board(table: Table, cut: split.Split) -> Leaderboard:
    """Out-of-fold predictions that are right about the chances."""
    rows = cut.train
    p = np.where(table.y.iloc[rows] == table.classes[-1], 0.7, 0.3)
    p = np.clip(p + np.random.default_rng(0).normal(scale=0.2, size=len(rows)), 0.01, 0.99)
    oof = pd.DataFrame({"row": rows, "model": "linear", "prediction": "no"})
    oof = oof.assign(**{f"p:{table.classes[0]}": 1 - p, f"p:{table.classes[-1]}": p})
    empty = pd.DataFrame()
    return Leaderboard(empty, empty, oof, "roc_auc", "linear", "", 0)


def made(task: str = "binary", table: Table | None = None, **costs: float) -> Any:
    table = table or mixed_table(task)
    cut = split.run(split.SplitParams(method="random"), data=table, report=say)
    contract = step.run(step.STEP.params.model_validate(costs), report=say)
    return threshold_step.run(
        threshold_step.DecideParams(),
        define=contract,
        data=table,
        split=cut,
        prepare=prepare.run(prepare.PrepareParams(), data=table, split=cut, report=say),
        labels=as_given(table, cut),
        train=board(table, cut),
        judged=judged(),
        report=say,
    )


def at(decision: threshold_step.Decision, rule: str) -> pd.Series:
    return decision.table.set_index("rule").loc[rule]


def test_a_dear_miss_lowers_the_threshold() -> None:
    dear = made(cost_false_positive=1, cost_false_negative=10)
    cheap = made(cost_false_positive=10, cost_false_negative=1)
    assert at(dear, "cost")["threshold"] < 0.45 < 0.55 < at(cheap, "cost")["threshold"]
    assert "costs 1 and a miss 10" in dear.sentence
    assert "less than 0.5" in dear.sentence


def test_every_cost_and_saving_lies_in_its_interval() -> None:
    table = made(cost_false_positive=1, cost_false_negative=4).table
    for value, low, high in (
        ("cost", "low", "high"),
        ("saved_usual", "saved_usual_low", "saved_usual_high"),
        ("saved_costs", "saved_costs_low", "saved_costs_high"),
    ):
        assert (table[low] <= table[value]).all()
        assert (table[value] <= table[high]).all()


@pytest.mark.parametrize(("alarm", "miss", "best"), [(1, 4, 0.2), (3, 1, 0.75), (0, 0, 0.5)])
def test_the_costs_alone_speak_for_a_threshold(alarm: float, miss: float, best: float) -> None:
    decision = made(cost_false_positive=alarm, cost_false_negative=miss)
    own = at(decision, "costs")
    assert own["threshold"] == best
    assert own["saved_costs"] == own["saved_costs_high"] == 0
    assert own["saved_usual"] == pytest.approx(at(decision, "cost")["saved_usual"], abs=0.2)


def test_what_the_rows_cannot_show_is_said() -> None:
    decision = made(cost_false_positive=1, cost_false_negative=1)
    assert "cannot be told apart from 0.5" in decision.sentence
    assert "cannot be told apart" in decision.saving("cost")
    assert "costs the same" in decision.saving("costs")


def test_each_rule_keeps_its_promise() -> None:
    decision = made()
    assert at(decision, "recall")["recall"] >= 0.9
    assert at(decision, "capacity")["flagged"] <= 0.1
    precision = at(decision, "precision")
    assert precision["precision"] >= 0.8 or not precision["reached"]


def test_the_holdout_plays_no_part() -> None:
    table = mixed_table("binary")
    before = made(table=table)
    held = split.run(split.SplitParams(method="random"), data=table, report=say).holdout
    frame = table.frame.copy()
    frame.loc[held, "y"] = "no"
    spoiled = replace(table, frame=frame)
    decision = threshold_step.run(
        threshold_step.DecideParams(),
        define=step.run(step.STEP.params(), report=say),
        data=spoiled,
        split=split.run(split.SplitParams(method="random"), data=table, report=say),
        prepare=None,  # type: ignore[arg-type]  # it only has to be there
        labels=as_given(
            table, split.run(split.SplitParams(method="random"), data=table, report=say)
        ),
        train=board(table, split.run(split.SplitParams(method="random"), data=table, report=say)),
        judged=judged(),
        report=say,
    )
    assert decision.table.equals(before.table)


def test_more_than_two_classes_have_no_threshold() -> None:
    with pytest.raises(ChoiceError, match="two classes"):
        made("multiclass")
