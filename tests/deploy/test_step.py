"""The trial compares with the model itself; a scored file keeps its rows and columns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.data.read_step import Reading
from lifecycle.data.readers import read_table
from lifecycle.deploy.step import DeployParams, PredictParams, run, run_predict
from lifecycle.engine.runner import silent
from tests.exported import made


def reading_of(frame: pd.DataFrame) -> Reading:
    names = pd.DataFrame({"name": list(frame)})
    return Reading(frame, names, pd.DataFrame(columns=["item", "value"]))


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_row_of_the_trial_is_the_same(task: str) -> None:
    made_of = run(DeployParams(rows=10), export=made(task).export, report=silent)
    assert made_of.trial["same"].all()
    assert len(made_of.trial) == 10
    assert set(made_of.example) == set(made(task).export.schema["properties"])
    assert "exactly as the model did" in made_of.sentence


def test_a_model_that_answers_otherwise_is_found_out() -> None:
    export = made("binary").export
    wrong = export.reference.assign(**{"p:yes": export.reference["p:yes"] + 0.01})
    trial = run(DeployParams(), export=replace(export, reference=wrong), report=silent)
    assert not trial.trial["same"].any()
    assert "do not use" in trial.sentence


def test_a_file_of_something_else_is_refused() -> None:
    batch = reading_of(pd.DataFrame({"foo": [1.0, 2.0]}))
    with pytest.raises(ChoiceError, match="None of the model's columns"):
        run_predict(PredictParams(), export=made("binary").export, batch=batch, report=silent)


def test_a_scored_file_keeps_rows_and_columns() -> None:
    it = made("binary")
    batch = read_table(it.data)
    scored = run_predict(PredictParams(), export=it.export, batch=batch, report=silent)
    pd.testing.assert_frame_equal(scored.frame[list(batch.frame)], batch.frame)
    assert list(scored.frame)[-3:] == ["prediction", "p:no", "p:yes"]
    assert scored.problems.empty


def test_scoring_a_scored_file_keeps_both() -> None:
    it = made("binary")
    once = run_predict(
        PredictParams(), export=it.export, batch=read_table(it.data), report=silent
    ).frame
    again = run_predict(PredictParams(), export=it.export, batch=reading_of(once), report=silent)
    assert again.frame.columns.is_unique
    assert (again.frame["prediction"] == again.frame["prediction (model)"]).all()


def test_columns_that_do_not_fit_are_listed() -> None:
    it = made("binary")
    frame = read_table(it.data).frame.drop(columns="b")
    frame["colour"] = "violet"
    frame["a"] = ["abc", *frame["a"].astype(object)[1:]]
    scored = run_predict(PredictParams(), export=it.export, batch=reading_of(frame), report=silent)
    problems = dict(scored.problems.itertuples(index=False))
    assert set(problems) == {"a", "b", "colour"}
    assert "not in the file" in problems["b"]
    assert "1 cell" in problems["a"]
    assert "violet" in problems["colour"]
    assert len(scored.frame) == len(frame)
