"""Candidates with smooth answers: neighbors, kernels, Gaussian processes and neural networks."""

from __future__ import annotations

from typing import Any

from sklearn.base import BaseEstimator
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline

from ..estimators.svm import CalibratedSVC, ScaledSVR
from .model import CLASSES, NUMBERS, Hyperparameter, Model, unitless

MOST_FOR_PROCESS = 1500
MOST_FOR_VECTORS = 5000


def _neighbors(task: str, seed: int) -> BaseEstimator:
    kind = KNeighborsRegressor if task == "regression" else KNeighborsClassifier
    weights = "distance" if task == "regression" else "uniform"
    return kind(n_neighbors=15, weights=weights, n_jobs=1)


def _kernel(task: str, seed: int) -> BaseEstimator:
    regression = task == "regression"
    last = Ridge(alpha=1.0) if regression else LogisticRegression(max_iter=1000)
    kernel = Nystroem(gamma=0.02, n_components=300, random_state=seed, n_jobs=1)
    model = Pipeline([("kernel", kernel), ("linear", last)])
    return unitless(model) if regression else model  # a sum of bumps around zero


def _vectors(task: str, seed: int) -> BaseEstimator:
    if task != "regression":
        return CalibratedSVC(random_state=seed)
    return unitless(ScaledSVR())  # the width of its tube is of a spread of 1


def _process(task: str, seed: int) -> BaseEstimator:
    if task == "regression":
        kernel = ConstantKernel(1.0) * RBF(3.0) + WhiteKernel(0.1)
        return GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)
    return GaussianProcessClassifier(ConstantKernel(1.0) * RBF(3.0), random_state=seed, n_jobs=1)


def _mlp(task: str, seed: int) -> BaseEstimator:
    shared: dict[str, Any] = {
        "hidden_layer_sizes": 64,
        "alpha": 0.01,
        "early_stopping": True,
        "n_iter_no_change": 10,
        "learning_rate_init": 0.005,
        "max_iter": 300,
        "random_state": seed,
    }
    if task == "regression":
        return unitless(MLPRegressor(**shared))  # a net cannot reach targets in the thousands
    return MLPClassifier(**shared)


SMOOTH: tuple[Model, ...] = (
    Model(
        name="neighbors",
        title="Nearest neighbours",
        description="Predicts from the targets of the fifteen most similar training rows.",
        strengths="No assumption about shape; easy to explain by example.",
        weaknesses="Weak with many columns; slow with many rows; keeps the training rows.",
        simplicity=9,
        make=_neighbors,
        scaled=True,
        hyperparameters=(
            Hyperparameter(
                name="n_neighbors",
                title="Number of neighbours",
                description="How many similar rows are asked: few follow every row, many smooth "
                "it out.",
                low=1,
                high=100,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="weights",
                title="Weights of the neighbours",
                description="Whether all count alike (uniform), or nearer rows more (distance).",
                choices=("uniform", "distance"),
            ),
        ),
    ),
    Model(
        name="kernel",
        title="Kernel machine",
        description="Compares a row with three hundred others by a kernel, a smooth measure of "
        "likeness, and adds up the weighted results. It stands in for the support vector machine "
        "when there are many rows.",
        strengths="Smooth curves and interactions with few rows.",
        weaknesses="Depends on the kernel's width; hard to explain.",
        simplicity=10,
        make=_kernel,
        scaled=True,
        hyperparameters=(
            Hyperparameter(
                name="kernel__gamma",
                title="Kernel coefficient (gamma)",
                description="How narrow the kernel is, in units of the features' spread: large "
                "lets each row speak for its nearest neighbours only, small for many.",
                low=1e-4,
                high=1.0,
                log=True,
            ),
            Hyperparameter(
                name="linear__C",
                title="Regularisation (C)",
                description="The freedom of the weights: small keeps the predictions smooth, "
                "large follows the training rows.",
                low=1e-2,
                high=1e3,
                log=True,
                tasks=CLASSES,
            ),
            Hyperparameter(
                name="linear__alpha",
                title="Regularisation (alpha)",
                description="The penalty on large weights: large keeps the predictions smooth, "
                "small follows the training rows.",
                low=1e-4,
                high=100.0,
                log=True,
                tasks=NUMBERS,
            ),
        ),
    ),
    Model(
        name="svm",
        title="Support vector machine",
        description="Draws the boundary that keeps most distance from the rows next to it, by a "
        "kernel, a smooth measure of likeness; for regression, a tube around the values. "
        "Probabilities are learned from the distance to the boundary on rows set aside in turn.",
        strengths="Smooth, curved boundaries with few rows and many columns.",
        weaknesses=f"For at most {MOST_FOR_VECTORS:,} rows; hard to explain.",
        simplicity=11,
        make=_vectors,
        scaled=True,
        most_rows=MOST_FOR_VECTORS,
        warm_starts=({"C": 30.0, "narrowness": 0.1}, {"C": 1.0, "narrowness": 1.0}),
        hyperparameters=(
            Hyperparameter(
                name="C",
                title="Regularisation (C)",
                description="The freedom of the boundary: small keeps it smooth, large follows "
                "the training rows.",
                low=1e-2,
                high=100.0,
                log=True,
            ),
            Hyperparameter(
                name="narrowness",
                title="Kernel coefficient (gamma)",
                description="How narrow the kernel is, in units of the features' spread: large "
                "lets each row speak for its nearest neighbours only, small for many.",
                low=1e-2,
                high=10.0,
                log=True,
            ),
        ),
    ),
    Model(
        name="mlp",
        title="Neural network",
        description="One hidden layer of 64 units; stops when the score on a tenth of the rows, "
        "set aside, no longer improves.",
        strengths="Smooth curves and interactions.",
        weaknesses="Needs many rows and scaled features; depends on the seed.",
        simplicity=18,
        make=_mlp,
        scaled=True,
        iterative=True,
        hyperparameters=(
            Hyperparameter(
                name="hidden_layer_sizes",
                title="Hidden units",
                description="The width of the hidden layer: more can follow more complicated "
                "shapes, noise included.",
                low=8,
                high=512,
                log=True,
                whole=True,
            ),
            Hyperparameter(
                name="alpha",
                title="L2 regularisation (alpha)",
                description="Shrinks large weights towards zero.",
                low=1e-5,
                high=10.0,
                log=True,
            ),
            Hyperparameter(
                name="learning_rate_init",
                title="Learning rate",
                description="The size of each step: too large does not converge, too small takes "
                "long.",
                low=1e-4,
                high=0.05,
                log=True,
            ),
        ),
    ),
    Model(
        name="process",
        title="Gaussian process",
        description="Weights all training rows by their distance, and learns by itself how "
        "quickly likeness fades with it.",
        strengths="Very good with few rows and smooth shapes; nothing to tune.",
        weaknesses=f"For at most {MOST_FOR_PROCESS:,} rows; hard to explain.",
        simplicity=19,
        make=_process,
        scaled=True,
        most_rows=MOST_FOR_PROCESS,
    ),
)
