"""Attribution: the shares of known functions, their sum, and how sure a sampled one is."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.evaluate.attribution import COLUMNS, Attribution, sentence, shapley


def rows(n: int, k: int = 3, seed: int = 0) -> pd.DataFrame:
    values = np.random.default_rng(seed).normal(size=(n, k))
    return pd.DataFrame(values, columns=[f"x{j}" for j in range(k)])


def alone(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(name)] for name in frame]


def share(found: Attribution, columns: str) -> float:
    return float(found.contributions.set_index("columns").loc[columns, "contribution"])


def test_a_sum_is_shared_out_by_its_terms() -> None:
    x = rows(60)
    found = shapley(
        lambda f: (2 * f["x0"] - 3 * f["x1"]).to_numpy(), x.iloc[[5]], x.drop(index=5), alone(x)
    )
    others = x.drop(index=5).mean()
    assert found.method == "exact"
    assert share(found, "x0") == pytest.approx(2 * (x.loc[5, "x0"] - others["x0"]))
    assert share(found, "x1") == pytest.approx(-3 * (x.loc[5, "x1"] - others["x1"]))
    assert share(found, "x2") == pytest.approx(0)
    assert found.base + found.contributions["contribution"].sum() == pytest.approx(found.answer)


def test_the_exact_share_is_the_mean_over_all_orders() -> None:
    """The definition itself, by brute force, for a function of interactions."""
    x = rows(8, 4, seed=2)

    def answer(f: pd.DataFrame) -> np.ndarray:
        return (f["x0"] * f["x1"] + np.sin(f["x2"]) * (f["x3"] > 0)).to_numpy()

    row, others = x.iloc[[0]], x.iloc[1:]
    gained = dict.fromkeys(x, 0.0)
    orders = list(permutations(x))
    for order in orders:
        for _, other in others.iterrows():
            mixed = pd.DataFrame([other]).astype(float)
            for name in order:
                before = answer(mixed)[0]
                mixed[name] = float(row[name].iloc[0])
                gained[name] += (answer(mixed)[0] - before) / len(orders) / len(others)
    found = shapley(answer, row, others, alone(x))
    assert {c: share(found, c) for c in x} == pytest.approx(gained)


def test_drawn_orders_come_close_and_say_how_close() -> None:
    x = rows(40, 6, seed=1)

    def answer(f: pd.DataFrame) -> np.ndarray:
        return (f["x0"] * f["x1"] + f["x2"] ** 2 - f["x3"]).to_numpy()

    exact = shapley(answer, x.iloc[[0]], x.iloc[1:], alone(x))
    drawn = shapley(answer, x.iloc[[0]], x.iloc[1:], alone(x), budget=1200)
    assert (exact.method, drawn.method) == ("exact", "sampled")
    assert drawn.draws == 100
    assert drawn.contributions["contribution"].sum() + drawn.base == pytest.approx(drawn.answer)
    both = exact.contributions.merge(drawn.contributions, on="columns", suffixes=("", "_drawn"))
    width = (both["high_drawn"] - both["low_drawn"]).to_numpy()
    off = (both["contribution"] - both["contribution_drawn"]).abs().to_numpy()
    assert (off <= width + 1e-9).all()
    assert width.max() < 1.5


def test_columns_that_say_the_same_are_one() -> None:
    x = rows(30)
    found = shapley(
        lambda f: (f["x0"] + f["x1"]).to_numpy(), x.iloc[[0]], x, [["x0", "x1"], ["x2"]]
    )
    assert set(found.contributions["columns"]) == {"x0, x1", "x2"}
    assert share(found, "x2") == pytest.approx(0)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), k=st.integers(1, 5))
def test_shares_always_add_up(seed: int, k: int) -> None:
    x = rows(12, k, seed)
    weights = np.random.default_rng(seed).normal(size=(k, k))

    def answer(f: pd.DataFrame) -> np.ndarray:
        values = f.to_numpy()
        return np.asarray(np.einsum("ni,ij,nj->n", values, weights, values))

    for budget in (30_000, 40):
        found = shapley(answer, x.iloc[[0]], x.iloc[1:], alone(x), budget=budget)
        total = found.base + found.contributions["contribution"].sum()
        assert total == pytest.approx(found.answer)


def test_every_kind_of_column_and_few_rows_get_an_answer() -> None:
    frame = pd.DataFrame(
        {
            "n": [1.0, np.nan, 3.0],
            "c": pd.Series(["a", None, "b"], dtype=object),
            "d": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
            "constant": [1.0, 1.0, 1.0],
        }
    )

    def answer(f: pd.DataFrame) -> np.ndarray:
        assert dict(f.dtypes) == dict(frame.dtypes)
        return (f["n"].fillna(0) + (f["c"] == "a") + f["d"].isna()).to_numpy(dtype=float)

    for place in range(3):
        for others in (frame, frame.iloc[[0]], frame.iloc[:0]):
            found = shapley(answer, frame.iloc[[place]], others, alone(frame))
            assert list(found.contributions) == COLUMNS
            assert np.isfinite(found.contributions.drop(columns="columns").to_numpy()).all()
            total = found.base + found.contributions["contribution"].sum()
            assert total == pytest.approx(found.answer)
    nothing = shapley(answer, frame.iloc[[0]], frame, [])
    assert nothing.contributions.empty


def test_large_amounts_are_said_in_full() -> None:
    x = rows(60) * 1000
    found = shapley(lambda f: (20 * f["x0"]).to_numpy(), x.iloc[[5]], x.drop(index=5), alone(x))
    said = sentence(found, found.contributions.assign(values="7"), "price")
    assert "e+" not in said
    assert ",000" in said
