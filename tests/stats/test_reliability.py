"""Reliability: CORP equals R's pool-adjacent-violators, bins hold every row once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.stats import curves
from lifecycle.stats.reliability import reliability_curve


def test_corp_equals_pool_adjacent_violators(shared: Callable[[str], Path]) -> None:
    golden = json.loads(shared("goldens/calibration.json").read_text())["calib_small"]
    rows = pd.read_csv(shared("goldens/calib_small.csv")).sort_values("p")
    found = reliability_curve(rows["y"], rows["p"], bins=None)
    fitted = np.repeat(found["observed"], found["count"])
    assert fitted.to_numpy() == pytest.approx(golden["corp_pav_fit"], abs=1e-9)
    brier = golden["brier"] - golden["corp_brier"]["MCB"]
    y = rows["y"].to_numpy()
    assert np.mean((fitted.to_numpy() - y) ** 2) == pytest.approx(brier, abs=1e-9)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=60),
    st.sampled_from([None, 1, 5, 10]),
)
def test_every_row_is_in_one_bin(rows: list[tuple[bool, int]], bins: int | None) -> None:
    y, p = [hit for hit, _ in rows], [score / 20 for _, score in rows]
    found = reliability_curve(y, p, bins)
    assert found["count"].sum() == len(rows)
    assert (found["count"] > 0).all()
    assert (found["observed"] * found["count"]).sum() == pytest.approx(sum(y))
    assert found["predicted"].is_monotonic_increasing
    assert (found["low"] <= found["observed"]).all()
    assert (found["observed"] <= found["high"]).all()
    if bins is None:
        assert found["observed"].is_monotonic_increasing
    else:
        assert len(found) <= bins


@pytest.mark.parametrize("n", [5, 50, 3000])
def test_curves_end_where_they_must_and_stay_small(n: int) -> None:
    rng = np.random.default_rng(n)
    y = np.arange(n) % 2 == 0
    score = rng.random(n) + 0.3 * y
    roc, pr = curves.roc_curve(y, score), curves.precision_recall_curve(y, score)
    assert roc.iloc[0][["fpr", "tpr"]].tolist() == [0.0, 0.0]
    assert roc.iloc[-1][["fpr", "tpr"]].tolist() == [1.0, 1.0]
    assert pr.iloc[-1]["recall"] == 1.0
    assert pr.iloc[-1]["precision"] == pytest.approx(y.mean())
    for curve in (roc, pr):
        assert len(curve) <= curves.MOST + 1
        assert not curve.isna().any().any()


def test_curves_of_one_class_are_flat_not_missing() -> None:
    nobody = np.zeros(4, dtype=bool)
    roc = curves.roc_curve(nobody, np.arange(4.0))
    assert roc["tpr"].tolist() == [0.0] * 5
    assert curves.precision_recall_curve(nobody, np.arange(4.0))["precision"].tolist() == [0.0] * 4


def test_confusion_names_every_pair() -> None:
    found = curves.confusion(np.array([0, 0, 2]), np.array([0, 2, 2]), ("a", "b", "c"))
    counts = {
        (r.actual, r.predicted): r.count_
        for r in found.rename(columns={"count": "count_"}).itertuples()
    }
    assert len(counts) == 9
    assert counts["a", "a"] == counts["a", "c"] == counts["c", "c"] == 1
    assert sum(counts.values()) == 3
