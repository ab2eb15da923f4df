"""Checks of single cells: what is missing, what may mean missing, and what could not be read."""

from __future__ import annotations

import re

import pandas as pd

from ..core.wording import count, listing, short
from ..data.readers import way_of
from ..data.readers.dates import either_order, is_missing_word
from .check import Check, Found, Hit, in_columns
from .columns import with_categories
from .context import Context
from .sentinels import SENTINELS

SOME, LEAST = 0.05, 3
INFINITE = re.compile(r"([\d,]+) cells? (?:are|is) infinite: missing")
NO_NUMBER = re.compile(r"([\d,]+) cells? (?:are|is) no number \((.*)\): missing", flags=re.DOTALL)
FEW_LEVELS = 10_000


def any_numbers(context: Context) -> str:
    numbers = any(column.kind == "number" for column in context.columns) or not context.classes
    return "" if numbers else "No column holds numbers."


def infinite(context: Context) -> Found:
    for name, note in _notes(context):
        found = INFINITE.search(note)
        if found:
            n = int(found[1].replace(",", ""))
            said = f"{count('cell', n)} {'was' if n == 1 else 'were'} infinite and became missing."
            yield Hit(name, said, n)


def repaired(context: Context) -> Found:
    for name, note in _notes(context):
        found = NO_NUMBER.search(note)
        if found:
            n = int(found[1].replace(",", ""))
            said = f"{count('cell', n)} became missing, being no number, such as {found[2]}."
            yield Hit(name, said, n)


def _notes(context: Context) -> list[tuple[str, str]]:
    """Return what the reader says of each column in which cells became missing."""
    facts = context.read.columns
    rows = zip(*(facts[c].tolist() for c in ("name", "repaired", "note")), strict=True)
    return [(name, str(note)) for name, n, note in rows if n]


def mixed_types(context: Context) -> Found:
    for column in context.having("category"):
        if column.distinct > FEW_LEVELS:
            continue
        counts = context.train[column.name].value_counts()
        levels = pd.Series(counts.index, dtype=object).str.strip()
        numbers = pd.to_numeric(levels, errors="coerce").notna().to_numpy()
        words = ~numbers & ~is_missing_word(levels.to_numpy(dtype=object))
        as_numbers, as_words = counts[numbers].sum(), counts[words].sum()
        least = max(LEAST, SOME * (as_numbers + as_words))
        if min(as_numbers, as_words) >= least:
            example = levels[numbers].iloc[0], levels[words].iloc[0]
            said = f"{as_numbers:,} {context.row}s hold a number and {as_words:,} a word, such as "
            yield Hit(column.name, f"{said}{values_in_words(example)}.")


def impossible_dates(context: Context) -> Found:
    facts = context.read.columns
    raw = dict(zip(facts["name"].tolist(), facts["missing"].tolist(), strict=True))
    for column in context.columns:
        lost = column.missing - raw.get(column.name, 0)
        if column.kind == "date" and lost > 0 and context.table.rows_without_target == 0:
            said = f"{count('cell', lost)} could not be read as a date and became missing."
            yield Hit(column.name, said, lost)


def ambiguous_dates(context: Context) -> Found:
    for column in context.columns:
        if column.kind != "date":
            continue
        cells = context.read.column(column.name)
        if cells.dtype == object and either_order(cells.dropna().drop_duplicates()):
            way = way_of(cells, "date")
            said = f"No date shows whether the day or the month comes first; they are read {way}."
            yield Hit(column.name, said)


def with_dates(context: Context) -> str:
    return "" if any(c.kind == "date" for c in context.columns) else "No column holds dates."


def coded(context: Context) -> Found:
    """Yield one hit for each set of codes, whatever the number of columns that hold it."""
    alike: dict[tuple[float, ...], dict[str, int]] = {}
    for name, counts in context.sentinels.items():
        alike.setdefault(tuple(counts), {})[name] = sum(counts.values())
    for codes, columns in alike.items():
        words = [f"{code:g}" for code in codes]
        yield _in_columns(words, columns, context.row, "far from every other value")


def _in_columns(words: list[str], columns: dict[str, int], row: str, what: str) -> Hit:
    """Return what is said of words that may mean missing in one column or in several."""
    most = max(columns, key=lambda name: columns[name])
    n = sum(columns.values())
    verb = "holds" if n == 1 else "hold"
    said = f"{count(row if len(columns) == 1 else 'cell', n)} {verb} {listing(words)}"
    also = f", in {listing(map(short, columns))}" if len(columns) > 1 else ""
    value = in_columns([(name, word) for name in columns for word in words])
    return Hit(most, f"{said}{also}, {what}.", n, value=value)


def with_numbers(context: Context) -> str:
    numbers = context.having("number") or not context.classes
    return "" if numbers else "No feature is a number."


def missing_levels(context: Context) -> Found:
    codes = {f"{code:g}" for code in SENTINELS}
    written = context.table.written
    alike: dict[tuple[str, ...], dict[str, int]] = {}
    for column in context.of_kind("category"):
        counts = context.train[column.name].value_counts()
        levels = pd.Series(counts.index, dtype=object)
        plain = levels.str.strip()
        odd = is_missing_word(levels.to_numpy()) | plain.isin(codes).to_numpy()
        odd &= ~plain.isin(written[column.name].kept).to_numpy()
        if odd.any():
            words = tuple(sorted(plain[odd].unique()))
            alike.setdefault(words, {})[column.name] = int(counts[odd].sum())
    for words, columns in alike.items():
        yield _in_columns(list(words), columns, context.row, "which may mean missing")


def any_levels(context: Context) -> str:
    levels = context.of_kind("category", "boolean") or context.classes
    return "" if levels else "No column is a category, nor is the target."


def spellings(context: Context) -> Found:
    names = [c.name for c in context.of_kind("category", "boolean")]
    for name in [*names, *([context.table.target] if context.classes else [])]:
        levels = pd.Series(context.train[name].dropna().unique(), dtype=object)
        same = levels.str.strip().str.casefold().duplicated(keep=False)
        if same.any():
            yield Hit(
                name, f"Levels differ only by case or spaces: {values_in_words(levels[same])}."
            )


def values_in_words(values: pd.Series | tuple[str, ...]) -> str:
    return listing(repr(value) for value in list(values))


CHECKS: tuple[Check, ...] = (
    Check(
        code="sentinel",
        title="A number that may mean missing",
        severity="warning",
        find=coded,
        explanation="Some programs write -999 or the like where nothing was measured. Taken as a "
        "number it distorts every average.",
        remedy="If it means missing, let it be read as missing.",
        applies=with_numbers,
        fix="as_missing",
    ),
    Check(
        code="infinite",
        title="Infinite values",
        severity="warning",
        find=infinite,
        explanation="An infinite value is mostly a division by zero, and no model can use it.",
        remedy="Correct them in the file if their true value is known.",
        applies=any_numbers,
    ),
    Check(
        code="repaired",
        title="Cells that became missing",
        severity="note",
        find=repaired,
        explanation="Words among numbers cannot be used as they are.",
        remedy="Correct them in the file if their true value is known.",
        applies=any_numbers,
    ),
    Check(
        code="mixed_types",
        title="Numbers and words in one column",
        severity="warning",
        find=mixed_types,
        explanation="A column that holds numbers in some rows and words in others is mostly two "
        "columns in one; every number in it is taken as a name.",
        remedy="Put the words into a column of their own, or write quantities as numbers "
        "throughout.",
        applies=with_categories,
    ),
    Check(
        code="impossible_dates",
        title="Impossible dates",
        severity="note",
        find=impossible_dates,
        explanation="A cell among dates that is no date, or has a day that the calendar does not, "
        "is missing.",
        remedy="Correct them in the file, or read the column as a category.",
        applies=with_dates,
        fix="as_category",
    ),
    Check(
        code="ambiguous_dates",
        title="Day or month first",
        severity="warning",
        find=ambiguous_dates,
        explanation="A date such as 03/04/2024 is the 3rd of April or the 4th of March. "
        "Read the wrong way, most dates are wrong and none looks so.",
        remedy="Ask where the file comes from, and choose under How the file was read.",
        applies=with_dates,
    ),
    Check(
        code="spellings",
        title="Same level, spelled differently",
        severity="note",
        find=spellings,
        explanation="Levels that differ only by case or spaces are probably one and the same.",
        remedy="Write them alike in the file.",
        applies=any_levels,
    ),
    Check(
        code="missing_level",
        title="A level that may mean missing",
        severity="note",
        find=missing_levels,
        explanation="A word such as unknown, or a code such as -999, is taken as a level like any "
        "other. That is fine when it means something.",
        remedy="If it means missing, let it be read as missing.",
        applies=with_categories,
        fix="as_missing",
    ),
)
