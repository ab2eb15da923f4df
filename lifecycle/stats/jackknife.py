"""Intervals of rows that are not independent: what is left when one part of them is taken away.

Rows of one group, or neighbours in time, tell much the same. A statistic is found again without
each group (or without each of a few runs of neighbours in time), and its interval is the value plus
and minus Student's quantile, of as many degrees of freedom as parts but one, times the jackknife's
deviation. Few parts cost much by their quantile, which is what they are worth: drawing groups at
random covers a quarter of what it states with two of them, this 90% to 99% with 2 to 20.

Groups: Cameron, Miller (2015), Journal of Human Resources 50:317-372, section VI. Runs in time:
the same argument with a fixed number of blocks (batch means) is Ibragimov, Müller (2010), Journal
of Business and Economic Statistics 28:453-468. In simulation it covers more than the moving-block
bootstrap with the block length of Politis and White (`benchmarks coverage --part time`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t

from .grouped import group_codes
from .validation import column, same_rows
from .weighted_metrics import Floats, Statistic

K = TypeVar("K", bound=Hashable)
Codes = NDArray[np.intp]
Kind = Literal["group", "time"]

MOST = 60
"""More groups are put together at random into so many: the quantile is hardly larger, the cost is
bounded, and a median's jackknife is consistent (Shao and Wu 1989, Annals of Statistics 17)."""
FEWEST_RUNS, MOST_RUNS = 10, 30
ROW_PARTS = 20
"""Parts of rows at random that tell what never varies from groups that are alike by chance."""
DUST = 1e-12  # of the size of a value: rounding
CELLS = 1_000_000
"""Weights held at once."""
COVERED = ((1.2, 0.70), (2.0, 0.80), (3.5, 0.86), (7.0, 0.90))
"""Below so many times the length of memory a run, so much of what 95% states was covered (RMSE of
AR(1) errors, `benchmarks coverage --part time`); from the last on, 92% and more."""


@dataclass(frozen=True)
class Parts:
    """A division of rows into what is taken away together: the part of each row, from 0."""

    kind: Kind
    codes: Codes

    @property
    def number(self) -> int:
        """How many parts there are."""
        return int(self.codes.max(initial=-1)) + 1


@dataclass(frozen=True)
class LeftOut:
    """The values of a statistic without each part of a kind.

    ``size``: the largest value they were made of, which tells rounding from a difference.
    """

    kind: Kind
    values: Floats
    size: float

    @classmethod
    def of(cls, kind: Kind, values: Floats) -> LeftOut:
        """Return the values with their size."""
        return cls(kind, values, float(np.abs(values[np.isfinite(values)]).max(initial=0.0)))

    def __sub__(self, other: LeftOut) -> LeftOut:
        return LeftOut(self.kind, self.values - other.values, max(self.size, other.size))

    def __neg__(self) -> LeftOut:
        return LeftOut(self.kind, -self.values, self.size)

    @property
    def deviation(self) -> float:
        """The jackknife's deviation of the statistic; NaN where a part cannot be missed."""
        parts = len(self.values)
        if parts < 2 or not np.isfinite(self.values).all():
            return math.nan
        off = self.values - self.values.mean()
        scale = float(np.abs(off).max()) or 1.0  # squares of tiny or huge amounts have no number
        return scale * math.sqrt((parts - 1) / parts * float(((off / scale) ** 2).sum()))

    @property
    def freedom(self) -> int:
        """The degrees of freedom of Student's quantile."""
        return len(self.values) - 1


def parts_of(
    n: int, groups: ArrayLike | None = None, order: ArrayLike | None = None, seed: int = 0
) -> list[Parts]:
    """Return the divisions of n rows by group and by time; none where all rows stand alone."""
    same_rows(rows=range(n), times=None if order is None else column(order, "times"))
    found = []
    codes = group_codes(groups, n)
    if codes is not None:
        found.append(Parts("group", _at_most(codes, MOST, seed)))
    if order is not None:
        found.append(Parts("time", runs_in_time(order)))
    return found


def runs_in_time(order: ArrayLike) -> Codes:
    """Return the run of neighbours in time that each row is in, 10 to 30 of about equal size.

    Rows of one time stay together where there are times enough; else the file's order counts.

    >>> runs_in_time([3, 1, 2], ).tolist()
    [2, 0, 1]
    """
    times = _times(order)
    n = len(times)
    place = np.empty(n, dtype=np.intp)
    place[np.argsort(times, kind="stable")] = np.arange(n)
    runs = min(max(n, 1), MOST_RUNS, max(FEWEST_RUNS, round(math.sqrt(n) / 2)))
    names, code = np.unique(times, return_inverse=True)
    if 2 * runs <= len(names) < n:
        last = np.cumsum(np.bincount(code)) - 1
        place = last[code]
    return np.asarray(np.unique(place * runs // max(n, 1), return_inverse=True)[1], dtype=np.intp)


def leave_out(
    statistics: Mapping[K, Statistic],
    n: int,
    parts: list[Parts],
    seed: int = 0,
    report: Callable[[float], None] = lambda done: None,
) -> dict[K, tuple[tuple[LeftOut, ...], Floats]]:
    """Return each statistic without each part of each division, and without random parts."""
    rows = Parts("group", _at_most(np.arange(n, dtype=np.intp), ROW_PARTS, seed))
    every = [*parts, rows]
    total, done = sum(each.number for each in every), 0
    found: dict[K, list[Floats]] = {name: [] for name in statistics}
    for division in every:
        passes: dict[K, list[Floats]] = {name: [] for name in statistics}
        for weights in _without_each(division):
            for name, statistic in statistics.items():
                passes[name].append(statistic(weights))
            done += len(weights)
            report(done / total)
        for name, values in passes.items():
            found[name].append(np.concatenate([np.empty(0), *values]))
    return {
        name: (
            tuple(LeftOut.of(p.kind, v) for p, v in zip(parts, values, strict=False)),
            values[-1],
        )
        for name, values in found.items()
    }


def half_width(tied: tuple[LeftOut, ...], by_rows: Floats, level: float) -> tuple[float, LeftOut]:
    """Return the half width of the interval, NaN where there is none, and what it rests on.

    The widest division counts, as rows that have a group in common may be neighbours in time as
    well. Groups that are alike by chance do not make a value certain: where taking rows away at
    random changes it, their deviation stands in.
    """
    widths = []
    for each in tied:
        deviation = each.deviation
        if deviation <= DUST * each.size:
            alike = replace(each, values=by_rows).deviation
            deviation = alike if alike > DUST * each.size else 0.0
        known = math.isfinite(deviation)
        reach = float(t.ppf(0.5 + level / 2, each.freedom)) * deviation if known else math.inf
        widths.append((reach, each))
    widest, of = max(widths, key=lambda pair: pair[0])
    return (widest if math.isfinite(widest) else math.nan), of


def coverage_in_time(losses: ArrayLike, order: ArrayLike) -> float | None:
    """Return what an interval of 95% covered where neighbours are as alike; None from 92% on.

    ``losses``: how badly each row was predicted. Their correlation with the next row's tells how
    long errors are remembered, as in a first-order autoregression.
    """
    times = _times(order)
    loss = np.asarray(losses, dtype=float)[np.argsort(times, kind="stable")]
    off = loss - loss.mean() if len(loss) else loss
    squares = float((off**2).sum())
    if len(loss) < 3 or squares <= 0:
        return None
    alike = min(max(float((off[1:] * off[:-1]).sum()) / squares, 0.0), 0.999)
    longest = len(loss) / (int(runs_in_time(times).max()) + 1)
    memories = longest * (1 - alike) / (1 + alike)
    if alike < 1.96 / math.sqrt(len(loss)):
        return None  # no more than chance
    return next((covered for most, covered in COVERED if memories < most), None)


def _times(order: ArrayLike) -> NDArray[Any]:
    given = column(order, "times")
    return given.astype(str) if given.dtype == object else given  # kinds may be mixed


def _at_most(codes: Codes, most: int, seed: int) -> Codes:
    """Return the codes, put together at random where there are more than ``most``."""
    number = int(codes.max(initial=-1)) + 1
    if number <= most:
        return codes
    dealt = np.random.default_rng(seed).permutation(number) % most
    return np.asarray(dealt[codes], dtype=np.intp)


def _without_each(parts: Parts) -> Iterator[Floats]:
    """Yield weights that leave out one part each, some at a time."""
    step = max(1, CELLS // max(len(parts.codes), 1))
    for start in range(0, parts.number, step):
        own = np.arange(start, min(start + step, parts.number))[:, None]
        yield (parts.codes[None, :] != own).astype(float)
