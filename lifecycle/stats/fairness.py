"""Does the model treat groups alike? Rates a group, and how far they lie from a reference group.

Every rate stands with its n and interval. The four-fifths rule on bare rates cries wolf with equal
groups in 29 to 83 of 100 samples; here a ratio is flagged only when its whole interval lies
beyond four fifths.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from ..core.errors import ChoiceError
from ..core.wording import listing
from .arguments import Columns, Level, Tally, checked
from .grouped import group_codes, rows_worth
from .interval import Interval, z_of
from .multiple_testing import adjust_pvalues
from .proportions import counted, difference_of_proportions, proportion_interval
from .validation import column, events, named, same_rows

Bools = NDArray[np.bool_]
LEAST = 30  # rows below which a group's numbers are shown but not judged
FOUR_FIFTHS = 0.8
RATES = (
    "selection_rate", "accuracy", "true_positive_rate", "false_positive_rate", "precision",
)  # fmt: skip


@checked
def fairness_table(
    y: ArrayLike,
    called: ArrayLike,
    group: ArrayLike,
    level: Level = 0.95,
    clusters: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return how often each group is called, called rightly and found, one row a group and rate.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none.
    called : array-like, shape (n,)
        True for the rows that were called the event. Rows without a label or a call are left out.
    group : array-like, shape (n,)
        The group of each row, such as the sex; missing is a group of its own.
    level : float
        Confidence level of the intervals, between 0 and 1.
    clusters : array-like, shape (n,), optional
        Rows that belong together, such as those of one household.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``metric`` (selection_rate, accuracy, true_positive_rate, false_positive_rate or
        precision), ``value`` with Wilson's ``low`` and ``high`` (shares, 0 to 1), ``n`` (rows the
        rate rests on: events only, for the true positive rate), ``hits``, ``small`` (fewer than 30
        such rows), and ``worth`` (as how many independent rows they count, given ``clusters``).

    Raises
    ------
    ChoiceError
        When labels or calls cannot be read as event or none, when lengths differ, or when ``level``
        is not between 0 and 1.

    References
    ----------
    Hardt, Price, Srebro (2016), Equality of Opportunity in Supervised Learning, NeurIPS
    29:3315-3323; Wilson (1927), Journal of the American Statistical Association 22:209-212;
    clusters: Rao, Scott (1992), Biometrics 48:577-585.

    Examples
    --------
    >>> from lifecycle.stats import fairness_table
    >>> table = fairness_table([1, 0, 1, 0], [1, 0, 0, 0], ["a", "a", "b", "b"])
    >>> table.loc[table["metric"] == "accuracy", ["group", "value", "n"]].to_dict("list")
    {'group': ['a', 'b'], 'value': [1.0, 0.5], 'n': [2, 2]}
    """
    actual, said, names, tied = _people(y, called, group, clusters)
    rows = []
    for name in sorted(set(names)):
        inside = names == name
        own = None if tied is None else tied[inside]
        for metric, (hit, base) in _counted(actual[inside], said[inside]).items():
            hits, n = int((hit & base).sum()), int(base.sum())
            tied_own = None if own is None else group_codes(own[base], n)
            worth = float(n)
            if tied_own is not None and n:
                worth = rows_worth(hit[base].astype(float), tied_own, level)
            share = proportion_interval(hits / n * worth if n else 0.0, worth, level)
            value = hits / n if n else share.value
            rows.append((name, metric, value, share.low, share.high, n, hits, worth < LEAST, worth))
    columns = ["group", "metric", "value", "low", "high", "n", "hits", "small", "worth"]
    return pd.DataFrame(rows, columns=columns)


@checked
def fairness_differences(
    table: Columns, reference: str | None = None, level: Level = 0.95
) -> pd.DataFrame:
    """Return each group's rates beside those of a reference group.

    Parameters
    ----------
    table : pandas.DataFrame
        What `fairness_table` returned.
    reference : str, optional
        The group to compare with; by default the largest.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``reference``, ``metric``, ``difference`` with Newcombe's ``low`` and ``high``,
        ``ratio`` with Katz's ``ratio_low`` and ``ratio_high``, ``p_value`` and ``p_adjusted`` (over
        all rows that are not small; missing where one is), ``flagged``. Flagged: not small,
        adjusted p below ``1 - level``, and for the selection rate a ratio whose whole interval lies
        below four fifths, or above five fourths.

    Raises
    ------
    ChoiceError
        When it is no table of rates, when there is no such group, or when ``level`` is not between
        0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10; Katz, Baptista, Azen, Pike
    (1978), Biometrics 34:469-474; Benjamini, Hochberg (1995), Journal of the Royal Statistical
    Society B 57:289-300; four fifths: Uniform Guidelines on Employee Selection Procedures (1978),
    29 CFR 1607.4 D.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import fairness_differences, fairness_table
    >>> group, called = np.repeat(["a", "b"], 100), np.tile([1, 0, 0, 0, 0], 40)
    >>> called[:100:2] = 1
    >>> found = fairness_differences(fairness_table(np.tile([1, 0], 100), called, group))
    >>> found.loc[0, ["group", "reference", "metric"]].tolist(), bool(found["flagged"][0])
    (['b', 'a', 'selection_rate'], True)
    """
    sizes = _sizes(table)
    base = str(sizes.idxmax()) if reference is None and len(sizes) else reference
    if len(sizes) and base not in sizes.index:
        raise ChoiceError(
            f"There is no group {base}.", f"Choose one of {listing(sizes.index, most=9)}."
        )
    by = {(row["group"], row["metric"]): row for row in table.to_dict("records")}
    rows = []
    for name in sizes.index[sizes.index != base]:
        for metric in RATES:
            a, b = by[name, metric], by[base, metric]
            counts = (*_as_counts(a), *_as_counts(b))
            gap = difference_of_proportions(*counts, level=level)
            ratio = ratio_of_proportions(*counts, level=level)
            rows.append(
                {
                    "group": name,
                    "reference": base,
                    "metric": metric,
                    "difference": gap.value,
                    "low": gap.low,
                    "high": gap.high,
                    "ratio": ratio.value,
                    "ratio_low": ratio.low,
                    "ratio_high": ratio.high,
                    "p_value": np.nan if a["small"] or b["small"] else _same_rate(*counts),
                }
            )
    found = pd.DataFrame(rows, columns=COLUMNS[:-2])
    found["p_adjusted"] = adjust_pvalues(found["p_value"].to_numpy(dtype=float))
    beyond = (found["ratio_high"] < FOUR_FIFTHS) | (found["ratio_low"] > 1 / FOUR_FIFTHS)
    matters = beyond | (found["metric"] != "selection_rate")
    found["flagged"] = (found["p_adjusted"] < 1 - level) & matters
    return found


COLUMNS = (
    "group", "reference", "metric", "difference", "low", "high", "ratio", "ratio_low",
    "ratio_high", "p_value", "p_adjusted", "flagged",
)  # fmt: skip


@checked
def ratio_of_proportions(
    successes_a: Tally, n_a: Tally, successes_b: Tally, n_b: Tally, level: Level = 0.95
) -> Interval:
    """Return share a over share b with Katz's interval on the log scale.

    Parameters
    ----------
    successes_a, n_a : float
        Events and rows of a; they need not be whole, as rows may count as fewer than they are.
    successes_b, n_b : float
        Events and rows of b.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The ratio, 0 or more, method ``katz``. With an empty cell one half is added to every count
        (``katz-half``); without rows nothing is known (``undefined-no-rows``).

    Raises
    ------
    ChoiceError
        When there are more successes than rows or fewer than none, or when ``level`` is not between
        0 and 1.

    References
    ----------
    Katz, Baptista, Azen, Pike (1978), Biometrics 34:469-474.

    Examples
    --------
    >>> from lifecycle.stats import ratio_of_proportions
    >>> found = ratio_of_proportions(30, 100, 50, 100)
    >>> round(found.value, 2), round(found.low, 3), round(found.high, 3)
    (0.6, 0.42, 0.858)
    """
    n = round(n_a + n_b)
    successes_a, successes_b = counted(successes_a, n_a), counted(successes_b, n_b)
    if min(n_a, n_b) <= 0:
        return Interval(1.0, 0.0, math.inf, level, "undefined-no-rows", n)
    method = "katz"
    if min(successes_a, successes_b) <= 0:
        successes_a, successes_b, method = successes_a + 0.5, successes_b + 0.5, "katz-half"
        n_a, n_b = n_a + 1, n_b + 1
    ratio = (successes_a / n_a) / (successes_b / n_b)
    spread = 1 / successes_a - 1 / n_a + 1 / successes_b - 1 / n_b
    factor = math.exp(z_of(level) * math.sqrt(max(0.0, spread)))
    return Interval(ratio, ratio / factor, ratio * factor, level, method, n)


def _sizes(table: pd.DataFrame) -> pd.Series:
    """Return the rows of each group, or say that this is no table of rates."""
    wanted = ChoiceError("This is no table of rates.", "Give what fairness_table returned.")
    if not {"group", "metric", "n", "hits", "small"} <= set(table):
        raise wanted
    counts = table[[name for name in ("n", "hits", "worth") if name in table]]
    if len(table) and not all(kind.kind in "biuf" for kind in counts.dtypes):
        raise wanted
    whole = table.groupby("group")["metric"].agg(
        lambda own: len(own) == len(RATES) == len({*own} & {*RATES})
    )
    known = counts.notna().all(axis=None) and (counts >= 0).all(axis=None)
    if table["group"].isna().any() or not whole.all() or not known:
        raise wanted
    if (counts["hits"] > counts["n"]).any() or not table["small"].isin([True, False]).all():
        raise wanted
    return table[table["metric"] == "selection_rate"].set_index("group")["n"]


def _people(
    y: ArrayLike, called: ArrayLike, group: ArrayLike, clusters: ArrayLike | None
) -> tuple[Bools, Bools, NDArray[Any], NDArray[np.intp] | None]:
    """Return the rows that have a label and were called something; no group is one of its own."""
    flags = [events(each) for each in (y, called)]
    names, given = named(group), None if clusters is None else column(clusters, "clusters")
    same_rows(labels=flags[0][1], calls=flags[1][1], groups=names, clusters=given)
    known = flags[0][1] & flags[1][1]
    tied = None if given is None else group_codes(given[known], int(known.sum()))
    actual, said = (values[known] > 0 for values, _ in flags)
    return actual, said, names[known], tied


def _counted(actual: Bools, said: Bools) -> dict[str, tuple[Bools, Bools]]:
    """Return the hits and the base of each rate, in the order of RATES."""
    every = np.ones(len(actual), dtype=bool)
    each = [(said, every), (actual == said, every), (said, actual), (said, ~actual), (actual, said)]
    return dict(zip(RATES, each, strict=True))


def _as_counts(row: dict[Hashable, Any]) -> tuple[float, float]:
    """Return hits and rows of a rate, as many as they are worth."""
    n, worth = int(row["n"]), float(row.get("worth", row["n"]))
    return (int(row["hits"]), n) if worth == n else (row["hits"] / n * worth, worth)


def _same_rate(hits_a: float, n_a: float, hits_b: float, n_b: float) -> float:
    """Return the p-value of the score test that two rates are equal (R's uncorrected prop.test)."""
    pooled = (hits_a + hits_b) / (n_a + n_b)
    spread = pooled * (1 - pooled) * (1 / n_a + 1 / n_b)
    if spread <= 0:
        return 1.0
    return 2 * float(norm.sf(abs(hits_a / n_a - hits_b / n_b) / math.sqrt(spread)))
