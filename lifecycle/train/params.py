"""Which candidates are fitted, how their settings are searched, and for how long."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..core.param_fields import attempt_field, seed_field
from ..core.recipe import Params
from ..models import MODELS
from .model_params import Custom

TITLES: dict[str, Any] = {  # what the contract gives is no choice
    "labels": {m.name: m.title for m in MODELS.values() if not m.rule_setting},
    "catalog": True,
}

DEFAULT_MODELS = (
    "dummy",
    "guess",
    "stump",
    "linear",
    "tree",
    "forest",
    "boosting",
    "neighbors",
    "mlp",
)

PORTFOLIO = (  # the quick ones first, of each kind; the budget may end before the last
    "dummy",
    "guess",
    "stump",
    "linear",
    "xgboost",
    "lightgbm",
    "extra",
    "svm",
    "forest",
    "kernel",
    "mlp",
    "boosting",
    "neighbors",
    "lasso",
)

MOST_TRIALS = 5000  # of a search that only its time budget ends


class TrainParams(Params):
    """Which candidates are fitted, how their settings are searched, and for how long."""

    models: tuple[str, ...] = Field(
        DEFAULT_MODELS,
        title="Candidates",
        description="The models to compare; the baseline always takes part. "
        "Take away slow ones when there are many rows.",
        json_schema_extra=TITLES,
    )
    custom: tuple[Custom, ...] = Field(
        (),
        title="Candidates with own settings",
        description="Models whose settings were chosen by hand, or found by an earlier search.",
        json_schema_extra={"opaque": True},
    )
    tuning: bool = Field(
        False,
        title="Search better settings",
        description="Try settings that often do well for each candidate, then others of the four "
        "most promising ones, guided by what was tried before. The best of many tries looks a "
        "little better than it is.",
    )
    trials: int = Field(
        30,
        ge=1,
        le=MOST_TRIALS,
        title="Most settings tried",
        description="The search ends after so many tries, or when the time budget is used up.",
    )
    ensemble: bool = Field(
        False,
        title="Blend the candidates",
        description="Put the answers of those candidates together that help each other. "
        "Often a little better than each alone, larger and harder to explain.",
    )
    balance: bool = Field(
        False,
        title="Let classes count alike",
        description="Rows of a rare class weigh more in every fit. It finds more of them, but the "
        "probabilities no longer match how often they occur; a threshold does that better.",
    )
    raises: tuple[str, ...] = Field(
        (),
        title="May only raise the answer",
        description="Number columns of which more never lowers the amount or the class's chance.",
    )
    lowers: tuple[str, ...] = Field(
        (),
        title="May only lower the answer",
        description="Number columns of which more never raises the amount or the class's chance.",
    )
    rows: int | None = Field(
        None,
        ge=100,
        title="Most rows learned from",
        description="With very many rows: each fold learns from at most so many, drawn at random. "
        "The chosen model is fitted on all of them. Left empty, folds learn from all they have.",
    )
    budget: int | None = Field(
        None,
        ge=1,
        title="Time budget in seconds",
        description="No further fit is started after so many seconds; what is finished is kept. "
        "Left empty, every candidate is fitted on every fold.",
    )
    attempt: int = attempt_field()
    seed: int = seed_field("Fixes what is random, so that the same choices give the same scores.")

    def anytime(self) -> bool:
        return self.budget is not None

    def missing(self) -> str:
        return "" if self.models else "No candidate is chosen: choose at least one."
