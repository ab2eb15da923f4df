"""What one row of the model catalog says: how a candidate is made, and what can be set about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import VotingClassifier
from sklearn.preprocessing import StandardScaler

from ..core.errors import ChoiceError
from ..core.wording import inside, listing
from ..estimators.early_stopping import (
    EarlyStopping,
    EarlyStoppingClassifier,
    EarlyStoppingRegressor,
)

TASKS = frozenset({"binary", "multiclass", "regression"})
CLASSES = TASKS - {"regression"}
NUMBERS = TASKS - CLASSES
Setting = bool | int | float | str


@dataclass(frozen=True, kw_only=True)
class Hyperparameter:
    """One thing that can be set about a model: a number within bounds, or one of some choices.

    ``name`` is the parameter of the estimator. ``log``: its size matters, not its distance.
    ``searched``: whether a search turns it.
    """

    name: str
    title: str
    description: str
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    choices: tuple[Setting, ...] = ()
    tasks: frozenset[str] = TASKS
    searched: bool = True

    def refusal(self, value: object) -> str:
        """Return what a value should have been; empty when it is one of those that can be set."""
        if self.choices:
            return "" if value in self.choices else f"one of {listing(map(str, self.choices))}"
        kind = "a whole number" if self.whole else "a number"
        right = isinstance(value, int if self.whole else int | float)
        if right and not isinstance(value, bool) and self.low <= float(str(value)) <= self.high:
            return ""
        return f"{kind} from {self.low:g} to {self.high:g}"


STOP = Hyperparameter(
    name="stop_early",
    title="Early stopping",
    description="Sets a tenth of the training rows aside and ends once twenty more trees gain "
    "nothing there; all rows are then fitted with the best number of trees, which is at most the "
    "one above.",
    choices=("no", "yes"),
    searched=False,  # the number of trees is searched itself
)


@dataclass(frozen=True, kw_only=True)
class Model:
    """One candidate: ``make(task, seed)`` returns an unfitted estimator.

    ``scaled``: whether it needs features of one scale. ``baseline``: it uses no features.
    ``most_rows``: it is too slow on more. ``library``: what it needs beyond scikit-learn.
    ``simplicity`` ranks the catalog, simplest first. ``rule_setting``: the setting that takes the
    contract's rule; such a model takes raw columns, and is no candidate without it. ``monotone``:
    the parameter that takes 1, 0 or -1 a feature, for two classes and for numbers. ``iterative``:
    it learns in passes over the rows, whose loss can be drawn. ``warm_starts``: settings that often
    do well, each of some hyperparameters, which a search tries before others. With the
    hyperparameter `STOP`, it is boosting whose number of trees can be found on rows set aside.
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
    most_rows: int | None = None
    library: str = ""
    hyperparameters: tuple[Hyperparameter, ...] = ()
    rule_setting: str = ""
    monotone: str = ""
    iterative: bool = False
    warm_starts: tuple[Mapping[str, Setting], ...] = ()

    @property
    def installed(self) -> bool:
        """Whether the library it needs is there."""
        return not self.library or find_spec(self.library) is not None

    def ready(self) -> None:
        """Raise ChoiceError when the library it needs is not installed."""
        if not self.installed:
            raise ChoiceError(
                f"{self.title} needs the package {self.library}, which is not installed.",
                f"Leave it out, or install it: pip install {self.library}.",
            )

    def hyperparameters_of(self, task: str) -> list[Hyperparameter]:
        """Return what can be set for a task, in table order."""
        return [each for each in self.hyperparameters if task in each.tasks]

    def build(self, task: str, seed: int, settings: Mapping[str, Setting]) -> BaseEstimator:
        """Return an unfitted estimator with these settings; raises ChoiceError for a wrong one."""
        estimator = self.make(task, seed)
        if settings.get(STOP.name) == "yes" and STOP in self.hyperparameters:
            estimator = stopping_early(estimator, task, seed)
        known = {each.name: each for each in self.hyperparameters_of(task)}
        for name, value in settings.items():
            if name == self.rule_setting:
                continue
            if name not in known:
                hint = f"Choose from {listing(known, 10)}." if known else "Leave it out."
                raise ChoiceError(f"{self.title} has no hyperparameter {name}.", hint)
            if wanted := known[name].refusal(value):
                raise ChoiceError(
                    f"{self.title}: {inside(known[name].title)} cannot be {value}.",
                    f"Give {wanted}.",
                )
        told = {name: value for name, value in settings.items() if name != STOP.name}
        return estimator.set_params(
            **{inner(estimator) + name: value for name, value in told.items()}
        )

    def defaults(self, task: str) -> dict[str, Any]:
        """Return the value each hyperparameter has when nobody sets it."""
        made = self.make(task, 0)
        values = made.get_params(deep=True) | {inner(made) + STOP.name: "no"}
        return {
            each.name: values[inner(made) + each.name] for each in self.hyperparameters_of(task)
        }


def unitless(model: BaseEstimator, centred: bool = True) -> BaseEstimator:
    """Return a model of numbers that learns a target of spread 1 and answers in its own unit.

    ``centred``: of mean 0 as well, which not every model takes as the same task.
    """
    # going there and back loses the last digits of a very large target, which is nothing to say
    scaler = StandardScaler() if centred else StandardScaler(with_mean=False)
    return TransformedTargetRegressor(model, transformer=scaler, check_inverse=False)


def stopping_early(model: BaseEstimator, task: str, seed: int) -> BaseEstimator:
    """Return a boosted model that finds on rows set aside how many trees are enough."""
    if task != "regression":
        named = isinstance(
            model, VotingClassifier
        )  # it numbers the classes, as early stopping does
        within = model.estimators[0][1] if named else model
        return EarlyStoppingClassifier(within, random_state=seed)
    if isinstance(model, TransformedTargetRegressor):
        within = EarlyStoppingRegressor(model.regressor, random_state=seed)
        return model.set_params(regressor=within)
    return EarlyStoppingRegressor(model, random_state=seed)


def inner(model: BaseEstimator) -> str:
    """Return where the parameters are: of a model that is wrapped, within the wrapping."""
    if isinstance(model, VotingClassifier):
        return f"{model.estimators[0][0]}__"
    if isinstance(model, EarlyStopping):
        return "estimator__"
    if isinstance(model, TransformedTargetRegressor):
        return "regressor__" + inner(model.regressor)
    return ""
