"""The candidates: one row each, for every task. A new model is one row.

Defaults are meant to be sensible and quick, single-threaded and the same for the same seed.
``simplicity`` ranks them: of two that cannot be told apart, the lower is the simpler.
"""

from __future__ import annotations

from collections.abc import Mapping

from sklearn.base import BaseEstimator
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.utils.validation import has_fit_parameter

from .boosting_libraries import BOOSTED
from .kernel_and_neural import SMOOTH
from .linear import SIMPLE
from .model import TASKS, Hyperparameter, Model, Setting, inner
from .tree_ensembles import TREE_MODELS

__all__ = [
    "MODELS",
    "TASKS",
    "Hyperparameter",
    "Model",
    "Setting",
    "for_task",
    "ignoring_weights",
    "inner",
    "settings_in_words",
    "takes_weights",
]

MODELS: dict[str, Model] = {
    model.name: model
    for model in sorted(
        (*SIMPLE, *SMOOTH, *TREE_MODELS, *BOOSTED), key=lambda model: model.simplicity
    )
}


def settings_in_words(model: str, settings: Mapping[str, Setting]) -> str:
    """Return settings by the titles of a model's hyperparameters.

    >>> settings_in_words("tree", {"max_depth": 3})
    'Maximum depth 3'
    """
    titles = {each.name: each.title for each in MODELS[model].hyperparameters}
    return ", ".join(f"{titles.get(name, name)} {value}" for name, value in settings.items())


def takes_weights(model: BaseEstimator) -> bool:
    """Whether an estimator can be fitted with rows that count more or less."""
    if isinstance(model, VotingClassifier | VotingRegressor):
        return all(takes_weights(member) for _, member in model.estimators)
    within = getattr(model, "regressor", model)  # of a target that is scaled, the model within
    return bool(has_fit_parameter(within, "sample_weight"))


def ignoring_weights(task: str) -> list[str]:
    """Return the titles of a task's candidates that cannot let rows count more or less."""
    models = [model for model in for_task(task) if model.installed]
    return [model.title for model in models if not takes_weights(model.make(task, 0))]


def for_task(task: str) -> list[Model]:
    """Return the candidates of a task that can be chosen, in table order."""
    return [m for m in MODELS.values() if task in m.tasks and not m.rule_setting]
