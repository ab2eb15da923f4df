"""Blend candidates: put the out-of-fold predictions of those that help each other together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from ..estimators.opinion_pool import TINY, logarithms, pool, shares
from ..metrics.predictions import (
    PREDICTION,
    ROW,
    amounts,
    class_codes,
    most_probable,
    predictions_frame,
    probabilities,
)
from ..stats.rounding import OF_SUMS

ROUNDS = 40
LEAST = 0.02  # a class member's weight below it moves no answer worth its time
MOST_MEMBERS = 10
MOST_CELLS = 20_000_000  # answers that weights are learned from; more say the same, in more memory


def weighed(
    y: pd.Series, predictions: Mapping[str, pd.DataFrame], classes: tuple[str, ...]
) -> dict[str, float]:
    """Return the weight of each candidate whose answer helps the others.

    ``predictions``: frames of predictions of the same rows as ``y``. The weights of numbers sum
    to one; those of classes are exponents (see `pooling`).
    """
    most = max(MOST_CELLS // (len(predictions) * max(len(classes), 1)), 1000)
    some = np.random.default_rng(0).permutation(len(y))[:most]
    if not classes:
        answers = np.stack([amounts(p)[some] for p in predictions.values()])
        return greedy(y.to_numpy(float)[some], dict(zip(predictions, answers, strict=True)))
    said = np.stack([probabilities(p, classes)[some] for p in predictions.values()]).astype(float)
    codes = class_codes(y, classes)[some]
    names, kept = list(predictions), np.arange(len(predictions))
    while True:
        weights = exponents(said[kept], codes)
        least = np.sort(weights)[-MOST_MEMBERS:][0]
        needed = weights >= max(least, min(LEAST, weights.max()))
        if needed.all():
            return {names[i]: float(w) for i, w in zip(kept, weights, strict=True)}
        kept = kept[needed]


def greedy(y: NDArray[np.float64], answers: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    """Return the weights of an average of numbers, chosen by squared error.

    Caruana, Niculescu-Mizil, Crew, Ksikes (Ensemble selection from libraries of models, ICML
    2004): add the candidate, again and again and with replacement, that lowers the loss of the
    average most; the best of all rounds counts.
    """
    names = list(answers)
    total, picked = np.zeros(len(y)), list[int]()
    best, chosen = np.inf, list[int]()
    for size in range(1, ROUNDS + 1):
        found = [float((((total + answers[n]) / size - y) ** 2).mean()) for n in names]
        winner = int(np.argmin(found))
        total += answers[names[winner]]
        picked.append(winner)
        if found[winner] < best * (1 - OF_SUMS):
            best, chosen = found[winner], picked.copy()
    counts = Counter(chosen)
    return {names[i]: times / len(chosen) for i, times in sorted(counts.items())}


def exponents(said: NDArray[np.float64], codes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the weights of a pool with the least log loss, shape (members,), none below 0.

    ``said``: probabilities, shape (members, rows, classes); ``codes``: which class was observed.
    The loss is convex in the weights: a logistic regression on the members' logarithms.
    """
    logs, rows = logarithms(said), np.arange(len(codes))
    observed = logs[:, rows, codes]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        found = shares(np.einsum("m,mrc->rc", weights, logs))
        slope = np.einsum("rc,mrc->m", found, logs) / len(codes) - observed.mean(axis=1)
        return float(-np.log(np.maximum(found[rows, codes], TINY)).mean()), slope

    start, bounds = np.full(len(said), 1 / len(said)), [(0.0, None)] * len(said)
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)


def blend(
    predictions: Mapping[str, pd.DataFrame],
    weights: Mapping[str, float],
    classes: tuple[str, ...],
) -> pd.DataFrame:
    """Return what an ensemble of these weights says of rows that its members have predicted."""
    first = predictions[next(iter(weights))]
    if not classes:
        mean = sum(w * predictions[name][PREDICTION] for name, w in weights.items())
        return first[[ROW]].assign(**{PREDICTION: mean})
    said = np.stack([probabilities(predictions[name], classes) for name in weights]).astype(float)
    p = pool(said, np.asarray(list(weights.values())))
    blended = predictions_frame(most_probable(p, classes), p, classes, first.index)
    blended.insert(0, ROW, first[ROW])
    return blended
