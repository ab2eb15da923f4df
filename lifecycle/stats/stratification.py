"""Spread rows evenly over parts: strata of classes or numbers, and groups dealt out whole."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

Codes = NDArray[np.intp]

MANY_GROUPS = 2000  # beyond, chance alone balances the classes, and dealing them would be slow
BINS = 10
TRIES = 200  # ways of putting slices together to a holdout, of which the nearest is taken


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
    """Return the decile of each row, or coarser where a decile would have under ``least`` rows.

    Equal numbers share a stratum, and what many rows share stands apart from the others.
    """
    bins = int(np.clip(len(y) // max(least, 1), 1, BINS))
    middle = (y.rank(method="average").to_numpy() - 0.5) / len(y)
    codes = np.minimum((middle * bins).astype(np.intp), bins - 1)
    counts = np.bincount(codes, minlength=bins)
    into, taken = np.full(bins, -1), 0
    for code in range(bins):  # join what is too small to what comes after it
        into[code] = taken
        if counts[into == taken].sum() >= least:
            taken += 1
    into[into == taken] = max(taken - 1, 0)  # and the rest to what came before
    joined: Codes = into[codes].astype(np.intp)
    return joined


def fold_rows(strata: Codes, n: int, seed: int) -> Codes:
    """Return for each row one of ``n`` folds of equal size, each stratum spread over them."""
    fold = np.zeros(len(strata), dtype=np.intp)
    counts = np.unique(strata, return_counts=True)[1]
    kind = StratifiedKFold if len(counts) > 1 and counts.max() >= n else KFold
    with warnings.catch_warnings():  # a stratum with fewer rows than folds is spread all the same
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        for k, (_, held) in enumerate(kind(n, shuffle=True, random_state=seed).split(fold, strata)):
            fold[held] = k
    return fold


def deal(groups: Codes, strata: Codes, n: int, seed: int) -> Codes:
    """Return for each row one of at most ``n`` parts, none empty; a group is in one part only.

    With several strata their shares are kept near in each part (scikit-learn's greedy dealing),
    else the sizes alone. The dealing may leave a part empty (scikit-learn issues 33085 and 34828);
    then groups are dealt by size.
    """
    n_groups = len(np.unique(groups))
    n, part = min(n, n_groups), np.full(len(groups), -1)
    if n == 1:
        return np.zeros_like(part)
    counts = np.unique(strata, return_counts=True)[1]
    if len(counts) > 1 and counts.min() >= n and n_groups <= MANY_GROUPS:
        cutter = StratifiedGroupKFold(n, shuffle=True, random_state=seed)
        for k, (_, held) in enumerate(cutter.split(strata, strata, groups)):
            part[held] = k
    if len(set(part) - {-1}) < n:  # not tried, or a part stayed empty
        shuffled = np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups]
        for k, (_, held) in enumerate(GroupKFold(n).split(strata, groups=shuffled)):
            part[held] = k
    return part


def nearest_slices(
    slices: Codes, groups: Codes, strata: Codes, share: float, leave: int, seed: int
) -> NDArray[np.bool_]:
    """Return the rows of those slices that come nearest to ``share`` of each stratum.

    At least ``leave`` groups stay outside. Slices are put together at random many times.
    """
    n, n_strata = int(slices.max()) + 1, int(strata.max()) + 1
    counts = np.zeros((n, n_strata))
    np.add.at(counts, (slices, strata), 1)
    pairs = np.unique(np.column_stack([slices, groups]), axis=0)[:, 0]
    members = np.bincount(pairs, minlength=n)
    wanted, rng = share * counts.sum(axis=0), np.random.default_rng(seed)
    best, distance = np.array([0]), np.inf
    for _ in range(TRIES):
        order = rng.permutation(n)
        held = counts[order].cumsum(axis=0)[:-1]
        left = members.sum() - members[order].cumsum()[:-1]
        off = np.abs(held - wanted).sum(axis=1) + np.abs(held.sum(axis=1) - wanted.sum())
        off[left < leave] = np.inf
        m = int(off.argmin())
        if off[m] < distance:
            best, distance = order[: m + 1], off[m]
    return np.isin(slices, best)
