"""A threshold a group: what evening out groups would take, and what it would cost.

Hardt, Price, Srebro (2016), NeurIPS 29:3315-3323, without its randomisation: each group gets the
threshold at which its rate comes nearest to that of all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from ..core.wording import listing
from .arguments import Amount, Finite, Level, checked, one_of
from .grouped import mean_interval
from .validation import column, events, flags, named, probabilities_of_events, same_rows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
RULES = {
    "one": "One threshold for all",
    "selection": "Demographic parity",
    "recall": "Equal opportunity",
}
Rule = Annotated[str, one_of(*RULES)]
LEAST = 30  # cases, or rows, below which a group keeps the common threshold
COLUMNS = [
    "rule", "title", "cost", "extra", "low", "high", "selection_gap", "recall_gap", "accuracy",
]  # fmt: skip


@checked
def group_thresholds(
    y: ArrayLike, p: ArrayLike, group: ArrayLike, threshold: Finite, rule: Rule
) -> dict[str, float]:
    """Return the threshold of each group under a rule that evens out a rate.

    A group with fewer than 30 rows (for recall: events) keeps the common threshold, as its rate is
    not known well enough to be evened out.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    group : array-like, shape (n,)
        The group of each row, such as the sex.
    threshold : float
        The common threshold, on the scale of ``p``.
    rule : {"one", "selection", "recall"}
        The common threshold for all; the same share called positive; the same share of events
        found.

    Returns
    -------
    dict of str to float
        The threshold of each group, on the scale of ``p``.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, or when there is no such rule.

    References
    ----------
    Hardt, Price, Srebro (2016), Equality of Opportunity in Supervised Learning, NeurIPS
    29:3315-3323, without its randomisation: the threshold at which a group's rate comes nearest to
    that of all rows.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import group_thresholds
    >>> group, p = np.repeat(["a", "b"], 50), np.linspace(0.01, 1, 100)
    >>> found = group_thresholds(p > 0.4, p, group, threshold=0.5, rule="selection")
    >>> {name: round(float(at), 2) for name, at in found.items()}
    {'a': 0.26, 'b': 0.75}
    """
    given = probabilities_of_events(y, p, named(group), some=False)
    actual, chance, names = given.positive, given.score, np.asarray(given.groups)
    base = actual if rule == "recall" else np.ones(len(actual), dtype=bool)
    wanted = float((chance[base] >= threshold).mean()) if base.any() else 0.0
    found = {}
    for name in sorted(set(names.tolist())):
        own = chance[base & (names == name)]
        keeps = rule == "one" or len(own) < LEAST
        found[name] = threshold if keeps else _at_share(own, wanted, threshold)
    return found


def called_by(p: ArrayLike, group: ArrayLike, thresholds: Mapping[str, float]) -> Bools:
    """Return who is called positive when each group has its own threshold."""
    names = named(group)
    usual = float(np.mean(list(thresholds.values()))) if thresholds else 0.5
    at = np.array([thresholds.get(name, usual) for name in names], dtype=float)
    return np.asarray(p, dtype=float) >= at


@checked
def mitigation(
    y: ArrayLike,
    called: Mapping[str, ArrayLike],
    group: ArrayLike,
    cost_false_positive: Amount = 1.0,
    cost_false_negative: Amount = 1.0,
    level: Level = 0.95,
    clusters: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return what each rule costs and how far groups still lie apart, one row a rule.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    called : mapping of str to array-like, shape (n,)
        By rule (``one``, ``selection`` or ``recall``), who is called positive, told as in ``y``,
        and for every row. ``one`` must be there: the others are compared with it.
    group : array-like, shape (n,)
        The group of each row, such as the sex.
    cost_false_positive, cost_false_negative : float
        What one false positive and one false negative cost, in any unit.
    level : float
        Confidence level of the interval, between 0 and 1.
    clusters : array-like, shape (n,), optional
        Rows that belong together, such as those of one household.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``title``, ``cost`` (mean a row), ``extra`` (over one threshold) with ``low`` and
        ``high`` (of a mean of paired differences; of one row or cluster all that it can be),
        ``selection_gap`` and ``recall_gap`` (largest less smallest rate of the groups with at least
        30 rows), ``accuracy``.

    Raises
    ------
    ChoiceError
        When labels or calls cannot be read as event or none, when a call is missing, when there is
        no such rule or not ``one``, when a cost is negative, when lengths differ, or when ``level``
        is not between 0 and 1.

    References
    ----------
    Hardt, Price, Srebro (2016), Equality of Opportunity in Supervised Learning, NeurIPS
    29:3315-3323; interval: Student (1908), Biometrika 6:1-25, as in `mean_interval`.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import mitigation
    >>> y, group = np.tile([True, False], 50), np.repeat(["a", "b"], 50)
    >>> called = {"one": y, "selection": np.ones(100, dtype=bool)}
    >>> mitigation(y, called, group)[["rule", "cost", "extra", "accuracy"]].to_dict("list")
    {'rule': ['one', 'selection'], 'cost': [0.0, 0.5], 'extra': [0.0, 0.5], 'accuracy': [1.0, 0.5]}
    """
    actual, calls, names, tied = _judged(y, called, group, clusters)
    costs = {
        rule: _costs(actual, said, cost_false_positive, cost_false_negative)
        for rule, said in calls.items()
    }
    rows = []
    for rule, positive in calls.items():
        extra = costs[rule] - costs["one"]
        most = 0.0 if rule == "one" else max(cost_false_positive, cost_false_negative)
        low, high = _limits(extra, level, tied, most)
        every = np.ones(len(actual), dtype=bool)
        rows.append(
            {
                "rule": rule,
                "title": RULES[rule],
                "cost": float(costs[rule].mean()) if len(extra) else 0.0,
                "extra": float(extra.mean()) if len(extra) else 0.0,
                "low": low,
                "high": high,
                "selection_gap": _spread(positive, every, names),
                "recall_gap": _spread(positive, actual, names),
                "accuracy": float((positive == actual).mean()) if len(actual) else 0.0,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _judged(
    y: ArrayLike, called: Mapping[str, ArrayLike], group: ArrayLike, clusters: ArrayLike | None
) -> tuple[Bools, dict[str, Bools], NDArray[Any], NDArray[Any] | None]:
    """Return the rows that have a label: labels, calls by rule, groups and clusters."""
    if "one" not in called or not set(called) <= set(RULES):
        raise ChoiceError(
            f"There are calls by {listing(called) or 'no rule'}.",
            f"Give those by the rule one, and others by {listing([*RULES][1:])}.",
        )
    actual, known = events(y)
    calls = {rule: flags(said, f"calls by {rule}") for rule, said in called.items()}
    names, tied = named(group), None if clusters is None else column(clusters, "clusters")
    same_rows(labels=actual, **calls, groups=names, clusters=tied)
    kept = {rule: said[known] for rule, said in calls.items()}
    return actual[known] > 0, kept, names[known], None if tied is None else tied[known]


def _at_share(own: Floats, wanted: float, threshold: float) -> float:
    """Return the threshold at which about this share of values is reached, nearest to the usual."""
    values = np.unique(own)
    share = 1 - np.searchsorted(np.sort(own), values, side="left") / len(own)
    off = np.abs(share - wanted)
    best = values[off <= off.min() + 1e-12]
    if wanted < off.min():  # nobody is nearer to the share than any of the values
        return float(np.nextafter(values[-1], np.inf))
    return float(best[np.argmin(np.abs(best - threshold))])


def _costs(actual: Bools, said: Bools, alarm: float, miss: float) -> Floats:
    return np.asarray(alarm * (said & ~actual) + miss * (~said & actual), dtype=float)


def _limits(
    extra: Floats, level: float, clusters: ArrayLike | None, most: float
) -> tuple[float, float]:
    """Return the interval of the mean of paired differences, each of which is within ``most``."""
    found = mean_interval(extra, clusters, level)
    return (found.low, found.high) if np.isfinite(found.width) else (-most, most)


def _spread(said: Bools, base: Bools, names: NDArray[np.str_]) -> float:
    """Return the largest less the smallest rate among groups with enough rows."""
    rates = [
        float(said[base & (names == name)].mean())
        for name in sorted(set(names.tolist()))
        if int((base & (names == name)).sum()) >= LEAST
    ]
    return max(rates) - min(rates) if len(rates) > 1 else 0.0
