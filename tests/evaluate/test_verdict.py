"""Verdict: the four states, both directions of a metric, and the sentences that say why."""

from __future__ import annotations

import pytest

from lifecycle.evaluate.verdict import Bar, judge
from lifecycle.metrics.catalog import METRICS
from lifecycle.split.risks import Risks
from lifecycle.stats.interval import Interval

AUC, RMSE = METRICS["roc_auc"], METRICS["rmse"]


def of(value: float, low: float, high: float, method: str = "bca") -> Interval:
    return Interval(value, low, high, 0.95, method, 179)


SCORE, GAIN = of(0.8612, 0.7991, 0.9094), of(0.3612, 0.2991, 0.4094)


def test_the_example_of_the_design_reads_as_it_should() -> None:
    found = judge(AUC, SCORE, GAIN, 0.80)
    assert found.state == "likely"
    assert found.sentences == (
        "ROC AUC 0.86 (95% interval 0.80 to 0.91); you asked for at least 0.80: "
        "likely, not certain. It beats the baseline by 0.36 (0.30 to 0.41)."
    )


@pytest.mark.parametrize(
    ("gain", "floor", "incumbent", "state"),
    [
        (GAIN, None, None, "likely"),
        (GAIN, 0.7, None, "ship"),
        (GAIN, 0.8, None, "likely"),
        (GAIN, 0.9, None, "dont"),
        (GAIN, 0.7, 0.85, "likely"),
        (GAIN, 0.7, 0.9, "unclear"),
        (GAIN, 0.95, None, "dont"),
        (of(0.01, -0.02, 0.04), None, None, "unclear"),
        (of(0.01, -0.02, 0.04), 0.7, None, "unclear"),
        (of(0.01, -0.02, 0.04), 0.95, None, "dont"),
        (of(-0.05, -0.08, -0.02), None, None, "dont"),
        (of(0.0, 0.0, 0.0), None, None, "unclear"),
        (GAIN, 0.7, 0.95, "dont"),
        (GAIN, 0.7, 0.6, "ship"),
    ],
)
def test_states(gain: Interval, floor: float | None, incumbent: float | None, state: str) -> None:
    assert judge(AUC, SCORE, gain, floor, incumbent).state == state


@pytest.mark.parametrize(
    ("floor", "state"),
    [(None, "likely"), (30000.0, "ship"), (25000.0, "likely"), (24000.0, "dont"), (1.0, "dont")],
)
def test_a_floor_on_an_error_is_a_ceiling(floor: float | None, state: str) -> None:
    score, gain = of(24531.0, 22019.0, 27444.0), of(55000.0, 50000.0, 60000.0)
    found = judge(RMSE, score, gain, floor)
    assert found.state == state
    assert "RMSE 25,000 (95% interval 22,000 to 27,000)" in found.sentences
    assert floor is None or "at most" in found.sentences
    assert "beats the baseline by 55,000" in found.sentences


def test_an_agreed_number_is_repeated_as_it_was_given() -> None:
    assert "at least 0.875:" in judge(AUC, SCORE, GAIN, 0.875).sentences
    assert "at least 0.80:" in judge(AUC, SCORE, GAIN, 0.8).sentences


@pytest.mark.parametrize(
    ("incumbent", "words"),
    [
        (0.6, "Today's way scores 0.60; the model is better."),
        (0.85, "Today's way scores 0.85, which is inside the interval"),
        (0.95, "Today's way scores 0.95; the model is worse."),
    ],
)
def test_todays_way_is_mentioned(incumbent: float, words: str) -> None:
    assert words in judge(AUC, SCORE, GAIN, None, incumbent).sentences


def test_a_loss_is_told_with_its_size() -> None:
    found = judge(AUC, SCORE, of(-0.05, -0.08, -0.02))
    assert "It is worse than the baseline by 0.05 (0.02 to 0.08)." in found.sentences


@pytest.mark.parametrize(
    "method", ["undefined", "undefined-one-class", "undefined-no-rows", "undefined-never-right"]
)
def test_what_cannot_be_judged_is_unclear_and_says_what_to_do(method: str) -> None:
    found = judge(AUC, of(0.5, 0.0, 1.0, method), GAIN, 0.8)
    assert found.state == "unclear"
    assert found.sentences.endswith("Hold out more rows.")


def test_one_group_is_never_shipped() -> None:
    nan = float("nan")
    score = Interval(0.95, nan, nan, 0.95, "undefined-one-group", 200)
    found = judge(AUC, score, GAIN, 0.5)
    assert found.state == "unclear"
    assert found.sentences.startswith(
        "ROC AUC 0.95 has no interval: all rows that count are of one"
    )
    unknown = Interval(0.4, nan, nan, 0.95, "undefined-one-group", 200)
    assert judge(AUC, SCORE, unknown, 0.5).state == "unclear"


def test_without_a_bar_nothing_is_green() -> None:
    found = judge(AUC, SCORE, GAIN)
    assert found.state == "likely"
    assert "better than the baseline; no bar was agreed." in found.sentences
    assert "better than the baseline;" not in judge(AUC, SCORE, of(0.01, -0.02, 0.04)).sentences


@pytest.mark.parametrize(
    ("over", "state"),
    [
        (of(0.1, 0.02, 0.2), "ship"),
        (of(0.1, -0.02, 0.2), "likely"),
        (of(0.0, 0.0, 0.0), "likely"),
        (of(-0.1, -0.2, -0.02), "dont"),
    ],
)
def test_a_simple_rule_that_may_do_as_well_bars_the_way(over: Interval, state: str) -> None:
    assert judge(AUC, SCORE, GAIN, 0.7, over_rule=over, rule="a alone").state == state


@pytest.mark.parametrize(
    ("least", "method", "state", "words"),
    [
        (
            0.5,
            "wilson",
            "ship",
            "Accuracy 0.70 (95% interval 0.60 to 0.80); you asked for",
        ),
        (0.65, "wilson", "likely", "likely, not certain"),
        (0.9, "wilson", "dont", "not reached"),
        (0.9, "undefined", "likely", "these rows cannot tell"),
    ],
)
def test_every_bar_has_to_be_met(least: float, method: str, state: str, words: str) -> None:
    bar = Bar(METRICS["accuracy"], of(0.7, 0.6, 0.8, method), least)
    for floor in (None, 0.7):
        found = judge(AUC, SCORE, GAIN, floor, others=[bar])
        assert found.state == state
        assert words in found.sentences
        assert "no bar was agreed" not in found.sentences


def test_rows_that_belong_together_on_both_sides_are_no_case_for_shipping() -> None:
    risks = Risks(("A random split puts the same patient on both sides.",), torn=True)
    found = judge(AUC, SCORE, GAIN, 0.7, risks=risks)
    assert found.state == "unclear"
    assert "same patient on both sides. A score on rows that belong" in found.sentences
    assert judge(AUC, SCORE, GAIN, 0.95, risks=risks).state == "dont"
    said = judge(AUC, SCORE, GAIN, 0.7, risks=Risks(("Class d has no row in the holdout.",)))
    assert (said.state, said.sentences.split(". ")[-1]) == (
        "ship", "Class d has no row in the holdout."
    )  # fmt: skip
