"""Boosting by libraries of its own: XGBoost, CatBoost, and the explainable boosting machine.

Each is imported when it is made, so that nobody waits for it and the last two may be absent.
"""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator
from sklearn.ensemble import VotingClassifier

from .model import STOP, Hyperparameter, Model, unitless
from .tree_ensembles import RATE, TREES

PENALTY = Hyperparameter(
    name="reg_lambda",
    title="L2 regularisation (lambda)",
    description="Shrinks the values of leaves, those that rest on few rows most.",
    low=1e-3,
    high=100.0,
    log=True,
)
DEPTH = Hyperparameter(
    name="max_depth",
    title="Maximum depth",
    description="How many questions a tree asks in a row: deeper trees let features interact, and "
    "fit noise sooner.",
    low=1,
    high=10,
    whole=True,
)


def _xgboost(task: str, seed: int) -> BaseEstimator:
    from xgboost import XGBClassifier, XGBRegressor

    shared: dict[str, Any] = {
        "n_estimators": 200,
        "learning_rate": 0.05,
        "max_depth": 4,
        "min_child_weight": 3.0,
        "subsample": 0.8,
        "colsample_bytree": 0.5,
        "reg_lambda": 1.0,
        "random_state": seed,
        "n_jobs": 1,
        "verbosity": 0,
    }
    if task == "regression":
        return unitless(XGBRegressor(**shared))  # it sees no gain in a very small unit
    # it takes classes as 0, 1, 2 alone; a vote of one numbers them and names them again,
    # and its weight makes the probabilities doubles, so that every sum of them is the same
    return VotingClassifier([("xgboost", XGBClassifier(**shared))], voting="soft", weights=[1.0])


def _catboost(task: str, seed: int) -> BaseEstimator:
    from catboost import CatBoostClassifier, CatBoostRegressor

    kind = CatBoostRegressor if task == "regression" else CatBoostClassifier
    return kind(
        iterations=300,
        learning_rate=0.05,
        depth=4,
        l2_leaf_reg=3.0,
        random_seed=seed,
        thread_count=1,
        verbose=False,
        allow_writing_files=False,
    )


def _explainable(task: str, seed: int) -> BaseEstimator:
    from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor

    shared: dict[str, Any] = {
        "outer_bags": 2,  # fourteen, the library's own choice, take minutes
        "interactions": 0 if task == "multiclass" else 5,  # it cannot draw pairs for more classes
        "max_rounds": 500,
        "learning_rate": 0.05,
        "max_bins": 64,
        "smoothing_rounds": 20,
        "interaction_smoothing_rounds": 20,
        "random_state": seed,
        "n_jobs": 1,
    }
    if task == "regression":
        return ExplainableBoostingRegressor(**shared)
    return ExplainableBoostingClassifier(**shared)


BOOSTED: tuple[Model, ...] = (
    Model(
        name="explainable",
        title="Explainable boosting",
        description="Adds up one curve for each feature, and one surface for each pair that "
        "matters together; all are found by boosting.",
        strengths="Nearly as good as boosting, and every curve can be read.",
        weaknesses="Slow to fit, the more so with many columns.",
        simplicity=8,
        make=_explainable,
        library="interpret",
        hyperparameters=(
            Hyperparameter(
                name="max_rounds",
                title="Boosting rounds",
                description=TREES,
                low=50,
                high=5000,
                log=True,
                whole=True,
            ),
            RATE,
            Hyperparameter(
                name="max_bins",
                title="Maximum bins",
                description="How many steps a curve may have: more follow the training rows "
                "closer, noise included.",
                low=8,
                high=1024,
                log=True,
                whole=True,
            ),
        ),
    ),
    Model(
        name="xgboost",
        title="XGBoost",
        description="Gradient boosting by another library, which grows its trees level by level.",
        strengths="Often the best on tables; steadier than LightGBM when rows are few.",
        weaknesses="Can fit noise when rows are few; hard to explain.",
        simplicity=16,
        make=_xgboost,
        monotone="monotone_constraints",
        library="xgboost",
        warm_starts=(
            {"n_estimators": 600, "learning_rate": 0.06, "max_depth": 7, "min_child_weight": 1.0},
            {"n_estimators": 500, "learning_rate": 0.02, "max_depth": 3, "reg_lambda": 5.0},
        ),
        hyperparameters=(
            RATE,
            Hyperparameter(
                name="n_estimators",
                title="Number of trees",
                description=TREES,
                low=20,
                high=1500,
                log=True,
                whole=True,
            ),
            STOP,
            DEPTH,
            Hyperparameter(
                name="min_child_weight",
                title="Minimum child weight",
                description="How many rows, or how much weight, a leaf must have at least: more "
                "makes it steadier and coarser.",
                low=0.1,
                high=100.0,
                log=True,
            ),
            Hyperparameter(
                name="colsample_bytree",
                title="Feature subsample per tree",
                description="The share of features each tree may use: fewer make the trees differ "
                "more.",
                low=0.1,
                high=1.0,
            ),
            Hyperparameter(
                name="subsample",
                title="Row subsample per tree",
                description="The share of rows each tree learns from: fewer make the trees differ "
                "more.",
                low=0.4,
                high=1.0,
            ),
            PENALTY,
        ),
    ),
    Model(
        name="catboost",
        title="CatBoost",
        description="Gradient boosting by another library, whose trees ask the same question on "
        "every branch.",
        strengths="Good without tuning; quick to predict.",
        weaknesses="Slower to fit than the other boosting libraries; hard to explain.",
        simplicity=17,
        make=_catboost,
        library="catboost",
        hyperparameters=(
            RATE,
            Hyperparameter(
                name="iterations",
                title="Number of trees",
                description=TREES,
                low=20,
                high=2000,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="depth",
                title=DEPTH.title,
                description=DEPTH.description,
                low=1,
                high=10,
                whole=True,
            ),
            Hyperparameter(
                name="l2_leaf_reg",
                title=PENALTY.title,
                description=PENALTY.description,
                low=1e-2,
                high=100.0,
                log=True,
            ),
        ),
    ),
)
