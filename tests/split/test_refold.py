"""Cutting rows again: groups stay whole, shares even, and what is left out stays out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.split.params import SplitParams
from lifecycle.split.refold import again, inner_folds, one_way_only, rows_of
from lifecycle.split.split import Split
from lifecycle.split.step import run
from tests.builders import make_table, mixed_table


def cut(table: Table, **chosen: object) -> Split:
    return run(
        SplitParams.model_validate({"method": "random"} | chosen),
        data=table,
        report=lambda k, text: None,
    )


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@given(number=st.integers(1, 50), seed=st.integers(0, 50))
@settings(max_examples=10)
def test_a_further_cut_parts_the_same_rows_evenly(task: str, number: int, seed: int) -> None:
    table = mixed_table(task)
    split = cut(table, seed=seed)
    fold, train = again(split, table, number), split.train
    assert sorted(set(fold)) == split.folds
    assert np.ptp(np.bincount(fold)) <= len(split.folds)
    own = split.rows["fold"].to_numpy()[train]
    assert (pd.factorize(own)[0] != pd.factorize(fold)[0]).any()  # never the split's own
    if task == "binary":
        shares = pd.Series(table.y.iloc[train].to_numpy() == "yes").groupby(fold).mean()
        assert np.ptp(shares) < 0.05
    held = [rows_of(split, table, k, number) for k in split.folds]
    assert sorted(np.concatenate([rows for _, rows in held])) == train.tolist()
    assert all(not set(a) & set(b) for a, b in held)


def test_groups_stay_whole() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"who": rng.integers(0, 30, 200).astype(str), "x": rng.normal(size=200)})
    table = make_table(frame.assign(y=rng.choice(["a", "b"], 200)), "y", "binary")
    split = cut(table, method="group", column="who")
    assert not one_way_only(split, table)
    fold = pd.Series(again(split, table, 1))
    who = frame["who"].iloc[split.train].reset_index(drop=True)
    assert fold.groupby(who).nunique().max() == 1
    assert (fold != again(split, table, 2)).any()


def test_an_order_or_as_many_groups_as_folds_cannot_be_cut_anew() -> None:
    table = mixed_table()
    for split in (cut(table, method="order"), cut(table, method="time", column="when")):
        assert "order" in one_way_only(split, table)
        with pytest.raises(ChoiceError, match="only one such order"):
            again(split, table, 1)
    few = make_table(
        pd.DataFrame({"g": list("abcde") * 20, "y": np.arange(100.0)}), "y", "regression"
    )
    assert "only one way" in one_way_only(cut(few, method="group", column="g", folds=4), few)


@pytest.mark.parametrize("method", ["random", "order"])
def test_within_a_fold_nothing_is_seen_of_it_nor_of_what_comes_later(method: str) -> None:
    table = mixed_table()
    split = cut(table, method=method, gap=3 if method == "order" else 0)
    for outer in split.folds:
        allowed, scored = map(set, split.fold(outer))
        for inner in inner_folds(split, outer):
            rows, held = rows_of(split, table, inner, within=outer)
            assert min(len(rows), len(held)) > 0
            assert not set(rows) & set(held)
            assert set(rows) | set(held) <= allowed
            assert not (set(rows) | set(held)) & scored
            if method == "order":
                assert max(held) < min(scored) - 3
                assert max(rows) < min(held) - 3
