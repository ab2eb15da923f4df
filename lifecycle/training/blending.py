"""Blend candidates: average the out-of-fold predictions of those that help each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROUNDS = 40
TINY = 1e-7


def greedy(
    y: pd.Series, predictions: Mapping[str, pd.DataFrame], classes: tuple[str, ...]
) -> dict[str, float]:
    """Return the weight of each candidate whose answer helps the average, summing to one.

    Caruana, Niculescu-Mizil, Crew, Ksikes (Ensemble selection from libraries of models, ICML
    2004): add the candidate, again and again and with replacement, that lowers the loss of the
    average most; the best of all rounds counts. The loss is log loss, for numbers squared error.
    ``predictions``: frames of the same rows as ``y``, with ``prediction`` or ``p:<class>``.
    """
    names = list(predictions)
    answers = np.stack([_answer(predictions[name], y, classes) for name in names])
    losses = _log_loss if classes else _squared_error(y)
    total, picked = np.zeros(answers.shape[1]), list[int]()
    best, chosen = np.inf, list[int]()
    for size in range(1, ROUNDS + 1):
        found = [losses((total + each) / size) for each in answers]
        winner = int(np.argmin(found))
        total += answers[winner]
        picked.append(winner)
        if found[winner] < best - 1e-12:
            best, chosen = found[winner], picked.copy()
    counts = Counter(chosen)
    return {names[i]: times / len(chosen) for i, times in sorted(counts.items())}


def blend(
    predictions: Mapping[str, pd.DataFrame],
    weights: Mapping[str, float],
    classes: tuple[str, ...],
) -> pd.DataFrame:
    """Return the weighted average of frames of predictions of the same rows."""
    first = predictions[next(iter(weights))]
    if not classes:
        mean = sum(w * predictions[name]["prediction"] for name, w in weights.items())
        return first[["row"]].assign(prediction=mean)
    columns = [f"p:{c}" for c in classes]
    proba = sum(w * predictions[name][columns].to_numpy() for name, w in weights.items())
    labels = np.asarray(classes, dtype=object)[np.asarray(proba).argmax(axis=1)]
    blended = first[["row"]].assign(prediction=labels)
    return pd.concat([blended, pd.DataFrame(proba, blended.index, columns)], axis=1)


def _answer(frame: pd.DataFrame, y: pd.Series, classes: tuple[str, ...]) -> NDArray[np.float64]:
    """Return each row's number that matters: the probability of what was observed, or the mean."""
    if not classes:
        return frame["prediction"].to_numpy(dtype=np.float64)
    proba = frame[[f"p:{c}" for c in classes]].to_numpy(dtype=np.float64)
    codes = pd.Index(classes).get_indexer(pd.Index(y))
    return np.asarray(proba[np.arange(len(y)), codes])


def _log_loss(probability: NDArray[np.float64]) -> float:
    return float(-np.log(np.maximum(probability, TINY)).mean())


def _squared_error(y: pd.Series) -> Callable[[NDArray[np.float64]], float]:
    truth = y.to_numpy(dtype=np.float64)
    return lambda answer: float(((answer - truth) ** 2).mean())
