"""Drift against R's numbers, and what must hold for any two samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats import drift
from lifecycle.stats.drift import distributions


@pytest.fixture(scope="module")
def golden(shared: Callable[[str], Path]) -> dict[str, dict[str, float]]:
    return dict(json.loads(shared("goldens/drift.json").read_text()))


@pytest.fixture(scope="module")
def sets(shared: Callable[[str], Path]) -> dict[str, pd.DataFrame]:
    frame = pd.read_csv(shared("goldens/drift.csv"))
    return {name: part.reset_index(drop=True) for name, part in frame.groupby("set")}


@pytest.mark.parametrize(("pair", "new"), [("ref_vs_cur", "cur"), ("ref_vs_same", "same")])
def test_numbers_equal_r(
    golden: dict[str, dict[str, float]], sets: dict[str, pd.DataFrame], pair: str, new: str
) -> None:
    want, ref, cur = golden[pair], sets["ref"]["num"].to_numpy(), sets[new]["num"].to_numpy()
    found = drift.kolmogorov_smirnov(ref, cur)
    assert found.effect == pytest.approx(want["ks_D"], abs=1e-9)
    assert found.p_value == pytest.approx(want["ks_p_asymp"], rel=1e-6)
    p_ref, p_cur = drift.decile_shares(ref, cur)
    assert p_ref == pytest.approx(want["p_ref"])
    assert p_cur == pytest.approx(want["p_cur"])
    psi = drift.population_stability_index(p_ref, p_cur)
    assert psi == pytest.approx(want["psi_deciles_of_ref"], abs=1e-9)


def test_categories_equal_r(
    golden: dict[str, dict[str, float]], sets: dict[str, pd.DataFrame]
) -> None:
    want = golden["cat"]
    levels, a, b = drift.level_counts(sets["ref"]["cat"], sets["cur"]["cat"])
    assert levels == list("abcd")
    statistic, df, p = drift.chi_square(a, b)
    assert statistic == pytest.approx(want["chisq"], rel=1e-9)
    assert df == want["df"]
    assert p == pytest.approx(want["p"], rel=1e-6)
    psi = drift.population_stability_index(a / a.sum(), b / b.sum())
    assert psi == pytest.approx(want["psi"], abs=1e-9)


def test_alarm_needs_both_significance_and_effect() -> None:
    rng = np.random.default_rng(1)
    n = 40_000
    reference = pd.DataFrame({"tiny": rng.normal(size=n), "big": rng.normal(size=n)})
    new = pd.DataFrame({"tiny": rng.normal(0.05, 1, size=n), "big": rng.normal(1, 1, size=n)})
    table = drift.drift_table(reference, new, [("tiny", "number"), ("big", "number")])
    table = table.set_index("column")
    assert table.loc["tiny", "p_value"] < 0.05
    assert not table.loc["tiny", "drifted"]
    assert table.loc["big", "drifted"]
    few = drift.drift_table(reference.head(8), new.head(8), [("tiny", "number")])
    assert few["effect"][0] > 0.1
    assert not few["drifted"][0]


def test_equal_data_is_quiet_over_many_columns() -> None:
    rng = np.random.default_rng(2)
    columns = {f"c{i}": rng.normal(size=400) for i in range(40)}
    columns |= {f"k{i}": rng.choice(list("abcde"), 400) for i in range(40)}
    frame = pd.DataFrame(columns)
    kinds = [(c, "number" if c[0] == "c" else "category") for c in frame]
    table = drift.drift_table(frame.iloc[:200], frame.iloc[200:].reset_index(drop=True), kinds)
    assert not table["drifted"].any()


def test_false_alarms_are_as_rare_as_promised() -> None:
    rng = np.random.default_rng(5)
    kinds = [*((f"c{i}", "number") for i in range(4)), *((f"k{i}", "category") for i in range(4))]
    alarms = 0
    for _ in range(100):
        columns = {c: rng.normal(size=160) for c, kind in kinds if kind == "number"}
        columns |= {c: rng.choice(list("abc"), 160) for c, kind in kinds if kind == "category"}
        frame = pd.DataFrame(columns)
        table = drift.drift_table(frame.iloc[:60], frame.iloc[60:].reset_index(drop=True), kinds)
        alarms += int(table["drifted"].any())
    assert alarms <= 11  # 5 expected at alpha .05; more than 11 would happen once in 300


def test_missing_values_that_appear_are_drift() -> None:
    reference = pd.DataFrame({"x": np.arange(300.0)})
    new = pd.DataFrame({"x": np.where(np.arange(300) % 2, np.nan, np.arange(300.0))})
    row = drift.drift_table(reference, new, [("x", "number")]).iloc[0]
    assert (row["measure"], row["drifted"]) == ("missing share", True)
    assert row["effect"] == pytest.approx(0.5)
    assert (row["missing_reference"], row["missing_new"]) == (0.0, 0.5)


def test_a_column_that_is_gone_altogether() -> None:
    reference = pd.DataFrame({"k": ["a", "b"] * 50})
    new = pd.DataFrame({"k": pd.Series([None] * 60, dtype=object)})
    row = drift.drift_table(reference, new, [("k", "category")]).iloc[0]
    assert row["effect"] == 1.0
    assert row["drifted"]


def test_new_levels_and_a_long_tail_of_levels() -> None:
    rng = np.random.default_rng(3)
    reference = pd.Series([f"id{i}" for i in range(500)])
    other = pd.Series([f"id{i}" for i in rng.integers(500, 1000, 500)])
    tail, _ = drift.compare(reference, other, "category")
    assert tail.effect < 0.1  # every level is rare, before and now: no alarm
    same = pd.Series(["a", "b"] * 100)
    new, _ = drift.compare(same, pd.Series(["a", "c"] * 100), "category")
    assert new.effect == pytest.approx(0.5)


def test_dates_are_compared_by_time() -> None:
    start = pd.Timestamp("2024-01-01")
    days = pd.Series(start + pd.to_timedelta(np.arange(200), "D"))
    found, _ = drift.compare(days, days + pd.Timedelta(days=400), "date")
    assert found.effect == 1.0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=60),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=60),
)
def test_effects_are_symmetric_and_bounded(a: list[str], b: list[str]) -> None:
    left, _ = drift.compare(pd.Series(a), pd.Series(b), "category")
    right, _ = drift.compare(pd.Series(b), pd.Series(a), "category")
    assert 0 <= left.low <= left.effect <= left.high <= 1
    assert left.effect == pytest.approx(right.effect)
    assert 0 <= left.p_value <= 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
)
def test_numbers_do_not_depend_on_scale(a: list[float], b: list[float]) -> None:
    left = drift.kolmogorov_smirnov(np.array(a), np.array(b))
    right = drift.kolmogorov_smirnov(np.array(a) * 4, np.array(b) * 4)
    assert 0 <= left.low <= left.effect <= left.high <= 1
    assert left == right


def test_shares_of_every_column_add_up() -> None:
    rng = np.random.default_rng(4)
    start = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame(
        {
            "x": rng.exponential(size=300),
            "one": 3.0,
            "k": rng.choice([f"l{i}" for i in range(30)], 300),
            "t": start + pd.to_timedelta(rng.integers(0, 99, 300), "D"),
        }
    )
    kinds = [("x", "number"), ("one", "number"), ("k", "category"), ("t", "date")]
    got = distributions(frame.head(150), frame.tail(150).reset_index(drop=True), kinds)
    sums = got.groupby(["column", "part"])["share"].sum()
    assert len(sums) == 8
    assert np.allclose(sums, 1.0)
    assert got.loc[got["column"] == "k", "bin"].nunique() <= 13
