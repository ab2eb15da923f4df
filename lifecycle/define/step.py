"""Define: the problem contract that later drives metric, threshold and verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import pandas as pd
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ..core.errors import ChoiceError
from ..core.recipe import Params, Step
from ..core.wording import count, listing, number
from ..engine.runner import Report
from ..estimators.rule import Rule, RuleError
from ..metrics.catalog import METRICS
from ..storage.frame_columns import Column, frame_of
from .review import FIT, TEXTS, Answer, Verdict

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
        "empty, the model must clearly beat the baseline.",
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


@dataclass(frozen=True)
class Contract:
    """The contract as agreed. ``metric`` is a name of the metric catalog or ``auto``.

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
    advice: pd.DataFrame = field(
        metadata=frame_of(
            "one row a remark on the contract",
            Column("topic", "what it is about"),
            Column("verdict", '"good", "open" or "risk"'),
            Column("remark", "one sentence"),
        )
    )
    summary: str
    margin: float | None = None
    rule: str = ""


def run(params: DefineParams, *, report: Report) -> Contract:
    if params.metric not in MEASURES:
        raise ChoiceError(
            f"There is no success metric called {params.metric!r}.",
            f"Take auto or one of {listing(list(METRICS), most=len(METRICS))}.",
        )
    remarks = [*_fit_remarks(params), *_text_remarks(params), _costs(params), *_goal(params)]
    advice = pd.DataFrame(remarks, columns=["topic", "verdict", "remark"])
    report(1.0, "The contract is written")
    kept = set(Contract.__dataclass_fields__) - {"advice", "summary"}
    return Contract(
        **{name: getattr(params, name) for name in kept},
        advice=advice,
        summary=_summary(params, advice),
    )


Remark = tuple[str, Verdict, str]


def _title(field: str) -> str:
    return DefineParams.model_fields[field].title or field


def _fit_remarks(params: DefineParams) -> list[Remark]:
    verdicts: dict[Answer, Verdict] = {"yes": "good", "unsure": "open", "no": "risk"}
    answers = {field: getattr(params, field) for field in FIT}
    return [(_title(f), verdicts[a], FIT[f][a]) for f, a in answers.items()]


def _text_remarks(params: DefineParams) -> list[Remark]:
    return [
        (_title(field), "good", given)
        if getattr(params, field).strip()
        else (_title(field), "open", empty)
        for field, (given, empty) in TEXTS.items()
    ]


def _costs(params: DefineParams) -> Remark:
    alarm, miss = params.cost_false_positive, params.cost_false_negative
    if alarm == 0 or miss == 0:
        free = "A false alarm" if alarm == 0 else "A miss"
        return "Costs", "risk", f"{free} costs nothing, so the best model would be a constant."
    if alarm == miss:
        return "Costs", "open", "A false alarm and a miss cost the same; check that this is true."
    dear, ratio = ("miss", miss / alarm) if miss > alarm else ("false alarm", alarm / miss)
    other = "false alarm" if dear == "miss" else "miss"
    return "Costs", "good", f"A {dear} costs {number(ratio)} times as much as a {other}."


def _goal(params: DefineParams) -> list[Remark]:
    topic, metric = _title("floor"), METRICS.get(params.metric)
    if params.floor is None:
        return [(topic, "open", "None is set, so the model has to beat the baseline clearly.")]
    if metric is None:
        remark = (
            "It is read on the metric chosen for you, which depends on the target; choose the "
            "success metric yourself to be sure."
        )
        return [(topic, "open", remark)]
    if not metric.low <= params.floor <= metric.high:
        limits = f"{number(metric.low)} and {number(metric.high)}"
        return [(topic, "risk", f"{metric.title} lies between {limits}; check the score set.")]
    side = "at least" if metric.greater_is_better else "at most"
    remarks: list[Remark] = [(topic, "good", f"{metric.title} of {side} {number(params.floor)}.")]
    if params.incumbent_score is not None:
        sign = 1 if metric.greater_is_better else -1
        if sign * (params.floor - params.incumbent_score) < 0:
            remark = (
                "The smallest acceptable score is worse than today's way; you would ship a "
                "step back."
            )
            remarks.append((_title("incumbent_score"), "risk", remark))
    return remarks


def _summary(params: DefineParams, advice: pd.DataFrame) -> str:
    number_of = advice["verdict"].value_counts()
    risks, still_open = int(number_of.get("risk", 0)), int(number_of.get("open", 0))
    if params == DefineParams.model_validate({"metric": params.metric}):
        return (
            "Nothing is agreed yet; you can go on, but a result is hard to judge "
            "when nobody has said what it is for and what is good enough."
        )
    if risks:
        named = listing(advice.loc[advice["verdict"] == "risk", "topic"].str.lower())
        return f"Think again before you go on: {count('risk', risks)} to settle ({named})."
    if still_open:
        named = listing(advice.loc[advice["verdict"] == "open", "topic"].str.lower(), most=3)
        return f"A possible candidate for machine learning; still open: {named}."
    return "A good candidate for machine learning: nothing speaks against it."


STEP = Step(
    "define",
    "Define",
    "Agree on what is predicted, when, for which decision, and what counts as good enough. The "
    "metric and the smallest acceptable score set here judge the model later, so set them before "
    "you look.",
    DefineParams,
    Contract,
    run,
    page="define",
)
