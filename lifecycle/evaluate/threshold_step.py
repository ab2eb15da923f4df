"""Decide: which threshold the contract's costs, or another rule, speak for.

It is chosen on out-of-fold predictions of the training rows, so that choosing costs no look at
the holdout; Evaluate then judges the chosen one there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import interval, number, percent
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.predictions import probability
from ..prepare.step import Preparation
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..stats.cost_savings import Cheapest, Costs, cheapest
from ..stats.decision import (
    Threshold,
    threshold_by_capacity,
    threshold_by_cost,
    threshold_by_precision,
    threshold_by_recall,
    threshold_by_youden,
    threshold_from_costs,
)
from ..stats.recalibration import at_random
from ..storage.frame_columns import frame_of
from ..train.fit_step import NEEDS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .judged import STEP as JUDGED
from .judged import Judged
from .recalibration import recalibrated_frame

USUAL, LEVEL = 0.5, 0.95
CHEAPEST, FROM_COSTS = "cost", "costs"  # names of rules


class DecideParams(Params):
    """What a threshold must bring."""

    recall: float = Field(
        0.9,
        ge=0.01,
        le=1.0,
        title="Minimum recall",
        description="The share of cases to be found. The rule by recall takes the highest "
        "threshold that finds at least so many; a larger share brings more false "
        "alarms.",
    )
    precision: float = Field(
        0.8,
        ge=0.01,
        le=1.0,
        title="Minimum precision",
        description="The share of alarms to be right. The rule by precision takes the lowest "
        "threshold whose alarms are right at least so often; a larger share misses "
        "more cases.",
    )
    capacity: float = Field(
        0.1,
        ge=0.001,
        le=1.0,
        title="Capacity",
        description="The share of rows that can be acted on. The rule by capacity flags at most "
        "so many; use it when only so many can be called, checked or treated.",
    )


@dataclass(frozen=True)
class Decision:
    """Thresholds by rule, and what each brings on the training rows, out of fold.

    What the cheapest costs and saves is of rows that had no part in choosing it. ``rows``: how
    many predictions they rest on.
    """

    table: pd.DataFrame = field(metadata=frame_of("one row a rule", *columns.THRESHOLDS))
    model: str
    rows: int
    sentence: str

    def saving(self, rule: str) -> str:
        """Return whether a rule's threshold costs less than 0.5 on the same rows, in words."""
        return saving_sentence(_row_of(self.table, rule), "saved_usual", "it", "0.5")


def run(
    params: DecideParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Decision:
    if data.task != "binary":
        raise ChoiceError(
            "A threshold decides between two classes, and this target has none or more.",
            "Nothing to do here.",
        )
    own = judged.out_of_fold(train).drop_duplicates("row")
    own = recalibrated_frame(own, judged.calibration, data, split, labels)
    report(0.2, "Trying every threshold")
    positive, rows = data.classes[-1], own["row"].to_numpy()
    actual = (labels.y(data).iloc[rows] == positive).to_numpy()
    p = probability(own, positive)
    alarm, miss = define.cost_false_positive, define.cost_false_negative
    groups = cluster_ids(data, split, rows)
    costs = Costs(actual, p, alarm, miss, groups)
    ratio = threshold_from_costs(alarm, miss)
    report(0.4, "Judging the cheapest on rows that did not choose it")
    folds = split.rows["fold"].to_numpy()[rows]
    folds = folds if len(np.unique(folds)) > 1 else at_random(len(p), groups)
    found = cheapest(costs, folds, (USUAL, ratio))
    each = _thresholds(params, actual, p, alarm, miss)
    table = pd.DataFrame([_brings(title, rule, costs, found, ratio) for title, rule in each])
    sentence = costs_sentence(table, define)
    return Decision(table, judged.named(train), len(actual), sentence)


def _thresholds(
    params: DecideParams, actual: np.ndarray, p: np.ndarray, alarm: float, miss: float
) -> list[tuple[str, Threshold]]:
    """Return the threshold of each rule with the rule's title."""
    rows = (actual, p)
    recall, precision, capacity = params.recall, params.precision, params.capacity
    return [
        ("Minimum cost", threshold_by_cost(*rows, alarm, miss)),
        ("From the costs", _given(*rows, threshold_from_costs(alarm, miss))),
        (
            f"Recall at least {percent(recall)}",
            threshold_by_recall(*rows, recall, alarm, miss),
        ),
        (
            f"Precision at least {percent(precision)}",
            threshold_by_precision(*rows, precision, alarm, miss),
        ),
        (f"Capacity {percent(capacity)}", threshold_by_capacity(*rows, capacity, alarm, miss)),
        ("Youden's J", threshold_by_youden(*rows, alarm, miss)),
    ]


def _given(actual: np.ndarray, p: np.ndarray, threshold: float) -> Threshold:
    """Return what a threshold brings that no row has chosen."""
    called = p >= threshold
    hits, alarms, cases = int((called & actual).sum()), int(called.sum()), int(actual.sum())
    recall, precision = hits / cases if cases else 1.0, hits / alarms if alarms else 1.0
    return Threshold(threshold, FROM_COSTS, True, recall, precision, alarms / len(p), 0.0)


def _brings(
    title: str, rule: Threshold, costs: Costs, best: Cheapest, ratio: float
) -> dict[str, Any]:
    """Return the row of a rule: its threshold, and what that costs and saves."""
    if rule.rule == CHEAPEST:
        mean, saved = best.mean, best.savings
    else:
        mean = costs.mean(rule.value)
        saved = (costs.saving(rule.value, USUAL), costs.saving(rule.value, ratio))
    row = {
        "rule": rule.rule,
        "title": title,
        "threshold": rule.value,
        "reached": rule.reached,
        "recall": rule.recall,
        "precision": rule.precision,
        "flagged": rule.flagged,
        "cost": mean.value,
        "low": mean.low,
        "high": mean.high,
    }
    for name, saving in zip(("saved_usual", "saved_costs"), saved, strict=True):
        row |= {name: saving.value, f"{name}_low": saving.low, f"{name}_high": saving.high}
    return row


def costs_sentence(table: pd.DataFrame, contract: Contract) -> str:
    """Return what the contract's costs speak for, in words.

    ``table``: as of `Decision`.
    """
    alarm, miss = number(contract.cost_false_positive), number(contract.cost_false_negative)
    best, ratio = _row_of(table, CHEAPEST), _row_of(table, FROM_COSTS)
    at = number(ratio["threshold"], 0.05)
    text = f"A false alarm costs {alarm} and a miss {miss}, which speaks for {at} if the "
    text += f"probabilities are right: {saving_sentence(ratio, 'saved_usual', 'that', '0.5')}. "
    text += f"The cheapest on the training rows is {number(best['threshold'], 0.05)}; on rows "
    text += f"that did not choose it, {saving_sentence(best, 'saved_usual', 'it', '0.5')}"
    if ratio["threshold"] == USUAL:
        return f"{text}."
    return f"{text}, and {saving_sentence(best, 'saved_costs', 'it', at)}."


def _row_of(table: pd.DataFrame, rule: str) -> dict[Any, Any]:
    (row,) = table[table["rule"] == rule].to_dict("records")
    return row


def saving_sentence(row: dict[Any, Any], name: str, rule: str, other: str) -> str:
    """Return whether ``rule`` costs less than the ``other`` threshold, and how much."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if low == high == 0:
        return f"{rule} costs the same as {other}"
    if low > 0:
        return f"{rule} costs {interval(value, low, high, LEVEL)} a row less than {other}"
    if high < 0:
        return f"{rule} costs {interval(-value, -high, -low, LEVEL)} a row more than {other}"
    saved = interval(value, low, high, LEVEL)
    return f"{rule} cannot be told apart from {other} (saving {saved} a row)"


STEP = Step(
    "decide",
    "Choose a threshold",
    "Find the threshold that suits the costs of the contract. "
    "It is chosen on training rows, so that the holdout stays locked.",
    DecideParams,
    Decision,
    run,
    needs=(
        Need.of(DEFINE, "cost_false_positive", "cost_false_negative"),
        *NEEDS,
        Need.of(TRAIN),
        Need.of(JUDGED, "model", "calibration"),
    ),
    version=2,
)
