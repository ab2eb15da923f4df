"""Boosting that finds on rows set aside how many trees are enough, and then fits all rows so.

It needs numpy, scikit-learn and the boosting library alone, so that a script outside this project
can hold a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone
from sklearn.utils.validation import check_is_fitted, validate_data

FEWEST_ASIDE = 10  # fewer rows would stop the trees by chance


class EarlyStopping(BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Fits ``estimator`` with as many trees as rows set aside gained from, and no more than it has.

    ``share`` of the rows of every class is set aside, so that a class with few rows loses none.
    The trees end once ``patience`` more of them gain nothing; then all rows are fitted with the
    best number. With too few rows to set aside, it fits as many trees as it is told.
    """

    def __init__(
        self,
        estimator: Any = None,
        patience: int = 20,
        share: float = 0.1,
        random_state: int = 0,
    ) -> None:
        self.estimator = estimator
        self.patience = patience
        self.share = share
        self.random_state = random_state

    def _grow(self, x: Any, y: Any, groups: NDArray[np.intp], weight: Any) -> None:
        given = np.ones(len(x)) if weight is None else np.asarray(weight, dtype=float)
        held = set_aside(groups, self.share, self.random_state)
        self.estimator_ = clone(self.estimator)
        if held.sum() >= FEWEST_ASIDE:
            rest, kept = ((x[rows], y[rows], given[rows]) for rows in (~held, held))
            grow = GROWN[type(self.estimator).__module__.split(".")[0]]
            self.estimator_.set_params(**grow(clone(self.estimator), rest, kept, self.patience))
        self.estimator_.fit(x, y, sample_weight=weight)

    def _rows(self, x: Any) -> Any:
        check_is_fitted(self)
        return validate_data(self, x, dtype=np.float64, ensure_all_finite=False, reset=False)


class EarlyStoppingRegressor(RegressorMixin, EarlyStopping):  # type: ignore[misc]  # sklearn is untyped
    """Early stopping of a model of numbers."""

    def fit(self, x: Any, y: ArrayLike, sample_weight: Any = None) -> EarlyStoppingRegressor:
        """Find the number of trees, then fit all rows."""
        x, y = validate_data(self, x, y, dtype=np.float64, ensure_all_finite=False, y_numeric=True)
        self._grow(x, y, np.zeros(len(x), dtype=int), sample_weight)
        return self

    def predict(self, x: Any) -> NDArray[np.float64]:
        """Return the number of each row."""
        return np.asarray(self.estimator_.predict(self._rows(x)), dtype=np.float64)


class EarlyStoppingClassifier(ClassifierMixin, EarlyStopping):  # type: ignore[misc]  # as above
    """Early stopping of a model of classes, which it numbers for the model within."""

    def fit(self, x: Any, y: ArrayLike, sample_weight: Any = None) -> EarlyStoppingClassifier:
        """Find the number of trees, then fit all rows."""
        x, y = validate_data(self, x, y, dtype=np.float64, ensure_all_finite=False)
        self.classes_, codes = np.unique(y, return_inverse=True)
        self._grow(x, codes, codes, sample_weight)
        return self

    def predict_proba(self, x: Any) -> NDArray[np.float64]:
        """Return the probability of each class, one column a class."""
        proba = np.asarray(self.estimator_.predict_proba(self._rows(x)), dtype=np.float64)
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))

    def predict(self, x: Any) -> NDArray[Any]:
        """Return the most probable class of each row."""
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])


def set_aside(groups: NDArray[np.intp], share: float, seed: int) -> NDArray[np.bool_]:
    """Return which rows are set aside: a share of each group, rounded down."""
    random, held = np.random.default_rng(seed), np.zeros(len(groups), dtype=bool)
    for group in np.unique(groups):
        rows = random.permutation(np.flatnonzero(groups == group))
        held[rows[: int(share * len(rows))]] = True
    return held


def grow_histogram(model: Any, rest: Any, held: Any, patience: int) -> dict[str, int]:
    """Return the number of trees that scikit-learn's boosting needs."""
    model.set_params(early_stopping=True, n_iter_no_change=patience, scoring="loss")
    (x, y, weight), (x_held, y_held, weight_held) = rest, held
    model.fit(x, y, weight, X_val=x_held, y_val=y_held, sample_weight_val=weight_held)
    return {"max_iter": max(int(np.argmax(model.validation_score_)), 1)}


def grow_lightgbm(model: Any, rest: Any, held: Any, patience: int) -> dict[str, int]:
    """Return the number of trees that LightGBM needs."""
    from lightgbm import early_stopping

    (x, y, weight), (x_held, y_held, weight_held) = rest, held
    model.fit(
        x,
        y,
        sample_weight=weight,
        eval_set=[(x_held, y_held)],
        eval_sample_weight=[weight_held],
        callbacks=[early_stopping(patience, verbose=False)],
    )
    return {"n_estimators": max(int(model.best_iteration_), 1)}


def grow_xgboost(model: Any, rest: Any, held: Any, patience: int) -> dict[str, int]:
    """Return the number of trees that XGBoost needs."""
    (x, y, weight), (x_held, y_held, weight_held) = rest, held
    model.set_params(early_stopping_rounds=patience)
    model.fit(
        x,
        y,
        sample_weight=weight,
        eval_set=[(x_held, y_held)],
        sample_weight_eval_set=[weight_held],
        verbose=False,
    )
    return {"n_estimators": int(model.best_iteration) + 1}


# by the library the model is of: how many trees it needs, as its parameter
GROWN = {"sklearn": grow_histogram, "lightgbm": grow_lightgbm, "xgboost": grow_xgboost}
