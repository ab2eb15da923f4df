"""Candidates that can be written down: baselines, one question, weighted sums, and the like."""

from __future__ import annotations

from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import BayesianRidge, ElasticNet, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from ..estimators.rule import RuleClassifier, RuleRegressor
from .model import CLASSES, NUMBERS, Hyperparameter, Model, unitless


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


STRENGTH = "How strongly large weights are shrunk"
GUESS = "guess"  # a baseline that may do better than the constant one by luck alone
SIMPLE: tuple[Model, ...] = (
    Model(
        name="dummy",
        title="Baseline",
        description="Looks at no column: always predicts the share of each class, or the mean.",
        strengths="Shows what any score is worth.",
        weaknesses="Predicts nothing.",
        simplicity=0,
        make=_dummy,
        baseline=True,
    ),
    Model(
        name=GUESS,
        title="Random guess",
        description="Looks at no column: draws a class by its share among the training rows.",
        strengths="The coin flip that everything must beat.",
        weaknesses="Predicts nothing, and is more often wrong than always naming the largest "
        "class.",
        simplicity=1,
        make=_guess,
        tasks=CLASSES,
        baseline=True,
    ),
    Model(
        name="rule",
        title="Incumbent rule",
        description="Today's way, as the rule that was written down in Define; nothing is learned.",
        strengths="What is done today, which a model must beat to be worth its trouble.",
        weaknesses="Where it says only yes or no, log loss and Brier score judge it harshly.",
        simplicity=2,
        make=_rule,
        baseline=True,
        rule_setting="formula",
    ),
    Model(
        name="stump",
        title="Decision stump",
        description="Asks one yes-or-no question about one feature.",
        strengths="Shows how far the single best question goes; a rule anybody can apply.",
        weaknesses="Two different predictions only.",
        simplicity=3,
        make=_stump,
        monotone="monotonic_cst",
    ),
    Model(
        name="linear",
        title="Linear model",
        description="Adds up the weighted features: logistic regression for classes, "
        "ridge regression for numbers.",
        strengths="Quick, steady with few rows, easy to explain.",
        weaknesses="Misses curves and interactions, that is features that matter only together.",
        simplicity=4,
        make=_linear,
        scaled=True,
        hyperparameters=(
            Hyperparameter(
                name="C",
                title="Regularisation (C)",
                description=f"{STRENGTH}: small C holds them near zero, large C follows the "
                "training rows.",
                low=1e-4,
                high=100.0,
                log=True,
                tasks=CLASSES,
            ),
            Hyperparameter(
                name="alpha",
                title="Regularisation (alpha)",
                description=f"{STRENGTH}: large alpha holds them near zero, small alpha follows "
                "the training rows.",
                low=1e-3,
                high=1e4,
                log=True,
                tasks=NUMBERS,
            ),
        ),
    ),
    Model(
        name="lasso",
        title="Sparse linear model",
        description="Adds up weighted features and sets the weights of useless ones to zero: "
        "L1-penalised logistic regression for classes, elastic net for numbers.",
        strengths="Selects features by itself; few remain to explain.",
        weaknesses="Of features that are highly correlated it keeps one, more or less at random.",
        simplicity=5,
        make=_lasso,
        scaled=True,
        hyperparameters=(
            Hyperparameter(
                name="C",
                title="Regularisation (C)",
                description="The freedom of the weights: small keeps few features, large keeps "
                "nearly all.",
                low=1e-3,
                high=100.0,
                log=True,
                tasks=CLASSES,
            ),
            Hyperparameter(
                name="alpha",
                title="Regularisation (alpha)",
                description="The penalty on the weights: large keeps few features, small keeps "
                "nearly all.",
                low=1e-5,
                high=100.0,
                log=True,
                tasks=NUMBERS,
            ),
            Hyperparameter(
                name="l1_ratio",
                title="L1 ratio",
                description="The share of the sparse penalty: 1 (lasso) sets weights to zero, 0 "
                "(ridge) only makes them smaller.",
                low=0.0,
                high=1.0,
            ),
        ),
    ),
    Model(
        name="bayes",
        title="Naive Bayes",
        description="Takes each feature by itself, as if they were independent within a class; "
        "for numbers, a Bayesian ridge regression that finds its own penalty.",
        strengths="Fitted at once; good with very few rows.",
        weaknesses="Overconfident when features are correlated.",
        simplicity=6,
        make=_bayes,
        scaled=True,
        hyperparameters=(
            Hyperparameter(
                name="var_smoothing",
                title="Variance smoothing",
                description="How much variance is added to every feature: more makes it less sure.",
                low=1e-9,
                high=1.0,
                log=True,
                tasks=CLASSES,
            ),
        ),
    ),
    Model(
        name="tree",
        title="Decision tree",
        description="Asks up to six yes-or-no questions about the features, one after the other.",
        strengths="Can be drawn and read; finds thresholds.",
        weaknesses="Unstable: a few other rows can give another tree. Coarse predictions.",
        simplicity=7,
        make=_tree,
        monotone="monotonic_cst",
        hyperparameters=(
            Hyperparameter(
                name="max_depth",
                title="Maximum depth",
                description="How many questions are asked in a row: more fit the training rows "
                "closer, noise included.",
                low=1,
                high=20,
                whole=True,
            ),
            Hyperparameter(
                name="min_samples_leaf",
                title="Minimum samples per leaf",
                description="The fewest rows a prediction may rest on: more make it steadier and "
                "coarser.",
                low=1,
                high=200,
                log=True,
                whole=True,
            ),
        ),
    ),
)
