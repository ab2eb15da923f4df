"""Decide: which threshold the contract's costs, or another rule, speak for.

It is chosen on out-of-fold predictions of the training rows, so that choosing costs no look at
the holdout; Evaluate then judges the chosen one there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import number, percent
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.predictions import probability
from ..prepare.step import Preparation
from ..split.split import Split
from ..stats.decision import (
    Threshold,
    expected_cost,
    threshold_by_capacity,
    threshold_by_cost,
    threshold_by_precision,
    threshold_by_recall,
    threshold_by_youden,
)
from ..storage.frame_columns import frame_of
from ..train.fit_step import NEEDS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .judged import STEP as JUDGED
from .judged import Judged
from .recalibration import recalibrated_frame

USUAL = 0.5


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

    ``rows``: how many predictions they rest on.
    """

    table: pd.DataFrame = field(metadata=frame_of("one row a rule", *columns.THRESHOLDS))
    model: str
    rows: int
    sentence: str


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
    own = recalibrated_frame(judged.out_of_fold(train), judged.calibration, data, split, labels)
    report(0.2, "Trying every threshold")
    positive = data.classes[-1]
    y = (labels.y(data).iloc[own["row"]] == positive).to_numpy()
    p = probability(own, positive)
    costs = (define.cost_false_positive, define.cost_false_negative)
    each: list[tuple[str, Threshold]] = [
        ("Minimum cost", threshold_by_cost(y, p, *costs)),
        (
            f"Recall at least {percent(params.recall)}",
            threshold_by_recall(y, p, params.recall, *costs),
        ),
        (
            f"Precision at least {percent(params.precision)}",
            threshold_by_precision(y, p, params.precision, *costs),
        ),
        (
            f"Capacity {percent(params.capacity)}",
            threshold_by_capacity(y, p, params.capacity, *costs),
        ),
        ("Youden's J", threshold_by_youden(y, p, *costs)),
    ]
    rows = []
    for title, found in each:
        cost = expected_cost(y, p, found.value, *costs)
        rows.append(
            {
                "rule": found.rule,
                "title": title,
                "threshold": found.value,
                "reached": found.reached,
                "recall": found.recall,
                "precision": found.precision,
                "flagged": found.flagged,
                "cost": cost.value,
                "low": cost.low,
                "high": cost.high,
            }
        )
    usual = expected_cost(y, p, USUAL, *costs).value
    table = pd.DataFrame(rows)
    best = each[0][1]
    return Decision(table, judged.named(train), len(y), costs_sentence(best, usual, define))


def costs_sentence(best: Threshold, usual: float, contract: Contract) -> str:
    """Return what the contract's costs speak for, in words."""
    alarm, miss = number(contract.cost_false_positive), number(contract.cost_false_negative)
    costs = f"A false alarm costs {alarm} and a miss {miss}."
    if best.cost >= usual - 1e-12:
        return f"{costs} The usual threshold of 0.5 is as cheap as any."
    saved = percent(1 - best.cost / usual)
    return (
        f"{costs} This suggests a threshold of {number(best.value, 0.05)}: on the training rows, "
        f"out of fold, it costs {saved} less than 0.5."
    )


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
)
