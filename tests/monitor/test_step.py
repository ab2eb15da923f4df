"""Monitoring is quiet on like data, names what drifted, and says when the model got worse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.read_step import Reading
from lifecycle.data.readers import read_table
from lifecycle.engine.runner import silent
from lifecycle.monitor.step import DRIFT_OF_PREDICTION, MonitorParams, MonitorReport, run
from tests.deploy.test_step import reading_of
from tests.exported import made, write_csv


def monitor(frame: pd.DataFrame, task: str = "binary") -> MonitorReport:
    return run(MonitorParams(), export=made(task).export, incoming=reading_of(frame), report=silent)


@pytest.fixture
def fresh(tmp_path: Path) -> pd.DataFrame:
    """New rows from the same source, with their answers."""
    reading: Reading = read_table(write_csv(tmp_path / "new.csv", "binary", n=300, seed=7))
    return reading.frame


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_like_data_is_stable_and_scored(task: str, tmp_path: Path) -> None:
    frame = read_table(write_csv(tmp_path / "new.csv", task, n=300, seed=7)).frame
    found = monitor(frame, task)
    assert found.state == "stable"
    assert not found.drift["drifted"].any()
    assert found.labelled == 300
    assert list(found.metrics["name"]) == list(found.reference_metrics["name"])
    assert set(found.drift["column"]) == {
        *made(task).export.schema["properties"],
        DRIFT_OF_PREDICTION,
    }
    assert set(found.distributions["part"]) == {"reference", "new"}


def test_drift_is_named_with_its_size(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.assign(b=fresh["b"] + 2.0).drop(columns="y"))
    worst = found.drift.iloc[0]
    assert (worst["column"], worst["drifted"]) == ("b", True)
    assert worst["effect"] > 0.5
    assert found.state == "watch"
    assert "b" in found.sentence
    assert found.metrics.empty
    assert found.labelled == 0


def test_a_model_that_got_worse_calls_for_action(fresh: pd.DataFrame) -> None:
    turned = fresh.assign(y=np.where(fresh["y"] == "yes", "no", "yes"))
    found = monitor(turned)
    assert found.state == "act"
    assert "got worse" in found.sentence


def test_a_column_that_is_gone_calls_for_action(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.drop(columns=["b", "y"]))
    assert found.state == "act"
    assert "b" in found.sentence
    assert found.problems["column"].tolist() == ["b"]


def test_labels_that_are_unknown_or_new_are_not_scored(fresh: pd.DataFrame) -> None:
    partly = fresh.assign(y=["maybe"] * 50 + [None] * 50 + fresh["y"].tolist()[100:])
    found = monitor(partly)
    assert found.labelled == 200
    assert (found.metrics["n"] <= 200).all()


def test_one_row_is_no_alarm_and_no_all_clear(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.head(1))
    assert found.state == "watch"
    assert found.sentence.startswith("1 row cannot show whether anything drifted")


def test_a_missing_column_is_mended_before_anything_is_retrained(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.drop(columns=["a"]))
    assert found.state == "act"
    assert "Train again" not in found.sentence
