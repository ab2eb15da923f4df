"""The simplest rule: it finds the telling column, and answers whatever the rows are like."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.evaluate.one_rule import Parts, one_rule

N = 300
FOLD = np.arange(N) % 5


def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "noise": rng.normal(size=N),
            "place": rng.choice(["Bern", "Oslo", None], N).astype(object),
            "age": np.where(rng.random(N) < 0.1, np.nan, rng.uniform(0, 80, N)),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 90, N), "D"),
            "id": pd.Series([f"r{k}" for k in range(N)], dtype=object),
        }
    )


def test_the_telling_column_is_taken_and_its_parts_answer() -> None:
    x = table()
    y = pd.Series(np.where(x["age"] > 40, "yes", "no"), dtype=object)
    rule = one_rule(x, y, ("no", "yes"), FOLD)
    assert rule.column == "age"
    said = rule.predict(x)
    assert (said["prediction"] == y)[x["age"].notna()].mean() > 0.9
    assert said[["p:no", "p:yes"]].sum(axis=1).to_numpy() == pytest.approx(1)
    assert "age alone, in " in rule.words


@pytest.mark.parametrize("column", ["place", "day"])
def test_words_and_moments_are_cut_too(column: str) -> None:
    x = table()
    y = x["day"].astype(np.int64) / 1e15 if column == "day" else (x["place"] == "Bern") * 3.0
    rule = one_rule(x, y, (), FOLD)
    assert rule.column == column
    error = rule.predict(x)["prediction"] - y
    assert error.var() < y.var() / 4


def test_where_no_column_tells_anything_every_row_gets_one_answer() -> None:
    x = pd.DataFrame({"id": pd.Series([f"r{k}" for k in range(N)], dtype=object), "same": 1.0})
    y = pd.Series(np.where(np.arange(N) % 3 == 0, "yes", "no"), dtype=object)
    rule = one_rule(x, y, ("no", "yes"), FOLD)
    assert rule.predict(x)["p:yes"].nunique() == 1
    assert rule.words == "the same prediction for every row"


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_handful_of_rows_is_an_answer(rows: int) -> None:
    x, y = table().head(rows), pd.Series(["no"] * rows, dtype=object)
    said = one_rule(x, y, ("no", "yes"), np.zeros(rows, dtype=int)).predict(table())
    assert len(said) == N
    assert np.isfinite(said[["p:no", "p:yes"]].to_numpy()).all()


def test_new_words_and_missing_values_have_a_part() -> None:
    parts = Parts.of(pd.Series(["a"] * 20 + ["b"] * 20 + ["rare"], dtype=object))
    place = parts.place(pd.Series(["a", "b", "never seen", None], dtype=object))
    assert place.tolist() == [0, 1, 2, 3]
    assert len(parts) == 4
    none = Parts.of(pd.Series([np.nan, np.nan]))
    assert none.place(pd.Series([np.nan, 3.0])).tolist() == [1, 0]
