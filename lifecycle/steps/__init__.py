"""The lifecycle as one ordered table; navigation, runner, docs and contract tests all read it."""

from __future__ import annotations

from ..graph import Step
from . import (
    audit,
    check,
    compare,
    conformal,
    data,
    decide,
    define,
    estimate,
    deploy,
    evaluate,
    explain,
    explore,
    export,
    fairness,
    fetch,
    fit,
    labels,
    later,
    learning,
    mistakes,
    monitor,
    nested,
    one_row,
    prepare,
    read,
    recalibrate,
    relabel,
    repeated,
    report,
    split,
    train,
    validation,
)

__all__ = ["GRAPH", "LIFECYCLE"]

GRAPH: dict[str, Step] = {
    step.name: step
    for step in (
        define.STEP,
        fetch.TABLES,
        fetch.STEP,
        read.STEP,
        data.STEP,
        split.STEP,
        check.STEP,
        explore.STEP,
        report.STEP,
        prepare.STEP,
        labels.STEP,
        audit.STEP,
        relabel.STEP,
        fit.FOLD,
        fit.FIT,
        estimate.STEP,
        train.STEP,
        learning.STEP,
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
