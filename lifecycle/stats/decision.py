"""What acting on the predictions brings: thresholds by cost, and net benefit at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .interval import Interval, z_of
from .validation import stated

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """A threshold, how it was found, and what it brings on the rows it was found on.

    ``reached`` is false when no threshold fulfils what was asked for; then it is the nearest.
    """

    value: float
    rule: str
    reached: bool
    recall: float
    precision: float
    flagged: float
    cost: float


def decision_curve(
    y: ArrayLike, p: ArrayLike, thresholds: Sequence[float] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return threshold, net_benefit, low, high, treat_all, treat_none: one row a threshold.

    Net benefit is true positives less false positives at the exchange rate of the threshold, a
    row: Vickers and Elkin (2006), Medical Decision Making 26:565-574. It is a mean over rows, so
    its interval is the normal one of a mean.
    """
    given = stated(y, p)
    actual, chance = given.y, given.score
    at = np.linspace(0.01, 0.99, 99) if thresholds is None else np.asarray(thresholds, dtype=float)
    order = np.argsort(-chance, kind="stable")
    hits = np.append(0.0, np.cumsum(actual[order]))
    called = np.searchsorted(-chance[order], -at, side="right")
    n, rate = len(actual), float(actual.mean())
    odds = at / (1 - at)
    right, wrong = hits[called] / n, (called - hits[called]) / n
    benefit = right - wrong * odds
    variance = np.maximum(right + wrong * odds**2 - benefit**2, 0.0) / max(n - 1, 1)
    half = z_of(level) * np.sqrt(variance)
    return pd.DataFrame(
        {
            "threshold": at,
            "net_benefit": benefit,
            "low": benefit - half,
            "high": benefit + half,
            "treat_all": rate - (1 - rate) * odds,
            "treat_none": 0.0,
        }
    )


def expected_cost(
    y: ArrayLike,
    p: ArrayLike,
    threshold: float,
    false_alarm: float,
    miss: float,
    level: float = 0.95,
) -> Interval:
    """Return the mean cost of a row when ``p >= threshold`` is acted on, with a normal interval."""
    given = stated(y, p)
    actual, called = given.y, given.score >= threshold
    cost = np.where(called, (1 - actual) * false_alarm, actual * miss)
    n, mean = len(cost), float(cost.mean())
    half = z_of(level) * float(cost.std(ddof=1)) / np.sqrt(n) if n > 1 else np.inf
    low, high = max(0.0, mean - half), min(max(false_alarm, miss), mean + half)
    return Interval(mean, low, high, level, "normal", n)


def threshold_by_cost(y: ArrayLike, p: ArrayLike, false_alarm: float, miss: float) -> Threshold:
    """Return the threshold with the least total cost on these rows.

    With right probabilities it is near false_alarm / (false_alarm + miss) (Elkan 2001, IJCAI
    973-978), which is taken among equals.
    """
    sweep = _sweep(y, p, false_alarm, miss)
    ideal = false_alarm / (false_alarm + miss) if false_alarm + miss > 0 else 0.5
    best = sweep[sweep["cost"] <= sweep["cost"].min() + 1e-12]
    return _row(best.iloc[(best["threshold"] - ideal).abs().argmin()], "cost", True)


def threshold_by_recall(
    y: ArrayLike, p: ArrayLike, least: float, false_alarm: float = 1.0, miss: float = 1.0
) -> Threshold:
    """Return the highest threshold that finds at least this share of the events."""
    sweep = _sweep(y, p, false_alarm, miss)
    enough = sweep[sweep["recall"] >= least - 1e-12]
    return _row(enough.iloc[enough["threshold"].argmax()], "recall", True)


def threshold_by_precision(
    y: ArrayLike, p: ArrayLike, least: float, false_alarm: float = 1.0, miss: float = 1.0
) -> Threshold:
    """Return the lowest threshold whose flagged rows are events at least this often."""
    sweep = _sweep(y, p, false_alarm, miss)
    sweep = sweep[sweep["flagged"] > 0]
    enough = sweep[sweep["precision"] >= least - 1e-12]
    if enough.empty:
        return _row(sweep.iloc[sweep["precision"].argmax()], "precision", False)
    return _row(enough.iloc[enough["recall"].argmax()], "precision", True)


def threshold_by_youden(
    y: ArrayLike, p: ArrayLike, false_alarm: float = 1.0, miss: float = 1.0
) -> Threshold:
    """Return the threshold with the largest recall less false positive rate (Youden 1950)."""
    sweep = _sweep(y, p, false_alarm, miss)
    return _row(sweep.iloc[sweep["youden"].argmax()], "youden", True)


def threshold_by_capacity(
    y: ArrayLike, p: ArrayLike, share: float, false_alarm: float = 1.0, miss: float = 1.0
) -> Threshold:
    """Return the lowest threshold that flags at most this share of the rows."""
    sweep = _sweep(y, p, false_alarm, miss)
    within = sweep[sweep["flagged"] <= share + 1e-12]
    return _row(within.iloc[within["flagged"].argmax()], "capacity", True)


def _sweep(y: ArrayLike, p: ArrayLike, false_alarm: float, miss: float) -> pd.DataFrame:
    """Return what each possible threshold brings; the first flags no row, the last every row.

    A threshold stands midway between two neighbouring predictions, so that rounding in the
    last digit cannot move a row to the other side.
    """
    given = stated(y, p)
    actual, chance = given.y, given.score
    values, place = np.unique(-chance, return_inverse=True)
    values = -values
    rows = np.bincount(place)
    events = np.bincount(place, weights=actual)
    hits, called = np.append(0.0, np.cumsum(events)), np.append(0.0, np.cumsum(rows))
    n, positives = len(actual), float(actual.sum())
    alarms, missed = called - hits, positives - hits
    between = (values[:-1] + values[1:]) / 2
    # Half of two neighbouring numbers may be one of them; the lower row must stay below it.
    between = np.where(between > values[1:], between, values[:-1])
    first = np.nextafter(values[0], np.inf) if values[0] >= 1 else (values[0] + 1) / 2
    return pd.DataFrame(
        {
            "threshold": np.concatenate([[first], between, [values[-1]]]),
            "recall": hits / positives if positives else np.ones(len(hits)),
            "precision": np.divide(hits, called, out=np.ones_like(hits), where=called > 0),
            "flagged": called / n,
            "cost": (alarms * false_alarm + missed * miss) / n,
            "youden": (hits / positives if positives else 0.0)
            - (alarms / (n - positives) if n > positives else 0.0),
        }
    )


def _row(row: pd.Series, rule: str, reached: bool) -> Threshold:
    return Threshold(
        value=float(row["threshold"]),
        rule=rule,
        reached=reached,
        recall=float(row["recall"]),
        precision=float(row["precision"]),
        flagged=float(row["flagged"]),
        cost=float(row["cost"]),
    )
