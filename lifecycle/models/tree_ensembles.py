"""Candidates of many trees: forests average them, boosting adds them up."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)

from .model import STOP, Hyperparameter, Model


def _forest(task: str, seed: int) -> BaseEstimator:
    shared: dict[str, Any] = {"n_estimators": 200, "random_state": seed, "n_jobs": 1}
    if task == "regression":
        return RandomForestRegressor(max_features=0.2, min_samples_leaf=2, **shared)
    return RandomForestClassifier(max_features=0.2, min_samples_leaf=3, **shared)


def _extra(task: str, seed: int) -> BaseEstimator:
    shared: dict[str, Any] = {"n_estimators": 200, "random_state": seed, "n_jobs": 1}
    if task == "regression":
        return ExtraTreesRegressor(max_features=0.5, min_samples_leaf=2, **shared)
    return ExtraTreesClassifier(max_features=0.3, min_samples_leaf=3, **shared)


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


def _lightgbm(task: str, seed: int) -> BaseEstimator:
    from lightgbm import LGBMClassifier, LGBMRegressor  # here, as pages need not wait for it

    kind = LGBMRegressor if task == "regression" else LGBMClassifier
    return kind(
        n_estimators=200,
        learning_rate=0.05,
        num_leaves=15,
        min_child_samples=10,
        subsample=0.8,
        subsample_freq=1,
        colsample_bytree=0.5,
        reg_lambda=1.0,
        deterministic=True,
        force_row_wise=True,
        random_state=seed,
        n_jobs=1,
        verbose=-1,
    )


FEATURES = Hyperparameter(
    name="max_features",
    title="Features per split",
    description="The share of features each split may choose from: fewer make the trees differ "
    "more.",
    low=0.05,
    high=1.0,
)
LEAF = Hyperparameter(
    name="min_samples_leaf",
    title="Minimum samples per leaf",
    description="The fewest rows a prediction of a tree may rest on: more make it steadier and "
    "coarser.",
    low=1,
    high=50,
    log=True,
    whole=True,
)
RATE = Hyperparameter(
    name="learning_rate",
    title="Learning rate",
    description="How much each tree may correct: small steps need more trees and fit noise less.",
    low=0.005,
    high=0.3,
    log=True,
)
TREES = "More trees fit the training rows closer, noise included."

TREE_MODELS: tuple[Model, ...] = (
    Model(
        name="forest",
        title="Random forest",
        description="Averages two hundred trees, each grown on a bootstrap sample of the rows, "
        "its splits chosen from random features.",
        strengths="Strong with hardly any tuning; robust to outliers.",
        weaknesses="Large on disk; hard to explain in one sentence.",
        simplicity=12,
        make=_forest,
        monotone="monotonic_cst",
        warm_starts=({"max_features": 0.5, "min_samples_leaf": 1},),
        hyperparameters=(FEATURES, LEAF),
    ),
    Model(
        name="extra",
        title="Extra trees",
        description="Averages two hundred trees whose thresholds are drawn at random.",
        strengths="Quick; smoother predictions than a random forest.",
        weaknesses="Large on disk; weak when most features are noise.",
        simplicity=13,
        make=_extra,
        monotone="monotonic_cst",
        warm_starts=({"max_features": 0.8, "min_samples_leaf": 1},),
        hyperparameters=(FEATURES, LEAF),
    ),
    Model(
        name="boosting",
        title="Gradient boosting",
        description="Adds small trees one after the other, each correcting what the others got "
        "wrong.",
        strengths="Often the best on tables; quick on many rows.",
        weaknesses="Can fit noise when rows are few; hard to explain.",
        simplicity=14,
        make=_boosting,
        monotone="monotonic_cst",
        warm_starts=(
            {"max_iter": 600, "learning_rate": 0.06, "max_leaf_nodes": 40},
            {"max_iter": 300, "learning_rate": 0.03, "max_leaf_nodes": 6, "l2_regularization": 5.0},
        ),
        hyperparameters=(
            RATE,
            Hyperparameter(
                name="max_iter",
                title="Number of trees",
                description=TREES,
                low=20,
                high=1000,
                log=True,
                whole=True,
            ),
            STOP,
            Hyperparameter(
                name="max_leaf_nodes",
                title="Maximum leaves",
                description="How many different predictions a tree may make: more let features "
                "interact, and fit noise sooner.",
                low=4,
                high=128,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="min_samples_leaf",
                title="Minimum samples per leaf",
                description="The fewest rows a prediction of a tree may rest on: more make it "
                "steadier and coarser.",
                low=2,
                high=100,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="l2_regularization",
                title="L2 regularisation",
                description="Shrinks the values of leaves, those that rest on few rows most.",
                low=0.0,
                high=20.0,
            ),
        ),
    ),
    Model(
        name="lightgbm",
        title="LightGBM",
        description="Gradient boosting by another library: each tree sees only some rows and "
        "columns.",
        strengths="Often a little better than plain gradient boosting; quick on many rows.",
        weaknesses="Can fit noise when rows are few; hard to explain.",
        simplicity=15,
        make=_lightgbm,
        monotone="monotone_constraints",
        library="lightgbm",
        warm_starts=(
            {
                "n_estimators": 1000,
                "learning_rate": 0.04,
                "num_leaves": 48,
                "colsample_bytree": 0.7,
            },
            {"n_estimators": 400, "learning_rate": 0.02, "num_leaves": 7, "reg_lambda": 5.0},
            {"n_estimators": 700, "learning_rate": 0.1, "num_leaves": 16, "colsample_bytree": 0.8},
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
            Hyperparameter(
                name="num_leaves",
                title="Maximum leaves",
                description="How many different predictions a tree may make: more let features "
                "interact, and fit noise sooner.",
                low=3,
                high=128,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="min_child_samples",
                title="Minimum samples per leaf",
                description="The fewest rows a prediction of a tree may rest on: more make it "
                "steadier and coarser.",
                low=1,
                high=100,
                log=True,
                whole=True,
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
            Hyperparameter(
                name="reg_lambda",
                title="L2 regularisation (lambda)",
                description="Shrinks the values of leaves, those that rest on few rows most.",
                low=1e-3,
                high=100.0,
                log=True,
            ),
        ),
    ),
)
