"""The lifecycle as one ordered table; navigation, runner, docs and contract tests all read it."""

from __future__ import annotations

from collections.abc import Mapping

from .checks import step as check
from .core.recipe import Step
from .data import fetch_step, read_step
from .data import step as data
from .define import step as define
from .deploy import new_data
from .deploy import step as deploy
from .evaluate import (
    compare_runs,
    compare_step,
    conformal_step,
    errors_step,
    explain_step,
    fairness_step,
    holdout_conformal,
    holdout_mean_calibration,
    holdout_recalibration,
    judged,
    one_row_step,
    recalibrate_step,
    threshold_step,
)
from .evaluate import step as evaluate
from .explore import full_report
from .explore import step as explore
from .export import step as export
from .monitor import step as monitor
from .prepare import step as prepare
from .split import step as split
from .train import (
    estimate_step,
    fit_step,
    label_audit,
    label_decisions,
    learning_curve,
    loss_curve,
    nested_cv,
    relabel_effect,
    repeated_cv,
    validation_curve,
)
from .train import step as train

__all__ = ["GRAPH", "LIFECYCLE", "graph"]

GRAPH: dict[str, Step] = {
    step.name: step
    for step in (
        define.STEP,
        fetch_step.TABLES,
        fetch_step.STEP,
        read_step.STEP,
        data.STEP,
        split.STEP,
        check.STEP,
        explore.STEP,
        full_report.STEP,
        prepare.STEP,
        label_decisions.STEP,
        label_audit.STEP,
        relabel_effect.STEP,
        fit_step.FOLD,
        fit_step.FIT,
        estimate_step.STEP,
        train.STEP,
        learning_curve.STEP,
        loss_curve.STEP,
        validation_curve.STEP,
        repeated_cv.STEP,
        nested_cv.STEP,
        judged.STEP,
        threshold_step.STEP,
        compare_step.STEP,
        errors_step.STEP,
        one_row_step.STEP,
        fairness_step.STEP,
        recalibrate_step.STEP,
        conformal_step.STEP,
        explain_step.STEP,
        evaluate.STEP,
        errors_step.HOLDOUT,
        one_row_step.HOLDOUT,
        fairness_step.HOLDOUT,
        holdout_recalibration.HOLDOUT,
        holdout_conformal.HOLDOUT,
        holdout_mean_calibration.HOLDOUT,
        compare_runs.STEP,
        export.STEP,
        deploy.STEP,
        new_data.BATCH,
        deploy.PREDICT,
        new_data.INCOMING,
        monitor.STEP,
    )
}


def graph() -> Mapping[str, Step]:
    """Return the table; a function, so that the engine's children can be handed it by name."""
    return GRAPH


LIFECYCLE: tuple[Step, ...] = tuple(step for step in GRAPH.values() if step.page)
