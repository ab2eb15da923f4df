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

from .model import STOP, Knob, Model


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


FEATURES = Knob(
    "max_features",
    "Share of features tried",
    "How many features each question may choose from: fewer makes the trees differ more.",
    0.05,
    1.0,
)
LEAF = Knob(
    "min_samples_leaf",
    "Fewest rows of an answer",
    "An answer that rests on more rows is steadier and coarser.",
    1,
    50,
    log=True,
    whole=True,
)
RATE = Knob(
    "learning_rate",
    "Learning rate",
    "How much each tree may mend: small steps need more trees and fit noise less.",
    0.005,
    0.3,
    log=True,
)
TREES = "More trees fit the training rows closer, noise included."

TREE_MODELS: tuple[Model, ...] = (
    Model(
        "forest",
        "Random forest",
        "Averages two hundred trees, each grown on other rows and columns.",
        "Strong with hardly any tuning; robust to odd values.",
        "Large on disk; hard to explain in one sentence.",
        12,
        _forest,
        monotone="monotonic_cst",
        starts=({"max_features": 0.5, "min_samples_leaf": 1},),
        knobs=(FEATURES, LEAF),
    ),
    Model(
        "extra",
        "Extra trees",
        "Averages two hundred trees whose thresholds are drawn at random.",
        "Quick; smoother answers than a random forest.",
        "Large on disk; weak when most features are noise.",
        13,
        _extra,
        monotone="monotonic_cst",
        starts=({"max_features": 0.8, "min_samples_leaf": 1},),
        knobs=(FEATURES, LEAF),
    ),
    Model(
        "boosting",
        "Gradient boosting",
        "Adds small trees one after the other, each mending what the others got wrong.",
        "Often the best on tables; quick on many rows.",
        "Can fit noise when rows are few; hard to explain.",
        14,
        _boosting,
        monotone="monotonic_cst",
        starts=(
            {"max_iter": 600, "learning_rate": 0.06, "max_leaf_nodes": 40},
            {"max_iter": 300, "learning_rate": 0.03, "max_leaf_nodes": 6, "l2_regularization": 5.0},
        ),
        knobs=(
            RATE,
            Knob("max_iter", "Trees", TREES, 20, 1000, log=True, whole=True),
            STOP,
            Knob(
                "max_leaf_nodes",
                "Answers of one tree",
                "More answers let features work together, and fit noise sooner.",
                4,
                128,
                log=True,
                whole=True,
            ),
            Knob(
                "min_samples_leaf",
                "Fewest rows of an answer",
                "An answer that rests on more rows is steadier and coarser.",
                2,
                100,
                log=True,
                whole=True,
            ),
            Knob(
                "l2_regularization",
                "Penalty",
                "Holds back answers that rest on few rows.",
                0.0,
                20.0,
            ),
        ),
    ),
    Model(
        "lightgbm",
        "LightGBM",
        "Gradient boosting by another library: each tree sees only some rows and columns.",
        "Often a little better than plain gradient boosting; quick on many rows.",
        "Can fit noise when rows are few; hard to explain.",
        15,
        _lightgbm,
        monotone="monotone_constraints",
        library="lightgbm",
        starts=(
            {
                "n_estimators": 1000,
                "learning_rate": 0.04,
                "num_leaves": 48,
                "colsample_bytree": 0.7,
            },
            {"n_estimators": 400, "learning_rate": 0.02, "num_leaves": 7, "reg_lambda": 5.0},
            {"n_estimators": 700, "learning_rate": 0.1, "num_leaves": 16, "colsample_bytree": 0.8},
        ),
        knobs=(
            RATE,
            Knob("n_estimators", "Trees", TREES, 20, 1500, log=True, whole=True),
            STOP,
            Knob(
                "num_leaves",
                "Answers of one tree",
                "More answers let features work together, and fit noise sooner.",
                3,
                128,
                log=True,
                whole=True,
            ),
            Knob(
                "min_child_samples",
                "Fewest rows of an answer",
                "An answer that rests on more rows is steadier and coarser.",
                1,
                100,
                log=True,
                whole=True,
            ),
            Knob(
                "colsample_bytree",
                "Share of features of one tree",
                "Fewer features make the trees differ more.",
                0.1,
                1.0,
            ),
            Knob(
                "subsample",
                "Share of rows of one tree",
                "Fewer rows make the trees differ more.",
                0.4,
                1.0,
            ),
            Knob(
                "reg_lambda",
                "Penalty",
                "Holds back answers that rest on few rows.",
                1e-3,
                100.0,
                log=True,
            ),
        ),
    ),
)
