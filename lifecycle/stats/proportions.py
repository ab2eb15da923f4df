"""Intervals of shares, such as accuracy, recall and precision, and of the difference of two."""

from __future__ import annotations

import math

from .interval import Interval, z_of


def proportion_interval(successes: float, n: float, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of ``successes / n``.

    Wilson (1927), JASA 22:209-212; Brown, Cai, DasGupta (2001), Statistical Science 16:101-133.
    Without rows the answer is 0 with the limits 0 and 1 and the method ``undefined-no-rows``.
    Rows may count as fewer than they are, so ``n`` need not be whole.
    """
    if n <= 0:
        return Interval(0.0, 0.0, 1.0, level, "undefined-no-rows", 0)
    z, share = z_of(level), successes / n
    scale = 1 + z**2 / n
    middle = (share + z**2 / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if successes <= 0 else max(0.0, middle - half)
    high = 1.0 if successes >= n else min(1.0, middle + half)
    return Interval(share, low, high, level, "wilson", round(n))


def difference_of_proportions(
    successes_a: float, n_a: float, successes_b: float, n_b: float, level: float = 0.95
) -> Interval:
    """Return the interval of share a minus share b of two independent groups.

    Newcombe (1998), Statistics in Medicine 17:873-890, method 10.
    """
    a = proportion_interval(successes_a, n_a, level)
    b = proportion_interval(successes_b, n_b, level)
    method = "newcombe" if n_a > 0 and n_b > 0 else "undefined-no-rows"
    return square_and_add(a, b, method)


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
