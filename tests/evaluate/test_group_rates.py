"""Groups of people: every crossing is made, small ones are named, and words follow the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.evaluate.group_rates import conclusions, rates, scores
from lifecycle.evaluate.intersections import crossed
from lifecycle.metrics.outcome import Outcome

from ..builders import make_table


def table(n: int, seed: int = 0, few: bool = False) -> Table:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["f", "m"], n),
            "race": rng.choice(["p", "q", "r"], n, p=[0.6, 0.395, 0.005] if few else None),
            "old": rng.choice(["no", "yes"], n),
            "x": rng.normal(size=n),
            "y": rng.choice(["no", "yes"], n),
        }
    )
    made = make_table(frame, "y", "binary")
    columns = made.columns.copy()
    columns.loc[columns["name"].isin(["sex", "race", "old"]), "role"] = "protected"
    return replace(made, columns=columns)


def outcome(data: Table, p: np.ndarray) -> Outcome:
    labels = np.array(["no", "yes"], dtype=object)
    chances = np.column_stack([1 - p, p])
    return Outcome(data.y.to_numpy(), labels[(p >= 0.5).astype(int)], ("no", "yes"), chances)


def test_three_columns_make_seven_comparisons() -> None:
    data = table(600)
    found = crossed(data, np.arange(600))
    assert list(found) == [
        "sex", "race", "old", "sex and race", "sex and old", "race and old", "sex, race and old",
    ]  # fmt: skip
    assert found["sex, race and old"].nunique() == 12
    assert len(set(found["sex, race and old"])) == 12


def test_what_was_planted_is_concluded_and_what_was_not_is_left_open() -> None:
    data = table(2500, few=True)
    worse = (data.frame["sex"] == "f") & (data.frame["old"] == "yes")
    rng = np.random.default_rng(1)
    right = rng.random(2500) < np.where(worse, 0.55, 0.9)
    p = np.where((data.y == "yes") == right, 0.8, 0.2)
    made, groups = outcome(data, p), crossed(data, np.arange(2500))
    rated, gaps = rates(made, groups, 0.95)
    scored = scores(made, groups, 0.95)
    said = conclusions(rated, gaps, scored, 0.95)
    assert any("f, yes" in each and "worse" in each for each in said)
    named = tuple(f"By {column}, " for column in groups)
    assert all(each.startswith(named) for each in said if "clearly" in each)
    assert any("fewer than 30 rows" in each and "nothing can be concluded" in each for each in said)
    assert any("is not ruled out" in each for each in said)
    flagged = scored[scored["flagged"]]
    assert not flagged["small"].any()
    assert not scored.isna().any().any()


def test_equal_groups_are_not_called_unequal() -> None:
    """At most 5% of 30 tables without a difference in errors show one (99.9% limit: 7)."""
    alarms = 0
    for seed in range(30):
        data = table(500, seed)
        right = np.random.default_rng(seed + 100).random(500) < 0.8
        made = outcome(data, np.where((data.y == "yes") == right, 0.8, 0.2))
        alarms += bool(scores(made, crossed(data, np.arange(500)), 0.95)["flagged"].any())
    assert alarms <= 6


def test_different_shares_of_cases_are_pointed_out() -> None:
    data = table(2000)
    sex = data.frame["sex"].to_numpy()
    y = np.where(
        np.random.default_rng(2).random(2000) < np.where(sex == "f", 0.2, 0.6), "yes", "no"
    )
    data = replace(data, frame=data.frame.assign(y=y))
    made = outcome(data, np.where(y == "yes", 0.7, 0.3))
    groups = {"sex": data.frame["sex"]}
    said = conclusions(*rates(made, groups, 0.95), scores(made, groups, 0.95), 0.95)
    assert any("cannot all hold" in each for each in said)


@pytest.mark.parametrize("kind", ["five", "one class", "constant", "regression", "many classes"])
def test_degenerate_rows_get_an_answer(kind: str) -> None:
    n = 5 if kind == "five" else 200
    data = table(n)
    rng = np.random.default_rng(0)
    if kind == "one class":
        data = replace(data, frame=data.frame.assign(y="no"))
    made = outcome(data, np.full(n, 0.3) if kind == "constant" else rng.random(n))
    if kind == "regression":
        made = Outcome(rng.normal(size=n), np.zeros(n))
    if kind == "many classes":
        classes = tuple(f"c{k:02}" for k in range(50))
        names = np.array(classes, dtype=object)
        codes = rng.integers(0, 50, (2, n))
        made = Outcome(names[codes[0]], names[codes[1]], classes, rng.dirichlet(np.ones(50), n))
    groups = crossed(data, np.arange(n))
    for clusters in (None, np.arange(n) // 3):
        rated, gaps = rates(made, groups, 0.95, clusters)
        scored = scores(made, groups, 0.95, clusters)
        said = conclusions(rated, gaps, scored, 0.95)
        assert said
        assert not any("nan" in each for each in said)
        assert not scored.isna().any().any()
