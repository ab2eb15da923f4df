"""Fit: one candidate on one fold, or on all training rows; the keyed unit of long work."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from ..catalog.metrics import Outcome, score_all
from ..catalog.models import MODELS, Model, takes_weights
from ..engine.work import Report
from ..errors import ChoiceError, TaskError
from ..graph import Need, Params, Step
from ..settings import settings
from ..words import listing
from .data import Table
from .labels import Labels
from .prepare import Preparation, without_scaling
from .split import Split

UNWEIGHTED = "This candidate takes no weights, so every row counted alike."
SCORED_TRAIN_ROWS = 5000  # enough to see overfitting; nearest neighbors are slow on more


class FoldParams(Params):
    """One candidate and one fold."""

    model: str = "dummy"
    fold: int = Field(0, ge=0)
    seed: int = 0


@dataclass(frozen=True)
class Fold:
    """Scores and predictions of one candidate on one validation fold.

    ``scores``: metric, value, train_value - every metric of the task.
    ``predictions``: row, prediction, and ``p:<class>`` columns for classification.
    ``warnings``: what the fit warned of, each once.
    """

    scores: pd.DataFrame
    predictions: pd.DataFrame
    fit_seconds: float
    predict_seconds: float
    warnings: tuple[str, ...]


class FitParams(Params):
    """One candidate, fitted on all training rows."""

    model: str = "dummy"
    seed: int = 0


@dataclass(frozen=True)
class Fitted:
    """The candidate fitted on all training rows: preparation and model in one pipeline."""

    model: Pipeline
    fit_seconds: float
    warnings: tuple[str, ...]


def candidate(name: str, task: str) -> Model:
    """Return a row of the model catalog; raises ChoiceError with close matches."""
    model = MODELS.get(name)
    if model is not None and task in model.tasks:
        return model
    fitting = [m.name for m in MODELS.values() if task in m.tasks]
    close = get_close_matches(name, fitting, n=3)
    raise ChoiceError(
        f"There is no model {name} for this task.",
        f"Did you mean {listing(close)}?" if close else f"Choose from {listing(fitting, 10)}.",
    )


def assemble(prepare: Preparation, model: Model, task: str, seed: int) -> Pipeline:
    """Return preparation and model as one unfitted pipeline that takes raw rows."""
    prepared = clone(prepare.pipeline) if model.scaled else without_scaling(prepare.pipeline)
    return Pipeline([("prepare", prepared), ("model", model.make(task, seed))])


def predict(model: Pipeline, x: pd.DataFrame, classes: tuple[str, ...]) -> pd.DataFrame:
    """Return ``prediction`` and, for classes, ``p:<class>`` in their order, 0 where unknown."""
    if not classes:
        return pd.DataFrame({"prediction": np.asarray(model.predict(x), dtype=np.float64)})
    proba = model.predict_proba(x)
    known = [str(c) for c in model.classes_]
    # the first of equals, as every scikit-learn classifier of the catalog decides
    frame = pd.DataFrame({"prediction": np.asarray(known, dtype=object)[proba.argmax(axis=1)]})
    for c in classes:
        frame[f"p:{c}"] = proba[:, known.index(c)] if c in known else 0.0
    return frame


def run_fold(
    params: FoldParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
) -> Fold:
    model = candidate(params.model, data.task)
    if params.fold not in split.folds:
        raise ChoiceError(f"There is no fold {params.fold}.", "Run Train again.")
    rows, held = map(labels.kept, split.fold(params.fold))
    x, y = data.x, labels.y(data)
    report(0.1, f"Fitting {model.title.lower()} on {len(rows):,} rows")
    pipeline = assemble(prepare, model, data.task, params.seed)
    with plainly(model, y.iloc[rows]) as caught:
        start = time.perf_counter()
        unweighted = fit(pipeline, data, y, rows)
        fit_seconds = time.perf_counter() - start
        report(0.7, f"Scoring {model.title.lower()} on {len(held):,} other rows")
        start = time.perf_counter()
        predictions = predict(pipeline, x.iloc[held], data.classes)
        predict_seconds = time.perf_counter() - start
        value = _scores(data, y.iloc[held], predictions)
        seen = _some(rows, params.seed)
        train = _scores(data, y.iloc[seen], predict(pipeline, x.iloc[seen], data.classes))
    scores = {"metric": list(value), "value": value.values(), "train_value": train.values()}
    predictions.insert(0, "row", held)
    warned = (*unweighted, *_said(caught))
    return Fold(pd.DataFrame(scores), predictions, fit_seconds, predict_seconds, warned)


def run_fit(
    params: FitParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
) -> Fitted:
    model = candidate(params.model, data.task)
    rows = labels.kept(split.train)
    report(0.1, f"Fitting {model.title.lower()} on all {len(rows):,} training rows")
    pipeline = assemble(prepare, model, data.task, params.seed)
    y = labels.y(data)
    with plainly(model, y.iloc[rows]) as caught:
        start = time.perf_counter()
        unweighted = fit(pipeline, data, y, rows)
        seconds = time.perf_counter() - start
    return Fitted(pipeline, seconds, (*unweighted, *_said(caught)))


def fit(pipeline: Pipeline, data: Table, y: pd.Series, rows: NDArray[np.intp]) -> tuple[str, ...]:
    """Fit on these rows, weighted where the table has weights; return what to say of that."""
    weight = data.weight
    given = {}
    if weight is not None and takes_weights(pipeline.named_steps["model"]):
        given = {"model__sample_weight": weight.iloc[rows].to_numpy()}
    pipeline.fit(data.x.iloc[rows], y.iloc[rows], **given)
    return () if given or weight is None else (UNWEIGHTED,)


def _some(rows: NDArray[np.intp], seed: int) -> NDArray[np.intp]:
    if len(rows) <= SCORED_TRAIN_ROWS:
        return rows
    chosen = np.random.default_rng(seed).choice(rows, SCORED_TRAIN_ROWS, replace=False)
    return np.sort(chosen)


def _scores(data: Table, y: pd.Series, predictions: pd.DataFrame) -> dict[str, float]:
    return score_all(Outcome.of(y, predictions, data.classes), data.task)


@contextmanager
def plainly(model: Model, y: pd.Series) -> Iterator[list[warnings.WarningMessage]]:
    """Collect warnings, and turn what scikit-learn cannot do into a TaskError in words."""
    try:
        # as many threads everywhere gives the same sums, and so the same model, everywhere
        with warnings.catch_warnings(record=True) as caught, threadpool_limits(settings().threads):
            warnings.simplefilter("always")
            yield caught
    except (ValueError, FloatingPointError, MemoryError) as error:  # LinAlgError is a ValueError
        problem, remedy = _in_words(error, y)
        raise TaskError(f"{model.title} could not be fitted: {problem}", remedy) from error


def _said(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    said = dict.fromkeys(_warning(w.category, str(w.message)) for w in caught)
    return tuple(text for text in said if text)


def _in_words(error: Exception, y: pd.Series) -> tuple[str, str]:
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, MemoryError):
        return "it needs more memory than there is.", "Use fewer rows, columns or levels."
    if y.nunique() < 2:
        return "its rows are all of one class.", "Use fewer folds, or split at random."
    if "least populated class" in text or "number of classes" in text:
        remedy = "Bring more rows of the rarest class, or leave this model out."
        return "the rarest class has too few rows for it.", remedy
    first = text.split(". ")[0].rstrip(".")
    return f"{first[:200]}.", "Choose another preparation, or leave this model out."


def _warning(category: type[Warning], text: str) -> str:
    """Return a warning as one plain sentence; empty for what only concerns developers."""
    if issubclass(category, ConvergenceWarning):
        return "The fit was stopped before it had settled; its score may still improve."
    if issubclass(category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning)):
        return ""
    if issubclass(category, RuntimeWarning):
        return "Some numbers grew too large or too small to compute with exactly."
    return " ".join(text.split()).split(". ")[0].rstrip(".")[:200] + "."


NEEDS = (
    Need.of("data"),
    Need.of("split"),
    Need.of("prepare"),
    Need.of("labels", "decisions"),  # what was found right changes nothing
)
FOLD = Step(
    "fold",
    "Fit one fold",
    "Fit one candidate on one fold. It is scored on the rows left out.",
    FoldParams,
    Fold,
    run_fold,
    needs=NEEDS,
)
FIT = Step(
    "fit",
    "Fit on all training rows",
    "Fit the chosen candidate on all training rows. This is the model that is exported.",
    FitParams,
    Fitted,
    run_fit,
    needs=NEEDS,
)
