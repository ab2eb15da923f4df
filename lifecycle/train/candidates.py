"""Which candidates take part: the baseline, today's rule, those chosen and those of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import ChoiceError
from ..models import MODELS, Setting
from .candidate_pipeline import catalog_model
from .model_params import ModelParams
from .results import Candidate

if TYPE_CHECKING:
    from .params import TrainParams

BASELINE = "dummy"
RULE = "rule"


def candidates(params: TrainParams, task: str, rule: str = "") -> list[Candidate]:
    """Return what is to be compared, the baseline first and then the contract's rule, if any.

    Two that are made alike both take part: the leaderboard says that they are equal. Raises
    ChoiceError for one unknown.
    """
    by_name: dict[str, Candidate] = {}
    for name in dict.fromkeys((BASELINE, RULE, *params.models)):
        if name == RULE:
            if rule:
                by_name[name] = Candidate(name, MODELS[name].title, _ruled(rule))
            continue
        if name in MODELS and task not in MODELS[name].tasks:
            continue  # a list made for another task: a random guess of a number means nothing
        model = catalog_model(name, task)  # one whose library is absent says so in its row
        by_name[name] = Candidate(name, model.title, _made(params, name, {}))
    for own in params.custom:
        model = catalog_model(own.model, task)
        if model.installed:
            model.build(task, params.seed, own.settings)
        if own.name in by_name:
            raise ChoiceError(f"Two candidates are called {own.name}.", "Rename one of them.")
        by_name[own.name] = Candidate(own.name, own.title, _made(params, own.model, own.settings))
    return list(by_name.values())


def _ruled(rule: str) -> ModelParams:
    """Return the rule as a model; nothing random and no weights are in it."""
    return ModelParams.model_validate({"model": RULE, "settings": {"formula": rule}})


def _made(params: TrainParams, model: str, settings: dict[str, Setting]) -> ModelParams:
    shared = params.model_dump(include={"balance", "raises", "lowers", "seed"})
    return ModelParams.model_validate({"model": model, "settings": settings, **shared})
