"""How well one column alone predicts the target: a shallow tree, cross-validated on training rows.

Only columns that go with the target strongly enough to matter are tried, so that a wide table
costs no more than a narrow one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, TargetEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .context import Context

ENOUGH, TRIED, ROWS, FOLDS = 0.5, 25, 4_000, 5
LARGEST = 1e30  # trees compute in single precision


@dataclass(frozen=True)
class Alone:
    """The cross-validated score of one column, and the least and the largest over the folds."""

    score: float
    low: float
    high: float


def alone(context: Context) -> dict[str, Alone]:
    """Return the score of each column that may explain the target by itself.

    ROC AUC for classes (each against the rest when there are several), R² for amounts.
    """
    strong = sorted(context.strength.items(), key=lambda each: -each[1])
    kinds = {column.name: column.kind for column in context.features}
    rows = np.arange(len(context.rows))[:: max(1, len(context.rows) // ROWS)]
    found = {}
    for name, strength in strong[:TRIED]:
        if strength >= ENOUGH:
            score = _score(context, name, kinds[name], rows)
            if score is not None:
                found[name] = score
    return found


def _score(context: Context, name: str, kind: str, rows: NDArray[np.intp]) -> Alone | None:
    x = _input(context.train[name].iloc[rows], kind)
    y = context.codes[rows] if context.classes else context.y.to_numpy(dtype=float)[rows]
    fold = context.folds[rows]
    scores = []
    for k in sorted(set(fold.tolist()) - {-1})[-FOLDS:]:
        forward = context.split is not None and context.split.forward
        fit, judge = (fold >= 0) & (fold < k if forward else fold != k), fold == k
        score = _fold(context, _model(context, kind), (x[fit], y[fit]), (x[judge], y[judge]))
        if score is not None:
            scores.append(score)
    return Alone(float(np.mean(scores)), min(scores), max(scores)) if scores else None


def _input(column: pd.Series, kind: str) -> NDArray[Any]:
    if kind == "date":
        seconds = column.to_numpy().astype("datetime64[s]").astype(np.int64).astype(float)
        return np.where(column.isna(), np.nan, seconds).reshape(-1, 1)
    if kind == "number":
        return column.to_numpy(dtype=float).clip(-LARGEST, LARGEST).reshape(-1, 1)
    return column.astype(object).where(column.notna(), "").to_numpy(dtype=object).reshape(-1, 1)


def _model(context: Context, kind: str) -> Any:
    least = 5
    if context.classes:
        tree: Any = DecisionTreeClassifier(max_leaf_nodes=32, min_samples_leaf=least)
    else:
        tree = DecisionTreeRegressor(max_leaf_nodes=64, min_samples_leaf=least)
    tree.set_params(random_state=0)
    if kind in ("number", "date"):
        return make_pipeline(FunctionTransformer(), tree)
    target = ("binary" if len(context.table.classes) == 2 else "multiclass", "continuous")
    return make_pipeline(TargetEncoder(target_type=target[not context.classes], cv=3), tree)


def _fold(context: Context, model: Any, fit: tuple[Any, Any], judge: tuple[Any, Any]) -> Any:
    """Return the score of one fold, None where it cannot be computed."""
    y = judge[1]
    if not len(fit[1]):  # nothing lies before the first of the folds that go forward
        return None
    if not context.classes:
        return float(r2_score(y, model.fit(*fit).predict(judge[0]))) if len(y) > 1 else None
    counts = np.bincount(fit[1])
    if set(y) != set(fit[1]) or len(set(y)) < 2 or counts[counts > 0].min() < 3:
        return None  # a class is absent on one side
    proba = model.fit(*fit).predict_proba(judge[0])
    if proba.shape[1] == 2:
        return float(roc_auc_score(y, proba[:, 1]))
    return float(roc_auc_score(y, proba, multi_class="ovr"))
