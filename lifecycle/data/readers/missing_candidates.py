"""Words in a column that may mean missing, to be offered and never taken by themselves."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from .dates import Texts, is_missing_word

CODE = re.compile(r"-9{2,}|9{3,}")
FEW_LEVELS, LEAST = 1_000, 3
ALONE = frozenset({-1.0, -8.0, -9.0, 99.0})  # codes of surveys, where nothing else is near
FAR = 0.5  # of 99, a code where no other number is larger


def offered(column: pd.Series) -> Counter[str]:
    """Return the words such as unknown and the numbers such as -999 of a column, with counts."""
    present = column.dropna()
    if present.empty or pd.api.types.is_datetime64_any_dtype(present):
        return Counter()
    if pd.api.types.is_numeric_dtype(present):
        return odd_ends(present.to_numpy())
    counts = present.value_counts(sort=False)
    return odd_words(counts.index.to_numpy(dtype=object), counts.to_numpy())


def odd_ends(values: np.ndarray) -> Counter[str]:
    """Return the least and the largest number where they are nines that come several times.

    >>> odd_ends(np.array([-99, 5, -99, 7, -99]))
    Counter({'-99': 3})
    """
    ends = {float(values.min()), float(values.max())} if len(values) else set()
    codes = {f"{end:g}": int((values == end).sum()) for end in ends if is_code(end, values)}
    return Counter({code: count for code, count in sorted(codes.items()) if count >= LEAST})


def is_code(end: float, values: np.ndarray) -> bool:
    """Tell whether the least or the largest number may be a code: nines, or alone out there.

    >>> is_code(-1.0, np.array([-1, 0, 5, 40])), is_code(-1.0, np.array([-1, 0, 1]))
    (True, False)
    >>> is_code(99.0, np.array([1, 5, 99])), is_code(99.0, np.array([1, 98, 99]))
    (True, False)
    """
    if CODE.fullmatch(f"{end:g}"):
        return True
    if end not in ALONE:
        return False
    others = values[values != end]
    if not len(others) or (end < 0 and others.min() < 0):
        return False
    return bool(others.max() > 1 if end < 0 else others.max() <= FAR * end)


def odd_words(texts: Texts, counts: np.ndarray) -> Counter[str]:
    """Return the levels that are a word or a code for missing in other tables."""
    found: Counter[str] = Counter()
    if len(texts) > FEW_LEVELS:
        return found
    odd = is_missing_word(texts) | np.array([bool(CODE.fullmatch(t.strip())) for t in texts], bool)
    for text, count in zip(texts[odd], counts[odd], strict=True):
        found[text.strip()] += int(count)
    return found
