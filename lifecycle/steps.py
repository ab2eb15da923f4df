"""The lifecycle as one ordered table; navigation, runner, docs and contract tests all read it.

Each step is here under its name in capitals. Code that speaks of a step holds the step itself; its
name as a string is for what leaves the program: the log, recipes, addresses of pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from .checks.step import STEP as CHECK
from .core.recipe import AnyStep
from .data.fetch_step import STEP as FETCH
from .data.fetch_step import TABLES
from .data.read_step import STEP as READ
from .data.step import STEP as DATA
from .define.step import STEP as DEFINE
from .deploy.new_data import BATCH, INCOMING
from .deploy.step import PREDICT
from .deploy.step import STEP as DEPLOY
from .evaluate.compare_runs import STEP as COMPARE_RUNS
from .evaluate.compare_step import STEP as COMPARE
from .evaluate.conformal_step import STEP as CONFORMAL
from .evaluate.errors_step import HOLDOUT as HOLDOUT_MISTAKES
from .evaluate.errors_step import STEP as MISTAKES
from .evaluate.explain_step import STEP as EXPLAIN
from .evaluate.fairness_step import HOLDOUT as HOLDOUT_FAIRNESS
from .evaluate.fairness_step import STEP as FAIRNESS
from .evaluate.holdout_conformal import HOLDOUT as HOLDOUT_CONFORMAL
from .evaluate.holdout_mean_calibration import HOLDOUT as HOLDOUT_MEAN_CALIBRATION
from .evaluate.holdout_recalibration import HOLDOUT as HOLDOUT_RECALIBRATION
from .evaluate.judged import STEP as JUDGED
from .evaluate.one_row_step import HOLDOUT as HOLDOUT_ROW
from .evaluate.one_row_step import STEP as ONE_ROW
from .evaluate.recalibrate_step import STEP as RECALIBRATE
from .evaluate.step import STEP as EVALUATE
from .evaluate.threshold_step import STEP as DECIDE
from .explore.full_report import STEP as REPORT
from .explore.step import STEP as EXPLORE
from .export.step import STEP as EXPORT
from .monitor.step import STEP as MONITOR
from .prepare.step import STEP as PREPARE
from .split.step import STEP as SPLIT
from .train.estimate_step import STEP as ESTIMATE
from .train.fit_step import FIT, FOLD
from .train.label_audit import STEP as AUDIT
from .train.label_decisions import STEP as LABELS
from .train.learning_curve import STEP as LEARNING
from .train.loss_curve import STEP as LOSS
from .train.nested_cv import STEP as NESTED
from .train.relabel_effect import STEP as RELABEL
from .train.repeated_cv import STEP as REPEATED
from .train.step import STEP as TRAIN
from .train.validation_curve import STEP as VALIDATION

__all__ = [
    "AUDIT",
    "BATCH",
    "CHECK",
    "COMPARE",
    "COMPARE_RUNS",
    "CONFORMAL",
    "DATA",
    "DECIDE",
    "DEFINE",
    "DEPLOY",
    "ESTIMATE",
    "EVALUATE",
    "EXPLAIN",
    "EXPLORE",
    "EXPORT",
    "FAIRNESS",
    "FETCH",
    "FIT",
    "FOLD",
    "GRAPH",
    "HOLDOUT_CONFORMAL",
    "HOLDOUT_FAIRNESS",
    "HOLDOUT_MEAN_CALIBRATION",
    "HOLDOUT_MISTAKES",
    "HOLDOUT_RECALIBRATION",
    "HOLDOUT_ROW",
    "INCOMING",
    "JUDGED",
    "LABELS",
    "LEARNING",
    "LIFECYCLE",
    "LOSS",
    "MISTAKES",
    "MONITOR",
    "NESTED",
    "ONE_ROW",
    "PREDICT",
    "PREPARE",
    "READ",
    "RECALIBRATE",
    "RELABEL",
    "REPEATED",
    "REPORT",
    "SPLIT",
    "TABLES",
    "TRAIN",
    "VALIDATION",
    "graph",
]

GRAPH: dict[str, AnyStep] = {
    step.name: step
    for step in (
        DEFINE,
        TABLES,
        FETCH,
        READ,
        DATA,
        SPLIT,
        CHECK,
        EXPLORE,
        REPORT,
        PREPARE,
        LABELS,
        AUDIT,
        RELABEL,
        FOLD,
        FIT,
        ESTIMATE,
        TRAIN,
        LEARNING,
        LOSS,
        VALIDATION,
        REPEATED,
        NESTED,
        JUDGED,
        DECIDE,
        COMPARE,
        MISTAKES,
        ONE_ROW,
        FAIRNESS,
        RECALIBRATE,
        CONFORMAL,
        EXPLAIN,
        EVALUATE,
        HOLDOUT_MISTAKES,
        HOLDOUT_ROW,
        HOLDOUT_FAIRNESS,
        HOLDOUT_RECALIBRATION,
        HOLDOUT_CONFORMAL,
        HOLDOUT_MEAN_CALIBRATION,
        COMPARE_RUNS,
        EXPORT,
        DEPLOY,
        BATCH,
        PREDICT,
        INCOMING,
        MONITOR,
    )
}


def graph() -> Mapping[str, AnyStep]:
    """Return the table; a function, so that the engine's children can be handed it by name."""
    return GRAPH


LIFECYCLE: tuple[AnyStep, ...] = tuple(step for step in GRAPH.values() if step.page)
