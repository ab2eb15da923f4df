"""Whether rows are alike more than chance allows: neighbours in the file, or rows of one group.

Every measure is 0 where there is nothing but chance and 1 where such rows are always the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, norm

Codes = NDArray[np.intp]
Pairs = tuple[Codes, Codes]
"""Positions of the first and of the second row of each pair; no row is in two pairs."""


@dataclass(frozen=True)
class Likeness:
    """How alike rows are (0 chance, 1 the same), and the p-value of "no more than by chance"."""

    value: float
    p_value: float

    def certain(self, least: float = 0.1) -> bool:
        """Whether it is neither chance nor too small to matter."""
        return self.p_value < 0.001 and self.value >= least


NONE = Likeness(0.0, 1.0)


def neighbours(y: pd.Series) -> Likeness:
    """Return how alike rows that follow each other are.

    Numbers: the correlation of ranks at lag one, normal with variance 1/n when the order says
    nothing. Classes: the runs test for several classes (Wald and Wolfowitz 1940 for two, Mood
    1940 for more); the value is the share of equal neighbours beyond chance.
    """
    n = len(y)
    if n < 20 or y.nunique() < 2:
        return NONE
    if pd.api.types.is_numeric_dtype(y):
        ranks = y.rank().to_numpy()
        ranks = ranks - ranks.mean()
        r = float((ranks[1:] * ranks[:-1]).sum() / (ranks**2).sum())
        return Likeness(r, float(norm.sf((r + 1 / n) * math.sqrt(n))))
    codes = pd.factorize(y)[0]
    counts = np.bincount(codes).astype(float)
    runs = 1 + int((codes[1:] != codes[:-1]).sum())
    squares, cubes = (counts**2).sum(), (counts**3).sum()
    mean = (n * (n + 1) - squares) / n
    variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n**3) / (n**2 * (n - 1))
    if variance <= 0:
        return NONE
    return Likeness(
        float((mean - runs) / (mean - 1)), float(norm.cdf((runs - mean) / variance**0.5))
    )


def is_sorted(y: pd.Series) -> bool:
    """Whether rows lie in the order of these values, or each value's rows lie together."""
    if pd.api.types.is_numeric_dtype(y) or pd.api.types.is_datetime64_any_dtype(y):
        known = y.dropna()
        return bool(known.is_monotonic_increasing or known.is_monotonic_decreasing)
    codes = pd.factorize(y)[0]
    return int((codes[1:] != codes[:-1]).sum()) + 1 == len(np.unique(codes))


def pairs_within(groups: Codes, most: int = 5000) -> Pairs:
    """Return pairs of rows of the same group; rows of group -1 are in none."""
    order = np.argsort(groups, kind="stable")
    order = order[groups[order] >= 0]
    ranked = groups[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    place = np.arange(len(ranked)) - np.repeat(starts, np.diff(np.r_[starts, len(ranked)]))
    first = np.flatnonzero((place[:-1] % 2 == 0) & (ranked[1:] == ranked[:-1]))
    first = first[:: max(1, len(first) // most)]
    return order[first], order[first + 1]


def alike(column: pd.Series, pairs: Pairs) -> Likeness:
    """Return how alike a column's values are within pairs of rows.

    Numbers: the intraclass correlation of ranks with Fisher's transformation for pairs. Others:
    equal pairs beyond chance (Cohen's kappa), binomial.
    """
    a, b = column.iloc[pairs[0]], column.iloc[pairs[1]]
    known = a.notna().to_numpy() & b.notna().to_numpy()
    m = int(known.sum())
    if m < 10:
        return NONE
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        both = pd.concat([a[known], b[known]], ignore_index=True).rank().to_numpy()
        both = both - both.mean()
        spread = (both**2).mean()
        r = float((both[:m] * both[m:]).mean() / spread) if spread > 0 else 0.0
        z = math.atanh(min(r, 1 - 1e-12)) * math.sqrt(m - 1.5) if r > 0 else 0.0
        return Likeness(max(r, 0.0), float(norm.sf(z)))
    shares = column.value_counts(normalize=True).to_numpy()
    chance = float((shares**2).sum())
    same = int((a.to_numpy()[known] == b.to_numpy()[known]).sum())
    if chance >= 1:
        return NONE
    return Likeness(
        max((same / m - chance) / (1 - chance), 0.0), float(binom.sf(same - 1, m, chance))
    )
