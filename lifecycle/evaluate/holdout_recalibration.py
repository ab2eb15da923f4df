"""The correction of the probabilities that was found out of fold, read off on the holdout.

Nothing is learned or chosen here, so that the holdout stays a fair judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.outcome import Outcome
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.recalibration import NONE, beside
from ..storage.frame_columns import frame_of
from . import columns
from .recalibrate_step import STEP as RECALIBRATE
from .recalibrate_step import TITLES, Recalibration, curves
from .step import STEP as EVALUATE
from .step import Evaluation


class HoldoutRecalibrationParams(Params):
    """Nothing is left to choose."""


@dataclass(frozen=True)
class HoldoutRecalibration:
    """Before and after on the holdout."""

    table: pd.DataFrame = field(
        metadata=frame_of(
            "two rows, before and after", *columns.RECALIBRATIONS, columns.METHOD_TITLE
        )
    )
    curve: pd.DataFrame = field(
        metadata=frame_of(
            "one row a bin, before and after", columns.OF_METHOD, *columns.RELIABILITY
        )
    )
    method: str
    rows: int


def run(
    params: HoldoutRecalibrationParams,
    *,
    data: Table,
    split: Split,
    recalibrate: Recalibration,
    evaluate: Evaluation,
    report: Report,
) -> HoldoutRecalibration:
    if evaluate.calibration != NONE:
        raise ChoiceError(
            "The judged model's probabilities are corrected already.",
            "Its table under Calibration has the scores before and after.",
        )
    method = recalibrate.method
    outcome = Outcome.of(evaluate.predictions["y"], evaluate.predictions, data.classes)
    codes = np.asarray(outcome.codes, dtype=int)
    found = {
        NONE: outcome.probabilities,
        method: recalibrate.calibrator.predict_proba(outcome.probabilities),
    }
    ids = cluster_ids(data, split, evaluate.predictions["row"].to_numpy())
    table = beside(codes, found, ids)
    return HoldoutRecalibration(
        table.assign(title=table["method"].map(TITLES)),
        curves(codes, found, method),
        method,
        len(codes),
    )


HOLDOUT = Step(
    "holdout_recalibration",
    "Recalibrate on the holdout",
    "See what the correction does to the holdout's probabilities. "
    "It uses what Evaluate saw, and is no further look.",
    HoldoutRecalibrationParams,
    HoldoutRecalibration,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT), Need.of(RECALIBRATE), Need.of(EVALUATE)),
)
