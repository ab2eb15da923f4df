"""The recalibration that a person chose: behind the fitted model, and in what was said out of fold.

It is learned on out-of-fold predictions of training rows, so that the holdout plays no part.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..data.step import Table
from ..estimators.calibrators import Calibrator, Recalibrated
from ..metrics.outcome import Outcome
from ..metrics.predictions import class_codes, most_probable, predictions_frame, probabilities
from ..split.split import Split
from ..stats.recalibration import NONE, at_random, beside, calibrator, cross_fitted
from ..train.fit_step import predict
from ..train.label_decisions import Labels
from ..train.step import Leaderboard
from .out_of_fold import OutOfFold, out_of_fold_of


def fitted_calibrator(
    way: str,
    model: str,
    data: Table,
    split: Split,
    labels: Labels,
    train: Leaderboard,
    without: int | None = None,
) -> Calibrator | None:
    """Return what corrects a candidate's probabilities, ready to be kept; None when nothing does.

    ``without``: a fold that it shall not learn from, where there are others. Raises ChoiceError
    when the candidate has no out-of-fold predictions to learn from.
    """
    if way == NONE or not data.classes:
        return None
    own = out_of_fold_of(model, data, split, labels, train)
    rows = own.folds != without
    rows = rows if rows.any() else ~rows
    codes = np.asarray(own.y, dtype=int)[rows]
    if len(np.unique(codes)) < 2:
        raise ChoiceError(
            "The training rows that were validated are all of one class, so no correction of the "
            "probabilities can be learned.",
            "Choose no recalibration, or more rows of the other classes.",
        )
    return Calibrator(way, calibrator(way, codes, own.answers[rows]).learned_)


def recalibrated_title(title: str, found: Calibrator | None) -> str:
    """Return what people call the model, with its correction."""
    return title if found is None else f"{title}, recalibrated ({found.method})"


def with_calibrator(
    pipeline: Pipeline, found: Calibrator | None, classes: tuple[str, ...]
) -> Pipeline:
    """Return the fitted pipeline with the correction, if there is one, behind its model."""
    if found is None:
        return pipeline
    *before, (name, model) = pipeline.steps
    return Pipeline([*before, (name, Recalibrated(model, found, list(classes)))])


def scores_before_and_after(
    pipeline: Pipeline,
    found: Calibrator | None,
    x: pd.DataFrame,
    outcome: Outcome,
    groups: pd.Series | None,
) -> dict[str, pd.DataFrame]:
    """Return ``recalibrated``: the holdout's scores without and with it; nothing without one."""
    if found is None:
        return {}
    first = probabilities(predict(pipeline, x, outcome.classes), outcome.classes)
    both = {NONE: first.astype(float), found.method: outcome.probabilities}
    alike = None if groups is None else groups.to_numpy()
    return {"recalibrated": beside(outcome.codes, both, alike)}


def recalibrated_frame(
    own: pd.DataFrame, way: str, data: Table, split: Split, labels: Labels
) -> pd.DataFrame:
    """Return out-of-fold predictions as the corrected model states them.

    Each fold is corrected by what the other folds teach, so that what is chosen by these
    probabilities is chosen on rows that neither model nor correction has seen.
    """
    if way == NONE or not data.classes:
        return own
    rows = own["row"].to_numpy()
    codes = class_codes(labels.y(data).iloc[rows].astype(str), data.classes)
    folds = split.rows["fold"].to_numpy()[rows]
    p = probabilities(own, data.classes).astype(float)
    better = _crosswise(way, codes, p, folds, rows)
    said = most_probable(better, data.classes)
    return own.assign(**predictions_frame(said, better, data.classes, own.index))


def recalibrated(own: OutOfFold, way: str) -> OutOfFold:
    """Return the same rows as the corrected model answers them, fold by fold as `stated`."""
    if way == NONE or not own.classes:
        return own
    codes = np.asarray(own.y, dtype=int)
    return replace(own, answers=_crosswise(way, codes, own.answers, own.folds, own.groups))


def _crosswise(
    way: str,
    codes: NDArray[np.intp],
    p: NDArray[np.float64],
    folds: NDArray[np.intp],
    alike: NDArray[np.generic] | None,
) -> NDArray[np.float64]:
    """Correct each fold by the others; a single one is cut at random, rows alike together."""
    parts = folds if len(np.unique(folds)) > 1 else at_random(len(codes), alike)
    return cross_fitted(way, codes, p, parts)
