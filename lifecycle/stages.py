"""The lifecycle as one ordered table; navigation, runner, docs and contract tests all read it."""

from __future__ import annotations

from .checks import step as check
from .core.recipe import Step
from .data import fetch_step, read_step
from .data import step as data
from .define import step as define
from .explore import full_report
from .explore import step as explore
from .prepare import step as prepare
from .split import step as split
from .steps import (
    compare,
    conformal,
    decide,
    deploy,
    evaluate,
    explain,
    export,
    fairness,
    later,
    mistakes,
    monitor,
    one_row,
    recalibrate,
)
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

__all__ = ["GRAPH", "LIFECYCLE"]

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
        decide.STEP,
        compare.STEP,
        mistakes.STEP,
        one_row.STEP,
        fairness.STEP,
        recalibrate.STEP,
        conformal.STEP,
        explain.STEP,
        evaluate.STEP,
        mistakes.HOLDOUT,
        one_row.HOLDOUT,
        fairness.HOLDOUT,
        export.STEP,
        deploy.STEP,
        later.BATCH,
        deploy.PREDICT,
        later.INCOMING,
        monitor.STEP,
    )
}

LIFECYCLE: tuple[Step, ...] = tuple(step for step in GRAPH.values() if step.page)
