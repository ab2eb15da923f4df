"""Which candidates are fitted, how their settings are searched, and for how long."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ..core.param_fields import attempt_field, seed_field
from ..core.recipe import Params
from ..models import MODELS
from .model_params import Custom, GivenUp

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

RECOMMEND: dict[str, Any] = {
    "labels": {
        "auto": "By the time budget",
        "leader": "The leader",
        "simplest": "The simplest of the best",
    },
    "helps": {
        "auto": "With a time budget the leader, else the simplest of the best.",
        "leader": "The candidate with the best score.",
        "simplest": "The simplest candidate that cannot be told apart from the leader.",
    },
    "before": "leader",  # the leader was what was judged unless told
}
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
        title="Candidates with own hyperparameters",
        description="Models whose hyperparameters were chosen by hand, or found by an earlier "
        "search.",
        json_schema_extra={"opaque": True},
    )
    tuning: bool = Field(
        False,
        title="Hyperparameter search",
        description="Try hyperparameters that often do well for each candidate, then others for "
        "the four most promising ones, guided by what was tried before. The best of "
        "many trials looks a little better than it is.",
    )
    trials: int = Field(
        30,
        ge=1,
        le=MOST_TRIALS,
        title="Maximum trials",
        description="The search ends after so many combinations of hyperparameters, or when the "
        "time budget is used up.",
    )
    ensemble: bool = Field(
        False,
        title="Ensemble",
        description="Blend the predictions of those candidates that complement each other. Often "
        "a little better than each alone, larger and harder to explain.",
    )
    balance: bool = Field(
        False,
        title="Class weights",
        description="Let classes count alike: rows of a rare class weigh more in every fit. More "
        "of them are found, but the probabilities no longer match how often they "
        "occur; lowering the threshold does that better.",
    )
    raises: tuple[str, ...] = Field(
        (),
        title="Monotonic constraint: increasing",
        description="Number columns that may only raise the prediction: more of them never lowers "
        "the predicted number, or the positive class's probability.",
    )
    lowers: tuple[str, ...] = Field(
        (),
        title="Monotonic constraint: decreasing",
        description="Number columns that may only lower the prediction: more of them never raises "
        "the predicted number, or the positive class's probability.",
    )
    rows: int | None = Field(
        None,
        ge=100,
        title="Maximum training rows",
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
    recommend: Literal["auto", "leader", "simplest"] = Field(
        "auto",
        title="Recommendation",
        description="Which candidate is recommended, and judged unless another is chosen.",
        json_schema_extra=RECOMMEND,
    )
    given_up: tuple[GivenUp, ...] = Field(
        (),
        title="Settings given up",
        description="What an earlier search tried and kept no predictions of: it counts when the "
        "leader's score is corrected for having been chosen.",
        json_schema_extra={"opaque": True, "before": []},
    )
    attempt: int = attempt_field()
    seed: int = seed_field("Fixes what is random, so that the same choices give the same scores.")

    @property
    def recommended(self) -> Literal["leader", "simplest"]:
        """Which candidate is recommended: a budget asks for the best that it can buy."""
        if self.recommend != "auto":
            return self.recommend
        return "simplest" if self.budget is None else "leader"

    def anytime(self) -> bool:
        return self.budget is not None

    def missing(self) -> str:
        return "" if self.models else "No candidate is chosen: choose at least one."
