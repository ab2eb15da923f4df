"""The bootstrap for many rows: every resample is drawn and summed up in one compiled pass.

Each row's weight is Poisson with mean one, which for thousands of rows is the multinomial draw
without its bookkeeping: Hanley and MacGibbon (2006), Computer Methods and Programs in Biomedicine
83:57-62; Chamandy, Muralidharan, Najmi, Naidu (2012), Estimating Uncertainty for Massive Data
Streams. Weights are never stored for more than one resample. They go to the rows in the order of
the first ranking asked for, which is then read from memory in one sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .weighted import Cells, Floats, MeanOfRanks, Ranks, Statistic, Sums

K = TypeVar("K", bound=Hashable)
PASSES = 40  # reports of progress
MATRIX = 4_000_000  # weights held at once for what has no compiled form


@dataclass(frozen=True)
class Plan:
    """What the compiled pass needs of the rows, all in one order of theirs.

    ``columns``: (k, n) to be summed. ``cells``: (m, n) places in one long histogram, in which
    the j-th matrix takes the places from ``bins[j]`` to ``bins[j + 1]``. ``order``: (r, n) rows by
    rank, ``ends`` whether a run of equal scores ends at that rank, ``positive`` whether the row of
    that rank is; ``precision`` (r,) tells precision from area.
    """

    columns: Floats
    cells: NDArray[Any]
    bins: NDArray[np.int64]
    order: NDArray[np.int32]
    ends: NDArray[np.uint8]
    positive: NDArray[np.uint8]
    precision: NDArray[np.bool_]


def poisson_draws(
    statistics: Mapping[K, Statistic],
    n: int,
    *,
    resamples: int,
    seed: int,
    report: Callable[[float], None],
    group: NDArray[np.intp] | None = None,
) -> dict[K, Floats]:
    """Return the value of each statistic in each resample of n rows, or of whole groups of them."""
    from .compiled import run  # compiling or loading it takes a moment

    base = _base(statistics, n)
    plan = _plan(statistics, n, base)
    own = np.empty(0, dtype=np.int64) if group is None else group[base].astype(np.int64)
    step = max(1, -(-resamples // PASSES))
    found = []
    for start in range(0, resamples, step):
        stop = min(start + step, resamples)
        found.append(run(seed, start, stop, own, *vars(plan).values()))
        report(stop / resamples)
    rows, sums, counts, areas = (np.concatenate(part) for part in zip(*found, strict=True))
    return {
        name: _value(
            statistic, statistics, rows, sums, counts, areas, n, base, resamples, seed, own
        )
        for name, statistic in statistics.items()
    }


def weights(
    n: int,
    start: int,
    stop: int,
    seed: int,
    base: NDArray[np.intp],
    own: NDArray[np.int64] | None = None,
) -> Floats:
    """Return the weights of some resamples, of shape (stop - start, n), in the rows' own order."""
    from .compiled import drawn

    found = np.empty((stop - start, n))
    if own is None or not len(own):
        found[:, base] = drawn(seed, start, stop, n)
    else:
        found[:, base] = drawn(seed, start, stop, int(own.max()) + 1)[:, own]
    return found


def _base(statistics: Mapping[K, Statistic], n: int) -> NDArray[np.intp]:
    """Return the order that the pass walks: that of the first ranking, which is read the most."""
    return next((each.order for each in _ranks(statistics)), np.arange(n))


def _ranks(statistics: Mapping[K, Statistic]) -> list[Ranks]:
    parts: list[Ranks] = []
    for each in statistics.values():
        parts += [each] if isinstance(each, Ranks) else []
        parts += each.parts if isinstance(each, MeanOfRanks) else []
    return parts


def _plan(statistics: Mapping[K, Statistic], n: int, base: NDArray[np.intp]) -> Plan:
    sums = [each.columns for each in statistics.values() if isinstance(each, Sums)]
    matrices = _matrices(statistics)
    bins = np.cumsum([0, *(classes**2 for _, _, classes in matrices)])
    cells = [
        first + codes * classes + called
        for first, (codes, called, classes) in zip(bins, matrices, strict=False)
    ]
    ranks = _ranks(statistics)
    place = np.empty(n, dtype=np.int32)
    place[base] = np.arange(n, dtype=np.int32)
    ends = np.zeros((len(ranks), n), dtype=np.uint8)
    for row, each in zip(ends, ranks, strict=True):
        row[np.append(each.starts[1:], n) - 1] = 1
    return Plan(
        columns=np.ascontiguousarray(np.hstack([*sums, np.empty((n, 0))])[base].T),
        cells=np.array(cells, dtype=np.uint8 if bins[-1] < 256 else np.int32).reshape(-1, n)[
            :, base
        ],
        bins=bins,
        order=np.array([place[each.order] for each in ranks], dtype=np.int32).reshape(-1, n),
        ends=ends,
        positive=np.array([each.positive[each.order] for each in ranks], dtype=np.uint8).reshape(
            -1, n
        ),
        precision=np.array([each.kind == "precision" for each in ranks], dtype=np.bool_),
    )


def _matrices(statistics: Mapping[K, Statistic]) -> list[tuple[Any, Any, int]]:
    """Return each distinct pair of actual and called classes once; many metrics share one."""
    found: dict[tuple[int, int], tuple[Any, Any, int]] = {}
    for each in statistics.values():
        if isinstance(each, Cells):
            found.setdefault(_of_cells(each), (each.codes, each.called, each.classes))
    return list(found.values())


def _of_cells(cells: Cells) -> tuple[int, int]:
    return id(cells.codes), id(cells.called)


def _value(
    statistic: Statistic,
    statistics: Mapping[K, Statistic],
    rows: Floats,
    sums: Floats,
    counts: Floats,
    areas: Floats,
    n: int,
    base: NDArray[np.intp],
    resamples: int,
    seed: int,
    own: NDArray[np.int64],
) -> Floats:
    """Pick a statistic's part out of what the pass found, and apply its formula."""
    if isinstance(statistic, Sums):
        before = [each for each in statistics.values() if isinstance(each, Sums)]
        at = sum(each.columns.shape[1] for each in before[: before.index(statistic)])
        return statistic.formula(sums[:, at : at + statistic.columns.shape[1]], rows)
    if isinstance(statistic, Cells):
        at = 0
        for codes, called, classes in _matrices(statistics):
            if (id(codes), id(called)) == _of_cells(statistic):
                matrix = counts[:, at : at + classes**2].reshape(-1, classes, classes)
                return statistic.of_matrix(matrix)
            at += classes**2
    parts = _ranks(statistics)
    if isinstance(statistic, Ranks):
        return areas[:, parts.index(statistic)]
    if isinstance(statistic, MeanOfRanks):
        at = parts.index(statistic.parts[0])
        return statistic.of_parts(areas[:, at : at + len(statistic.parts)].T)
    step = max(1, MATRIX // n)
    each = [
        statistic(weights(n, start, min(start + step, resamples), seed, base, own))
        for start in range(0, resamples, step)
    ]
    return np.concatenate(each)
