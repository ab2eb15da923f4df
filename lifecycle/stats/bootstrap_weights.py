"""The bootstrap for many rows: every resample is drawn and summed up in one compiled pass.

Each row's weight is Poisson with mean one, which for thousands of rows is the multinomial draw
without its bookkeeping: Hanley and MacGibbon (2006), Computer Methods and Programs in Biomedicine
83:57-62; Chamandy, Muralidharan, Najmi, Naidu (2012), Estimating Uncertainty for Massive Data
Streams. Weights are never stored for more than one resample. They go to the rows in the order of
the first ranking asked for, which is then read from memory in one sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .weighted_metrics import FORMULAS, Cells, Floats, MeanOfRanks, Middle, Ranks, Statistic, Sums

K = TypeVar("K", bound=Hashable)
Histogram = tuple[NDArray[Any], int]  # the place of each row, and how many places there are
FEW_RUNS = 64  # so few distinct scores are counted rather than walked
PASSES = 40  # reports of progress
MATRIX = 4_000_000  # weights held at once for what has no compiled form


@dataclass(frozen=True)
class Plan:
    """What the compiled pass needs of the rows, all in one order of theirs.

    ``columns``: (k, n) to be summed. ``cells``: (m, n) places in one long histogram, in which
    the j-th part takes the places from ``bins[j]`` to ``bins[j + 1]``. ``order``: (r, n) rows by
    rank, ``ends`` whether a run of equal scores ends at that rank, ``positive`` whether the row of
    that rank is; ``precision`` (r,) tells precision from area, ``plain`` (r,) rankings that are the
    order itself and without ties. ``middle``: (q, n) rows by size.
    """

    columns: Floats
    cells: NDArray[Any]
    bins: NDArray[np.int64]
    order: NDArray[np.int32]
    ends: NDArray[np.uint8]
    positive: NDArray[np.uint8]
    precision: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    middle: NDArray[np.int32]


@dataclass(frozen=True)
class Summed:
    """What the pass found, one row a resample, and which part of it is whose."""

    rows: Floats
    sums: Floats
    counts: Floats
    areas: Floats
    places: NDArray[np.int64]


class Parts:
    """The parts of statistics that the compiled pass works out, in the order of its arrays."""

    def __init__(self, statistics: Iterable[Statistic]) -> None:
        every = list(statistics)
        ranks = [r for s in every for r in (s.parts if isinstance(s, MeanOfRanks) else [s])]
        ranked = [r for r in ranks if isinstance(r, Ranks)]
        self.sums = [s for s in every if isinstance(s, Sums)]
        self.middles = [s for s in every if isinstance(s, Middle)]
        self.ranks = [r for r in ranked if len(r.starts) > FEW_RUNS]
        self.histograms: dict[tuple[int, ...], Histogram] = {}
        for s in every:
            if isinstance(s, Cells):
                place = (s.codes * s.classes + s.called, s.classes**2)
                self.histograms.setdefault(key_of(s), place)
        for r in ranked:
            if len(r.starts) <= FEW_RUNS:
                self.histograms.setdefault(key_of(r), (_runs(r), 2 * len(r.starts)))
        self.bins = np.cumsum([0, *(bins for _, bins in self.histograms.values())])

    def walk(self, n: int) -> NDArray[np.intp]:
        """Return the order that the pass walks: that of the first ranking, read the most."""
        return self.ranks[0].order if self.ranks else np.arange(n)

    def of(self, statistic: Statistic, found: Summed) -> Floats | None:
        """Return the values of a statistic; None for one that has no compiled form."""
        if isinstance(statistic, Sums):
            before = self.sums[: self.sums.index(statistic)]
            at = sum(each.columns.shape[1] for each in before)
            own = found.sums[:, at : at + statistic.columns.shape[1]]
            return statistic.formula(own, found.rows)
        if isinstance(statistic, Cells):
            k = statistic.classes
            return statistic.of_matrix(self._counts(statistic, found).reshape(-1, k, k))
        if isinstance(statistic, Middle):
            at = 2 * self.middles.index(statistic)
            return statistic.of_places(found.places[:, at], found.places[:, at + 1])
        if isinstance(statistic, Ranks):
            return self._ranked(statistic, found)
        if isinstance(statistic, MeanOfRanks):
            return statistic.of_parts(np.vstack([self._ranked(r, found) for r in statistic.parts]))
        return None

    def _counts(self, statistic: Cells | Ranks, found: Summed) -> Floats:
        j = list(self.histograms).index(key_of(statistic))
        return found.counts[:, self.bins[j] : self.bins[j + 1]]

    def _ranked(self, ranks: Ranks, found: Summed) -> Floats:
        if len(ranks.starts) > FEW_RUNS:
            return found.areas[:, self.ranks.index(ranks)]
        misses, hits = np.moveaxis(self._counts(ranks, found).reshape(len(found.rows), -1, 2), 2, 0)
        return FORMULAS[ranks.kind](hits, hits + misses)


def key_of(statistic: Cells | Ranks) -> tuple[int, ...]:
    """Return what tells histograms apart; many metrics share one confusion matrix."""
    if isinstance(statistic, Cells):
        return id(statistic.codes), id(statistic.called)
    return (id(statistic),)


def _runs(ranks: Ranks) -> NDArray[np.intp]:
    """Return the place of each row: its run of equal scores, and whether it is positive."""
    run = np.zeros(len(ranks.order), dtype=np.intp)
    run[ranks.starts] = 1
    place = np.empty_like(run)
    place[ranks.order] = 2 * (np.cumsum(run) - 1)
    return place + ranks.positive


def poisson_draws(
    statistics: Mapping[K, Statistic],
    n: int,
    *,
    resamples: int,
    seed: int,
    report: Callable[[float], None],
) -> dict[K, Floats]:
    """Return the value of each statistic in each resample of n rows."""
    from ._numba_kernels import run  # compiling or loading it takes a moment

    parts = Parts(statistics.values())
    base = parts.walk(n)
    plan = _plan(parts, n, base)
    step = max(1, -(-resamples // PASSES))
    passes = []
    for start in range(0, resamples, step):
        stop = min(start + step, resamples)
        passes.append(run(seed, start, stop, *vars(plan).values()))
        report(stop / resamples)
    found = Summed(*(np.concatenate(part) for part in zip(*passes, strict=True)))
    draws = {}
    for name, statistic in statistics.items():
        value = parts.of(statistic, found)
        if value is None:
            value = _loose(statistic, n, resamples, seed, base)
        draws[name] = value
    return draws


def weights(n: int, start: int, stop: int, seed: int, base: NDArray[np.intp]) -> Floats:
    """Return the weights of some resamples, of shape (stop - start, n), in the rows' own order."""
    from ._numba_kernels import draw_weights

    found = np.empty((stop - start, n))
    found[:, base] = draw_weights(seed, start, stop, n)
    return found


def _loose(
    statistic: Statistic, n: int, resamples: int, seed: int, base: NDArray[np.intp]
) -> Floats:
    """Return the values of a statistic that has no compiled form, on the same resamples."""
    step = max(1, MATRIX // n)
    each = [
        statistic(weights(n, start, min(start + step, resamples), seed, base))
        for start in range(0, resamples, step)
    ]
    return np.concatenate(each)


def _plan(parts: Parts, n: int, base: NDArray[np.intp]) -> Plan:
    cells = np.empty((len(parts.histograms), n), dtype=np.min_scalar_type(int(parts.bins[-1])))
    for row, first, (own, _) in zip(cells, parts.bins, parts.histograms.values(), strict=False):
        row[:] = (first + own)[base]
    place = np.empty(n, dtype=np.int32)
    place[base] = np.arange(n, dtype=np.int32)
    ends = np.zeros((len(parts.ranks), n), dtype=np.uint8)
    for row, each in zip(ends, parts.ranks, strict=True):
        row[np.append(each.starts[1:], n) - 1] = 1
    positive = [each.positive[each.order] for each in parts.ranks]
    order = _places([each.order for each in parts.ranks], place)
    walked = (order == np.arange(n)).all(axis=1) & ends.all(axis=1)
    columns = np.hstack([*(each.columns for each in parts.sums), np.empty((n, 0))])
    return Plan(
        columns=np.ascontiguousarray(columns[base].T),
        cells=cells,
        bins=parts.bins,
        order=order,
        ends=ends,
        positive=np.array(positive, dtype=np.uint8).reshape(-1, n),
        precision=np.array([each.kind == "precision" for each in parts.ranks], dtype=np.bool_),
        plain=walked,
        middle=_places([each.order for each in parts.middles], place),
    )


def _places(orders: list[NDArray[np.intp]], place: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.array([place[order] for order in orders], dtype=np.int32).reshape(-1, len(place))
