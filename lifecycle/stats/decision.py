"""What acting on the predictions brings: thresholds by cost, and net benefit at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .arguments import Amount, Finite, Level, Share, Within, checked
from .interval import Interval, z_of
from .rounding import OF_SUMS
from .validation import finite, probabilities_of_events
from .weighted_shares import weighted_shares

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


@checked
def decision_curve(
    y: ArrayLike, p: ArrayLike, thresholds: Sequence[Within] | None = None, level: Level = 0.95
) -> pd.DataFrame:
    """Return the net benefit of acting on the predictions, one row a threshold.

    Net benefit is true positives less false positives at the exchange rate of the threshold, a row.
    It is a mean over rows, so its interval is the normal one of a mean.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    thresholds : sequence of float, optional
        Where to act, each above 0 and below 1; by default 0.01 to 0.99.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``threshold``, ``net_benefit`` with ``low`` and ``high``, ``treat_all`` and ``treat_none``
        (the net benefit of acting on every row, or on none), in events a row.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, when no row has a label, or when ``level`` is not between 0 and 1.

    References
    ----------
    Vickers, Elkin (2006), Medical Decision Making 26:565-574.

    Examples
    --------
    >>> from lifecycle.stats import decision_curve
    >>> curve = decision_curve([0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9], [0.25, 0.5])
    >>> curve[["threshold", "net_benefit", "treat_all"]].round(3).to_dict("list")
    {'threshold': [0.25, 0.5], 'net_benefit': [0.389, 0.167], 'treat_all': [0.333, 0.0]}
    """
    given = probabilities_of_events(y, p)
    actual, chance = given.y, given.score
    at = np.linspace(0.01, 0.99, 99) if thresholds is None else finite(thresholds, "thresholds")
    order = np.argsort(-chance, kind="stable")
    hits = np.append(0.0, np.cumsum(actual[order]))
    called = np.searchsorted(-chance[order], -at, side="right")
    n, rate = len(actual), float(actual.mean())
    odds = at / (1 - at)
    right, wrong = hits[called] / n, (called - hits[called]) / n
    benefit = right - wrong * odds
    variance = np.maximum(right + wrong * odds**2 - benefit**2, 0.0) / max(n - 1, 1)
    half = z_of(level) * np.sqrt(variance)
    low, high = benefit - half, benefit + half
    if n < 2:  # one row tells nothing of the spread: all that a row can bring
        low, high = -odds, np.ones(len(at))
    return pd.DataFrame(
        {
            "threshold": at,
            "net_benefit": benefit,
            "low": low,
            "high": high,
            "treat_all": rate - (1 - rate) * odds,
            "treat_none": 0.0,
        }
    )


@checked
def expected_cost(
    y: ArrayLike,
    p: ArrayLike,
    threshold: Finite,
    false_alarm: Amount,
    miss: Amount,
    level: Level = 0.95,
) -> Interval:
    """Return the mean cost of a row when chances from a threshold on are acted on.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    threshold : float
        Rows with ``p >= threshold`` are acted on.
    false_alarm, miss : float
        What one false positive and one false negative cost, in any unit.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The cost a row, in the unit of the costs. Wilson's intervals of the two kinds of error are
        put together, so that something is left where no error was seen.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, when no row has a label, or when ``level`` is not between 0 and 1.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, 973-978. Interval: Zou, Donner
    (2008), Statistics in Medicine 27:1693-1702.

    Examples
    --------
    >>> from lifecycle.stats import expected_cost
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> round(expected_cost(y, p, threshold=0.5, false_alarm=1, miss=5).value, 6)
    1.0
    """
    given = probabilities_of_events(y, p)
    actual, called = given.y > 0, given.score >= threshold
    kinds = np.column_stack([called & ~actual, ~called & actual])
    found = weighted_shares(kinds, (false_alarm, miss), level=level)
    return replace(found, low=max(0.0, found.low), high=min(max(false_alarm, miss), found.high))


def threshold_from_costs(false_alarm: float, miss: float) -> float:
    """Return the threshold that is cheapest when the probabilities are right.

    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, 973-978, equation 2.

    >>> threshold_from_costs(1, 4), threshold_from_costs(0, 0)
    (0.2, 0.5)
    """
    return false_alarm / (false_alarm + miss) if false_alarm + miss > 0 else 0.5


@checked
def threshold_by_cost(y: ArrayLike, p: ArrayLike, false_alarm: Amount, miss: Amount) -> Threshold:
    """Return the threshold with the least total cost on these rows.

    Among equals it is the one nearest to ``false_alarm / (false_alarm + miss)``, which is best when
    the probabilities are right.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    false_alarm, miss : float
        What one false positive and one false negative cost, in any unit.

    Returns
    -------
    Threshold
        Its value on the scale of ``p``, with recall, precision and the share flagged (0 to 1), and
        the cost a row.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, 973-978.

    Examples
    --------
    >>> from lifecycle.stats import threshold_by_cost
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> found = threshold_by_cost(y, p, false_alarm=1, miss=5)
    >>> round(found.value, 2), found.recall, round(found.cost, 3)
    (0.35, 1.0, 0.167)
    """
    sweep = _sweep(y, p, false_alarm, miss)
    ideal = threshold_from_costs(false_alarm, miss)
    best = sweep[sweep["cost"] <= sweep["cost"].min() + OF_SUMS * max(false_alarm, miss)]
    return _row(best.iloc[(best["threshold"] - ideal).abs().argmin()], "cost", True)


@checked
def threshold_by_recall(
    y: ArrayLike, p: ArrayLike, least: Share, false_alarm: Amount = 1.0, miss: Amount = 1.0
) -> Threshold:
    """Return the highest threshold that finds at least this share of the events.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    least : float
        The smallest acceptable recall, 0 to 1.
    false_alarm, miss : float
        What one false positive and one false negative cost; only ``cost`` of the result needs it.

    Returns
    -------
    Threshold
        Its value on the scale of ``p``, with recall, precision and the share flagged (0 to 1), and
        the cost a row.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Read off the empirical ROC curve: Fawcett (2006), Pattern Recognition Letters 27:861-874.

    Examples
    --------
    >>> from lifecycle.stats import threshold_by_recall
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> found = threshold_by_recall(y, p, least=0.9)
    >>> round(found.value, 2), found.recall, found.precision
    (0.35, 1.0, 0.75)
    """
    sweep = _sweep(y, p, false_alarm, miss)
    enough = sweep[sweep["recall"] >= least - 1e-12]
    return _row(enough.iloc[enough["threshold"].argmax()], "recall", True)


@checked
def threshold_by_precision(
    y: ArrayLike, p: ArrayLike, least: Share, false_alarm: Amount = 1.0, miss: Amount = 1.0
) -> Threshold:
    """Return the lowest threshold whose flagged rows are events at least this often.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    least : float
        The smallest acceptable precision, 0 to 1.
    false_alarm, miss : float
        What one false positive and one false negative cost; only ``cost`` of the result needs it.

    Returns
    -------
    Threshold
        Its value on the scale of ``p``, with recall, precision and the share flagged (0 to 1), and
        the cost a row. Where no threshold is precise enough ``reached`` is false and it is the most
        precise one.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Read off the empirical precision-recall curve: Davis, Goadrich (2006), ICML, 233-240.

    Examples
    --------
    >>> from lifecycle.stats import threshold_by_precision
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> found = threshold_by_precision(y, p, least=0.7)
    >>> round(found.value, 2), found.recall, found.precision
    (0.35, 1.0, 0.75)
    """
    sweep = _sweep(y, p, false_alarm, miss)
    sweep = sweep[sweep["flagged"] > 0]
    enough = sweep[sweep["precision"] >= least - 1e-12]
    if enough.empty:
        return _row(sweep.iloc[sweep["precision"].argmax()], "precision", False)
    return _row(enough.iloc[enough["recall"].argmax()], "precision", True)


@checked
def threshold_by_youden(
    y: ArrayLike, p: ArrayLike, false_alarm: Amount = 1.0, miss: Amount = 1.0
) -> Threshold:
    """Return the threshold with the largest recall less false positive rate.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    false_alarm, miss : float
        What one false positive and one false negative cost; only ``cost`` of the result needs it.

    Returns
    -------
    Threshold
        Its value on the scale of ``p``, with recall, precision and the share flagged (0 to 1), and
        the cost a row.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Youden (1950), Index for Rating Diagnostic Tests, Cancer 3:32-35.

    Examples
    --------
    >>> from lifecycle.stats import threshold_by_youden
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> found = threshold_by_youden(y, p)
    >>> round(found.value, 2), round(found.recall, 2)
    (0.35, 1.0)
    """
    sweep = _sweep(y, p, false_alarm, miss)
    return _row(sweep.iloc[sweep["youden"].argmax()], "youden", True)


@checked
def threshold_by_capacity(
    y: ArrayLike, p: ArrayLike, share: Share, false_alarm: Amount = 1.0, miss: Amount = 1.0
) -> Threshold:
    """Return the lowest threshold that flags at most this share of the rows.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    share : float
        The largest share of rows that can be acted on, 0 to 1.
    false_alarm, miss : float
        What one false positive and one false negative cost; only ``cost`` of the result needs it.

    Returns
    -------
    Threshold
        Its value on the scale of ``p``, with recall, precision and the share flagged (0 to 1), and
        the cost a row.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ or when no row has a label.

    References
    ----------
    Read off the cumulative response curve: Provost, Fawcett (2013), Data Science for Business.

    Examples
    --------
    >>> from lifecycle.stats import threshold_by_capacity
    >>> y, p = [0, 0, 1, 0, 1, 1], [0.1, 0.3, 0.4, 0.6, 0.7, 0.9]
    >>> found = threshold_by_capacity(y, p, share=0.4)
    >>> round(found.value, 2), round(found.flagged, 2)
    (0.65, 0.33)
    """
    sweep = _sweep(y, p, false_alarm, miss)
    within = sweep[sweep["flagged"] <= share + 1e-12]
    return _row(within.iloc[within["flagged"].argmax()], "capacity", True)


def _sweep(y: ArrayLike, p: ArrayLike, false_alarm: float, miss: float) -> pd.DataFrame:
    """Return what each possible threshold brings; the first flags no row, the last every row.

    A threshold stands midway between two neighbouring predictions, so that rounding in the
    last digit cannot move a row to the other side.
    """
    given = probabilities_of_events(y, p)
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
