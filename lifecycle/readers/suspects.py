"""Words in a table that may mean missing, to be offered and never taken by themselves."""

from __future__ import annotations

import re

import pandas as pd

from .values import is_missing_word

CODE = re.compile(r"-9{2,}|9{3,}")
FEW_LEVELS, LEAST, MOST = 1_000, 3, 30


def words_like_missing(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return words such as "unknown" and numbers such as -999 that stand in a table."""
    found: dict[str, None] = {}
    for name in frame:
        column = frame[name].dropna()
        if column.empty or pd.api.types.is_datetime64_any_dtype(column):
            continue
        numeric = pd.api.types.is_numeric_dtype(column)
        found |= dict.fromkeys(codes(column) if numeric else words(column))
    return tuple(found)[:MOST]


def codes(column: pd.Series) -> list[str]:
    """Return the least and the largest number where they are nines that come several times."""
    ends = {float(column.min()), float(column.max())}
    return [
        f"{end:g}"
        for end in sorted(ends)
        if CODE.fullmatch(f"{end:g}") and int((column == end).sum()) >= LEAST
    ]


def words(column: pd.Series) -> list[str]:
    """Return the levels that are a word or a code for missing in other tables."""
    levels = column.drop_duplicates()
    if len(levels) > FEW_LEVELS:
        return []
    texts = levels.str.strip()
    odd = is_missing_word(texts.to_numpy(dtype=object)) | texts.map(
        lambda text: bool(CODE.fullmatch(text))
    ).to_numpy(dtype=bool)
    return sorted(texts[odd].unique())
