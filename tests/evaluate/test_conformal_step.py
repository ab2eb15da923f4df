"""Conformal: limits keep their promise on rows never seen; few rows promise nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.evaluate import conformal_step
from lifecycle.evaluate.conformal_coverage import coverage_table, predicted_sets
from lifecycle.evaluate.conformal_step import Conformal, ConformalParams
from lifecycle.split import step
from lifecycle.storage import codec
from lifecycle.train.step import Leaderboard
from tests.builders import as_given, judged, make_table
from tests.evaluate.test_recalibrate_step import board, stated


def say(fraction: float, message: str) -> None:
    assert message


def amounts(n: int = 1000) -> tuple[Table, pd.DataFrame]:
    rng = np.random.default_rng(1)
    said = rng.normal(size=n)
    frame = pd.DataFrame({"x": said, "y": said + rng.exponential(size=n)})
    return make_table(frame, "y", "regression"), pd.DataFrame({"prediction": said})


def limits(table: Table, train: Leaderboard, cut: step.Split, **choices: Any) -> Conformal:
    return conformal_step.run(
        ConformalParams.model_validate(choices),
        data=table,
        split=cut,
        labels=as_given(table, cut),
        train=train,
        judged=judged(),
        report=say,
    )


def made(table: Table, said: pd.DataFrame, **choices: Any) -> Conformal:
    cut = step.run(step.SplitParams(method="random"), data=table, report=say)
    train = board(said, cut)
    if table.task == "regression":
        oof = train.oof.loc[:, ~train.oof.columns.duplicated(keep="last")]
        train = Leaderboard(train.table, train.folds, oof, "rmse", "linear", "", 0)
    return limits(table, train, cut, **choices)


@pytest.mark.parametrize(
    ("task", "choices"),
    [("binary", {}), ("multiclass", {"sets": "aps"}), ("multiclass", {"level": 0.85})],
)
def test_sets_keep_their_promise(task: str, choices: dict[str, Any], tmp_path: Path) -> None:
    table, said = stated(task, 2.0)
    found = made(table, said, **choices)
    rows = found.table.set_index("level")
    for level, row in rows.iterrows():
        if "sets" not in choices:  # adaptive ones always hold the likeliest class
            assert row["low"] <= float(str(level)) + 0.02
        assert row["high"] >= float(str(level)) - 0.02
    assert rows["size"].is_monotonic_increasing
    assert set(found.parts["part"]) == set(table.classes)
    codec.write(found, tmp_path)
    back = codec.read(Conformal, tmp_path, {})
    cut = step.run(step.SplitParams(method="random"), data=table, report=say)
    order = {name: k for k, name in enumerate(table.classes)}
    y = table.y.iloc[cut.holdout].map(order).to_numpy()
    new = coverage_table(y, predicted_sets(back.learned(), said.to_numpy()[cut.holdout])).set_index(
        "level"
    )
    assert found.level <= new.loc[found.level, "high"]


def test_two_classes_have_a_zone_for_people() -> None:
    found = made(*stated("binary", 2.0), level=0.95)
    assert found.zone is not None
    assert found.zone[0] == pytest.approx(1 - found.zone[1])
    assert "let a person decide there" in found.sentence
    assert made(*stated("binary", 2.0), level=0.5).zone is None


@pytest.mark.parametrize("margins", ["absolute", "signed"])
def test_intervals_keep_their_promise_and_errors_are_even(margins: str, tmp_path: Path) -> None:
    found = made(*amounts(), margins=margins)
    rows = found.table.set_index("level")
    assert rows.loc[0.9, "low"] <= 0.9 <= rows.loc[0.9, "high"]
    assert len(found.parts) == 5
    within = (found.quantiles["low"] <= found.quantiles["nominal"]) & (
        found.quantiles["nominal"] <= found.quantiles["high"]
    )
    assert within.sum() >= 6
    assert found.pit["count"].sum() == found.rows
    codec.write(found, tmp_path)
    assert codec.read(Conformal, tmp_path, {}).learned().levels == (0.8, 0.9, 0.95)


def test_few_rows_promise_nothing() -> None:
    table, said = amounts(20)
    found = made(table, said, level=0.98)
    assert "too few rows to guarantee" in found.sentence


def test_later_folds_are_judged_by_earlier_ones() -> None:
    table, said = stated("binary", 1.5, n=300)
    cut = step.run(step.SplitParams(method="order"), data=table, report=say)
    rows = cut.rows["fold"].to_numpy()
    train = board(said, cut)
    oof = train.oof[rows[train.oof["row"]] > 0]
    found = limits(
        table, Leaderboard(train.table, train.folds, oof, "roc_auc", "linear", "", 0), cut
    )
    assert found.rows == len(oof)
    assert found.parts["count"].sum() == (rows > 1).sum()  # the first fold has none before it
