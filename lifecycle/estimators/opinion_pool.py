"""Classifiers together: the weighted product of what they say, which may be surer than each alone.

It needs numpy and scikit-learn alone, so that a script outside this project can hold a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import VotingClassifier
from sklearn.utils.validation import check_is_fitted

COMMON = 0.01  # of each answer is the mean of all, so that no member alone rules a class out
TINY = 1e-12


class OpinionPoolClassifier(VotingClassifier):  # type: ignore[misc]  # sklearn is untyped
    """Members whose probabilities are raised to their weight, multiplied, and made to sum to 1.

    The logarithmic opinion pool (Genest and Zidek, Statistical Science 1986, section 3.2). Weights
    need not sum to 1: more than that makes a pool of timid members surer, less tames bold ones.
    """

    def __init__(self, estimators: Any = None, *, weights: Any = None) -> None:
        super().__init__(estimators, voting="soft", weights=weights)

    def predict_proba(self, x: Any) -> NDArray[np.float64]:
        """Return the probability of each class, one column a class; rows sum to 1."""
        check_is_fitted(self)
        said = np.stack([member.predict_proba(x) for member in self.estimators_])
        weights = np.ones(len(said)) if self.weights is None else np.asarray(self.weights, float)
        return pool(said, weights)

    def predict(self, x: Any) -> NDArray[Any]:
        """Return the most probable class of each row."""
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])


def pool(said: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the pooled probabilities, shape (rows, classes).

    ``said``: those of the members, shape (members, rows, classes).

    >>> pool(np.array([[[0.5, 0.5]], [[0.2, 0.8]]]), np.array([1.0, 1.0])).round(2)
    array([[0.2, 0.8]])
    """
    return shares(np.einsum("m,mrc->rc", weights, logarithms(said)))


def logarithms(said: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of each answer, a little of the mean answer mixed in."""
    mixed = (1 - COMMON) * said + COMMON * said.mean(axis=0)
    return np.asarray(np.log(np.maximum(mixed, TINY)))


def shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores of classes, one row each, as probabilities (softmax)."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
