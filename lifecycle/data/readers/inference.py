"""Columns to values: texts as read to raw columns, and raw columns to the types of their kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .booleans import alike, as_levels, pair_of, truth_of
from .clock_times import hours_of
from .column_rules import AS_CLOCK, AS_TEXT, PLAINLY, RULES, Rules, Written, code_of
from .dates import MIXED, UTC, Texts, has_zone, in_clock, is_missing_word, parse_dates
from .kinds import Guess, Kind
from .numbers import (
    has_codes,
    has_unit,
    parse_numbers,
    plain_numbers,
    unit_behind,
    unit_in,
    without_unit,
)

NUMBER_SHARE = 0.95  # of the cells that are neither missing nor a word for missing
EXACT = 2.0**53


@dataclass
class Inferred:
    """A raw column and what was done to make it."""

    values: pd.Series
    codes: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)  # for missing, among numbers
    unit: str = ""  # what was cut off behind the numbers
    measure: str = ""  # in what the numbers are
    way: str = ""  # of a later file's numbers: the decimal mark they show
    repaired: int = 0
    notes: list[str] = field(default_factory=list)
    guess: Guess | None = None  # where more than the values tells the kind


def infer(column: pd.Series, rules: Rules = RULES) -> Inferred:
    """Return a typed column: numbers as int64 or float64, dates as they are, else str objects."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return Inferred(column)
    if pd.api.types.is_numeric_dtype(column):
        inferred = Inferred(column)
        stored = column.to_numpy(np.float64, na_value=np.nan, copy=True)
        return finite(inferred, without_codes(stored, rules, inferred))
    codes, uniques = pd.factorize(column)
    texts = np.asarray(uniques, dtype=object)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    missing = rules.means_missing(texts)
    inferred = Inferred(column, missing_codes(texts[missing], counts[missing]))
    if not missing.all():
        numbers = as_numbers(texts, counts, missing, rules, inferred)
        if numbers is not None:
            cells = without_codes(np.append(numbers, np.nan)[codes], rules, inferred)
            return finite(
                inferred, cells, whole_texts(without_unit(texts[~missing], inferred.unit))
            )
    inferred.values = pd.Series(spread(texts, missing, codes), dtype=object)
    return inferred


def without_codes(values: np.ndarray, rules: Rules, inferred: Inferred) -> np.ndarray:
    """Return the numbers with those that were chosen to mean missing as missing, and count them."""
    for code in rules.missing_numbers:
        hits = values == code
        if hits.any():
            inferred.codes[f"{code:g}"] += int(hits.sum())
            values[hits] = np.nan
    return values


def spread(texts: Texts, missing: np.ndarray, codes: np.ndarray) -> Texts:
    """Return each cell's text, None where it is missing or its code is -1."""
    kept: Texts = np.full(len(texts) + 1, None, dtype=object)
    kept[:-1][~missing] = texts[~missing]
    return kept.take(codes)


def missing_codes(texts: Texts, counts: np.ndarray) -> Counter[str]:
    """Return how often each code for missing came."""
    found: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        found[code_of(text)] += int(count)
    return found


def as_numbers(
    texts: Texts, counts: np.ndarray, missing: np.ndarray, rules: Rules, inferred: Inferred
) -> np.ndarray | None:
    """Return the texts as numbers when nearly all cells are, and note what was not."""
    if rules.text:
        return None
    present, weights = texts[~missing], counts[~missing]
    if rules.later:
        inferred.way = rules.mark(present) if rules.numeric else ""
        if any(map(has_unit, present)):  # to be converted when it is known what they are for
            return None
    unit = unit_behind(present, weights)
    bare = without_unit(present, unit)
    parsed, how = rules.numbers(bare)
    good = ~np.isnan(parsed)
    words = ~good & is_missing_word(present)
    if rules.kept and rules.keeps(present[~good]).any():
        return None
    known = weights[~words].sum()
    enough = weights[good].sum() >= max(1, NUMBER_SHARE * known)
    if not enough or weights[words].sum() > weights[good].sum() or has_codes(bare):
        return None
    if too_long(parsed[good], bare[good]):
        return None
    inferred.unit = unit
    if unit or how:
        inferred.measure = unit_in(present[good])
    inferred.notes += [how] * bool(how) + [f"unit {unit!r} removed"] * bool(unit)
    lost = ~good
    if lost.any():
        inferred.repaired += int(weights[lost].sum())
        inferred.words += missing_codes(present[words], weights[words])
        shown = ", ".join(repr(t) for t in present[lost][:3])
        inferred.notes.append(f"{inferred.repaired:,} cells are no number ({shown}): missing")
    values = np.full(len(texts), np.nan)
    values[~missing] = parsed
    return values


def too_long(values: np.ndarray, texts: Texts) -> bool:
    """Tell whether these are digits of a key, longer than a number can hold exactly."""
    large = np.isfinite(values) & (np.abs(values) >= EXACT)
    return bool(large.any()) and all(t.strip().lstrip("+-").isdigit() for t in texts[large])


def whole_texts(texts: Texts) -> bool:
    """Tell whether the numbers are written as whole ones: "5", not "5.0"."""
    return not any("." in text or "e" in text.lower() for text in texts)


def finite(inferred: Inferred, values: np.ndarray, whole: bool | None = None) -> Inferred:
    """Put numbers into the column: infinite ones become missing, whole ones int64."""
    infinite = np.isinf(values)
    if infinite.any():
        values = np.where(infinite, np.nan, values)
        inferred.repaired += int(infinite.sum())
        inferred.notes.append(f"{int(infinite.sum()):,} cells are infinite: missing")
    if whole is None:
        whole = pd.api.types.is_integer_dtype(inferred.values)
    exact = whole and bool(((values == np.round(values)) & (np.abs(values) < 2.0**63)).all())
    inferred.values = pd.Series(values.astype(np.int64) if exact else values)
    return inferred


def to_kinds(
    frame: pd.DataFrame, kinds: Mapping[str, Kind], written: Mapping[str, Written] | None = None
) -> pd.DataFrame:
    """Return the columns named in ``kinds``, in that order, with the type of their kind.

    number float64; date datetime64[ns], or [us] with years that nanoseconds cannot hold; every
    other kind str objects with None for missing. A cell that cannot be read as its kind becomes
    missing, and so does a column that is not there. New records are converted with the kinds of the
    training table, as that was ``written``: a lone 03/04/2024, 1,234 or NA does not tell how it is
    meant, but its column did.
    """
    blank = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    how = written or {}
    columns = {
        name: to_kind(frame.get(name, blank), kind, how.get(name, PLAINLY))
        for name, kind in kinds.items()
    }
    return pd.DataFrame(columns, index=frame.index)


def to_kind(column: pd.Series, kind: Kind, written: Written = PLAINLY) -> pd.Series:
    """Return one column with the type of its kind, read as it was written."""
    rules = Rules.like(written)
    if kind == "number":
        return to_number(column, rules, written.levels)
    if kind == "date":
        return to_date(column, WAYS.get(written.way), rules)
    return to_text(column, rules, written.levels, two=kind == "boolean")


WAYS: dict[str, bool] = {"day first": True, "month first": False}
"""Whether the day comes first in dates written so."""


def way_of(column: pd.Series, kind: Kind, note: str = "") -> str:
    """Return how a column's cells are written where a single cell would not tell.

    ``note`` is what the reading said of a column whose texts are numbers or times already.
    """
    if kind not in ("date", "number"):
        return AS_TEXT if looks_numeric(column) else ""
    if kind == "date" and not pd.api.types.is_datetime64_any_dtype(column):
        note = parse_dates(distinct_texts(column)[1])[1]
    if kind == "number" and not pd.api.types.is_numeric_dtype(column):
        note += parse_numbers(distinct_texts(column)[1])[1]
    if AS_CLOCK in note:
        return AS_CLOCK
    if kind == "date":
        return "" if MIXED in note else next((way for way in WAYS if way in note), "")
    if "decimal comma" in note:
        return "decimal comma"
    return "decimal point" if "thousands separators" in note else ""


def unit_of(column: pd.Series, kind: Kind) -> str:
    """Return in what numbers that are texts are, and "UTC" for times with a zone; else ""."""
    if kind not in ("number", "date") or column.dtype != object:
        return ""
    texts = distinct_texts(column)[1]
    if kind == "date":
        return UTC if any(map(has_zone, texts)) else ""
    return unit_in(texts[np.isfinite(RULES.measures(texts)[0])])


def looks_numeric(column: pd.Series) -> bool:
    """Tell whether a column of texts holds some that would be a number in another one."""
    if column.dtype != object:
        return False
    return bool(np.isfinite(plain_numbers(distinct_texts(column)[1])).any())


def to_number(column: pd.Series, rules: Rules = RULES, levels: tuple[str, ...] = ()) -> pd.Series:
    """Return numbers; where 1 and 0 are all the ``levels`` there are, words for yes and no too."""
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(np.float64, na_value=np.nan, copy=True)
    elif pd.api.types.is_datetime64_any_dtype(column):
        values = np.full(len(column), np.nan)
    else:
        codes, texts = distinct_texts(column)
        found = rules.measures(texts)[0]
        if rules.clock:
            found = np.where(np.isnan(found), [hours_of(text) for text in texts], found)
        if pair_of(levels):
            said = [truth_of(text) for text in texts]
            found = np.where(np.isnan(found), np.array(said, dtype=np.float64), found)
        values = np.append(found, np.nan)[codes]
    values[np.isinf(values) | np.isin(values, rules.missing_numbers)] = np.nan
    return pd.Series(values, index=column.index)


def to_date(column: pd.Series, day_first: bool | None = None, rules: Rules = RULES) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        dates = pd.to_datetime(column, utc=True).dt.tz_localize(None)
        fits = in_clock(dates.to_numpy().astype("datetime64[us]")).all()
        return dates.astype("datetime64[ns]") if fits else dates.astype("datetime64[us]")
    codes, texts = distinct_texts(column)
    times = parse_dates(texts, day_first)[0]
    times[rules.means_missing(texts)] = np.datetime64("NaT")
    values = np.append(times, np.datetime64("NaT"))[codes]
    return pd.Series(values, index=column.index)


def to_text(
    column: pd.Series, rules: Rules = RULES, levels: tuple[str, ...] = (), two: bool = False
) -> pd.Series:
    """Return texts; ``two`` says that they are a yes and a no, each to be spelled in one way."""
    codes, texts = distinct_texts(column)
    missing = rules.means_missing(texts)
    if levels:
        texts = as_levels(texts, levels)
    elif two:
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        texts[~missing] = alike(texts[~missing], counts[~missing])
    cells = spread(texts, missing, codes)
    return pd.Series(cells, index=column.index, dtype=object)


def distinct_texts(column: pd.Series) -> tuple[np.ndarray, Texts]:
    """Return each cell's position among the different values, -1 for missing, and these as text."""
    hashable = column.map(str) if column.map(type).isin((list, dict)).any() else column
    codes, uniques = pd.factorize(hashable)
    return codes, np.array([plain_text(value) for value in uniques], dtype=object)


def plain_text(value: object) -> str:
    """Return a value as text, a whole number without its point.

    >>> plain_text(3.0), plain_text(0.5), plain_text("3.0"), plain_text(True)
    ('3', '0.5', '3.0', 'True')
    """
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, float | np.floating):
        return repr(float(value))
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
