"""A smallest acceptable score: the bar that a model has to reach on one metric."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from ..core.recipe import Params
from ..core.wording import listing, number
from ..metrics.catalog import METRICS


def _known(name: str) -> str:
    """Return the name of a metric; another one is refused in words."""
    if name not in METRICS:
        names = listing(METRICS, most=len(METRICS))
        raise PydanticCustomError("metric", "{said}", {"said": f"the metric is one of {names}"})
    return name


class Bar(Params):
    """The least score worth shipping on one metric; for errors such as RMSE, the greatest."""

    metric: Annotated[str, AfterValidator(_known)]
    least: float

    @model_validator(mode="after")
    def _possible(self) -> Bar:
        if problem := METRICS[self.metric].out_of_bounds(self.least):
            raise PydanticCustomError("bounds", "{said}", {"said": problem.rstrip(".")})
        return self

    def __str__(self) -> str:
        metric = METRICS[self.metric]
        side = "at least" if metric.greater_is_better else "at most"
        return f"{metric.title} of {side} {number(self.least)}"
