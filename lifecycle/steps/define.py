"""Define: the problem contract that later drives metric, threshold and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field

from ..engine.work import Report
from ..graph import Params, Step


class DefineParams(Params):
    """The problem contract."""

    question: str = Field("", title="Question", max_length=500)
    unit: str = Field("", title="One row is", max_length=200)
    moment: str = Field("", title="Moment of prediction", max_length=300)
    decision: str = Field("", title="Decision it serves", max_length=500)
    metric: str = Field("auto", title="Success measure")
    floor: float | None = Field(None, title="Least score worth shipping")
    cost_false_positive: float = Field(1.0, ge=0, title="Cost of a false alarm")
    cost_false_negative: float = Field(1.0, ge=0, title="Cost of a miss")
    incumbent: str = Field("", title="Today's way", max_length=500)
    incumbent_score: float | None = Field(None, title="Score of today's way")
    harmed: str = Field("", title="Who could be harmed", max_length=500)
    pattern: Literal["yes", "unsure", "no"] = Field("unsure", title="A pattern is plausible")
    feedback: Literal["yes", "unsure", "no"] = Field("unsure", title="The answer becomes known")
    tolerant: Literal["yes", "unsure", "no"] = Field("unsure", title="Some errors are acceptable")


@dataclass(frozen=True)
class Contract:
    """The contract as agreed. ``metric`` is a name of the metric catalog or ``auto``.

    ``advice``: one row a remark: topic, verdict ("good", "open", "risk"), remark.
    ``summary``: is this a good candidate for machine learning, in one sentence.
    """

    question: str
    unit: str
    moment: str
    decision: str
    metric: str
    floor: float | None
    cost_false_positive: float
    cost_false_negative: float
    incumbent: str
    incumbent_score: float | None
    harmed: str
    advice: pd.DataFrame
    summary: str


def run(params: DefineParams, *, report: Report) -> Contract:
    raise NotImplementedError


STEP = Step(
    "define",
    "Define",
    "Agree on what is predicted, when, for which decision, and what counts as good enough. "
    "The measure and the least score set here judge the model later, so set them before you look.",
    DefineParams,
    Contract,
    run,
    page="define",
)
