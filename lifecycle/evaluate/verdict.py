"""The verdict on a model: its score against the contract, the baseline and today's way, in words.

``ship``: a smallest acceptable score was agreed, the whole interval of each is on its good side,
and the model clearly beats the baseline and a simple rule. ``likely``: it beats the baseline, and
one of the others is open. ``unclear``: the rows cannot tell the model from the baseline, or rows
that belong together lie on both sides of the split, so that they tell too much. ``dont``: anything
else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..core.wording import count, interval, number, percent
from ..metrics.catalog import Metric
from ..metrics.undefined import UNDEFINED, reason, remedy
from ..split.risks import Risks
from ..stats.interval import Interval

State = Literal["ship", "likely", "unclear", "dont"]
SIDES = ("better", "above", "below", "worse")
TORN = "A score on rows that belong with training rows cannot speak for shipping."


@dataclass(frozen=True)
class Judgement:
    """The state and the sentences that say why."""

    state: State
    sentences: str


@dataclass(frozen=True)
class Bar:
    """A smallest acceptable score and what was scored, for one metric."""

    metric: Metric
    score: Interval
    least: float

    @property
    def undefined(self) -> bool:
        """Whether these rows say nothing of the metric."""
        return self.score.method.startswith(UNDEFINED)

    @property
    def side(self) -> str:
        """On which side of it the score is, a word of `SIDES`; what is undefined is not certain."""
        return "above" if self.undefined else _side(self.metric, self.score, self.least)


def judge(
    metric: Metric,
    score: Interval,
    gain: Interval,
    floor: float | None = None,
    incumbent: float | None = None,
    over_rule: Interval | None = None,
    rule: str = "",
    over_today: Interval | None = None,
    others: Sequence[Bar] = (),
    risks: Risks = Risks(),  # noqa: B008  # frozen
) -> Judgement:
    """Judge ``score``; ``gain`` is how much better than the baseline it is, positive is better.

    ``over_rule``: likewise over a simple rule, which ``rule`` names. ``over_today``: likewise over
    today's way, where that was measured on the same rows; it tells more than ``incumbent``.
    ``others``: what was agreed on further metrics; ``risks``: what the split does to the score.
    """
    said = [*risks.sentences, TORN * risks.torn]
    if score.method.startswith(UNDEFINED):
        return Judgement("unclear", _joined(_undefined(metric, score), *said))
    today = _side(metric, score, incumbent) if over_today is None else _gained(over_today)
    bars = [*([] if floor is None else [Bar(metric, score, floor)]), *others]
    state = _state(gain, [bar.side for bar in bars], today, over_rule)
    if risks.torn and state != "dont":
        state = "unclear"
    return Judgement(
        state,
        _joined(
            _first(metric, score, bars, gain),
            *(_against_bar(bar) for bar in others),
            _against_baseline(gain),
            "" if over_rule is None else _against_rule(over_rule, rule),
            _against_incumbent(score, incumbent, today, over_today),
            *said,
        ),
    )


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _state(gain: Interval, bars: Sequence[str], today: str, over_rule: Interval | None) -> State:
    """Return the state; ``bars`` and ``today`` are sides as of `_side`."""
    nearest = max(bars, key=SIDES.index, default="above")  # no bar: none is certain to be met
    simpler = "better" if over_rule is None else _gained(over_rule)
    if gain.high < 0 or nearest in ("worse", "below") or today == "worse":
        return "dont"
    if not gain.low > 0 or today == "below":  # a gain without limits is not clear
        return "unclear"
    if simpler == "worse":
        return "dont"
    return "ship" if nearest == today == simpler == "better" else "likely"


def _gained(over: Interval) -> str:
    """Return the side on which a paired difference is."""
    if over.low > 0:
        return "better"
    if over.high < 0:
        return "worse"
    return "above" if over.value >= 0 else "below"


def _side(metric: Metric, score: Interval, bar: float | None) -> str:
    """Return where the score is: all ``better`` than the bar, ``above``, ``below``, ``worse``."""
    if bar is None:
        return "better"
    near, far = (score.low, score.high) if metric.greater_is_better else (score.high, score.low)
    if metric.better(near, bar):
        return "better"
    if not metric.better(far, bar):
        return "worse"
    return "above" if metric.better(score.value, bar) else "below"


def _first(metric: Metric, score: Interval, bars: Sequence[Bar], gain: Interval) -> str:
    """Return the score, and what was agreed on its metric or that nothing was agreed at all."""
    own = next((bar for bar in bars if bar.metric is metric), None)
    if own is not None:
        return _against_bar(own)
    said = _scored(metric, score)
    if bars:
        return f"{said}."
    return f"{said}{': better than the baseline' * (gain.low > 0)}; no bar was agreed."


def _scored(metric: Metric, score: Interval) -> str:
    return f"{metric.title} {interval(score.value, score.low, score.high, score.level)}"


def _against_bar(bar: Bar) -> str:
    bound = "at least" if bar.metric.greater_is_better else "at most"
    if bar.undefined:
        return (
            f"You asked for {bar.metric.title} of {bound} {number(bar.least)}: these rows "
            "cannot tell."
        )
    outcome = {
        "better": "reached",
        "above": "likely, not certain",
        "below": "unlikely, though not excluded",
        "worse": "not reached",
    }[bar.side]
    said = _scored(bar.metric, bar.score)
    return f"{said}; you asked for {bound} {_bar(bar.least, bar.score)}: {outcome}."


def _against_baseline(gain: Interval) -> str:
    if math.isnan(gain.value):
        return f"Nothing can be said of the baseline: {reason(gain.method)}."
    if gain.low == gain.value == gain.high == 0:
        return "It predicts just as the baseline does."
    amount = interval(abs(gain.value), *sorted((abs(gain.low), abs(gain.high))))
    if gain.low > 0:
        return f"It beats the baseline by {amount}."
    if gain.high < 0:
        return f"It is worse than the baseline by {amount}."
    amount = interval(gain.value, gain.low, gain.high)
    rows = count("row", gain.n)
    return f"On {rows} it cannot be told apart from the baseline: the gain is {amount}."


def _against_rule(gain: Interval, rule: str) -> str:
    if math.isnan(gain.value):
        return f"A simple rule ({rule}) cannot be compared: {reason(gain.method)}."
    if gain.low == gain.value == gain.high == 0:
        return f"A simple rule ({rule}) does just as well: there is no difference."
    amount = interval(abs(gain.value), *sorted((abs(gain.low), abs(gain.high))))
    if gain.low > 0:
        return f"It beats a simple rule ({rule}) by {amount}."
    if gain.high < 0:
        return f"A simple rule ({rule}) is better by {amount}."
    amount = interval(gain.value, gain.low, gain.high)
    return f"A simple rule ({rule}) may do as well: the gain over it is {amount}."


def _against_incumbent(
    score: Interval, incumbent: float | None, side: str, over: Interval | None
) -> str:
    if incumbent is None:
        return ""
    said = f"Today's way scores {_bar(incumbent, score)}"
    if over is not None:
        return f"{said}; {_apart(over)}."
    if side == "better":
        return f"{said}; the model is better."
    if side == "worse":
        return f"{said}; the model is worse."
    return f"{said}, which is inside the interval: the model may be no better."


def _apart(over: Interval) -> str:
    """Return what the same rows say of the model and today's way."""
    if math.isnan(over.value):
        return f"the two cannot be compared: {reason(over.method)}"
    if over.low == over.value == over.high == 0:
        return "on the same rows there is no difference"
    amount = interval(abs(over.value), *sorted((abs(over.low), abs(over.high))))
    if over.low > 0:
        return f"on the same rows the model is better by {amount}"
    if over.high < 0:
        return f"on the same rows the model is worse by {amount}"
    amount = interval(over.value, over.low, over.high)
    return f"on the same rows the model may be no better: the gain is {amount}"


def _undefined(metric: Metric, score: Interval) -> str:
    why = reason(score.method)
    if math.isnan(score.low):
        said = f"{metric.title} {number(score.value)} has no interval: {why}"
    elif math.isnan(score.value):
        said = f"{metric.title} is undefined on the holdout: {why}"
    else:
        said = f"{metric.title} has no interval on the holdout: {why}"
    if math.isfinite(score.width):
        limits = f"{number(score.low)} to {number(score.high)}"
        said += f"; anything from {limits} fits with {percent(score.level)} confidence"
    return f"{said}. {remedy(score.method)}"


def _bar(bar: float, score: Interval) -> str:
    """Return an agreed number with the interval's digits, or more when it was given with more."""
    text = number(bar, score.width)
    return text if float(text.replace(",", "")) == bar else number(bar)
