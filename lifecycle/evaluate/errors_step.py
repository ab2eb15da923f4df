"""Mistakes: where the model errs, the surest of its mistakes row by row, and what to do next.

On out-of-fold predictions of training rows, so that looking costs no look at the holdout; after a
look the holdout's own mistakes can be seen too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.param_fields import level_field, seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.step import STEP as DATA
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.catalog import success_metric
from ..metrics.outcome import Outcome
from ..metrics.predictions import at_threshold
from ..prepare.step import Preparation
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import frame_of
from ..train.fit_step import NEEDS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .error_analysis import Findings, analysed
from .judged import STEP as JUDGED
from .judged import Judged
from .next_step import next_step
from .recalibration import recalibrated_frame
from .step import STEP as EVALUATE
from .step import Evaluation


class ErrorParams(Params):
    """How the errors are searched."""

    level: float = level_field(
        "How certain it must be that the error is higher there to call it a weak spot."
    )
    seed: int = seed_field(
        "Fixes which half of the rows is searched and which one judges.",
        "Change it to see what holds up either way.",
    )


@dataclass(frozen=True)
class Mistakes:
    """Where a model errs.

    ``share``: the mean loss, which is 1 for a wrong label or the absolute error. ``advice``: what
    training against validation speaks for; empty on the holdout. ``groups``: how many groups the
    rows form, 0 when each stands alone.
    """

    model: str
    slices: pd.DataFrame = field(
        metadata=frame_of("one row a slice worth working on, the surest first", *columns.SLICES)
    )
    tree: pd.DataFrame = field(metadata=frame_of("one row a node", *columns.ERROR_TREE))
    mistakes: pd.DataFrame = field(
        metadata=frame_of("one row a mistake, the surest first", *columns.MISTAKES)
    )
    confusions: pd.DataFrame = field(
        metadata=frame_of("one row a pair of classes that were mistaken", *columns.CONFUSIONS)
    )
    share: float
    rows: int
    groups: int
    sentence: str
    advice: str


def run(
    params: ErrorParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Mistakes:
    name, own = judged.named(train), judged.out_of_fold(train).drop_duplicates("row")
    report(0.1, f"Looking for what {count('out-of-fold prediction', len(own))} have in common")
    own = recalibrated_frame(own, judged.calibration, data, split, labels)
    rows = own["row"].to_numpy()
    y = labels.y(data).iloc[rows].reset_index(drop=True)
    predicted = at_threshold(own.reset_index(drop=True), data.classes, judged.threshold)
    outcome = Outcome.of(y, predicted, data.classes)
    together = cluster_ids(data, split, rows)
    found = analysed(outcome, data, rows, level=params.level, seed=params.seed, groups=together)
    return _made(name, found, rows, together, _next(name, train, define, data, split))


def run_holdout(
    params: ErrorParams,
    *,
    data: Table,
    split: Split,
    evaluate: Evaluation,
    report: Report,
) -> Mistakes:
    rows = evaluate.predictions["row"].to_numpy()
    report(0.1, f"Looking for what the errors of {count('holdout row', len(rows))} have in common")
    outcome = Outcome.of(evaluate.predictions["y"], evaluate.predictions, data.classes)
    together = cluster_ids(data, split, rows)
    found = analysed(outcome, data, rows, level=params.level, seed=params.seed, groups=together)
    return _made(evaluate.model_name, found, rows, together, "")


def _made(
    name: str, found: Findings, rows: np.ndarray, groups: np.ndarray | None, advice: str
) -> Mistakes:
    number = 0 if groups is None else len(set(groups.tolist()))
    return Mistakes(name, **vars(found), rows=len(rows), groups=number, advice=advice)


def _next(name: str, train: Leaderboard, define: Contract, data: Table, split: Split) -> str:
    """Return what the gap between training and validation speaks for."""
    metric = success_metric(define.metric, data.task)
    scores = train.folds[train.folds["metric"] == metric.name]
    own, dummy = (scores[scores["model"] == each] for each in (name, "dummy"))
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    baseline = float(dummy["value"].mean()) if len(dummy) else float("nan")
    return next_step(
        metric,
        own["value"].tolist(),
        own["train_value"].tolist(),
        baseline,
        share,
        define.least(metric.name).get(metric.name),
    ).sentence


STEP = Step(
    "mistakes",
    "Error analysis",
    "Find where the candidate errs and list its surest mistakes. "
    "It uses out-of-fold predictions, so that the holdout stays locked.",
    ErrorParams,
    Mistakes,
    run,
    needs=(
        Need.of(DEFINE, "metric", "floor", "bars"),
        *NEEDS,
        Need.of(TRAIN),
        Need.of(JUDGED),
    ),
)
HOLDOUT = Step(
    "holdout_mistakes",
    "Error analysis on the holdout",
    "Find where the judged model errs on the holdout and list its surest mistakes. "
    "It uses what Evaluate saw, and is no further look.",
    ErrorParams,
    Mistakes,
    run_holdout,
    needs=(Need.of(DATA), Need.of(SPLIT), Need.of(EVALUATE)),
)
