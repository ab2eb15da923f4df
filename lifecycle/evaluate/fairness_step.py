"""Fairness: groups of people side by side, and what a threshold a group would even out and cost.

On out-of-fold predictions of training rows, so that it costs no look at the holdout; after a look
the holdout's groups can be seen too. Thresholds are never predicted on rows they were chosen on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..core.param_fields import level_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing
from ..data.step import STEP as DATA
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.outcome import Outcome
from ..metrics.predictions import at_threshold
from ..prepare.step import Preparation
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.fairness_mitigation import RULES, called_by, group_thresholds, mitigation
from ..storage.frame_columns import frame_of
from ..train.fit_step import NEEDS
from ..train.label_decisions import STEP as LABELS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .group_rates import conclusions, rates, scores
from .intersections import crossed
from .judged import STEP as JUDGED
from .judged import Judged
from .recalibration import recalibrated_frame
from .step import STEP as EVALUATE
from .step import Evaluation


class FairnessParams(Params):
    """How sure the intervals are."""

    level: float = level_field()


@dataclass(frozen=True)
class Fairness:
    """Groups side by side; ``column`` names the protected column or the crossing of several.

    All but ``scores`` are for two classes alone; ``mitigation`` is of rows that took no part in
    choosing thresholds. ``clusters``: how many groups of rows belong together, 0 when each stands
    alone. ``conclusions``: what can and cannot be said.
    """

    model: str
    groups: pd.DataFrame = field(
        metadata=frame_of("one row a column, group and rate", *columns.GROUP_RATES)
    )
    gaps: pd.DataFrame = field(
        metadata=frame_of(
            "one row a column, group and rate, beside the largest group", *columns.GROUP_GAPS
        )
    )
    scores: pd.DataFrame = field(
        metadata=frame_of("one row a column, group and score", *columns.GROUP_SCORES)
    )
    thresholds: pd.DataFrame = field(
        metadata=frame_of("one row a column, rule and group", *columns.GROUP_THRESHOLDS)
    )
    mitigation: pd.DataFrame = field(
        metadata=frame_of("one row a column and rule", *columns.MITIGATION)
    )
    conclusions: tuple[str, ...]
    rows: int
    clusters: int


@dataclass(frozen=True)
class Predicted:
    """Predictions of some rows, with what ties the rows together and the contract's costs."""

    outcome: Outcome
    rows: np.ndarray
    tied: np.ndarray | None
    threshold: float
    costs: tuple[float, float]


def run(
    params: FairnessParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Fairness:
    name = judged.named(train)
    predicted = predicted_out_of_fold(train, data, split, labels, judged, define)
    groups = _groups(data, predicted.rows)
    report(0.2, f"Comparing {count('group', sum(c.nunique() for c in groups.values()))}")
    folds = split.rows["fold"].to_numpy()[predicted.rows]
    thresholds, called = [], []
    for column, group in groups.items() if len(data.classes) == 2 else ():
        chosen, said = _crosswise(predicted, group.to_numpy(), folds)
        thresholds.append(chosen.assign(column=column))
        called.append(_mitigated(predicted, said, group, params.level).assign(column=column))
    return _made(name, predicted, groups, thresholds, called, params.level)


def run_holdout(
    params: FairnessParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    evaluate: Evaluation,
    report: Report,
) -> Fairness:
    name = evaluate.model_name
    rows = evaluate.predictions["row"].to_numpy()
    outcome = Outcome.of(evaluate.predictions["y"], evaluate.predictions, data.classes)
    costs = (define.cost_false_positive, define.cost_false_negative)
    predicted = Predicted(outcome, rows, cluster_ids(data, split, rows), evaluate.threshold, costs)
    groups = _groups(data, rows)
    report(0.2, f"Comparing {count('group', sum(c.nunique() for c in groups.values()))}")
    thresholds, called = [], []
    if len(data.classes) == 2:
        learned = predicted_out_of_fold(train, data, split, labels, judged, define)
        before = crossed(data, learned.rows)
        for column, group in groups.items():
            if column not in before:
                continue
            chosen = _chosen(learned, before[column].to_numpy())
            said = {rule: called_by(outcome.score, group, _of(chosen, rule)) for rule in RULES}
            thresholds.append(chosen.assign(column=column))
            called.append(_mitigated(predicted, said, group, params.level).assign(column=column))
    return _made(name, predicted, groups, thresholds, called, params.level)


def predicted_out_of_fold(
    train: Leaderboard,
    data: Table,
    split: Split,
    labels: Labels,
    judged: Judged,
    define: Contract,
) -> Predicted:
    """Return the out-of-fold predictions of the judged model; raises ChoiceError without any."""
    own = judged.out_of_fold(train).drop_duplicates("row").reset_index(drop=True)
    own = recalibrated_frame(own, judged.calibration, data, split, labels)
    rows = own["row"].to_numpy()
    y = labels.y(data).iloc[rows].reset_index(drop=True)
    outcome = Outcome.of(y, at_threshold(own, data.classes, judged.threshold), data.classes)
    costs = (define.cost_false_positive, define.cost_false_negative)
    return Predicted(outcome, rows, cluster_ids(data, split, rows), judged.threshold, costs)


def _groups(data: Table, rows: np.ndarray) -> dict[str, pd.Series]:
    if not data.protected:
        raise ChoiceError(
            "No column is protected, so there are no groups to compare.",
            "Give a column such as sex or age the role protected on the Data page.",
        )
    found = crossed(data, rows)
    if not found:
        raise ChoiceError(
            f"{listing(data.protected)} cannot be compared: too few or too many groups.",
            "Protect a column with two to sixty groups.",
        )
    return found


def _chosen(predicted: Predicted, group: np.ndarray) -> pd.DataFrame:
    """Return the thresholds of each rule and group, chosen on these predictions."""
    rows = [
        (rule, name, value)
        for rule in RULES
        for name, value in group_thresholds(
            predicted.outcome.positive, predicted.outcome.score, group, predicted.threshold, rule
        ).items()
    ]
    return pd.DataFrame(rows, columns=["rule", "group", "threshold"])


def _of(chosen: pd.DataFrame, rule: str) -> dict[str, float]:
    own = chosen[chosen["rule"] == rule]
    return dict(zip(own["group"], own["threshold"], strict=True))


def _crosswise(
    predicted: Predicted, group: np.ndarray, folds: np.ndarray
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return thresholds from all rows, and what thresholds of the other folds call each row."""
    said = {rule: np.zeros(len(group), dtype=bool) for rule in RULES}
    p, y = predicted.outcome.score, predicted.outcome.positive
    for fold in np.unique(folds):
        held = folds == fold
        learn = ~held if (~held).any() else held
        for rule in RULES:
            found = group_thresholds(y[learn], p[learn], group[learn], predicted.threshold, rule)
            usual = dict.fromkeys(map(str, group[held]), predicted.threshold) | found
            said[rule][held] = called_by(p[held], group[held], usual)
    return _chosen(predicted, group), said


def _mitigated(
    predicted: Predicted, said: dict[str, np.ndarray], group: pd.Series, level: float
) -> pd.DataFrame:
    return mitigation(
        predicted.outcome.positive,
        said,
        group,
        *predicted.costs,
        level=level,
        clusters=predicted.tied,
    )


def _made(
    name: str,
    predicted: Predicted,
    groups: dict[str, pd.Series],
    thresholds: list[pd.DataFrame],
    mitigated: list[pd.DataFrame],
    level: float,
) -> Fairness:
    table, gaps = rates(predicted.outcome, groups, level, predicted.tied)
    scored = scores(predicted.outcome, groups, level, predicted.tied)
    return Fairness(
        name,
        table,
        gaps,
        scored,
        pd.concat([pd.DataFrame(), *thresholds], ignore_index=True),
        pd.concat([pd.DataFrame(), *mitigated], ignore_index=True),
        conclusions(table, gaps, scored, level),
        len(predicted.rows),
        0 if predicted.tied is None else len(np.unique(predicted.tied)),
    )


COSTS = ("cost_false_positive", "cost_false_negative")
STEP = Step(
    "fairness",
    "Compare groups of people",
    "Put groups side by side, and see what a threshold for each would even out and cost. "
    "It uses out-of-fold predictions, so that the holdout stays locked.",
    FairnessParams,
    Fairness,
    run,
    needs=(Need.of(DEFINE, *COSTS), *NEEDS, Need.of(TRAIN), Need.of(JUDGED)),
)
HOLDOUT = Step(
    "holdout_fairness",
    "Compare groups of the holdout",
    "Put the groups of the holdout side by side, with thresholds chosen on training rows. "
    "It uses what Evaluate saw, and is no further look.",
    FairnessParams,
    Fairness,
    run_holdout,
    needs=(
        Need.of(DEFINE, *COSTS),
        Need.of(DATA),
        Need.of(SPLIT),
        Need.of(LABELS, "decisions"),
        Need.of(TRAIN),
        Need.of(JUDGED),
        Need.of(EVALUATE),
    ),
)
