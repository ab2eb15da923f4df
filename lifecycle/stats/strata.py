"""Spread rows evenly over parts: strata of classes or numbers, and groups dealt out whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

Codes = NDArray[np.intp]

MANY_GROUPS = 2000  # beyond, chance alone balances the classes, and dealing them would be slow
BINS = 10


def strata_of_classes(y: pd.Series, least: int) -> tuple[Codes, list[str]]:
    """Return a code for each row, and the classes with fewer than ``least`` rows.

    Those classes share one code, or take the commonest class's when together they are still few.
    """
    codes, names = pd.factorize(y, sort=True)
    counts = np.bincount(codes)
    small = np.flatnonzero(counts < least)
    if small.size:
        together = counts[small].sum() >= least
        codes[np.isin(codes, small)] = small[0] if together else counts.argmax()
    return codes.astype(np.intp), [str(name) for name in names[small]]


def strata_of_numbers(y: pd.Series, least: int) -> Codes:
    """Return the decile of each row, or one code for all when there are too few rows."""
    codes = np.zeros(len(y), dtype=np.intp)
    if len(y) >= BINS * least:
        deciles = pd.qcut(y, BINS, labels=False, duplicates="drop").to_numpy(dtype=np.intp)
        if np.bincount(deciles).min() >= least:
            codes = deciles
    return codes


def deal(groups: Codes, strata: Codes, n: int, seed: int) -> Codes:
    """Return for each row one of at most ``n`` parts, none empty; a group is in one part only."""
    n_groups = len(np.unique(groups))
    n, part = min(n, n_groups), np.full(len(groups), -1)
    if n == 1:
        return np.zeros_like(part)
    many = n_groups > MANY_GROUPS
    if not many and np.unique(strata, return_counts=True)[1].min() >= n:
        cutter = StratifiedGroupKFold(n, shuffle=True, random_state=seed)
        for k, (_, held) in enumerate(cutter.split(strata, strata, groups)):
            part[held] = k
    if len(set(part) - {-1}) < n:  # not tried, or a part stayed empty
        by_size = GroupKFold(n, shuffle=many, random_state=seed if many else None)
        for k, (_, held) in enumerate(by_size.split(strata, groups=groups)):
            part[held] = k
    return part


def nearest_slices(slices: Codes, groups: Codes, share: float, leave: int) -> int:
    """Return how many slices come nearest to ``share`` of the rows, leaving ``leave`` groups."""
    best, distance = 1, np.inf
    for m in range(1, int(slices.max()) + 1):
        held = slices < m
        off = abs(held.mean() - share)
        if off < distance and len(np.unique(groups[~held])) >= leave:
            best, distance = m, off
    return best
