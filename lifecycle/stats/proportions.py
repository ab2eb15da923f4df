"""Intervals of shares, such as accuracy, recall and precision, and of the difference of two."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from ..core.errors import ChoiceError
from .arguments import Level, Tally, checked
from .interval import Interval, z_of

Method = Literal["wilson", "clopper-pearson", "jeffreys", "agresti-coull", "wald"]
ROUNDING = 1e-9


@checked
def proportion_interval(
    successes: Tally, n: Tally, level: Level = 0.95, method: Method = "wilson"
) -> Interval:
    """Return a share with its interval, Wilson's score interval unless asked otherwise.

    Parameters
    ----------
    successes : float
        Rows that count, at most ``n``.
    n : float
        All rows. Rows may count as fewer than they are, so it need not be whole.
    level : float
        Confidence level of the interval, between 0 and 1.
    method : {"wilson", "clopper-pearson", "jeffreys", "agresti-coull", "wald"}
        ``clopper-pearson`` never covers less than stated, ``jeffreys`` is Bayesian,
        ``agresti-coull`` simple, ``wald`` for comparison alone.

    Returns
    -------
    Interval
        ``successes / n``, 0 to 1. Without rows 0 within 0 and 1, method ``undefined-no-rows``.

    Raises
    ------
    ChoiceError
        When there is no such method, when there are more successes than rows or fewer than none, or
        when ``level`` is not between 0 and 1.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209-212; the others, and why
    Wilson's is preferred: Brown, Cai, DasGupta (2001), Statistical Science 16:101-133.

    Examples
    --------
    >>> from lifecycle.stats import proportion_interval
    >>> found = proportion_interval(8, 10)
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (0.8, 0.49, 0.943)
    """
    hits = counted(successes, n)
    if n <= 0:
        return Interval(0.0, 0.0, 1.0, level, "undefined-no-rows", 0)
    low, high = LIMITS[method](hits, n, level)
    share = hits / n
    low, high = max(0.0, min(low, share)), min(1.0, max(high, share))
    return Interval(share, low, high, level, method, round(n))


@checked
def difference_of_proportions(
    successes_a: Tally, n_a: Tally, successes_b: Tally, n_b: Tally, level: Level = 0.95
) -> Interval:
    """Return share a less share b of two independent groups, with its interval.

    Parameters
    ----------
    successes_a, n_a : float
        Rows that count, and all rows, of a.
    successes_b, n_b : float
        Rows that count, and all rows, of b.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The difference, -1 to 1, method ``newcombe``, or ``undefined-no-rows``.

    Raises
    ------
    ChoiceError
        When there are more successes than rows or fewer than none, or when ``level`` is not between
        0 and 1.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10.

    Examples
    --------
    >>> from lifecycle.stats import difference_of_proportions
    >>> found = difference_of_proportions(56, 70, 48, 80)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    a = proportion_interval(successes_a, n_a, level)
    b = proportion_interval(successes_b, n_b, level)
    method = "newcombe" if n_a > 0 and n_b > 0 else "undefined-no-rows"
    return square_and_add(a, b, method)


def counted(successes: float, n: float) -> float:
    """Return how many of n rows count: none or more, and no more than there are."""
    if successes > n * (1 + ROUNDING) + ROUNDING:
        raise ChoiceError(
            f"{successes:g} of {n:g} rows is no share.", "Count no more successes than rows."
        )
    return min(max(successes, 0.0), max(n, 0.0))


def difference_from_all(
    event: NDArray[np.bool_], within: NDArray[np.bool_], level: float
) -> Interval:
    """Return the share of events among the rows ``within`` less that among all rows.

    With s the share of rows within, it is (1 - s) times the difference of the shares inside and
    outside, which are of different rows: Newcombe's interval of that difference and Wilson's of s
    are put together as by `square_and_add`. Both arguments have shape (n,). Nothing is known
    where no row is within; where all are, there is no difference.
    """
    n, inside = len(event), int(within.sum())
    if n == inside:
        return Interval(0.0, 0.0, 0.0, level, "exact-same-rows" if n else "undefined-no-rows", n)
    hits, outside = int((event & within).sum()), int((event & ~within).sum())
    apart = difference_of_proportions(hits, inside, outside, n - inside, level)
    rest = proportion_interval(n - inside, n, level)
    if not inside:
        return Interval(0.0, -1.0, 1.0, level, "undefined-no-rows", 0)
    value = rest.value * apart.value
    ends = [
        (rest.value * end, apart.value * share)
        for end, share in (
            (apart.low, rest.low if apart.value >= 0 else rest.high),
            (apart.high, rest.high if apart.value >= 0 else rest.low),
        )
    ]
    below, above = (math.hypot(*(each - value for each in pair)) for pair in ends)
    return Interval(
        value, max(-1.0, value - below), min(1.0, value + above), level, "newcombe-from-all", n
    )


def square_and_add(a: Interval, b: Interval, method: str) -> Interval:
    """Return the interval of a minus b from the two intervals, as if they were independent.

    The method of variance estimates recovery: Zou and Donner (2008), Statistics in Medicine
    27:1693-1702. For positively correlated values it is too wide rather than too narrow.
    """
    value = a.value - b.value
    below = math.hypot(a.value - a.low, b.high - b.value)
    above = math.hypot(a.high - a.value, b.value - b.low)
    n = a.n if a.n == b.n else a.n + b.n
    return Interval(value, max(-1.0, value - below), min(1.0, value + above), a.level, method, n)


def _wilson(hits: float, n: float, level: float) -> tuple[float, float]:
    z, share = z_of(level), hits / n
    scale = 1 + z**2 / n
    middle = (share + z**2 / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # At the ends the limit is the share itself, which rounding would miss.
    return 0.0 if hits <= 0 else middle - half, 1.0 if hits >= n else middle + half


def _clopper_pearson(hits: float, n: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits > 0 else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return low, high


def _jeffreys(hits: float, n: float, level: float) -> tuple[float, float]:
    tail, a, b = (1 - level) / 2, hits + 0.5, n - hits + 0.5
    low = float(beta.ppf(tail, a, b)) if hits > 0 else 0.0
    return low, float(beta.ppf(1 - tail, a, b)) if hits < n else 1.0


def _agresti_coull(hits: float, n: float, level: float) -> tuple[float, float]:
    z = z_of(level)
    middle, half = _normal(hits + z**2 / 2, n + z**2, z)
    return middle - half, middle + half


def _wald(hits: float, n: float, level: float) -> tuple[float, float]:
    middle, half = _normal(hits, n, z_of(level))
    return middle - half, middle + half


def _normal(hits: float, n: float, z: float) -> tuple[float, float]:
    share = hits / n
    return share, z * math.sqrt(share * (1 - share) / n)


LIMITS: dict[str, Callable[[float, float, float], tuple[float, float]]] = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "agresti-coull": _agresti_coull,
    "wald": _wald,
}
