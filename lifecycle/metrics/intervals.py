"""Every metric of a task with its interval, alone or beside a baseline on the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

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
from ..stats.rounding import OF_SCORES
from ..storage.frame_columns import Column, names_of
from .baselines import Reference, beside
from .catalog import Metric, for_task
from .outcome import Outcome
from .undefined import NO_LIMITS
from .undefined import reason as reason
from .undefined import scored as scored

SCORES = (
    Column("name", "name in the metric catalog"),
    Column("title", "what people call it"),
    Column("value", "the metric of these rows, or the difference; NaN if undefined", unit="metric"),
    Column("low", "lower end of its interval, NaN where it has none", unit="metric"),
    Column("high", "upper end of its interval", unit="metric"),
    Column("level", "confidence level of the interval", unit="probability"),
    Column("method", "how the interval was found, or why there is none"),
    Column("n", "rows that the value rests on", unit="rows"),
)
COLUMNS = tuple(names_of(SCORES))
REFERENCE = Column("reference", "what answers, where it is a baseline", optional=True)

Codes = NDArray[np.intp]
FEW_EVENTS = 60
"""Rows of the smaller class below which a difference's interval is Student's."""


@dataclass(frozen=True)
class Scores:
    """Frames of ``COLUMNS``, one row a metric of the task.

    ``baseline`` says in ``reference`` what answers, where that is `best_constants`.
    ``differences``: how much better the model is than the baseline, whichever way the metric
    points: positive is better. ``rule`` and ``rule_differences``: likewise for a simple rule,
    empty when none was given.
    """

    metrics: pd.DataFrame
    baseline: pd.DataFrame
    differences: pd.DataFrame
    rule: pd.DataFrame
    rule_differences: pd.DataFrame


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
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return every metric of the task with its interval, in the columns of ``COLUMNS``.

    With ``groups`` (the group of each row) the intervals come from leaving out whole groups.
    """
    metrics = for_task(task)
    ids = group_codes(groups, len(outcome))
    if ids is not None:
        metrics = [replace(each, closed=no_formula) for each in metrics]
    found = {m.name: m.closed(outcome, level) for m in metrics}
    drawn = replicate(
        {m.name: m.statistic(outcome) for m in metrics if found[m.name] is None},
        len(outcome),
        resamples=resamples,
        seed=seed,
        report=report,
        groups=ids,
    )
    each = [(m, found[m.name] or _read(m, outcome, drawn[m.name], level, ids)) for m in metrics]
    return _frame([(m, _or_undefined(i, m.undefined(outcome), (m.low, m.high))) for m, i in each])


def against_baseline(
    outcome: Outcome,
    baseline: Outcome | Mapping[str, Reference],
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

    ``baseline``: one outcome for all metrics, or `best_constants`, one for each. A difference is
    always the value less the baseline's, the other way round where less is better.

    With ``groups`` (the group of each row) or ``order`` (when each was) no formula holds that takes
    rows as independent, so every interval comes from leaving out whole groups, or runs in time.
    """
    metrics = for_task(task)
    ids = group_codes(groups, len(outcome))
    given = [baseline] if rule is None else [baseline, rule]
    every = [{m.name: beside(each, m) for m in metrics} for each in (outcome, *given)]
    if ids is not None or order is not None:
        every = [{name: _without_formula(r) for name, r in side.items()} for side in every]
    closed = [{name: r.metric.closed(r.answers, level) for name, r in e.items()} for e in every]
    gains = [_paired(outcome, each, level) for each in every[1:]]
    statistics = {
        (name, k): r.metric.statistic(r.answers)
        for k, side in enumerate(every)
        for name, r in side.items()
        if closed[k][name] is None or _drawn_for(k, name, gains)
    }
    how: dict[str, Any] = {"resamples": resamples, "seed": seed, "report": report}
    drawn = replicate(statistics, len(outcome), groups=ids, order=order, **how)

    def alone(k: int) -> pd.DataFrame:
        rows = []
        for name, each in every[k].items():
            m, own = each.metric, each.answers
            found = closed[k][name] or _read(m, own, drawn[name, k], level, ids)
            rows.append((m, _or_undefined(found, m.undefined(own), (m.low, m.high))))
        return _frame(rows)

    def better(k: int) -> pd.DataFrame:
        rows = []
        for m in metrics:
            gain, reach = gains[k - 1][m.name], m.high - m.low
            if gain is None:
                pair = drawn[m.name, 0] - drawn[m.name, k]
                gain = _difference(pair, rarest(outcome), level, reach)
            other = every[k][m.name]
            why = m.undefined(outcome) or other.metric.undefined(other.answers)
            gain = _or_undefined(no_rounding(gain, m), why, (-reach, reach))
            rows.append((m, gain if m.greater_is_better else -gain))
        return _frame(rows)

    none = pd.DataFrame(columns=list(COLUMNS))
    simple = (none, none) if rule is None else (alone(2), better(2))
    base = alone(1)
    if not isinstance(baseline, Outcome):
        base = base.assign(**{REFERENCE.name: [baseline[name].words for name in base["name"]]})
    return Scores(alone(0), base, better(1), *simple)


def _or_undefined(found: Interval, why: str, bounds: tuple[float, float]) -> Interval:
    """Return the interval; without a value where a method says ``why`` there is none."""
    if not why:
        return found
    low, high = (math.nan, math.nan) if found.method in NO_LIMITS else bounds
    return replace(found, value=math.nan, low=low, high=high, method=why)


def no_rounding(gain: Interval, metric: Metric) -> Interval:
    """Return the difference; of a metric without a unit 0 where no end of it is a result."""
    ends = (gain.value, gain.low, gain.high)
    if math.isinf(metric.high) or max(map(abs, ends)) > OF_SCORES:
        return gain
    return replace(gain, value=0.0, low=0.0, high=0.0)


def _paired(
    outcome: Outcome, given: Mapping[str, Reference], level: float
) -> dict[str, Interval | None]:
    """Return the differences that have a formula, None for the others."""
    return {name: r.metric.paired(outcome, r.answers, level) for name, r in given.items()}


def _without_formula(given: Reference) -> Reference:
    return replace(given, metric=replace(given.metric, closed=no_formula, paired=no_formula))


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
    unknown = found.method in NO_LIMITS
    return (math.nan, math.nan) if unknown else (found.low, found.high)


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
