"""Audit: which labels look wrong, ranked for a person to review; nothing is changed by it.

Confident learning (Northcutt, Jiang and Chuang: Confident Learning: Estimating Uncertainty in
Dataset Labels, JAIR 70, 2021) on out-of-fold predictions of the training rows, by cleanlab.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import count, percent
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.predictions import PREDICTION, ROW_COLUMN, amounts, class_codes, probabilities
from ..models import MODELS
from ..prepare.step import STEP as PREPARE
from ..prepare.step import Preparation
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import Column, frame_of
from .label_decisions import as_text
from .out_of_fold import out_of_fold

JUDGES: dict[str, Any] = {
    "labels": {m.name: m.title for m in MODELS.values() if not (m.baseline or m.rule_setting)},
    "catalog": True,
}
LEAST = 50  # rows with an out-of-fold prediction; a ranking of fewer says little
RESIDUAL = 3.5  # robust standard deviations, the usual mark of an outlier


class AuditParams(Params):
    """Whose word is taken, and how far the list goes."""

    model: str = Field(
        "linear",
        title="Audit model",
        description="The candidate whose out-of-fold predictions are compared with the labels. A "
        "linear model rarely memorises wrong labels; change it when it predicts badly.",
        json_schema_extra=JUDGES,
    )
    most: int = Field(
        100,
        ge=10,
        le=1000,
        title="Maximum rows listed",
        description="How many rows are listed at most, the most doubtful first. Reviewing the top "
        "of the list finds the most errors for the effort.",
    )


@dataclass(frozen=True)
class Audit:
    """Training rows in the order in which their labels are worth a look.

    ``reviewed``: training rows with an out-of-fold prediction; ``flagged``: how many of them are
    likely wrong.
    """

    issues: pd.DataFrame = field(
        metadata=frame_of(
            "one row a listed training row, most doubtful first",
            ROW_COLUMN,
            Column("given", "the label or value, as text"),
            Column("suggested", "the label or value the other rows speak for, as text"),
            Column("quality", "0 to 1, low is doubtful", unit="score"),
            Column("flagged", "whether it is likely wrong"),
        )
    )
    reviewed: int
    flagged: int
    sentence: str


def run(
    params: AuditParams, *, data: Table, split: Split, prepare: Preparation, report: Report
) -> Audit:
    judge = params.model
    predictions = out_of_fold(
        judge, data, split, prepare, data.y, lambda k: report(k, "Fitting folds")
    )
    if len(predictions) < LEAST:
        raise ChoiceError(
            f"Only {count('row', len(predictions))} can be audited; at least {LEAST} are needed.",
            "Bring more rows, or review the labels by eye.",
        )
    report(0.9, "Ranking the labels")
    rows = predictions["row"].to_numpy()
    given = data.y.iloc[rows].to_numpy()
    if data.task == "regression":
        quality, flagged = doubtful_values(given, amounts(predictions))
    else:
        quality, flagged = doubtful_labels(given, predictions, data.classes)
    issues = pd.DataFrame(
        {
            "row": rows.astype(np.int64),
            "given": [as_text(v) for v in given],
            "suggested": [as_text(v) for v in predictions[PREDICTION]],
            "quality": quality,
            "flagged": flagged,
        }
    )
    # What is flagged comes first: a label can be unsure and yet the likeliest of all.
    listed = issues.sort_values(["flagged", "quality"], ascending=[False, True], kind="stable")
    n = int(flagged.sum())
    return Audit(
        listed.head(params.most).reset_index(drop=True), len(rows), n, audit_sentence(n, len(rows))
    )


def doubtful_labels(
    given: NDArray[np.object_], found: pd.DataFrame, classes: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each label's quality and whether it is likely wrong."""
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    codes, proba = class_codes(given, classes), probabilities(found, classes)
    quality = get_label_quality_scores(codes, proba, method="normalized_margin")
    if len(set(codes)) < len(classes):  # a class that no reviewed row has
        return quality, np.zeros(len(codes), dtype=bool)
    flagged = find_label_issues(codes, proba, filter_by="both", n_jobs=1)
    return quality, np.asarray(flagged, dtype=bool)


def doubtful_values(
    given: NDArray[np.float64], predicted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each value's quality and whether it lies far from what the other rows speak for."""
    from cleanlab.regression.rank import get_label_quality_scores

    quality = get_label_quality_scores(given, predicted, method="residual")
    residual = given - predicted
    middle = np.median(residual)
    spread = 1.4826 * np.median(np.abs(residual - middle))
    return quality, np.abs(residual - middle) > RESIDUAL * max(spread, np.finfo(float).tiny)


def audit_sentence(flagged: int, reviewed: int) -> str:
    """Return what was found, in words; a doubtful label is not yet a wrong one."""
    if not flagged:
        return (
            f"No label of {count('training row', reviewed)} clearly disagrees with the other rows. "
            "The list begins with the least sure."
        )
    return (
        f"{count('label', flagged)} of {reviewed:,} ({percent(flagged / reviewed)}) "
        f"{'disagrees' if flagged == 1 else 'disagree'} with what the other rows suggest. Look at "
        "each: a rare but true case looks the same as a mistake."
    )


STEP = Step(
    "audit",
    "Label audit",
    "Rank the training rows by how doubtful their label is. Nothing is changed without you.",
    AuditParams,
    Audit,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT), Need.of(PREPARE)),
)
