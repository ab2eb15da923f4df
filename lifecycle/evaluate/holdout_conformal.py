"""Sets and intervals that were learned out of fold, read off on the holdout.

Nothing is learned or chosen here, so that the holdout stays a fair judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.recipe import Need, Params, Step
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.outcome import Outcome
from ..metrics.predictions import amounts
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.quantiles import pit_histogram, probability_integral_transform, quantile_coverage
from ..storage.frame_columns import frame_of
from . import columns
from .conformal_coverage import by_part, coverage_table, predicted_sets
from .conformal_step import STEP as CONFORMAL
from .conformal_step import Conformal
from .step import STEP as EVALUATE
from .step import Evaluation


class HoldoutConformalParams(Params):
    """Nothing is left to choose."""


@dataclass(frozen=True)
class HoldoutConformal:
    """How often sets or intervals held on the holdout; ``pit`` and ``quantiles`` for amounts."""

    table: pd.DataFrame = field(
        metadata=frame_of("one row a level", columns.LEVEL, *columns.COVERAGE)
    )
    parts: pd.DataFrame = field(
        metadata=frame_of(
            "one row a class or fifth of the predictions, at ``level``", *columns.COVERAGE_BY_PART
        )
    )
    pit: pd.DataFrame = field(
        metadata=frame_of("one row a bin of the probability integral transform", *columns.PIT)
    )
    quantiles: pd.DataFrame = field(
        metadata=frame_of("one row a quantile", *columns.QUANTILE_COVERAGE)
    )
    classes: bool
    level: float
    rows: int


def run(
    params: HoldoutConformalParams,
    *,
    data: Table,
    split: Split,
    conformal: Conformal,
    evaluate: Evaluation,
    report: Report,
) -> HoldoutConformal:
    outcome = Outcome.of(evaluate.predictions["y"], evaluate.predictions, data.classes)
    ids = cluster_ids(data, split, evaluate.predictions["row"].to_numpy())
    pit, quantiles = pd.DataFrame(), pd.DataFrame()
    if data.classes:
        y, predicted = np.asarray(outcome.codes, dtype=int), outcome.probabilities
    else:
        y = evaluate.predictions["y"].to_numpy(dtype=float)
        predicted = amounts(evaluate.predictions)
        place = probability_integral_transform(y, predicted, conformal.errors["residual"])
        pit = pit_histogram(place, groups=ids)
        quantiles = quantile_coverage(place, groups=ids)
    answers, level = predicted_sets(conformal.learned(), predicted), conformal.level
    return HoldoutConformal(
        coverage_table(y, answers, ids),
        by_part(y, predicted, answers[level], conformal.classes, level, ids),
        pit,
        quantiles,
        bool(data.classes),
        level,
        len(y),
    )


HOLDOUT = Step(
    "holdout_conformal",
    "Conformal prediction on the holdout",
    "See the observed coverage of prediction sets or intervals on the holdout. "
    "It uses what Evaluate saw, and is no further look.",
    HoldoutConformalParams,
    HoldoutConformal,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT), Need.of(CONFORMAL), Need.of(EVALUATE)),
)
