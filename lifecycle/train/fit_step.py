"""Fit: one candidate on one fold, or on all training rows; the keyed unit of long work."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from ..core.recipe import Need, Step
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.catalog import Outcome, score_all
from ..metrics.predictions import (
    PREDICTION_COLUMNS,
    ROW,
    ROW_COLUMN,
    most_probable,
    predictions_frame,
)
from ..prepare.step import STEP as PREPARE
from ..prepare.step import Preparation
from ..split.refold import rows_of
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import frame_of
from .candidate_pipeline import assemble, fit, refuse_many, title_of
from .columns import METRIC, VALUES
from .fit_errors import explained_errors, warnings_in_words
from .label_decisions import STEP as LABELS
from .label_decisions import Labels
from .model_params import FitParams, FoldParams
from .model_size import megabytes

SCORED_TRAIN_ROWS = 5000  # enough to see overfitting; nearest neighbors are slow on more


@dataclass(frozen=True)
class Fold:
    """Scores and predictions of one candidate on one validation fold.

    ``warnings``: what the fit warned of, each once. ``features``: how many the model took.
    ``megabytes``: its size in memory, preparation included.
    """

    scores: pd.DataFrame = field(metadata=frame_of("one row a metric of the task", METRIC, *VALUES))
    predictions: pd.DataFrame = field(
        metadata=frame_of("one row a validated row", ROW_COLUMN, *PREDICTION_COLUMNS)
    )
    fit_seconds: float
    predict_seconds: float
    warnings: tuple[str, ...]
    features: int
    megabytes: float


@dataclass(frozen=True)
class Fitted:
    """The candidate fitted on all training rows: preparation and model in one pipeline."""

    model: Pipeline
    fit_seconds: float
    warnings: tuple[str, ...]


def predict(model: Pipeline, x: pd.DataFrame, classes: tuple[str, ...]) -> pd.DataFrame:
    """Return the frame of predictions; a class that the model has not seen has probability 0."""
    if not classes:
        return predictions_frame(np.asarray(model.predict(x), dtype=np.float64))
    p = model.predict_proba(x)
    known = [str(c) for c in model.classes_]
    each = [p[:, known.index(c)] if c in known else np.zeros(len(p)) for c in classes]
    # among equals the first of the model's, as every scikit-learn classifier of the catalog decides
    return predictions_frame(most_probable(p, known), np.column_stack(each), classes)


def run_fold(
    params: FoldParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
) -> Fold:
    pipeline, title = assemble(prepare, params, data.task), title_of(params)
    folds = rows_of(split, data, params.fold, params.cut, params.within)
    rows, validated = map(labels.kept, folds)
    rows = _some(rows, int(np.ceil(params.share * len(rows))), params.seed)
    x, y = data.x, labels.y(data)
    refuse_many(params, data.task, len(rows))
    report(0.1, f"Fitting {title.lower()} on {len(rows):,} rows")
    with explained_errors(title, y.iloc[rows]) as caught:
        start = time.perf_counter()
        unweighted = fit(pipeline, data, y, rows, params)
        fit_seconds = time.perf_counter() - start
        report(0.7, f"Scoring {title.lower()} on {len(validated):,} other rows")
        start = time.perf_counter()
        predictions = predict(pipeline, x.iloc[validated], data.classes)
        predict_seconds = time.perf_counter() - start
        value = _scores(data, y.iloc[validated], predictions)
        seen = _some(rows, SCORED_TRAIN_ROWS, params.seed)
        train = _scores(data, y.iloc[seen], predict(pipeline, x.iloc[seen], data.classes))
    scores = {"metric": list(value), "value": value.values(), "train_value": train.values()}
    predictions.insert(0, ROW, validated)
    warned = (*unweighted, *warnings_in_words(caught))
    return Fold(
        pd.DataFrame(scores),
        predictions,
        fit_seconds,
        predict_seconds,
        warned,
        pipeline.named_steps["prepare"].transform(x.iloc[validated[:1]]).shape[1],
        megabytes(pipeline),
    )


def run_fit(
    params: FitParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
) -> Fitted:
    pipeline, title = assemble(prepare, params, data.task), title_of(params)
    rows = labels.kept(split.train)
    refuse_many(params, data.task, len(rows))
    report(0.1, f"Fitting {title.lower()} on all {len(rows):,} training rows")
    y = labels.y(data)
    with explained_errors(title, y.iloc[rows]) as caught:
        start = time.perf_counter()
        unweighted = fit(pipeline, data, y, rows, params)
        seconds = time.perf_counter() - start
    return Fitted(pipeline, seconds, (*unweighted, *warnings_in_words(caught)))


def _some(rows: NDArray[np.intp], most: int, seed: int) -> NDArray[np.intp]:
    """Return at most so many rows, drawn at random; fewer are always among more."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).permutation(rows)[:most])


def _scores(data: Table, y: pd.Series, predictions: pd.DataFrame) -> dict[str, float]:
    return score_all(Outcome.of(y, predictions, data.classes), data.task)


NEEDS = (
    Need.of(DATA),
    Need.of(SPLIT),
    Need.of(PREPARE),
    Need.of(LABELS, "decisions"),  # what was found right changes nothing
)
FOLD = Step(
    "fold",
    "Fit one fold",
    "Fit one candidate on one fold. It is scored on the rows left out.",
    FoldParams,
    Fold,
    run_fold,
    needs=NEEDS,
    version=4,
)
FIT = Step(
    "fit",
    "Fit on all training rows",
    "Fit the chosen candidate on all training rows. This is the model that is exported.",
    FitParams,
    Fitted,
    run_fit,
    needs=NEEDS,
    version=4,
)
