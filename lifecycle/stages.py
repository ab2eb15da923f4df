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
    audit,
    compare,
    conformal,
    decide,
    deploy,
    estimate,
    evaluate,
    explain,
    export,
    fairness,
    fit,
    labels,
    later,
    learning,
    loss,
    mistakes,
    monitor,
    nested,
    one_row,
    recalibrate,
    relabel,
    repeated,
    train,
    validation,
)

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
        labels.STEP,
        audit.STEP,
        relabel.STEP,
        fit.FOLD,
        fit.FIT,
        estimate.STEP,
        train.STEP,
        learning.STEP,
        loss.STEP,
        validation.STEP,
        repeated.STEP,
        nested.STEP,
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
