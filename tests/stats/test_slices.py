"""Worst slices: a planted one is found, and noise is seldom called one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lifecycle.stats.slices import COLUMNS, worst_slices


def table(n: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.normal(40, 10, n),
            "city": rng.choice(["Bern", "Oslo", "Rome"], n),
            "sex": rng.choice(["f", "m"], n),
            "income": np.where(rng.random(n) < 0.2, np.nan, rng.lognormal(size=n)),
        }
    )


def test_a_planted_slice_is_found_with_its_size() -> None:
    x = table(2000, 0)
    bad = (x["city"] == "Rome") & (x["sex"] == "f")
    wrong = np.random.default_rng(1).random(2000) < np.where(bad, 0.6, 0.1)
    found = worst_slices(x, wrong)
    first = found.iloc[0]
    assert set(first["slice"].split(" and ")) == {"city is Rome", "sex is f"}
    assert first["flagged"]
    assert first["low"] < 0.5 < first["high"]  # 0.6 less 0.1
    assert abs(first["gain"] - first["difference"] * first["share_rows"]) < 1e-12
    assert abs(first["share_loss"] - bad.mean() * 0.6 / wrong.mean()) < 0.1


def test_noise_is_seldom_called_a_slice() -> None:
    """At most 5% of 100 tables without any slice show one (binomial 99.9% limit: 14)."""
    flagged = sum(
        bool(
            worst_slices(table(400, k), np.random.default_rng(k).random(400) < 0.2)["flagged"].any()
        )
        for k in range(100)
    )
    assert flagged <= 12


def test_missing_values_are_a_slice() -> None:
    x = table(1500, 3)
    wrong = np.random.default_rng(4).random(1500) < np.where(x["income"].isna(), 0.5, 0.1)
    assert worst_slices(x, wrong).iloc[0]["slice"] == "income is missing"


def test_nothing_to_cut_gives_an_empty_table() -> None:
    for frame, loss in (
        (table(10, 0), np.ones(10)),
        (pd.DataFrame({"c": ["x"] * 100}), np.arange(100.0)),
        (table(300, 0), np.zeros(300)),
    ):
        found = worst_slices(frame, loss)
        assert found.empty
        assert list(found.columns) == COLUMNS


def test_rows_of_one_group_are_no_independent_witnesses() -> None:
    """Each of forty households has its own level of error: no city is to blame for it."""
    flagged = {True: 0, False: 0}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        group = np.repeat(np.arange(40), 25)
        x = pd.DataFrame({"city": rng.choice(["Bern", "Oslo", "Rome", "Wien"], 40)[group]})
        loss = rng.normal(size=40)[group] + 0.1 * rng.normal(size=1000)
        for aware in flagged:
            found = worst_slices(x, loss, groups=group if aware else None)
            flagged[aware] += bool(found["flagged"].any())
    assert flagged[False] >= 12
    assert flagged[True] <= 4
