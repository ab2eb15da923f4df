"""Support vector machines: probabilities are learned on rows set aside, widths fit the features.

It needs numpy and scikit-learn alone, so that a script outside this project can hold a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC, SVR
from sklearn.utils.validation import check_is_fitted, validate_data

CACHE = 300  # megabytes
ALWAYS = -1  # the fold of a row that every part of the rows must hold


class CalibratedSVC(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Support vectors, and a logistic curve from the margin to the probability (Platt 1999).

    The curve is learned on margins of rows set aside in ``folds`` turns. A class with a single row
    is in every turn's fit, where scikit-learn's own calibration would refuse it. ``narrowness``:
    how quickly likeness fades with distance, see `gamma`.
    """

    def __init__(
        self,
        C: float = 3.0,  # noqa: N803  # its name wherever support vectors are spoken of
        narrowness: float = 0.3,
        folds: int = 3,
        random_state: int = 0,
    ) -> None:
        self.C = C
        self.narrowness = narrowness
        self.folds = folds
        self.random_state = random_state

    def fit(self, x: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> CalibratedSVC:
        """Fit the machine on all rows, and the curve on margins of rows set aside."""
        x, y = validate_data(self, x, y, dtype=np.float64)
        self.classes_, codes = np.unique(y, return_inverse=True)
        self.gamma_ = gamma(x, self.narrowness)
        weight = np.ones(len(x)) if sample_weight is None else np.asarray(sample_weight, float)
        self.machine_ = self._machine(x, codes, weight)
        margins = _upright(self.machine_.decision_function(x))
        fold = dealt(codes, self.folds, self.random_state)
        for k in range(self.folds):
            held, rest = fold == k, fold != k
            if held.any():
                part = self._machine(x[rest], codes[rest], weight[rest])
                margins[held] = _upright(part.decision_function(x[held]))
        self.curve_ = LogisticRegression(max_iter=1000)
        self.curve_.fit(margins, codes, sample_weight=weight)
        return self

    def _machine(self, x: NDArray[np.float64], codes: NDArray[np.intp], weight: Any) -> SVC:
        machine = SVC(C=self.C, gamma=self.gamma_, cache_size=CACHE)
        return machine.fit(x, codes, sample_weight=weight)

    def predict_proba(self, x: Any) -> NDArray[np.float64]:
        """Return the probability of each class, one column a class; rows sum to 1."""
        check_is_fitted(self)
        x = validate_data(self, x, dtype=np.float64, reset=False)
        margins = _upright(self.machine_.decision_function(x))
        return np.asarray(self.curve_.predict_proba(margins), dtype=np.float64)

    def predict(self, x: Any) -> NDArray[Any]:
        """Return the most probable class of each row."""
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])


class ScaledSVR(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Support vectors of numbers: a tube around the rows, for a target of spread 1."""

    def __init__(self, C: float = 3.0, narrowness: float = 0.3) -> None:  # noqa: N803
        self.C = C
        self.narrowness = narrowness

    def fit(self, x: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> ScaledSVR:
        """Fit the machine on all rows."""
        x, y = validate_data(self, x, y, dtype=np.float64, y_numeric=True)
        machine = SVR(C=self.C, gamma=gamma(x, self.narrowness), cache_size=CACHE)
        self.machine_ = machine.fit(x, y, sample_weight=sample_weight)
        return self

    def predict(self, x: Any) -> NDArray[np.float64]:
        """Return the number of each row."""
        check_is_fitted(self)
        x = validate_data(self, x, dtype=np.float64, reset=False)
        return np.asarray(self.machine_.predict(x), dtype=np.float64)


def gamma(x: NDArray[np.float64], narrowness: float) -> float:
    """Return the kernel's gamma, by the number of features and their spread.

    Two rows drawn at random lie twice the sum of the variances apart (squared), so that one
    narrowness means the same likeness with few features and with many.
    """
    variance = float(x.var(axis=0).sum())
    return narrowness / variance if variance > 0 else narrowness


def dealt(codes: NDArray[np.intp], folds: int, seed: int) -> NDArray[np.intp]:
    """Return the fold of each row, every class spread evenly; `ALWAYS` for a class of one row."""
    random, found = np.random.default_rng(seed), np.full(len(codes), ALWAYS)
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        if len(rows) > 1:
            found[random.permutation(rows)] = np.arange(len(rows)) % folds
    return found


def _upright(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    return margins.reshape(-1, 1) if margins.ndim == 1 else margins.copy()
