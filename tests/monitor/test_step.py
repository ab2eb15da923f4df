"""Monitoring is quiet on like data, names what drifted, and says when the model got worse."""

from __future__ import annotations

from dataclasses import replace
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


def test_classes_that_the_model_does_not_know_are_errors_and_named(fresh: pd.DataFrame) -> None:
    held = monitor(fresh)
    partly = fresh.assign(y=["refunded"] * 80 + [None] * 50 + fresh["y"].tolist()[130:])
    found = monitor(partly)
    assert (found.labelled, found.unknown_classes) == (250, 80)
    assert found.state == "act"
    assert "80 answers of 250 in y are 'refunded', which the model does not know" in found.sentence
    score = found.metrics.set_index("name")["value"]
    right = held.metrics.set_index("name").loc["accuracy", "value"]
    assert score["accuracy"] < (right + 0.1) * 170 / 250
    assert (found.metrics["n"] <= 250).all()


def test_a_few_unknown_classes_are_named_and_no_alarm(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.assign(y=["maybe", *fresh["y"].tolist()[1:]]))
    assert (found.state, found.unknown_classes) == ("watch", 1)
    assert "maybe" in found.sentence


@pytest.mark.parametrize("spelled", [{"yes": "YES", "no": " No "}, {"yes": "1", "no": "0"}])
def test_answers_spelled_otherwise_are_recognised(
    fresh: pd.DataFrame, spelled: dict[str, str]
) -> None:
    found = monitor(fresh.assign(y=fresh["y"].map(spelled)))
    assert (found.labelled, found.unknown_classes, found.state) == (300, 0, "stable")
    pd.testing.assert_frame_equal(found.metrics, monitor(fresh).metrics)


def test_answers_of_which_none_is_known_are_mended_first(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.assign(y=np.where(fresh["y"] == "yes", "churned", "stayed")))
    assert found.state == "act"
    assert "churned" in found.sentence
    assert "Write y as the training data had it" in found.sentence
    assert "Train again" not in found.sentence


def test_answers_of_one_class_leave_the_measure_undefined(fresh: pd.DataFrame) -> None:
    found = monitor(fresh[fresh["y"] == "yes"].reset_index(drop=True))
    assert found.state != "stable"
    assert "ROC AUC is undefined on the new rows: the rows are of one class only" in found.sentence


def test_amounts_that_cannot_be_read_are_mended_first(tmp_path: Path) -> None:
    frame = read_table(write_csv(tmp_path / "new.csv", "regression", n=100, seed=7)).frame
    for y, state in ((["high"] * 100, "act"), ([*frame["y"][:60], *["high"] * 40], "watch")):
        found = monitor(frame.assign(y=pd.Series(y, dtype=object)), "regression")
        assert (found.state, "could not be read as a number" in found.sentence) == (state, True)


def test_rows_of_one_group_tell_nothing_of_others(fresh: pd.DataFrame) -> None:
    export = made("binary").export
    split = {**(export.metrics.get("split") or {}), "group": "shop"}
    tied = replace(export, metrics=export.metrics | {"split": split})
    one = reading_of(fresh.assign(shop="a"))
    found = run(MonitorParams(), export=tied, incoming=one, report=silent)
    assert found.state == "watch"
    assert "ROC AUC has no interval on the new rows" in found.sentence


def test_without_answers_it_says_what_cannot_be_seen(fresh: pd.DataFrame) -> None:
    for few in (fresh.drop(columns="y"), fresh.assign(y=[*fresh["y"][:3], *[None] * 297])):
        found = monitor(few)
        assert "Nothing to do" not in found.sentence
        assert "cannot be seen" in found.sentence
        assert any("cannot be seen" in note for note in found.notes)


def test_an_empty_column_is_mended_and_not_learned(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.assign(a=np.nan))
    assert found.state == "act"
    assert "The new file has no values of a" in found.sentence
    assert "Mend where the data come from" in found.sentence
    assert "Train again" not in found.sentence


def ruled(found: MonitorReport, column: str) -> dict[str, bool]:
    own = found.rules[found.rules["column"] == column]
    return dict(zip(own["rule"], own["broken"], strict=True))


def test_rules_are_decided_by_the_limit_and_not_by_the_estimate(fresh: pd.DataFrame) -> None:
    odd = fresh.assign(colour="violet", b=fresh["b"].where(fresh.index % 2 == 0, 1e6))
    found = monitor(odd.drop(columns="y"))
    assert (ruled(found, "colour"), ruled(found, "b")) == (
        {"unseen levels": True},
        {"out of range": True},
    )
    assert "colour has levels that training did not have in 100% of the new rows" in found.sentence
    few = fresh.drop(columns="y").head(25)
    once = few.assign(colour=["violet"] * 4 + few["colour"].tolist()[4:])
    row = monitor(once).rules.set_index(["column", "rule"]).loc[("colour", "unseen levels")]
    assert row["effect"] > 0.1 > row["low"]  # the estimate is over the bar, its limit is not
    assert not row["broken"]


def test_levels_that_are_new_here_as_in_the_holdout_are_named(fresh: pd.DataFrame) -> None:
    export = made("binary").export
    about = export.schema["properties"]["colour"] | {"levels": ["grey"], "level_count": 1}
    properties = {**export.schema["properties"], "colour": about}
    other = replace(export, schema=export.schema | {"properties": properties})
    found = run(MonitorParams(), export=other, incoming=reading_of(fresh), report=silent)
    assert found.state == "stable"
    assert "colour has levels that training did not have" in found.sentence
    assert "Nothing to do" not in found.sentence


def test_rows_it_was_judged_on_are_recognised(fresh: pd.DataFrame) -> None:
    everything = read_table(made("binary").data).frame
    found = monitor(everything)
    assert found.recognised == len(made("binary").export.reference)
    assert found.state == "watch"
    assert "among those that the model was judged on" in found.sentence
    assert monitor(fresh).recognised == 0


def test_probabilities_that_no_longer_fit_are_recalibrated(tmp_path: Path) -> None:
    frame = read_table(write_csv(tmp_path / "new.csv", "binary", n=1500, seed=7)).frame
    yes, no = frame[frame["y"] == "yes"], frame[frame["y"] == "no"]
    kept = pd.concat([yes, no.head(len(yes) // 6)], ignore_index=True)
    found = monitor(kept)
    changed = set(found.tests.loc[found.tests["changed"], "name"])
    assert {"calibration_in_the_large", "target"} <= changed
    assert "roc_auc" not in changed
    assert found.state == "act"
    assert "Recalibrate" in found.sentence


def test_rows_of_one_group_count_as_one(fresh: pd.DataFrame) -> None:
    export = made("binary").export
    split = {**(export.metrics.get("split") or {}), "group": "shop"}
    tied = replace(export, metrics=export.metrics | {"split": split})
    other = fresh["y"].map({"yes": "no", "no": "yes"})
    turned = fresh.assign(y=fresh["y"].where(fresh.index % 3 > 0, other), shop=fresh.index % 3)
    alone, together = (
        run(MonitorParams(), export=each, incoming=reading_of(turned), report=silent)
        for each in (export, tied)
    )
    assert alone.state == "act"
    p = [each.tests.set_index("name").loc["roc_auc", "p_value"] for each in (alone, together)]
    assert p[0] < 0.05 < p[1]
    missing = run(MonitorParams(), export=tied, incoming=reading_of(fresh), report=silent)
    assert any("the file has no such column" in note for note in missing.notes)


def test_one_row_is_no_alarm_and_no_all_clear(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.head(1))
    assert found.state == "watch"
    assert found.sentence.startswith("1 row cannot show whether anything drifted")


def test_a_missing_column_is_mended_before_anything_is_retrained(fresh: pd.DataFrame) -> None:
    found = monitor(fresh.drop(columns=["a"]))
    assert found.state == "act"
    assert "Train again" not in found.sentence
