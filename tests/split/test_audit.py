"""Consequences: numbers that can be counted by hand on a small table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lifecycle.data.step import Table
from lifecycle.split.audit import learned_later, straddling
from tests.builders import make_table

from .tables import plain, split, visits


def found(table: Table, **chosen: Any) -> dict[str, dict[str, Any]]:
    rows = split(table, **chosen).consequences
    return {row["code"]: row for row in rows.to_dict("records")}


def test_groups_on_both_sides_are_counted() -> None:
    groups = pd.Series(["a", "a", "b", "b", "b", "c", None, "d"])
    held = np.array([1, 0, 1, 1, 0, 1, 1, 0], dtype=bool)
    assert straddling(groups, ~held, held) == (2, 4, 3)  # a and b; a, b, b have one in training


def test_rows_earlier_than_some_training_row_are_counted() -> None:
    times = np.array([5.0, 1.0, 9.0, 7.0, 8.0])
    held = np.array([0, 1, 1, 0, 1], dtype=bool)
    assert learned_later(times, ~held, held) == (1, 3)  # only 1 is earlier than 7
    assert learned_later(times, np.zeros(5, dtype=bool), held) == (0, 3)


def test_a_random_split_of_patients_is_told_as_it_is() -> None:
    table = visits(60, 4)
    made = split(table, method="random")
    who = table.frame["patient"].to_numpy()
    both = set(who[made.train]) & set(who[made.holdout])
    rows = sum(name in both for name in who[made.holdout])
    (row,) = [r for r in made.consequences.to_dict("records") if r["code"] == "group_random"]
    assert (row["severity"], row["number"], row["of"]) == ("risk", len(both), 60)
    assert f"{len(both)} of 60 values" in row["sentence"]
    assert f"{rows / len(made.holdout):.0%} of its holdout rows" in row["sentence"]


def test_a_split_by_patient_shows_what_it_avoids() -> None:
    rows = found(visits(60, 4), method="group", column="patient")
    assert rows["group_kept"]["severity"] == "good"
    assert rows["group_random"]["severity"] == "note"
    assert rows["group_random"]["number"] > 0
    assert rows["takes_part"]["severity"] == "risk"
    left_out = visits(60, 4, patient="ignore")
    assert "takes_part" not in found(left_out, method="group", column="patient")


def test_a_split_by_time_says_what_random_would_learn_from() -> None:
    t = np.arange(100.0)
    rows = found(plain(100, t=t), method="time", column="t")
    chance = split(plain(100, t=t))
    early = int((t[chance.holdout] < t[chance.train].max()).sum())
    assert (rows["time_random"]["number"], rows["time_random"]["of"]) == (early, 20)
    assert rows["time_random"]["severity"] == "note"
    assert rows["time_kept"]["severity"] == "good"


def test_a_split_by_group_that_mixes_times_says_so() -> None:
    table = visits(60, 4)
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(240), "D")
    dated = make_table(table.frame.assign(when=when), "y", "binary")
    rows = found(dated, method="group", column="patient")
    assert rows["time_present"]["severity"] == "risk"
    assert rows["time_random"]["severity"] == "note"
    by_time = found(dated, method="time", column="when")
    assert by_time["group_present"]["severity"] == "note"
    assert by_time["group_present"]["number"] > 0


def test_copies_on_both_sides_are_counted() -> None:
    frame = plain(80, seed=5).frame
    doubled = pd.concat([frame, frame.iloc[:20]], ignore_index=True)
    table = make_table(doubled, "y", "binary")
    made = split(table)
    keys = doubled.astype(str).agg("|".join, axis=1)
    copies = int(keys.iloc[made.holdout].isin(set(keys.iloc[made.train])).sum())
    assert copies > 0
    (row,) = [r for r in made.consequences.to_dict("records") if r["code"] == "copies"]
    assert (row["number"], row["of"]) == (copies, len(made.holdout))
    assert "copies" not in found(make_table(frame, "y", "binary"))


def test_copies_on_one_side_are_good_news() -> None:
    frame = plain(100, seed=5).frame
    frame.loc[1] = frame.loc[0]
    rows = found(make_table(frame, "y", "binary"), method="order")
    assert rows["copies_kept"]["severity"] == "good"


def test_a_fold_of_one_class_is_pointed_out() -> None:
    y = ["yes", "no"] * 20 + ["no"] * 20 + ["yes", "no"] * 20
    rows = found(plain(100, y=y), method="order", folds=3)
    assert "Fold 3 holds one class only" in rows["fold_one_class"]["sentence"]
    assert "fold_one_class" not in found(plain(100))


def test_a_class_that_is_only_in_the_holdout_cannot_be_learned() -> None:
    frame = plain(100).frame.assign(y=["a", "b"] * 45 + ["c"] * 10)
    rows = found(make_table(frame, "y", "multiclass"), method="order")
    assert rows["class_absent"]["sentence"].startswith("Class c is in no training row")


def test_nothing_to_say_is_said_with_no_row() -> None:
    made = split(plain(200))
    assert made.consequences.empty
    assert list(made.consequences) == ["code", "severity", "sentence", "number", "of"]


def test_risks_come_first() -> None:
    rank = {"risk": 0, "note": 1, "good": 2}
    rows = split(visits(60, 4), method="group", column="patient").consequences
    assert [rank[s] for s in rows["severity"]] == sorted(rank[s] for s in rows["severity"])
