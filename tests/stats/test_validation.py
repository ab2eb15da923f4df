"""The same answer for every form of the same rows, and a plain error for what can be misread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle import stats
from lifecycle.core.errors import ChoiceError
from lifecycle.stats import weighted_metrics
from lifecycle.stats.interval import Interval

RNG = np.random.default_rng(3)
Y = (RNG.random(60) < 0.4).astype(int)
P = np.clip(0.6 * RNG.random(60) + 0.3 * Y, 0, 1)
FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "auc": stats.roc_auc_interval,
    "auc by size": stats.roc_auc_interval_by_size,
    "auc of groups": lambda y, p: stats.clustered_roc_auc(y, p, np.arange(60) // 3),
    "paired": lambda y, p: stats.compare_roc_auc(y, p, P[::-1]),
    "unpaired": lambda y, p: stats.compare_roc_auc(y, p, P[::-1], y_b=Y),
    "summary": stats.calibration_summary,
    "reliability": stats.reliability_curve,
    "corp": stats.corp_curve,
    "brier": stats.brier_score,
    "parts": stats.brier_decomposition,
    "ece": stats.expected_calibration_error,
    "z": stats.spiegelhalter_z,
    "decision": stats.decision_curve,
    "cost": lambda y, p: stats.expected_cost(y, p, 0.5, 1, 2),
    "threshold": stats.threshold_by_youden,
    "sets": stats.conformal_sets,
    "fairness": lambda y, p: stats.fairness_table(y, Y, np.arange(60) % 3),
}
FORMS: dict[str, tuple[Any, Any]] = {
    "lists": (Y.tolist(), P.tolist()),
    "flags": (Y.astype(bool), P),
    "narrow floats": (Y.astype("float32"), P),
    "nullable": (pd.array(Y.astype(bool), dtype="boolean"), pd.array(P, dtype="Float64")),
    "series of other order": (pd.Series(Y, index=RNG.permutation(60)), pd.Series(P)),
    "categories": (pd.Categorical(Y), P),
    "one column": (Y[:, None], P[:, None]),
}


def same(a: Any, b: Any) -> bool:
    return a.equals(b) if isinstance(a, pd.DataFrame) else bool(a == b)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_form_of_the_same_rows_gives_the_same(name: str) -> None:
    of, plain = FUNCTIONS[name], FUNCTIONS[name](Y, P)
    for y, p in FORMS.values():
        flat = np.asarray(p).ravel() if name == "sets" else p
        assert same(of(y, flat), plain)
    if name != "sets":
        assert same(of(np.where(Y, 1, -1), P), plain)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n not in ("auc of groups", "fairness")])
def test_rows_without_a_label_are_left_out(name: str) -> None:
    gaps = [np.append(Y, np.nan), pd.array([*Y, None], dtype="Int64"), [*map(bool, Y), None]]
    if name == "paired":
        plain = stats.compare_roc_auc(Y, P, P[::-1])
        found = [stats.compare_roc_auc(y, [*P, 0.9], [*P[::-1], 0.1]) for y in gaps]
    else:
        plain = FUNCTIONS[name](Y, P)
        found = [FUNCTIONS[name](y, np.append(P, 0.9)) for y in gaps]
    assert all(same(each, plain) for each in found)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    "y", [np.where(Y, "yes", "no"), Y + 1, np.arange(60) % 3, np.full((60, 2), 1.0), Y[:10]]
)
def test_what_can_be_misread_is_asked_for(name: str, y: Any) -> None:
    with pytest.raises(ChoiceError):
        FUNCTIONS[name](y, P)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n != "fairness"])
def test_a_row_without_a_score_is_an_error(name: str) -> None:
    with pytest.raises(ChoiceError):
        FUNCTIONS[name](Y, np.where(np.arange(60) == 5, np.nan, P))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: stats.brier_score(Y, 100 * P),
        lambda: stats.brier_score([], []),
        lambda: stats.proportion_interval(5, 4),
        lambda: stats.proportion_interval(-1, 4),
        lambda: stats.proportion_interval(np.nan, 4),
        lambda: stats.proportion_interval(1, 4, 95),
        lambda: stats.mcnemar_test(-1, 3),
        lambda: stats.adjust_pvalues([0.2, 1.2]),
        lambda: stats.worst_slices(pd.DataFrame({"a": P}), np.where(P > 0.5, np.nan, 1.0)),
        lambda: stats.worst_slices(pd.DataFrame({"a": P}), P[:9]),
        lambda: stats.bootstrap_intervals({"m": weighted_metrics.mean(P)}, 0),
        lambda: stats.bootstrap_intervals({"m": weighted_metrics.mean(P)}, 60, groups=[1, 2]),
        lambda: stats.conformal_sets(Y + 1, P),
        lambda: stats.conformal_margins(Y, np.where(Y, np.nan, P)),
        lambda: stats.quantile_interval([1.0, np.nan], 0.5),
        lambda: stats.population_stability_index([0.1, 0.9], [1.0]),
        lambda: stats.population_stability_index([0.1, np.nan], [0.5, 0.5]),
        lambda: stats.drift_table(pd.DataFrame({"a": P}), pd.DataFrame(), [("a", "number")]),
        lambda: stats.fairness_differences(stats.fairness_table(Y, Y, Y), "c"),
        lambda: Interval(0.5, 0.4, 0.6, 1.0, "wilson", 5),
    ],
    ids=map(str, count()),
)
def test_what_has_no_answer_is_an_error_of_our_own(wrong: Callable[[], Any]) -> None:
    with pytest.raises(ChoiceError) as found:
        wrong()
    assert found.value.problem.endswith(".")
    assert found.value.remedy.endswith(".")


def test_counts_empty_tables_and_time_zones_are_read() -> None:
    shares = stats.population_stability_index([0.25, 0.75], [0.5, 0.5])
    assert stats.population_stability_index([1, 3], [5, 5]) == pytest.approx(shares)
    assert stats.fairness_differences(stats.fairness_table([], [], [])).empty
    days = [pd.DataFrame({"d": pd.date_range(y, periods=9, tz="UTC")}) for y in ("2020", "2021")]
    assert stats.drift_table(*days, [("d", "date")])["effect"].tolist() == [1.0]
