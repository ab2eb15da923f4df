"""What MAPIE asks for: models whose rows are predictions already, and a score without chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from mapie.conformity_scores import APSConformityScore
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin


class StatedClasses(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Each row holds the probabilities of ``k`` classes."""

    def __init__(self, k: int = 2) -> None:
        self.k = k
        self.classes_ = np.arange(k)
        self.n_features_in_ = k

    def fit(self, x: ArrayLike, y: Any) -> StatedClasses:
        return self

    def predict_proba(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(x, dtype=float)

    def predict(self, x: ArrayLike) -> NDArray[np.intp]:
        return np.asarray(self.predict_proba(x).argmax(axis=1))

    def __sklearn_is_fitted__(self) -> bool:
        return True


class StatedValues(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Each row holds the predicted value alone."""

    def __init__(self) -> None:
        self.n_features_in_ = 1

    def fit(self, x: ArrayLike, y: Any) -> StatedValues:
        return self

    def predict(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(x, dtype=float)[:, 0]

    def __sklearn_is_fitted__(self) -> bool:
        return True


class SteadyAPS(APSConformityScore):  # type: ignore[misc]  # mapie is untyped
    """The sum of probabilities down to the true class, without MAPIE's draw within that class.

    The draw would give other sets at every run, and sets that are not drawn in turn cover too much.
    """

    def get_conformity_scores(
        self, y: Any, y_pred: Any, y_enc: Any = None, **kwargs: Any
    ) -> NDArray[np.float64]:
        scores, self.cutoff = self.get_true_label_cumsum_proba(y, y_pred, self.classes)
        return np.asarray(scores, dtype=float)
