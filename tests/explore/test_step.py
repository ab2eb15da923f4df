"""Explore: training rows only, counts that add up, and remarks that name what stands out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.explore import step
from lifecycle.explore.step import ExploreParams, Profile
from lifecycle.split.split import Split
from lifecycle.stats.binning import MISSING
from lifecycle.storage.codec import read, write
from tests.builders import make_table, mixed_table


def split_of(n: int) -> Split:
    part = np.where(np.arange(n) % 4 == 0, "holdout", "train")
    rows = pd.DataFrame({"part": part, "fold": np.where(part == "train", np.arange(n) % 3, -1)})
    return Split(rows, False, "random", pd.DataFrame(), "")


def profile(table: Table, **params: int) -> Profile:
    split = split_of(len(table.frame))
    return step.run(ExploreParams(**params), data=table, split=split, report=silent)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_changing_the_holdout_changes_nothing(task: str) -> None:
    table = mixed_table(task)
    held = split_of(len(table.frame)).holdout
    frame = table.frame.copy()
    frame.loc[held, "a"] = 1e6
    frame.loc[held, "colour"] = "never seen"
    frame.loc[held, "y"] = 1e6 if task == "regression" else "yes"
    before, after = profile(table), profile(replace(table, frame=frame))
    assert before.sentences == after.sentences
    for name in ("columns", "distributions", "relations", "correlations", "missing_pairs"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_counts_add_up_and_intervals_hold_their_value(task: str, tmp_path) -> None:
    found = profile(mixed_table(task))
    assert (found.distributions.groupby("column")["count"].sum() == found.rows).all()
    each = found.relations.groupby(["column", "class"])["count"].sum()
    assert (each == found.rows).all()
    known = found.relations.dropna(subset=["low"])
    assert (known["low"] <= known["value"] + 1e-12).all()
    assert (known["value"] <= known["high"] + 1e-12).all()
    if task == "multiclass":
        total = found.relations.groupby(["column", "bin"])["value"].sum()
        assert np.allclose(total, 1.0)
    write(found, tmp_path)
    pd.testing.assert_frame_equal(read(Profile, tmp_path, {}).relations, found.relations)


def test_shares_and_wilson_intervals_are_right() -> None:
    frame = pd.DataFrame({"g": ["u", "v"] * 20, "y": (["no"] * 3 + ["yes"]) * 10})
    found = profile(make_table(frame, "y", "binary"))
    row = found.relations[found.relations["bin"] == "v"].iloc[0]
    trained = frame.iloc[split_of(40).train]
    shown = trained[trained["g"] == "v"]["y"] == "yes"
    # Wilson (1927) by hand: 10 of 20 gives 0.2993 to 0.7007.
    assert (row["count"], row["value"]) == (len(shown), shown.mean())
    assert row["low"] == pytest.approx(0.2993, abs=1e-4)
    assert row["high"] == pytest.approx(0.7007, abs=1e-4)


def test_the_columns_are_ranked_by_what_drives_the_target() -> None:
    found = profile(mixed_table("regression", n=600))
    ranked = found.columns.set_index("column")["relation"].drop("y").sort_values()
    assert ranked.index[-1] == "a"
    assert ranked["when"] < 0.15
    assert ranked.between(0, 1).all()
    assert pd.isna(found.columns.set_index("column")["relation"]["y"])


def test_missing_values_are_a_bin_and_a_remark() -> None:
    found = profile(mixed_table())
    gaps = found.distributions.query("bin == @MISSING").set_index("column")["count"]
    assert set(gaps.index) == {"a", "colour"}
    assert MISSING in set(found.relations["bin"])
    assert any("missing values, most of all a" in s for s in found.sentences)
    assert 3 <= len(found.sentences) <= 6


def test_identifiers_and_text_are_not_related_and_a_copy_of_the_target_is_pointed_out() -> None:
    table = mixed_table(n=120)
    frame = table.frame.assign(leak=table.frame["y"], who=[f"p{i}" for i in range(120)])
    frame["note"] = ["some words " * (i % 5 + 1) for i in range(120)]
    kinds = {"who": "identifier", "note": "text"}
    found = profile(make_table(frame, "y", "binary", kinds))
    assert not {"who", "note"} & set(found.relations["column"])
    assert "who" not in set(found.distributions["column"])
    assert any("almost determined by leak" in s for s in found.sentences)


def test_wide_and_odd_tables_are_capped_and_survive() -> None:
    frame = pd.DataFrame(np.zeros((40, 30)), columns=[f"c{i}" for i in range(30)])
    frame["c1"], frame["c2"], frame["c3"] = np.nan, np.inf, np.arange(40) * 1e306
    frame["c4"] = pd.Series([None] * 40, dtype=object)
    frame["c5"] = pd.NaT
    frame["y"] = ["a", "b"] * 20
    found = profile(make_table(frame, "y", "binary", {"c4": "text"}), max_columns=10)
    assert len(found.columns) == 10
    assert "the first 10 of 31 columns" in found.sentences[0]


def test_a_large_table_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MOST_ROWS", 50)
    found = profile(mixed_table())
    assert found.rows == 50
    assert "a random 50 of 150 training rows" in found.sentences[0]
    assert found.distributions.equals(profile(mixed_table()).distributions)
