"""Error tree: what was planted is asked for, noise grows nothing, and any table gets an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.stats.error_segments import COLUMNS, error_tree
from lifecycle.stats.sample_splitting import first_half, gap_of

from .test_slices import table


def test_a_planted_place_is_found_in_two_questions() -> None:
    x = table(3000, 0)
    bad = (x["city"] == "Rome") & (x["age"] > 40)
    wrong = np.random.default_rng(1).random(3000) < np.where(bad, 0.7, 0.1)
    found = error_tree(x, wrong)
    worst = found[found["leaf"]].sort_values("loss").iloc[-1]
    assert "city is Rome" in worst["path"]
    assert "age above" in worst["path"]
    assert worst["low"] < 0.7 < worst["high"]
    leaves = found[found["leaf"]]
    assert leaves["n"].sum() == found.loc[0, "n"]
    assert leaves["share_loss"].sum() == pytest.approx(1)
    assert (found["parent"] < found["node"]).all()


def test_noise_grows_no_tree() -> None:
    """At most 5% of 60 tables of noise grow anything (binomial 99.9% limit: 10)."""
    grown = sum(
        len(error_tree(table(500, k), np.random.default_rng(k).random(500) < 0.3)) > 1
        for k in range(60)
    )
    assert grown <= 8


def test_rows_of_one_group_are_no_independent_witnesses() -> None:
    """Ten households of fifty like rows: the city of a household tells its own errors by chance."""
    flagged = {True: 0, False: 0}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        group = np.repeat(np.arange(20), 40)
        x = pd.DataFrame({"city": rng.choice(["Bern", "Oslo", "Rome", "Wien"], 20)[group]})
        loss = rng.normal(size=20)[group] + 0.1 * rng.normal(size=800)
        for aware in flagged:
            flagged[aware] += len(error_tree(x, loss, groups=group if aware else None)) > 1
    assert flagged[False] > 15
    assert flagged[True] <= 6


def test_halves_keep_groups_whole() -> None:
    group = np.repeat(np.arange(30), np.arange(1, 31))
    first = first_half(len(group), 3, group)
    assert all(len(set(first[group == k].tolist())) == 1 for k in range(30))
    assert 0.3 < first.mean() < 0.7


def test_a_gap_of_groups_of_one_is_welchs() -> None:
    rng = np.random.default_rng(0)
    values, inside = rng.normal(size=80), rng.random(80) < 0.4
    assert gap_of(values, inside, 0.95, np.arange(80)) == gap_of(values, inside, 0.95)


@pytest.mark.parametrize(
    ("x", "loss"),
    [
        (table(5, 0), np.ones(5)),
        (table(300, 0), np.zeros(300)),
        (pd.DataFrame({"c": ["x"] * 100}), np.arange(100.0)),
        (pd.DataFrame({"c": [None] * 100}, dtype=object), np.arange(100.0)),
        (pd.DataFrame({"c": np.full(100, np.nan)}), np.arange(100.0)),
        (pd.DataFrame(index=range(60)), np.arange(60.0)),
        (table(0, 0), np.array([])),
        (pd.DataFrame({"c": [f"level {k}" for k in range(100)]}), np.arange(100.0) % 2),
    ],
    ids=[
        "five",
        "no loss",
        "constant",
        "all missing",
        "no number",
        "no column",
        "no row",
        "levels",
    ],
)
def test_degenerate_tables_get_an_answer(x: pd.DataFrame, loss: np.ndarray) -> None:
    found = error_tree(x, loss)
    assert list(found.columns) == COLUMNS
    assert not found.drop(columns="text").isna().any().any()
    assert len(found) == (1 if len(loss) else 0)


def test_dates_are_asked_for_by_day() -> None:
    rng = np.random.default_rng(0)
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 400, 2000), "D")
    late = when > pd.Timestamp("2024-10-01")
    wrong = rng.random(2000) < np.where(late, 0.6, 0.1)
    found = error_tree(pd.DataFrame({"when": when}), wrong)
    assert found.loc[1, "text"].startswith("when above 2024-")
