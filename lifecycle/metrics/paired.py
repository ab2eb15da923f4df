"""Two models on the same rows: paired differences, and whether they matter.

A difference within the region of practical equivalence is one that nobody would act on. What is
shown to lie inside it is as good as the same; what is not shown to differ at all cannot be told
apart, which is less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..core.wording import count, inside, interval, number, p_value
from ..stats.bootstrap import bootstrap_interval, replicate
from ..stats.delong import compare_roc_auc
from ..stats.grouped import group_codes
from ..stats.interval import Interval
from ..stats.mcnemar import McNemar, mcnemar_test
from ..stats.weighted_metrics import Floats, MeanOfRanks, Statistic, point, roc_auc
from .catalog import Metric, for_task
from .intervals import limits, no_formula, no_rounding
from .outcome import Outcome
from .undefined import reason

OF_A_SCORE, OF_AN_ERROR = 0.01, 0.02
COLUMNS = [
    "name", "title", "first", "second", "difference", "low", "high", "level", "method", "n",
    "margin", "verdict",
]  # fmt: skip
VERDICTS = {
    "same": "The same",
    "equivalent": "As good as the same",
    "better": "The first is better",
    "worse": "The second is better",
    "ahead": "The first is ahead, maybe by too little to matter",
    "behind": "The second is ahead, maybe by too little to matter",
    "open": "Cannot be told apart",
}
OPEN = frozenset({"same", "equivalent", "open"})


@dataclass(frozen=True)
class Pair:
    """Two outcomes of the same rows, with what ties the rows together.

    ``groups``: the group of each row, None when rows stand alone. ``folds``: the fold in which
    each row was predicted, None when one model predicted all of them. ``order``: when each row
    was, None when their order says nothing.
    """

    first: Outcome
    second: Outcome
    groups: np.ndarray | None = None
    folds: np.ndarray | None = None
    order: np.ndarray | None = None

    @property
    def tied(self) -> bool:
        """Whether rows belong together or follow each other, so that no formula holds."""
        known = group_codes(self.groups, len(self.first)) is not None
        return known or self.order is not None


def differences(
    pair: Pair,
    task: str,
    metric: str,
    margin: float | None = None,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return every metric of the task for both, in the columns of ``COLUMNS``.

    ``difference`` is how much better the first is, whichever way the metric points. ``margin`` is
    the agreed region for ``metric``; the others take the usual one.
    """
    metrics = for_task(task)
    values = {m.name: (_value(m, pair.first, pair), _value(m, pair.second, pair)) for m in metrics}
    found = gains(pair, metrics, level=level, resamples=resamples, seed=seed)
    rows = []
    for m in metrics:
        gain, (a, b) = found[m.name], values[m.name]
        region = region_of(m, b, margin if m.name == metric else None)
        low, high = limits(gain)
        shown = (gain.value, low, high, level, gain.method, gain.n)
        judged = (region, verdict(low, high, region))
        rows.append((m.name, m.title, a, b, *shown, *judged))
    return pd.DataFrame(rows, columns=COLUMNS)


def gains(
    pair: Pair,
    metrics: list[Metric],
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> dict[str, Interval]:
    """Return by metric how much better the first is than the second, with its interval.

    Paired DeLong where the metric has it, else one set of resamples for both outcomes; of tied
    rows each group or run in time is left out in turn, as no formula holds for them.
    """
    if pair.tied:
        metrics = [replace(m, paired=no_formula) for m in metrics]
    closed = {m.name: _closed(m, pair, level) for m in metrics}
    sides = (pair.first, pair.second)
    drawn = replicate(
        {
            (m.name, k): _statistic(m, sides[k], pair)
            for m in metrics
            if not closed[m.name]
            for k in (0, 1)
        },
        len(pair.first),
        resamples=resamples,
        seed=seed,
        groups=pair.groups,
        order=pair.order,
    )
    found = {}
    for m in metrics:
        gain = closed[m.name]
        if gain is None:
            reach = m.high - m.low
            both = drawn[m.name, 0] - drawn[m.name, 1]
            gain = no_rounding(bootstrap_interval(both, level, (-reach, reach)), m)
        found[m.name] = gain if m.greater_is_better else -gain
    return found


def region_of(metric: Metric, reference: float, agreed: float | None = None) -> float:
    """Return the difference that does not matter: as agreed, or one point of a score, or one
    fiftieth of an error.

    >>> from lifecycle.metrics.catalog import METRICS
    >>> region_of(METRICS["roc_auc"], 0.8), region_of(METRICS["rmse"], 50.0)
    (0.01, 1.0)
    """
    if agreed is not None:
        return agreed
    if metric.greater_is_better or not math.isfinite(reference):
        return OF_A_SCORE
    return OF_AN_ERROR * abs(reference)


def verdict(low: float, high: float, margin: float) -> str:
    """Return which of `VERDICTS` an interval of a difference speaks for.

    >>> verdict(-0.02, 0.03, 0.01), verdict(-0.004, 0.008, 0.01), verdict(0.002, 0.03, 0.01)
    ('open', 'equivalent', 'ahead')
    """
    if low == high == 0:
        return "same"
    if -margin <= low and high <= margin:
        return "equivalent"
    if low > 0:
        return "better" if low > margin else "ahead"
    if high < 0:
        return "worse" if high < -margin else "behind"
    return "open"


def labels_of(pair: Pair) -> McNemar:
    """Return McNemar's test of which of the two labels more rows rightly."""
    first, second = (o.called == o.codes for o in (pair.first, pair.second))
    return mcnemar_test(int((first & ~second).sum()), int((second & ~first).sum()))


def sentence(row: pd.Series, first: str, second: str) -> str:
    """Return what one row of `differences` means, before its number."""
    gap = interval(row["difference"], row["low"], row["high"], row["level"])
    region = number(row["margin"])
    title, spread = row["title"], row["high"] - row["low"]
    values = [number(row[name], spread) for name in ("first", "second")]
    both = f"{inside(first)} {values[0]}, {inside(second)} {values[1]}"
    verdict_sentence = {
        "same": f"{first} and {second} have the same {title}",
        "equivalent": f"{first} and {second} are as good as the same on {title}: whichever is "
        f"ahead, it is by less than {region}",
        "better": f"{first} is better than {second} on {title}, by more than {region}",
        "worse": f"{second} is better than {first} on {title}, by more than {region}",
        "ahead": f"{first} is better than {second} on {title}, maybe by less than {region}",
        "behind": f"{second} is better than {first} on {title}, maybe by less than {region}",
        "open": f"{first} and {second} cannot be told apart on {title}",
    }[row["verdict"]]
    if row["verdict"] == "same":
        return f"{verdict_sentence} on these rows ({both})."
    said = f"{verdict_sentence}. The difference is {gap} in favour of the first ({both})."
    return (
        f"{said} It has no interval: {reason(row['method'])}." if math.isnan(row["low"]) else said
    )


def labels_sentence(test: McNemar, first: str, second: str, tied: bool = False) -> str:
    """Return what McNemar's test says, in words; of ``tied`` rows it says nothing."""
    if test.only_a + test.only_b == 0:
        return f"{first} and {second} classify the same rows correctly."
    said = (
        f"{count('row', test.only_a)} {'is' if test.only_a == 1 else 'are'} classified correctly "
        f"by {first} alone and {test.only_b:,} by {second} alone"
    )
    if tied:
        return f"{said}; as rows are not independent here, the interval of accuracy judges that."
    told = "more than chance" if test.p_value < 0.05 else "no more than chance would give"
    return f"{said}: {told} (McNemar p {p_value(test.p_value)})."


def _value(metric: Metric, outcome: Outcome, pair: Pair) -> float:
    return point(_statistic(metric, outcome, pair), len(outcome))


def _statistic(metric: Metric, outcome: Outcome, pair: Pair) -> Statistic:
    """Return the metric's formula; the ROC AUC of out-of-fold scores is the mean of the folds'.

    Scores of different folds come from different models: ranked together they would be judged by
    their levels too, and a constant would fall below 0.5.
    """
    if pair.folds is None or metric.name != "roc_auc" or len(outcome.classes) != 2:
        return metric.statistic(outcome)
    parts = [
        (own, roc_auc(outcome.positive[own], outcome.score[own]))
        for own in (np.flatnonzero(each) for each in _both_classes(outcome, pair.folds))
    ]

    def mean_of_folds(w: Floats) -> Floats:
        values = [area(w[:, own]) for own, area in parts]
        return MeanOfRanks.of_parts(np.array(values)) if values else np.full(len(w), np.nan)

    return mean_of_folds


def _closed(metric: Metric, pair: Pair, level: float) -> Interval | None:
    folds = pair.folds
    if folds is None or pair.tied or metric.name != "roc_auc":
        return metric.paired(pair.first, pair.second, level)
    if len(pair.first.classes) != 2:
        return None
    a, b = pair.first, pair.second
    parts = [
        compare_roc_auc(a.positive[own], a.score[own], b.score[own], level).difference
        for own in _both_classes(a, folds)
    ]
    n = len(a)
    if not parts:
        return Interval(0.0, -1.0, 1.0, level, "undefined-one-class", n)
    if all(part.method == "exact-same-score" for part in parts):
        return Interval(0.0, 0.0, 0.0, level, "exact-same-score", n)
    value = float(np.mean([part.value for part in parts]))
    below = math.hypot(*(part.value - part.low for part in parts)) / len(parts)
    above = math.hypot(*(part.high - part.value for part in parts)) / len(parts)
    low, high = max(-1.0, value - below), min(1.0, value + above)
    return Interval(value, low, high, level, "delong-paired-by-fold", n)


def _both_classes(outcome: Outcome, folds: np.ndarray) -> list[np.ndarray]:
    """Return the rows of each fold that holds both classes."""
    each = [folds == k for k in np.unique(folds)]
    return [own for own in each if 0 < outcome.positive[own].sum() < own.sum()]
