"""The candidates: one row each, for every task. A new model is one row.

Defaults are meant to be sensible and quick, single-threaded and the same for the same seed.
``simplicity`` ranks them: of two that cannot be told apart, the lower is the simpler.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils.validation import has_fit_parameter

TASKS = frozenset({"binary", "multiclass", "regression"})


@dataclass(frozen=True)
class Model:
    """One candidate: ``make(task, seed)`` returns an unfitted estimator.

    ``scaled``: whether it needs features of one scale. ``baseline``: it uses no features.
    """

    name: str
    title: str
    description: str
    strengths: str
    weaknesses: str
    simplicity: int
    make: Callable[[str, int], BaseEstimator]
    tasks: frozenset[str] = TASKS
    scaled: bool = False
    baseline: bool = False


def _dummy(task: str, seed: int) -> BaseEstimator:
    return DummyRegressor() if task == "regression" else DummyClassifier(strategy="prior")


def _linear(task: str, seed: int) -> BaseEstimator:
    return Ridge(alpha=10.0) if task == "regression" else LogisticRegression(max_iter=2000)


def _tree(task: str, seed: int) -> BaseEstimator:
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    return kind(max_depth=6, min_samples_leaf=10, random_state=seed)


def _neighbors(task: str, seed: int) -> BaseEstimator:
    kind = KNeighborsRegressor if task == "regression" else KNeighborsClassifier
    weights = "distance" if task == "regression" else "uniform"
    return kind(n_neighbors=15, weights=weights, n_jobs=1)


def _forest(task: str, seed: int) -> BaseEstimator:
    shared: dict[str, Any] = {"n_estimators": 200, "random_state": seed, "n_jobs": 1}
    if task == "regression":
        return RandomForestRegressor(max_features=0.2, min_samples_leaf=2, **shared)
    return RandomForestClassifier(min_samples_leaf=3, **shared)


def _boosting(task: str, seed: int) -> BaseEstimator:
    regression = task == "regression"
    kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
    return kind(
        learning_rate=0.05,
        max_iter=150,
        max_leaf_nodes=15,
        early_stopping=False,  # it would set rows aside, and fail on a class with one row
        random_state=seed,
    )


def _mlp(task: str, seed: int) -> BaseEstimator:
    shared: dict[str, Any] = {
        "hidden_layer_sizes": (64,),
        "alpha": 0.01,
        "early_stopping": True,
        "n_iter_no_change": 10,
        "learning_rate_init": 0.005,
        "max_iter": 300,
        "random_state": seed,
    }
    if task == "regression":
        # a net cannot reach targets in the thousands; predictions come back in the target's unit
        return TransformedTargetRegressor(MLPRegressor(**shared), transformer=StandardScaler())
    return MLPClassifier(**shared)


MODELS: dict[str, Model] = {
    m.name: m
    for m in (
        Model(
            "dummy",
            "Baseline",
            "Looks at no column: always answers with the share of each class, or the mean.",
            "Shows what any score is worth.",
            "Predicts nothing.",
            0,
            _dummy,
            baseline=True,
        ),
        Model(
            "linear",
            "Linear model",
            "Adds up the weighted features: logistic regression for classes, "
            "ridge regression for numbers.",
            "Quick, steady with few rows, easy to explain.",
            "Misses curves and features that matter only together.",
            1,
            _linear,
            scaled=True,
        ),
        Model(
            "tree",
            "Decision tree",
            "Asks up to six yes-or-no questions about the features, one after the other.",
            "Can be drawn and read; finds thresholds.",
            "Unsteady: a few other rows can give another tree. Coarse predictions.",
            2,
            _tree,
        ),
        Model(
            "neighbors",
            "Nearest neighbors",
            "Answers as the fifteen most similar training rows did.",
            "No assumption about shape; easy to explain by example.",
            "Weak with many columns; slow with many rows; keeps the training rows.",
            3,
            _neighbors,
            scaled=True,
        ),
        Model(
            "forest",
            "Random forest",
            "Averages two hundred trees, each grown on other rows and columns.",
            "Strong with hardly any tuning; robust to odd values.",
            "Large on disk; hard to explain in one sentence.",
            4,
            _forest,
        ),
        Model(
            "boosting",
            "Gradient boosting",
            "Adds small trees one after the other, each mending what the others got wrong.",
            "Often the best on tables; quick on many rows.",
            "Can fit noise when rows are few; hard to explain.",
            5,
            _boosting,
        ),
        Model(
            "mlp",
            "Neural network",
            "One layer of 64 units; stops when a tenth of the rows, set aside, gains no more.",
            "Smooth curves and interactions.",
            "Needs many rows and scaled features; depends on the seed.",
            6,
            _mlp,
            scaled=True,
        ),
    )
}


def takes_weights(model: BaseEstimator) -> bool:
    """Whether an estimator can be fitted with rows that count more or less."""
    inner = getattr(model, "regressor", model)  # of a target that is scaled, the model within
    return bool(has_fit_parameter(inner, "sample_weight"))


def for_task(task: str) -> list[Model]:
    """Return the candidates of a task, in table order."""
    return [m for m in MODELS.values() if task in m.tasks]
