"""The compiled inner loops of the bootstrap; see `resampling` for what they mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from scipy.stats import poisson

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FEW = 9  # cells
BLOCK = 4096  # rows whose weights, at most eleven each, stay below 2**16 together
SHARES = np.diff(np.append(0.0, poisson.cdf(np.arange(12), 1.0)))
"""The chance of each weight; beyond eleven it is below one in a hundred million."""


def _table() -> Any:
    """Return the weight of each 16-bit number: as many numbers for a weight as its chance asks."""
    counts = np.floor(SHARES * 65536).astype(int)
    short = 65536 - counts.sum()
    counts[np.argsort(SHARES * 65536 - counts)[::-1][:short]] += 1
    return np.repeat(np.arange(len(counts)), counts).astype(np.uint8)


TABLE = _table()


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _mixed(state: Any) -> Any:
    """Steele, Lea, Flood (2014), Fast Splittable Pseudorandom Number Generators, OOPSLA."""
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _draw(seed: Any, resample: Any, table: Any, w: Any) -> None:
    """Fill ``w`` with the weights of one resample, four of one 64-bit number."""
    state = _mixed(np.uint64(seed) * GOLDEN + np.uint64(resample + 1))
    mask = np.uint64(0xFFFF)
    n = len(w)
    for i in range(0, n - n % 4, 4):
        state += GOLDEN
        z = _mixed(state)
        w[i] = table[z & mask]
        w[i + 1] = table[(z >> np.uint64(16)) & mask]
        w[i + 2] = table[(z >> np.uint64(32)) & mask]
        w[i + 3] = table[z >> np.uint64(48)]
    state += GOLDEN
    z = _mixed(state)
    for i in range(n - n % 4, n):
        w[i] = table[z & mask]
        z >>= np.uint64(16)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _area_untied(w: Any, positive: Any) -> Any:
    """Return the area under the ROC curve of weighted rows in order, no two of one score."""
    hits = misses = area = np.int64(0)
    for i in range(len(w)):
        weight = np.int64(w[i])
        hit = weight * np.int64(positive[i])  # no branch: half of them would be guessed wrongly
        area += hit * misses
        misses += weight - hit
        hits += hit
    return area / (1.0 * hits * misses) if hits > 0 and misses > 0 else np.nan


@njit(cache=True)  # type: ignore[untyped-decorator]
def _area(w: Any, order: Any, ends: Any, positive: Any) -> Any:
    """Return the area under the ROC curve of weighted rows.

    Twice the area is a whole number, whose sum does not wait for one addition after the other as
    that of floats does.
    """
    hits = misses = run_hits = run_misses = twice = np.int64(0)
    for i in range(len(order)):
        weight = np.int64(w[order[i]])
        hit = weight * np.int64(positive[i])  # no branch: half of them would be guessed wrongly
        run_hits += hit
        run_misses += weight - hit
        if ends[i]:
            twice += run_hits * (2 * misses + run_misses)
            hits += run_hits
            misses += run_misses
            run_hits = run_misses = np.int64(0)
    return twice / (2.0 * hits * misses) if hits > 0 and misses > 0 else np.nan


@njit(cache=True)  # type: ignore[untyped-decorator]
def _precision(w: Any, order: Any, ends: Any, positive: Any) -> Any:
    """Return the average precision of weighted rows."""
    hits = misses = run_hits = run_misses = np.int64(0)
    area = 0.0
    for i in range(len(order)):
        weight = np.int64(w[order[i]])
        hit = weight * np.int64(positive[i])
        run_hits += hit
        run_misses += weight - hit
        if ends[i]:
            hits += run_hits
            misses += run_misses
            if run_hits > 0:
                area += run_hits * hits / (hits + misses)
            run_hits = run_misses = np.int64(0)
    return area / hits if hits > 0 else np.nan


@njit(cache=True)  # type: ignore[untyped-decorator]
def _middle(w: Any, order: Any, total: Any, places: Any) -> None:
    """Fill ``places`` with the ranks of the two middle rows."""
    reached = np.int64(0)
    lower = -1
    for i in range(len(order)):
        reached += np.int64(w[order[i]])
        if lower < 0 and 2 * reached >= total:
            lower = i
        if 2 * reached > total:
            places[0] = lower
            places[1] = i
            return


@njit(cache=True, fastmath={"reassoc", "contract"})  # type: ignore[untyped-decorator]
def _sum(w: Any, column: Any) -> Any:
    total = 0.0
    for i in range(len(w)):
        total += w[i] * column[i]
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def _total(w: Any) -> Any:
    total = np.int64(0)
    for i in range(len(w)):
        total += np.int64(w[i])
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def _count(w: Any, cell: Any, first: Any, counts: Any) -> None:
    """Add the weights to their cells, counted from ``first`` on.

    Few cells are summed four at a time, side by side in one number of 64 bits, which the processor
    does for several rows at once; it is emptied before 16 bits could run over.
    """
    if len(counts) > FEW:
        for i in range(len(w)):
            counts[cell[i] - first] += w[i]
        return
    for group in range(0, len(counts), 4):
        for start in range(0, len(w), BLOCK):
            packed = np.uint64(0)
            for i in range(start, min(start + BLOCK, len(w))):
                place = np.int64(cell[i]) - first - group
                weight = np.uint64(w[i]) if (place >= 0) & (place < 4) else np.uint64(0)
                packed += weight << np.uint64((place & 3) << 4)
            for j in range(group, min(group + 4, len(counts))):
                counts[j] += packed & np.uint64(0xFFFF)
                packed >>= np.uint64(16)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _run(
    seed: Any, start: Any, stop: Any, table: Any, columns: Any, cells: Any, bins: Any,
    order: Any, ends: Any, positive: Any, precision: Any, plain: Any, middle: Any,
) -> Any:  # fmt: skip
    k, n = columns.shape
    rows = np.zeros(stop - start)
    sums = np.zeros((stop - start, k))
    counts = np.zeros((stop - start, bins[-1]))
    areas = np.zeros((stop - start, len(order)))
    places = np.zeros((stop - start, 2 * len(middle)), dtype=np.int64)
    w = np.empty(n, dtype=np.uint8)
    for b in range(stop - start):
        _draw(seed, start + b, table, w)
        rows[b] = _total(w)
        for j in range(k):
            sums[b, j] = _sum(w, columns[j])
        for j in range(len(cells)):
            _count(w, cells[j], bins[j], counts[b, bins[j] : bins[j + 1]])
        for j in range(len(order)):
            if precision[j]:
                areas[b, j] = _precision(w, order[j], ends[j], positive[j])
            elif plain[j]:
                areas[b, j] = _area_untied(w, positive[j])
            else:
                areas[b, j] = _area(w, order[j], ends[j], positive[j])
        for j in range(len(middle)):
            _middle(w, middle[j], rows[b], places[b, 2 * j : 2 * j + 2])
    return rows, sums, counts, areas, places


def run(seed: int, start: int, stop: int, *plan: Any) -> Any:
    """Return rows, sums, counts, areas, middle places of the resamples ``start`` to ``stop``."""
    return _run(seed, start, stop, TABLE, *plan)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _drawn(seed: Any, start: Any, stop: Any, n: Any, table: Any) -> Any:
    found = np.empty((stop - start, n), dtype=np.uint8)
    for b in range(stop - start):
        _draw(seed, start + b, table, found[b])
    return found


def draw_weights(seed: int, start: int, stop: int, n: int) -> Any:
    """Return the weights of the same resamples, of shape (stop - start, n)."""
    return _drawn(seed, start, stop, n, TABLE)
