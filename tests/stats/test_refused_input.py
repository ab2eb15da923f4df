"""What could be taken for something else is refused, or left out, and never misread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle import stats
from lifecycle.core.errors import ChoiceError
from lifecycle.stats import weighted_metrics
from lifecycle.stats.interval import Interval

from .examples import AMOUNTS, CODES, EXAMPLES, GROUPS, PROBA, SAID, SEX, N, P, Y

LEVELS = (0, 1, 0.0, 1.0, -0.1, 1.5, 95, np.nan, np.inf, "0.9", None, True)
AMOUNTS_BELOW = (-1, -1e-3, np.nan, np.inf, "1", None)
NOT_BELOW = {  # arguments that count rows, costs, ratios or draws
    *("false_alarm", "miss", "cost_false_positive", "cost_false_negative", "test_share", "floor"),
    *("successes", "n", "successes_a", "n_a", "successes_b", "n_b", "only_a", "only_b"),
    *("resamples", "seed", "bins", "depth", "share", "least", "alpha"),
}
LEVELLED = [name for name, given in EXAMPLES.items() if "level" in given or "levels" in given]
WORDS = [
    (name, key)
    for name, given in EXAMPLES.items()
    for key, value in given.items()
    if isinstance(value, str) and key != "reference"
]
SCALED = [(name, key) for name, given in EXAMPLES.items() for key in given if key in NOT_BELOW]
LABELLED = ("y", "codes", "p_values")


def refused(name: str, **given: Any) -> None:
    with pytest.raises(ChoiceError) as found:
        getattr(stats, name)(**EXAMPLES[name] | given)
    assert found.value.problem.endswith(".")
    assert found.value.remedy.endswith(".")


@pytest.mark.parametrize("name", LEVELLED)
def test_a_level_lies_between_0_and_1(name: str) -> None:
    for level in LEVELS:
        refused(name, **({"level": level} if "level" in EXAMPLES[name] else {"levels": [level]}))


@pytest.mark.parametrize(("name", "key"), SCALED)
def test_counts_costs_and_ratios_are_not_negative(name: str, key: str) -> None:
    for amount in AMOUNTS_BELOW:
        if (name, amount) != ("reliability_curve", None):  # None lets the data cut the bins
            refused(name, **{key: amount})


@pytest.mark.parametrize(("name", "key"), WORDS)
def test_a_misspelt_option_is_not_taken_for_another(name: str, key: str) -> None:
    word = EXAMPLES[name][key]
    for wrong in (f"{word}s", word.upper(), word[:-1], "", None):
        refused(name, **{key: wrong})


@pytest.mark.parametrize("name", EXAMPLES)
def test_columns_are_of_one_length(name: str) -> None:
    given = EXAMPLES[name]
    several = [key for key, value in given.items() if isinstance(value, np.ndarray)]
    alone = {"residuals"}  # of other rows
    for key in several if len(several) > 1 or "n" in given else ():
        if key not in alone:
            refused(name, **{key: given[key][:-1]})
            refused(name, **{key: np.append(given[key], given[key][:1], axis=0)})


@pytest.mark.parametrize("name", [n for n, g in EXAMPLES.items() if "y" in g or "codes" in g])
def test_rows_without_a_label_are_as_if_they_were_not_there(name: str) -> None:
    given, gone = EXAMPLES[name], 7
    if name == "probability_integral_transform":  # it returns a place for each row
        refused(name, y=np.where(np.arange(N) == gone, np.nan, AMOUNTS))
        return
    label = "y" if "y" in given else "codes"
    labels = np.array(given[label], dtype=float)
    labels[gone] = np.nan
    alone = {"y_b", "score_b"} if "y_b" in given else set()
    kept = np.arange(len(labels)) != gone
    without = {
        key: {rule: said[kept] for rule, said in value.items()}
        if key == "called" and isinstance(value, dict)
        else value[kept]
        if isinstance(value, np.ndarray) and key not in alone
        else value
        for key, value in given.items()
    }
    function = getattr(stats, name)
    assert same(function(**given | {label: labels}), function(**without))


def same(a: Any, b: Any) -> bool:
    if isinstance(a, pd.DataFrame):
        return a.equals(b)
    if hasattr(a, "learned_"):
        return bool(a.learned_ == b.learned_)
    if isinstance(a, stats.Curves):
        return bool((a.draws.hits == b.draws.hits).all())
    if hasattr(a, "table"):
        return same(a.table, b.table) and a.n == b.n
    return bool(np.all(a == b))


@pytest.mark.parametrize("key", ["y", "called"])
def test_labels_in_words_are_not_all_true(key: str) -> None:
    words = np.where(np.tile(Y, 4) > 0, "yes", "no")
    refused("mitigation", **{key: words if key == "y" else {"one": words}})
    refused("group_thresholds", y=words)


def test_mitigation_reads_every_form_of_a_label() -> None:
    given = EXAMPLES["mitigation"]
    plain = stats.mitigation(**given)
    minus = {rule: np.where(said, 1, -1) for rule, said in given["called"].items()}
    y = given["y"]
    assert stats.mitigation(**given | {"y": np.where(y, 1, -1), "called": minus}).equals(plain)
    refused("mitigation", called={"selection": y > 0})
    refused("mitigation", called={"one": y > 0, "recal": y > 0})
    refused("mitigation", called={"one": [None, *y[1:]]})


@pytest.mark.parametrize(
    "name", ["calibrator", "compare_recalibrations", "conformal_set_coverage", "conformal_sets",
             "classwise_error", "classwise_calibration"],
)  # fmt: skip
@pytest.mark.parametrize("code", [-1, 3, 0.5])
def test_a_code_without_a_column_is_no_class(name: str, code: float) -> None:
    refused(name, y=np.where(np.arange(N) == 5, code, CODES))


def test_a_class_without_a_column_is_not_the_last_one() -> None:
    codes = np.where(CODES == 1, -1, CODES)
    own = {**EXAMPLES["one_vs_one"], "codes": codes, "groups": None}
    pairs = stats.one_vs_one(**own).set_index(["a", "b"])
    assert pairs.loc[("cat", "owl"), "n"] == (CODES != 1).sum()
    assert pairs.loc[("cat", "dog"), "method"] == "undefined-one-class"
    own = {**EXAMPLES["one_vs_rest"], "codes": codes, "groups": None}
    rest = stats.one_vs_rest(**own).set_index(["class", "name"])
    assert rest.loc[("owl", "recall"), "n"] == (CODES == 2).sum()


def test_a_missing_amount_is_no_miss() -> None:
    found = stats.conformal_interval_coverage([1.0, np.nan, 9.0], [0, 0, 0], [3, 3, 3], 0.9)
    assert (found.coverage.value, found.coverage.n) == (0.5, 2)
    refused("conformal_interval_coverage", low=EXAMPLES["conformal_interval_coverage"]["high"] + 1)
    sets = np.array([[True, False], [True, True], [False, True]])
    kept = stats.conformal_set_coverage([0, None, 0], sets, 0.9)
    assert (kept.coverage.value, kept.coverage.n, kept.size) == (0.5, 2, 1.0)


@pytest.mark.parametrize("place", [np.nan, -0.1, 1.1, np.inf])
def test_a_place_is_a_share(place: float) -> None:
    for name in ("pit_histogram", "quantile_coverage"):
        refused(name, pit=np.append(P[1:], place))
    refused("quantile_coverage", nominal=[0.1, place])


def test_earlier_residuals_have_to_be_known() -> None:
    for residuals in ([], [np.nan, 1.0], [np.inf]):
        refused("probability_integral_transform", residuals=residuals)


@pytest.mark.parametrize("name", [n for n, g in EXAMPLES.items() if "proba" in g])
def test_probabilities_of_a_row_sum_to_1(name: str) -> None:
    for wrong in (0.9 * PROBA, PROBA + 0.05, np.zeros((N, 3)), PROBA[:, :2]):
        refused(name, proba=wrong)
    short = PROBA.round(2)
    assert (short.sum(axis=1) != 1).any()
    getattr(stats, name)(**EXAMPLES[name] | {"proba": short})


@pytest.mark.parametrize("name", ["one_vs_rest", "one_vs_one", "classwise_calibration"])
def test_each_column_has_a_name(name: str) -> None:
    for wrong in ([], ["cat"], ["cat", "dog"], ["cat", "dog", "owl", "eel"], None, 3):
        refused(name, classes=wrong)


@pytest.mark.parametrize("share", [0, 1, 0.0, 1.0])
def test_rows_tell_no_limit_beyond_the_smallest_and_the_largest(share: float) -> None:
    found = stats.quantile_interval(AMOUNTS, share)
    ends = (-np.inf, AMOUNTS.min()) if share == 0 else (AMOUNTS.max(), np.inf)
    assert (found.low, found.high) == ends
    assert found.value == (AMOUNTS.min() if share == 0 else AMOUNTS.max())
    assert found.method == "undefined-extreme"


def test_curves_are_of_labels_and_scores_of_the_same_rows() -> None:
    plain, gap = stats.Curves(Y > 0, P, resamples=5), np.append(Y, np.nan)
    assert stats.Curves(np.where(Y, 1, -1).tolist(), P.tolist(), resamples=5).positives == Y.sum()
    left = stats.Curves(gap, np.append(P, 0.5), resamples=5)
    assert (left.rows, left.positives) == (plain.rows, plain.positives)
    for wrong in (np.where(Y, "yes", "no"), Y[:-1], Y + 1):
        refused("Curves", positive=wrong)
    refused("Curves", score=np.where(P > 0.5, np.nan, P))


@pytest.mark.parametrize("n", [N - 1, N + 1, 1, 10_000])
@pytest.mark.parametrize("of", [
    weighted_metrics.mean, weighted_metrics.median,
    lambda values: weighted_metrics.roc_auc(Y, values),
    lambda values: weighted_metrics.macro_roc_auc(CODES, PROBA),
    lambda values: weighted_metrics.of_counts(CODES, CODES, 3, weighted_metrics.accuracy),
], ids=["sums", "middle", "ranks", "mean of ranks", "cells"])  # fmt: skip
def test_a_statistic_is_of_as_many_rows_as_are_drawn(of: Callable[[Any], Any], n: int) -> None:
    refused(
        "bootstrap_intervals",
        statistics={"of": of(SAID)},
        n=n,
        groups=None,
        order=None,
        weights=None,
    )
    weights = np.ones(n)
    refused(
        "bootstrap_intervals",
        statistics={"of": of(SAID)},
        n=n,
        groups=None,
        order=None,
        weights=weights,
    )


def test_what_a_statistic_cannot_answer_is_undefined_and_warns_nobody() -> None:
    given = {**EXAMPLES["bootstrap_intervals"], "groups": None, "order": None, "weights": None}
    for odd in (lambda w: w[:, 0] / 0, lambda w: np.log(-w.sum(axis=1))):
        found = stats.bootstrap_intervals(**given | {"statistics": {"odd": odd}})["odd"]
        assert (found.method, np.isfinite(found.value)) == ("undefined", True)
    for wrong in (None, "mean", lambda w: w, lambda w: "word", lambda: 1.0, lambda w: w[:, N]):
        refused("bootstrap_intervals", statistics={"wrong": wrong})


def test_missing_groups_are_one_group_whatever_names_the_others_have() -> None:
    names = np.array([None, 1, "a", 2.5] * (N // 4), dtype=object)
    codes = np.tile([0, 1, 2, 3], N // 4)
    for name in ("share_interval", "mean_interval", "calibration_summary", "clustered_roc_auc"):
        given, function = EXAMPLES[name], getattr(stats, name)
        assert function(**given | {"groups": names}) == function(**given | {"groups": codes})
    for name in ("Curves", "bootstrap_intervals", "error_tree", "worst_slices"):
        rows = len(EXAMPLES[name]["groups"])
        getattr(stats, name)(**EXAMPLES[name] | {"groups": np.resize(names, rows)})


def test_huge_numbers_are_named() -> None:
    huge = np.sign(SAID - SAID.mean()) * 1.6e308
    refused("mean_interval", values=huge)
    refused("probability_integral_transform", y=huge, prediction=-huge)
    refused("expected_cost", miss=1.7e308)


def test_tests_without_a_p_value_do_not_count() -> None:
    assert stats.adjust_pvalues([0.01, np.nan, 0.04])[[0, 2]].tolist() == [0.02, 0.04]
    assert np.isnan(stats.adjust_pvalues([0.01, None])[1])


def test_a_part_of_a_row_is_no_row() -> None:
    found = stats.roc_auc_interval(Y, P, weights=np.where(Y, 1e-3, 1.0))
    assert (found.low, found.high, found.method) == (0.0, 1.0, "undefined-few-rows")
    refused("roc_auc_interval", weights=np.full(N, 1e300))


def test_a_table_without_rows_cannot_be_compared() -> None:
    old, new = pd.DataFrame({"age": [np.nan] * 9}), pd.DataFrame({"age": []})
    table = stats.drift_table(old, new, [("age", "number")])
    assert table["measure"].tolist() == ["not comparable"]


def test_what_one_row_tells_of_the_spread_is_nothing() -> None:
    one = {"y": Y[:1], "group": SEX[:1], "clusters": None}
    said = {"one": Y[:1] > 0, "recall": Y[:1] == 0}
    table = stats.mitigation(**EXAMPLES["mitigation"] | one | {"called": said}).set_index("rule")
    assert table.loc["one", ["low", "high"]].tolist() == [0.0, 0.0]  # itself
    assert table.loc["recall", ["low", "high"]].tolist() == [-2.0, 2.0]  # what a row can cost
    curve = stats.decision_curve(Y[:1], P[:1], [0.5])
    assert curve[["low", "high"]].to_numpy().tolist() == [[-1.0, 1.0]]


def test_a_result_that_is_made_by_hand_is_held_to_its_level_too() -> None:
    for level in LEVELS:
        with pytest.raises(ChoiceError, match="level"):
            Interval(0.5, 0.4, 0.6, level, "wilson", 5)


def test_limits_are_those_that_were_learned() -> None:
    learned = stats.conformal_sets(CODES, PROBA, [0.8])
    for wrong in (lambda: learned.sets(PROBA, 0.9), lambda: learned.zone(0.9),
                  lambda: learned.sets(PROBA * 2, 0.8)):  # fmt: skip
        with pytest.raises(ChoiceError):
            wrong()
    with pytest.raises(ChoiceError):
        stats.conformal_margins(AMOUNTS, SAID, [0.8]).limits(SAID, 0.7)
    assert GROUPS.max() > 1
