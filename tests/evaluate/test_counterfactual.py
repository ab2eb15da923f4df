"""Counterfactuals: one change before two, the nearest value that is enough, and honest silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.evaluate.counterfactual import COLUMNS, counterfactuals


def rows(n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "a": rng.uniform(0, 10, n),
            "b": rng.uniform(0, 10, n),
            "c": pd.Series(rng.choice(["x", "y", "z"], n), dtype=object),
            "d": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), "D"),
        }
    )


def one(**values: object) -> pd.DataFrame:
    start = {"a": 1.0, "b": 1.0, "c": "x", "d": pd.Timestamp("2024-01-01")} | values
    frame = pd.DataFrame({name: [value] for name, value in start.items()})
    return frame.astype(rows(3).dtypes.to_dict())


def test_the_nearest_value_of_one_column_comes_first() -> None:
    found = counterfactuals(lambda f: f["a"].to_numpy(), one(), rows(), ["a", "b", "c"], 5.0)
    assert found["column"].tolist() == ["a"]
    assert found.loc[0, "answer"] >= 5
    assert found.loc[0, "answer"] < 5.8  # the next of 16 values that occur
    assert found.loc[0, "was"] == "1"


def test_two_changes_where_one_is_not_enough() -> None:
    def answer(f: pd.DataFrame) -> np.ndarray:
        return ((f["a"] > 5) & (f["c"] == "y")).to_numpy(dtype=float)

    found = counterfactuals(answer, one(), rows(), ["a", "b", "c", "d"], 0.5)
    assert set(found.loc[found["option"] == 0, "column"]) == {"a", "c"}
    assert found["option"].nunique() == 1  # nothing larger holds it as well
    assert (found["answer"] == 1).all()


def test_three_changes_are_found_and_no_more_are_tried() -> None:
    def answer(f: pd.DataFrame) -> np.ndarray:
        return ((f["a"] > 5) * 1.0 + (f["b"] > 5) + (f["c"] == "y")).to_numpy(dtype=float)

    columns = ["a", "b", "c"]
    assert set(counterfactuals(answer, one(), rows(), columns, 3.0)["column"]) == {"a", "b", "c"}
    assert counterfactuals(answer, one(), rows(), columns, 3.0, most_changes=2).empty


def test_what_must_not_change_stays() -> None:
    found = counterfactuals(lambda f: f["a"].to_numpy(), one(), rows(), ["b", "c"], 5.0)
    assert found.empty
    assert list(found) == COLUMNS


def test_it_works_downwards_too() -> None:
    found = counterfactuals(lambda f: f["a"].to_numpy(), one(a=9.0), rows(), ["a"], 5.0)
    assert found.loc[0, "answer"] < 5


def test_dates_and_missing_values_change_too() -> None:
    late = pd.Timestamp("2024-08-01")
    found = counterfactuals(
        lambda f: (f["d"] > late).to_numpy(dtype=float), one(), rows(), ["d"], 0.5
    )
    assert found.loc[0, "now"] > "2024-08-01"
    unknown = one(a=np.nan)
    found = counterfactuals(lambda f: f["a"].fillna(0).to_numpy(), unknown, rows(), ["a"], 5.0)
    assert found.loc[0, "was"] == "missing"


@pytest.mark.parametrize("seen", [rows(0), rows(1), rows(5), rows(5).assign(a=1.0, b=np.nan)])
def test_few_or_constant_rows_get_an_answer(seen: pd.DataFrame) -> None:
    seen = seen.astype(rows(3).dtypes.to_dict())
    found = counterfactuals(
        lambda f: f["a"].to_numpy() + f["b"].fillna(0), one(), seen, ["a", "b", "c", "d"], 100.0
    )
    assert found.empty
