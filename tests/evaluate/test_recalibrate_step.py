"""Recalibrate: what is too sure is corrected, right chances are left, the holdout plays no part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.evaluate import recalibrate_step
from lifecycle.evaluate.recalibrate_step import RecalibrateParams, Recalibration
from lifecycle.split import step
from lifecycle.storage import codec
from lifecycle.train.step import Leaderboard
from tests.builders import as_given, judged, make_table


def say(fraction: float, message: str) -> None:
    assert message


def stated(task: str, heat: float, n: int = 1500) -> tuple[Table, pd.DataFrame]:
    """A table, and for each row chances that are too sure by ``heat``."""
    rng = np.random.default_rng(0)
    names = ("no", "yes") if task == "binary" else ("a", "b", "c")
    truth = rng.dirichlet(np.ones(len(names)), n)
    y = (truth.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    said = truth**heat / (truth**heat).sum(axis=1, keepdims=True)
    frame = pd.DataFrame({"x": rng.normal(size=n), "y": np.asarray(names, dtype=object)[y]})
    table = make_table(frame, "y", task)
    return table, pd.DataFrame(said, columns=[f"p:{name}" for name in names])


def board(said: pd.DataFrame, cut: step.Split) -> Leaderboard:
    rows = cut.train
    oof = pd.DataFrame({"row": rows, "model": "linear", "prediction": "no"})
    oof = pd.concat([oof, said.iloc[rows].reset_index(drop=True)], axis=1)
    empty = pd.DataFrame()
    return Leaderboard(empty, empty, oof, "roc_auc", "linear", "", 0)


def made(table: Table, said: pd.DataFrame, whose: str = "", **choices: Any) -> Recalibration:
    cut = step.run(step.SplitParams(method="random"), data=table, report=say)
    return recalibrate_step.run(
        RecalibrateParams.model_validate(choices),
        data=table,
        split=cut,
        labels=as_given(table, cut),
        train=board(said, cut),
        judged=judged(whose),
        report=say,
    )


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_what_is_too_sure_is_corrected(task: str, tmp_path: Path) -> None:
    table, said = stated(task, 2.5)
    found = made(table, said)
    assert found.recommended == found.method == "temperature"
    assert found.sentence.startswith("Temperature helps: on rows it has not seen")
    assert found.table["title"].tolist() == ["As they are", "Temperature", "Sigmoid", "Isotonic"]
    assert found.curve["class"].unique().tolist() == ["As they are", "Temperature"]
    codec.write(found, tmp_path)
    back = codec.read(Recalibration, tmp_path, {})
    p = said.to_numpy()
    assert (back.calibrator.predict_proba(p) == found.calibrator.predict_proba(p)).all()


def test_right_chances_are_left_alone_but_a_way_can_still_be_looked_at() -> None:
    table, said = stated("binary", 1.0)
    found = made(table, said)
    assert found.recommended == "none"
    assert "Leave the probabilities as they are" in found.sentence
    assert found.method != "none"
    assert made(table, said, method="isotonic").method == "isotonic"


def test_the_holdout_plays_no_part() -> None:
    table, said = stated("binary", 2.0)
    cut = step.run(step.SplitParams(method="random"), data=table, report=say)
    frame, worse = table.frame.copy(), said.copy()
    frame.loc[cut.holdout, "y"] = "no"
    worse.iloc[cut.holdout] = 0.5
    spoiled = recalibrate_step.run(
        RecalibrateParams(),
        data=replace(table, frame=frame),
        split=cut,
        labels=as_given(table, cut),
        train=board(worse, cut),
        judged=judged(),
        report=say,
    )
    assert spoiled.table.equals(made(table, said).table)


def test_what_cannot_be_corrected_is_said_plainly() -> None:
    table, said = stated("binary", 1.0)
    with pytest.raises(ChoiceError, match="no out-of-fold predictions"):
        made(table, said, whose="forest")
    amounts = make_table(pd.DataFrame({"x": [1.0] * 40, "y": np.arange(40.0)}), "y", "regression")
    with pytest.raises(ChoiceError, match="no probabilities"):
        made(amounts, pd.DataFrame(index=range(40)))
