"""Every metric of a task with its interval, alone or beside a baseline on the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.wording import interval
from ..stats.bootstrap import (
    Replicates,
    bootstrap_interval,
    logit_interval,
    replicate,
    student_interval,
)
from ..stats.grouped import group_codes
from ..stats.interval import Interval
from ..stats.proportions import proportion_interval
from ..storage.frame_columns import Column, names_of
from .catalog import Metric, for_task
from .outcome import Outcome

SCORES = (
    Column("name", "name in the metric catalog"),
    Column("title", "what people call it"),
    Column("value", "the metric of these rows, or the difference", unit="metric"),
    Column("low", "lower end of its interval, NaN where it has none", unit="metric"),
    Column("high", "upper end of its interval", unit="metric"),
    Column("level", "confidence level of the interval", unit="probability"),
    Column("method", "how the interval was found, or why there is none"),
    Column("n", "rows that the value rests on", unit="rows"),
)
COLUMNS = tuple(names_of(SCORES))
ONE_CLASS = "undefined-one-class"
REASONS = {
    "undefined-one-group": "all rows that count are of one group, and nothing tells how groups "
    "differ",
    "undefined-one-time": "all rows that count lie close together in time, and nothing tells how "
    "times differ",
    ONE_CLASS: "the rows are of one class only",
    "undefined-never-right": "none of the cases was found",
}
"""Why a value has no interval, by method; for others of `undefined` there are too few rows."""

Codes = NDArray[np.intp]
FEW_EVENTS = 60
"""Rows of the smaller class below which a difference's interval is Student's."""


@dataclass(frozen=True)
class Scores:
    """Frames of ``COLUMNS``, one row a metric of the task.

    ``differences``: how much better the model is than the baseline, whichever way the metric
    points: positive is better. ``rule`` and ``rule_differences``: likewise for a simple rule,
    empty when none was given.
    """

    metrics: pd.DataFrame
    baseline: pd.DataFrame
    differences: pd.DataFrame
    rule: pd.DataFrame
    rule_differences: pd.DataFrame


def reason(method: str) -> str:
    """Return why a value has no interval; empty where it has one.

    >>> reason("bca"), reason("undefined-no-rows")
    ('', 'there are too few rows of the kind that counts')
    """
    if not method.startswith("undefined"):
        return ""
    return REASONS.get(method, "there are too few rows of the kind that counts")


def scored(row: Mapping[Any, Any]) -> str:
    """Return one row of a frame of ``COLUMNS`` in words: its interval, or that it has none."""
    text = interval(row["value"], row["low"], row["high"])
    return text if pd.notna(row["low"]) else f"{text} (no interval)"


def no_formula(*given: object) -> None:
    """There is no interval in closed form."""


def silent(fraction: float) -> None:
    """A report that nobody reads."""


def metrics_frame(
    outcome: Outcome,
    task: str,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
    report: Callable[[float], None] = silent,
) -> pd.DataFrame:
    """Return every metric of the task with its interval, in the columns of ``COLUMNS``."""
    metrics = for_task(task)
    found = {m.name: m.closed(outcome, level) for m in metrics}
    drawn = replicate(
        {m.name: m.statistic(outcome) for m in metrics if found[m.name] is None},
        len(outcome),
        resamples=resamples,
        seed=seed,
        report=report,
    )
    return _frame([(m, found[m.name] or _read(m, outcome, drawn[m.name], level)) for m in metrics])


def against_baseline(
    outcome: Outcome,
    baseline: Outcome,
    task: str,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
    report: Callable[[float], None] = silent,
    groups: ArrayLike | None = None,
    order: ArrayLike | None = None,
    rule: Outcome | None = None,
) -> Scores:
    """Return all outcomes' metrics and their paired differences, from one set of resamples.

    With ``groups`` (the group of each row) or ``order`` (when each was) no formula holds that takes
    rows as independent, so every interval comes from leaving out whole groups, or runs in time.
    """
    metrics = for_task(task)
    ids = group_codes(groups, len(outcome))
    if ids is not None or order is not None:
        metrics = [replace(m, closed=no_formula, paired=no_formula) for m in metrics]
    beside = [baseline] if rule is None else [baseline, rule]
    every = [outcome, *beside]
    closed = [{m.name: m.closed(o, level) for m in metrics} for o in every]
    gains = [{m.name: m.paired(outcome, o, level) for m in metrics} for o in beside]
    statistics = {
        (m.name, k): m.statistic(o)
        for m in metrics
        for k, o in enumerate(every)
        if closed[k][m.name] is None or _drawn_for(k, m.name, gains)
    }
    how: dict[str, Any] = {"resamples": resamples, "seed": seed, "report": report}
    drawn = replicate(statistics, len(outcome), groups=ids, order=order, **how)

    def alone(k: int) -> pd.DataFrame:
        found = {m.name: closed[k][m.name] for m in metrics}
        return _frame(
            [
                (m, found[m.name] or _read(m, every[k], drawn[m.name, k], level, ids))
                for m in metrics
            ]
        )

    def better(k: int) -> pd.DataFrame:
        rows = []
        for m in metrics:
            gain = gains[k - 1][m.name]
            if gain is None:
                reach = m.high - m.low
                pair = drawn[m.name, 0] - drawn[m.name, k]
                gain = _difference(pair, rarest(outcome), level, reach)
            rows.append((m, gain if m.greater_is_better else -gain))
        return _frame(rows)

    none = pd.DataFrame(columns=list(COLUMNS))
    simple = (none, none) if rule is None else (alone(2), better(2))
    return Scores(alone(0), alone(1), better(1), *simple)


def rarest(outcome: Outcome) -> int:
    """Return the rows of the smaller of two classes; all rows where that decides nothing."""
    if len(outcome.classes) != 2:
        return len(outcome)
    positives = int(outcome.positive.sum())
    return min(positives, len(outcome) - positives)


def _difference(pair: Replicates, events: int, level: float, reach: float) -> Interval:
    bounds = (-reach, reach)
    if events >= FEW_EVENTS:
        return bootstrap_interval(pair, level, bounds)
    return student_interval(pair, events, level, bounds)


def _drawn_for(k: int, name: str, gains: list[dict[str, Interval | None]]) -> bool:
    """Whether a difference needs the resamples of the k-th outcome; the first is in all of them."""
    wanted = gains if k == 0 else [gains[k - 1]]
    return any(each[name] is None for each in wanted)


def interval_of(frame: pd.DataFrame, name: str) -> Interval:
    """Return one row of a frame of ``COLUMNS`` as an Interval."""
    (row,) = frame.loc[frame["name"] == name].to_dict("records")
    return Interval(*(row[each] for each in ("value", "low", "high", "level", "method", "n")))


def limits(found: Interval) -> tuple[float, float]:
    """Return both limits; NaN where rows of one group or time tell a value without an interval."""
    known = not found.method.startswith("undefined-one-") or found.method == ONE_CLASS
    return (found.low, found.high) if known else (math.nan, math.nan)


def _frame(rows: list[tuple[Metric, Interval]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(m.name, m.title, i.value, *limits(i), i.level, i.method, i.n) for m, i in rows],
        columns=list(COLUMNS),
    )


def _read(
    metric: Metric, outcome: Outcome, drawn: Replicates, level: float, ids: Codes | None = None
) -> Interval:
    """Read the bootstrap's interval; where nothing varies, ask what the rows do not exclude."""
    bounds = (metric.low, metric.high)
    if metric.events is None:
        found = bootstrap_interval(drawn, level, bounds)
    else:
        found = logit_interval(drawn, metric.events(outcome), level, bounds)
    if not found.method.startswith("bootstrap-constant") or not outcome.classes:
        return found
    best, worst = metric.low, metric.high
    if metric.greater_is_better:
        best, worst = worst, best
    if abs(found.value - best) < 1e-9:
        return _perfect(metric, outcome, found, ids)
    if found.value == worst and len(set(outcome.called.tolist())) > 1:
        low, high = sorted((best, worst))
        return Interval(found.value, low, high, level, "undefined-never-right", found.n)
    return found


def _perfect(
    metric: Metric, outcome: Outcome, found: Interval, ids: Codes | None = None
) -> Interval:
    """Return how bad a perfect score may really be: its limit when errors had been as frequent
    in each class as Wilson's upper limit allows for none seen, in as many rows or groups."""
    classes = range(len(outcome.classes))
    unit = np.arange(len(outcome)) if ids is None else ids
    counts = [len(np.unique(unit[outcome.codes == k])) for k in classes]
    unseen = np.array([1 - proportion_interval(c, c, found.level).low for c in counts])
    missed = unseen[outcome.codes]
    other = (outcome.codes + 1) % len(outcome.classes)
    both = Outcome(
        np.append(outcome.y, np.array(outcome.classes, dtype=object)[other]),
        np.tile(outcome.prediction, 2),
        outcome.classes,
        np.tile(outcome.probabilities, (2, 1)),
    )
    limit = float(metric.statistic(both)(np.append(1 - missed, missed)[None, :])[0])
    low, high = sorted((found.value, limit))
    method = "wilson-no-errors" if ids is None else "wilson-no-errors-by-group"
    return Interval(found.value, low, high, found.level, method, found.n)
