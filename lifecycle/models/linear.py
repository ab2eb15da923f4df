"""Candidates that can be written down: baselines, one question, weighted sums, and the like."""

from __future__ import annotations

from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import BayesianRidge, ElasticNet, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ..estimators.rule import RuleClassifier, RuleRegressor
from .model import CLASSES, NUMBERS, Knob, Model, unitless


def _dummy(task: str, seed: int) -> BaseEstimator:
    return DummyRegressor() if task == "regression" else DummyClassifier(strategy="prior")


def _guess(task: str, seed: int) -> BaseEstimator:
    return DummyClassifier(strategy="stratified", random_state=seed)


def _rule(task: str, seed: int) -> BaseEstimator:
    return RuleRegressor() if task == "regression" else RuleClassifier()


def _stump(task: str, seed: int) -> BaseEstimator:
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    return kind(max_depth=1, min_samples_leaf=5, random_state=seed)


def _linear(task: str, seed: int) -> BaseEstimator:
    return Ridge(alpha=10.0) if task == "regression" else LogisticRegression(max_iter=2000)


def _lasso(task: str, seed: int) -> BaseEstimator:
    if task == "regression":
        # its penalty holds back weights by their size, which is in the target's unit
        return unitless(ElasticNet(alpha=0.01, l1_ratio=0.5, max_iter=5000, random_state=seed))
    return LogisticRegression(
        solver="saga", l1_ratio=1.0, C=0.5, tol=1e-3, max_iter=500, random_state=seed
    )


def _bayes(task: str, seed: int) -> BaseEstimator:
    # its assumptions about noise and weights are in the unit of the target
    return unitless(BayesianRidge()) if task == "regression" else GaussianNB(var_smoothing=1e-3)


def _tree(task: str, seed: int) -> BaseEstimator:
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    return kind(max_depth=6, min_samples_leaf=10, random_state=seed)


STRENGTH = "How strongly large weights are held back"
SIMPLE: tuple[Model, ...] = (
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
        "guess",
        "Random guess",
        "Looks at no column: draws a class by its share among the training rows.",
        "The coin flip that everything must beat.",
        "Predicts nothing, and is more often wrong than always naming the largest class.",
        1,
        _guess,
        tasks=CLASSES,
        baseline=True,
    ),
    Model(
        "rule",
        "Today's rule",
        "Answers as the rule does that was written down in Define; nothing is learned.",
        "What is done today, which a model must beat to be worth its trouble.",
        "Where it knows only yes and no, measures of probability count it dear.",
        2,
        _rule,
        baseline=True,
        given="formula",
    ),
    Model(
        "stump",
        "One question",
        "Asks one yes-or-no question about one feature.",
        "Shows how far the single best question goes; a rule anybody can apply.",
        "Two answers only.",
        3,
        _stump,
        monotone="monotonic_cst",
    ),
    Model(
        "linear",
        "Linear model",
        "Adds up the weighted features: logistic regression for classes, "
        "ridge regression for numbers.",
        "Quick, steady with few rows, easy to explain.",
        "Misses curves and features that matter only together.",
        4,
        _linear,
        scaled=True,
        knobs=(
            Knob(
                "C",
                "Freedom of the weights",
                f"{STRENGTH}: small holds them near zero, large follows the training rows.",
                1e-4,
                100.0,
                log=True,
                tasks=CLASSES,
            ),
            Knob(
                "alpha",
                "Penalty",
                f"{STRENGTH}: large holds them near zero, small follows the training rows.",
                1e-3,
                1e4,
                log=True,
                tasks=NUMBERS,
            ),
        ),
    ),
    Model(
        "lasso",
        "Sparse linear model",
        "Adds up weighted features and sets the weights of useless ones to zero: lasso and "
        "elastic net.",
        "Picks features by itself; few remain to explain.",
        "Of features that say much the same it keeps one at random.",
        5,
        _lasso,
        scaled=True,
        knobs=(
            Knob(
                "C",
                "Freedom of the weights",
                "Small keeps few features, large keeps nearly all.",
                1e-3,
                100.0,
                log=True,
                tasks=CLASSES,
            ),
            Knob(
                "alpha",
                "Penalty",
                "Large keeps few features, small keeps nearly all.",
                1e-5,
                100.0,
                log=True,
                tasks=NUMBERS,
            ),
            Knob(
                "l1_ratio",
                "Share of the sparse penalty",
                "1 sets weights to zero, 0 only makes them smaller.",
                0.0,
                1.0,
            ),
        ),
    ),
    Model(
        "bayes",
        "Naive Bayes",
        "Takes each feature for itself, as if none knew of the others; for numbers, a ridge "
        "regression that finds its own penalty.",
        "At once; good with very few rows.",
        "Overconfident when features repeat each other.",
        6,
        _bayes,
        scaled=True,
        knobs=(
            Knob(
                "var_smoothing",
                "Smoothing",
                "How much spread is added to every feature: more makes it less sure.",
                1e-9,
                1.0,
                log=True,
                tasks=CLASSES,
            ),
        ),
    ),
    Model(
        "tree",
        "Decision tree",
        "Asks up to six yes-or-no questions about the features, one after the other.",
        "Can be drawn and read; finds thresholds.",
        "Unsteady: a few other rows can give another tree. Coarse predictions.",
        7,
        _tree,
        monotone="monotonic_cst",
        knobs=(
            Knob(
                "max_depth",
                "Questions in a row",
                "More questions fit the training rows closer, noise included.",
                1,
                20,
                whole=True,
            ),
            Knob(
                "min_samples_leaf",
                "Fewest rows of an answer",
                "An answer that rests on more rows is steadier and coarser.",
                1,
                200,
                log=True,
                whole=True,
            ),
        ),
    ),
)
