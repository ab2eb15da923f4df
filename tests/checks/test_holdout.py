"""The checks tell nothing of the locked rows but counts and effect sizes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.checks import Context, check_all

from .tables import AMOUNT, GOOD, RNG, N, alone, good, with_some

SIDES = {"copies_apart", "mismatch", "group_apart", "future"}  # these compare both sides


def context(target: object) -> Context:
    return good(
        target=target,
        shape=RNG.choice(["round", "square", "unknown", "Round"], N),
        size=with_some(np.exp(2 * np.asarray(GOOD["a"])), -999, 12),
        hint=[str(value)[:1] for value in np.asarray(target)],
    ).context()


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1000), classes=st.booleans())
def test_other_values_in_the_locked_rows_change_no_finding(seed: int, classes: bool) -> None:
    """Shuffling each column among the locked rows keeps every count, but no relation."""
    before = context(GOOD["target"] if classes else AMOUNT)
    assert before.split is not None
    rng, held = np.random.default_rng(seed), before.split.holdout
    frame = before.table.frame.copy()
    for name in frame:
        values = frame[name].to_numpy(copy=True)
        values[held] = rng.permutation(values[held])
        frame[name] = pd.Series(values, dtype=frame[name].dtype)
    after = Context(replace(before.table, frame=frame), before.read, before.split)
    first, second = check_all(before).findings, check_all(after).findings
    first, second = first[~first["code"].isin(SIDES)], second[~second["code"].isin(SIDES)]
    assert first["detail"].tolist() == second["detail"].tolist()


@pytest.mark.parametrize("code", ["mismatch", "outliers", "spellings", "missing_level", "capped"])
def test_a_value_that_only_locked_rows_hold_is_never_told(code: str) -> None:
    odd = ["known"] * 150 + ["unknown", "KNOWN", "secret"] * 16 + ["secret"] * 2
    values = [*GOOD["a"][:160], *[987_654_321.0] * 40]
    case = good(a=values, odd=["x", "y"] * 75 + odd[150:], split={"method": "order"})
    found = alone(code, case.context()).findings
    for word in ("secret", "987"):
        assert not found["detail"].str.contains(word).any()


def test_a_large_table_is_sampled_and_says_so() -> None:
    n = 60_000
    rng = np.random.default_rng(0)
    columns = {"a": rng.normal(size=n), "b": rng.normal(size=n), "c": rng.choice(list("pqr"), n)}
    big = good(target=rng.choice(["yes", "no"], n), **columns).context()
    assert len(big.train) == 20_000
    assert set(big.rows) <= set(big.training)
    assert big.ground == "a random 20,000 of 48,000 training rows"
    assert check_all(big).findings["code"].tolist() in ([], ["copies_apart"])
