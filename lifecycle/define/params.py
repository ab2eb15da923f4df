"""The problem contract: what a person agrees on."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from ..core.recipe import Params
from ..estimators.rule import Rule, RuleError
from ..metrics.catalog import METRICS
from .bar import Bar
from .review import Answer

ANSWERS: dict[str, Any] = {"labels": {"yes": "Yes", "unsure": "Not sure", "no": "No"}}
MEASURES: dict[str, Any] = {"auto": "Automatic"} | {m.name: m.title for m in METRICS.values()}
CHOICES: dict[str, Any] = {"labels": MEASURES, "catalog": True}


def _readable(text: str) -> str:
    """Return a rule on one line; one that cannot be read is refused in words."""
    try:
        text = " ".join(text.split())
        if text:
            Rule(text)
    except RuleError as error:
        raise PydanticCustomError("rule", "{said}", {"said": str(error)}) from error
    return text


LONGEST_RULE = 500
Formula = Annotated[str, AfterValidator(_readable)]


class DefineParams(Params):
    """The problem contract."""

    @model_serializer(mode="wrap")
    def _what_was_agreed(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave further bars out where there are none: a contract keeps its key without them."""
        return {name: value for name, value in serialize(self).items() if name != "bars" or value}

    @field_validator("floor", "incumbent_score")
    @classmethod
    def _within_bounds(cls, score: float | None, info: ValidationInfo) -> float | None:
        """A score that the success metric cannot have; by default the task decides which it is."""
        metric = METRICS.get(info.data.get("metric", ""))
        said = "" if metric is None or score is None else metric.out_of_bounds(score)
        if said:
            raise PydanticCustomError("bounds", "{said}", {"said": said.rstrip(".")})
        return score

    question: str = Field(
        "",
        title="Question",
        max_length=500,
        description="What should be predicted, as one question. "
        "Example: which customers will cancel within the next month?",
    )
    unit: str = Field(
        "",
        title="Unit of prediction",
        max_length=200,
        description="What one row means and one prediction is about. Example: one customer at the "
        "end of a month.",
    )
    moment: str = Field(
        "",
        title="Moment of prediction",
        max_length=300,
        description="When the prediction is made; only what is known by then may be used. "
        "Example: on the first day of each month, before the bill is sent.",
    )
    decision: str = Field(
        "",
        title="Decision it serves",
        max_length=500,
        description="What somebody will do differently because of the prediction. "
        "Example: the service team calls the 50 customers most likely to cancel.",
    )
    metric: str = Field(
        "auto",
        title="Success metric",
        description="The number that ranks the models and judges the winner. Example: ROC AUC "
        "when cases are to be ranked, RMSE when a number is predicted.",
        json_schema_extra=CHOICES,
    )
    floor: float | None = Field(
        None,
        title="Smallest acceptable score",
        description="The least score worth shipping: below it on the success metric the model is "
        "not worth using (for errors such as RMSE, above it). Example: 0.8. Left "
        "empty, no verdict can say that the model is good enough.",
    )
    bars: tuple[Bar, ...] = Field(
        (),
        title="Smallest acceptable scores by metric",
        max_length=len(METRICS),
        description="Further least scores, each on a metric of its own. All of them have to be "
        "reached before a model is worth shipping. Example: recall of 0.7 beside a ROC AUC of 0.8.",
    )
    margin: float | None = Field(
        None,
        ge=0,
        title="Region of practical equivalence",
        description="The difference that does not matter: two models whose success metric differs "
        "by no more are as good as the same, and the simpler one is recommended. "
        "Example: 0.01. Left empty, it is 0.01 for scores and 2% of the value for "
        "errors.",
    )
    cost_false_positive: float = Field(
        1.0,
        ge=0,
        title="Cost of a false positive",
        description="What a false alarm costs, that is to act on a case that needed nothing; only "
        "the ratio to the cost of a miss matters. Example: 1 for a call that was not "
        "needed.",
    )
    cost_false_negative: float = Field(
        1.0,
        ge=0,
        title="Cost of a false negative",
        description="What a miss costs, that is to overlook a case, in the same unit as a false "
        "alarm. Example: 20 when a lost customer costs as much as 20 calls.",
    )
    incumbent: str = Field(
        "",
        title="Incumbent",
        max_length=500,
        description="Today's way: how the question is answered now, by people or by a rule. "
        "Example: we call everybody who complained twice.",
    )
    rule: Formula = Field(
        "",
        title="Incumbent as a rule",
        max_length=LONGEST_RULE,
        description="If today's way can be written down, it takes part in Train as a candidate. "
        "It gives a class or a number; of two classes also the probability of the "
        "second. Example: if Age < 10 and Sex = 'male' then 1 else 0, or 0.3 * `floor "
        "area` + 20 (backticks hold a name of several words).",
    )
    incumbent_score: float | None = Field(
        None,
        title="Score of the incumbent",
        description="How today's way does on the success metric, if you know it. Example: 0.71.",
    )
    harmed: str = Field(
        "",
        title="Who could be harmed",
        max_length=500,
        description="Who would suffer from a wrong prediction, and how. "
        "Example: older customers, if they are never offered a discount.",
    )
    pattern: Answer = Field(
        "unsure",
        title="A pattern is plausible",
        description="Could an expert, given these columns, do better than guessing? Example: yes "
        "for cancelling a contract, no for lottery numbers.",
        json_schema_extra=ANSWERS,
    )
    feedback: Answer = Field(
        "unsure",
        title="Outcomes become known",
        description="Will you learn later what really happened, so that the model can be checked? "
        "Example: yes, after a month we see who cancelled.",
        json_schema_extra=ANSWERS,
    )
    tolerant: Answer = Field(
        "unsure",
        title="Errors are tolerable",
        description="Can the decision live with some wrong predictions? Example: yes, an "
        "unneeded call is harmless; no, if every error endangers a person.",
        json_schema_extra=ANSWERS,
    )
