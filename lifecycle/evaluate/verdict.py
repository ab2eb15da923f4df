"""The verdict on a model: its score against the contract, the baseline and today's way, in words.

``ship``: the whole interval is on the good side of the least score and the model clearly beats
the baseline. ``likely``: the estimate is, the interval reaches over. ``unclear``: the rows cannot
tell the model from the baseline. ``dont``: anything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ..core.wording import count, interval, number, percent
from ..metrics.catalog import Metric
from ..metrics.intervals import reason
from ..stats.interval import Interval

State = Literal["ship", "likely", "unclear", "dont"]


@dataclass(frozen=True)
class Judgement:
    """The state and one to three sentences that say why."""

    state: State
    sentences: str


def judge(
    metric: Metric,
    score: Interval,
    gain: Interval,
    floor: float | None = None,
    incumbent: float | None = None,
    over_rule: Interval | None = None,
    rule: str = "",
    over_today: Interval | None = None,
) -> Judgement:
    """Judge ``score``; ``gain`` is how much better than the baseline it is, positive is better.

    ``over_rule``: likewise over a simple rule, which ``rule`` names. ``over_today``: likewise over
    today's way, where that was measured on the same rows; it tells more than ``incumbent``.
    """
    if score.method.startswith("undefined"):
        return Judgement("unclear", _undefined(metric, score))
    today = _side(metric, score, incumbent) if over_today is None else _gained(over_today)
    state = _state(gain, _side(metric, score, floor), today)
    sentences = [
        _against_floor(metric, score, floor),
        _against_baseline(gain),
        "" if over_rule is None else _against_rule(over_rule, rule),
        _against_incumbent(score, incumbent, today, over_today),
    ]
    return Judgement(state, " ".join(filter(None, sentences)))


def _state(gain: Interval, floor: str, today: str) -> State:
    """Return the state; ``floor`` and ``today`` are sides as of `_side`."""
    if gain.high < 0 or floor in ("worse", "below") or today == "worse":
        return "dont"
    if not gain.low > 0 or today == "below":  # a gain without limits is not clear
        return "unclear"
    return "ship" if floor == today == "better" else "likely"


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


def _against_floor(metric: Metric, score: Interval, floor: float | None) -> str:
    said = f"{metric.title} {interval(score.value, score.low, score.high, score.level)}"
    if floor is None:
        return f"{said}; no smallest acceptable score was agreed."
    bound = "at least" if metric.greater_is_better else "at most"
    outcome = {
        "better": "reached",
        "above": "likely, not certain",
        "below": "unlikely, though not excluded",
        "worse": "not reached",
    }[_side(metric, score, floor)]
    return f"{said}; you asked for {bound} {_bar(floor, score)}: {outcome}."


def _against_baseline(gain: Interval) -> str:
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
    amount = interval(abs(over.value), *sorted((abs(over.low), abs(over.high))))
    if over.low > 0:
        return f"on the same rows the model is better by {amount}"
    if over.high < 0:
        return f"on the same rows the model is worse by {amount}"
    amount = interval(over.value, over.low, over.high)
    return f"on the same rows the model may be no better: the gain is {amount}"


def _undefined(metric: Metric, score: Interval) -> str:
    if math.isnan(score.low):
        said = f"{metric.title} {number(score.value)} has no interval: {reason(score.method)}."
        return f"{said} Hold out rows of more groups or times before you rely on it."
    if score.method == "undefined-one-class":
        why = "The holdout has rows of one class only"
    elif score.method == "undefined-never-right":
        why = "The model found none of the cases in the holdout"
    else:
        why = "The holdout has too few rows of the kind that counts"
    limits = f"{number(score.low)} to {number(score.high)}"
    sure = f"anything from {limits} fits with {percent(score.level)} confidence"
    return f"{why}, so {metric.title} cannot be judged: {sure}. Hold out more rows."


def _bar(bar: float, score: Interval) -> str:
    """Return an agreed number with the interval's digits, or more when it was given with more."""
    text = number(bar, score.width)
    return text if float(text.replace(",", "")) == bar else number(bar)
