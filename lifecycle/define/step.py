"""Define: the problem contract that later drives metric, threshold and verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..core.errors import ChoiceError
from ..core.recipe import Step
from ..core.wording import count, listing, number
from ..engine.runner import Report
from ..metrics.catalog import METRICS, Metric
from ..storage.frame_columns import Column, frame_of
from .bar import Bar
from .params import MEASURES, DefineParams
from .review import FIT, TEXTS, Answer, Verdict


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
    bars: tuple[Bar, ...] = ()

    def least(self, metric: str) -> dict[str, float]:
        """Return the smallest acceptable score of each metric, when ``metric`` measures success.

        Of two for one metric the stricter holds.
        """
        agreed: dict[str, float] = {} if self.floor is None else {metric: self.floor}
        for bar in self.bars:
            stricter = max if METRICS[bar.metric].greater_is_better else min
            agreed[bar.metric] = stricter(agreed.get(bar.metric, bar.least), bar.least)
        return agreed


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
    bars: list[Remark] = [(topic, "good", f"{bar}.") for bar in params.bars]
    if params.floor is None and bars:
        return bars
    return [*_floor(params, topic, metric), *bars]


def _floor(params: DefineParams, topic: str, metric: Metric | None) -> list[Remark]:
    """Return the remarks on the smallest acceptable score of the success metric."""
    if params.floor is None:
        said = "None is set, so no verdict can say that the model is good enough."
        return [(topic, "open", said)]
    if metric is None:
        remark = (
            "It is read on the metric chosen for you, which depends on the target; choose the "
            "success metric yourself to be sure."
        )
        return [(topic, "open", remark)]
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
