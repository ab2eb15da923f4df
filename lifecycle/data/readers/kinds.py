"""The kind of a column, guessed from its name and cells, with the reason in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from .booleans import MOST, are_booleans
from .clock_times import are_clock_times, hours_of
from .column_rules import AS_CLOCK
from .date_forms import COMPACT, may_be_dates
from .dates import DATE_LIKE, OTHER_DAY, is_missing_word, moves_day, parse_dates
from .natures import CONTINUOUS, nature

Kind = Literal["number", "category", "text", "date", "boolean", "identifier", "constant"]

ID_NAME = re.compile(
    r"(?:^|[ _.\-])(?:id|ids|pid|uid|uuid|guid|key|nr|no|row|index|idx|order|instant)$"
    r"|^(?:id|row|index)[ _.\-]|^Unnamed: \d+$",
    flags=re.IGNORECASE,
)
LEAST_ROWS = 20  # with fewer rows, values that all differ say nothing
FEW_LEVELS = 8  # with fewer, numbers among texts are a code
DRESSED, FEW_DATES = "numbers with signs around them", "dates of which few are possible"
# A sign in front or a unit of up to three letters behind, where digits have no leading zero.
NEARLY = re.compile(
    r"[<>~≈±≤≥\s]*(?:[^\W\d_]{0,3}[.$]\s?)?[-+]?(?:0|[1-9][\d,'_ ]*)(?:\.\d+)?\s?[^\W\d_]{0,3}\+?"
)
DATE_SHARE, UNIQUE_SHARE, CLOCK_SHARE = 0.8, 0.98, 0.95
LEAST_COMPACT = 3  # with fewer, numbers such as 20230115 are dates by accident
LONG_TEXT, WORDS = 40, 3.0
KEY = 10**15  # a number of 16 digits is a card's or an account's


@dataclass(frozen=True)
class Guess:
    """A kind and why; ``nature`` is one of NATURES for a number."""

    kind: Kind
    reason: str
    nature: str = ""


def names_identifier(name: str) -> bool:
    """Tell whether a column's name is one that identifiers have.

    >>> [names_identifier(n) for n in ("PassengerId", "customerID", "PID", "order_no", "paid")]
    [True, True, True, True, False]
    """
    plain = re.sub(r"([a-z])([A-Z])", r"\1_\2", name.strip())
    return bool(ID_NAME.search(plain))


def guess_kind(name: str, column: pd.Series) -> Guess:
    """Return the kind of a raw column: numbers, dates, or text with None for missing."""
    present = column.dropna()
    if present.empty:
        return Guess("constant", "every cell is missing")
    distinct = present.nunique()
    if distinct == 1 and len(present) == len(column):
        return Guess("constant", f"every row holds {shorten(present.iloc[0])}")
    if pd.api.types.is_datetime64_any_dtype(column):
        return Guess("date", "stored as a date")
    if pd.api.types.is_numeric_dtype(column):
        return guess_number(name, present, distinct, len(column))
    return guess_text(name, present, distinct)


def guess_number(name: str, present: pd.Series, distinct: int, rows: int) -> Guess:
    whole = pd.api.types.is_integer_dtype(present)
    if whole and rows >= LEAST_ROWS and distinct == rows:
        counted = present.max() - present.min() == rows - 1 and present.min() in (0, 1)
        if counted:
            return Guess("identifier", "a row number: every whole number once")
        if names_identifier(name):
            return Guess("identifier", "its name is that of a key and no value comes twice")
    if whole and rows >= LEAST_ROWS and distinct > 0.9 * rows:
        if names_identifier(name):
            return Guess("identifier", "its name is that of a key and hardly a value comes twice")
        if present.min() >= KEY:
            return Guess("identifier", "very long numbers, of which hardly one comes twice")
    if not names_identifier(name) and are_compact_dates(present, distinct):
        return Guess("date", f"dates, {COMPACT}")
    said, sort = nature(present, distinct, name)
    return Guess("number", said, sort)


def are_compact_dates(present: pd.Series, distinct: int) -> bool:
    """Tell whether every number is a date such as 20230115.

    >>> are_compact_dates(pd.Series([20230115, 20230228, 20231231]), 3)
    True
    >>> are_compact_dates(pd.Series([20230115, 20231301, 20230002]), 3)
    False
    """
    if distinct < LEAST_COMPACT or present.min() < 19000101 or present.max() > 20991231:
        return False
    if (present % 1).any():
        return False
    days = pd.to_datetime(
        present.drop_duplicates().astype(np.int64).astype(str), format="%Y%m%d", errors="coerce"
    )
    return bool(days.notna().all())


def guess_text(name: str, present: pd.Series, distinct: int) -> Guess:
    levels = present.drop_duplicates()
    if 2 <= len(levels) <= MOST and are_booleans(levels):
        shown = " and ".join(sorted(levels)) if len(levels) == 2 else ""
        odd = f"yes and no, spelled in {len(levels)} ways"
        return Guess("boolean", f"two values: {shown}" if shown else odd)
    dates = date_guess(present)
    if dates:
        return dates
    clock = clock_guess(present)
    if clock:
        return clock
    odd = oddities(levels)
    words = levels.head(2000).str.count(r"\S+").mean()
    length = levels.head(2000).str.len().mean()
    share = distinct / len(present)
    if distinct >= LEAST_ROWS and share > 0.3 and (words >= WORDS or length >= LONG_TEXT):
        return Guess("text", f"free text: about {words:.0f} words, {share:.0%} of them different")
    if len(present) >= LEAST_ROWS and (
        share >= UNIQUE_SHARE or (share > 0.9 and names_identifier(name))
    ):
        return Guess("identifier", "hardly a value comes twice" + odd)
    if distinct > 50 and share > 0.5:
        return Guess("category", f"a code with {distinct:,} levels, most of them rare{odd}")
    return Guess("category", f"{distinct:,} levels{odd}")


def oddities(levels: pd.Series) -> str:
    """Return what to add where texts are nearly numbers or dates.

    >>> texts = [f"~{i}.5" for i in range(9)]
    >>> oddities(pd.Series(texts)), oddities(pd.Series(["A1", "B2", "10-19", "1.2.3"] * 3))
    ('; numbers with signs around them', '')
    """
    texts = levels.head(200).to_numpy(dtype=object)
    if len(texts) < FEW_LEVELS:
        return ""
    like = sum(bool(NEARLY.fullmatch(text.strip())) for text in texts)
    if like > DATE_SHARE * len(texts) and not all(text.strip().isdigit() for text in texts):
        return f"; {DRESSED}"
    dates = sum(bool(DATE_LIKE.fullmatch(text.strip())) for text in texts)
    return f"; {FEW_DATES}" if dates > DATE_SHARE * len(texts) else ""


def date_guess(present: pd.Series) -> Guess | None:
    """Return a guess when most of the values are dates; a sample decides for the hopeless."""
    counts = present.value_counts()
    texts = counts.index.to_numpy(dtype=object)
    tried = texts[:: max(1, len(texts) // 200)]
    if np.isnat(parse_dates(tried)[0]).mean() > 0.5 or not may_be_dates(tried):
        return None
    found, how = parse_dates(texts)
    good = counts.to_numpy()[~np.isnat(found)].sum()
    known = counts.to_numpy()[~is_missing_word(texts)].sum()
    if good < DATE_SHARE * known:
        return None
    bad = len(present) - good
    how += f", {OTHER_DAY}" * moves_day(texts, found)
    return Guess("date", f"dates, {how}" + (f"; {bad:,} cells are no possible date" * bool(bad)))


def clock_guess(present: pd.Series) -> Guess | None:
    """Return a guess when nearly all values are clock times or durations."""
    counts = present.value_counts()
    texts = counts.index.to_numpy(dtype=object)
    if np.isnan([hours_of(text) for text in texts[:: max(1, len(texts) // 200)]]).mean() > 0.5:
        return None
    gone = np.isnan([hours_of(text) for text in texts])
    weights, words = counts.to_numpy(), is_missing_word(texts)
    if weights[~gone].sum() < CLOCK_SHARE * weights[~words].sum() or not are_clock_times(texts):
        return None
    bad = int(weights[gone].sum())
    lost = f"; {bad:,} cells are no time: missing" * bool(bad)
    return Guess("number", f"{AS_CLOCK} or durations, read as hours{lost}", CONTINUOUS)


def shorten(value: object, most: int = 40) -> str:
    """Return a value as text that fits into a sentence."""
    text = str(value)
    return repr(text if len(text) <= most else text[: most - 3] + "...")
