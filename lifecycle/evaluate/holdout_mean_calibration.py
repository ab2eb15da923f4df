"""Are predicted numbers right on average? Observed means by tenths of the prediction."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.predictions import PREDICTION
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.quantiles import mean_calibration
from ..storage.frame_columns import frame_of
from . import columns
from .step import STEP as EVALUATE
from .step import Evaluation


class HoldoutMeanCalibrationParams(Params):
    """Nothing is left to choose."""


@dataclass(frozen=True)
class HoldoutMeanCalibration:
    """Means of what was predicted and of what happened, of the holdout's rows."""

    table: pd.DataFrame = field(
        metadata=frame_of("one row a tenth of the predictions", *columns.MEAN_CALIBRATION)
    )
    rows: int


def run(
    params: HoldoutMeanCalibrationParams,
    *,
    data: Table,
    split: Split,
    evaluate: Evaluation,
    report: Report,
) -> HoldoutMeanCalibration:
    if data.classes:
        raise ChoiceError(
            "Classes have no mean to compare.", "See Calibration for their probabilities."
        )
    rows = evaluate.predictions
    ids = cluster_ids(data, split, rows["row"].to_numpy())
    return HoldoutMeanCalibration(
        mean_calibration(rows["y"], rows[PREDICTION], groups=ids), len(rows)
    )


HOLDOUT = Step(
    "holdout_mean_calibration",
    "Mean calibration on the holdout",
    "Compare the mean of what was predicted with the mean of what happened. "
    "It uses what Evaluate saw, and is no further look.",
    HoldoutMeanCalibrationParams,
    HoldoutMeanCalibration,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT), Need.of(EVALUATE)),
)
