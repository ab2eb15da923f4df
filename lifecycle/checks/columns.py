"""Checks of what a column is: constant, a key, a row number, a code."""

from __future__ import annotations

import numpy as np

from ..core.wording import count, percent, short
from ..data.name_hints import looks_protected, names_code
from .check import Check, Found, Hit
from .context import Context

NEARLY, MANY_LEVELS, RARE = 0.99, 50, 10


def with_values(context: Context) -> str:
    held = any(column.distinct for column in context.columns)
    return "" if held else "No column beside the target holds a value."


def constant(context: Context) -> Found:
    for column in context.columns:
        if column.kind == "constant" and column.missing < len(context.table.frame):
            yield Hit(column.name, "Every row holds the same value.")


def near_constant(context: Context) -> Found:
    rows = len(context.rows)
    for column in context.comparable:
        counts = context.train[column.name].value_counts()
        if len(counts) > 1 and counts.iloc[0] >= NEARLY * rows:
            n = rows - int(counts.iloc[0])
            usual = f"the usual value ({percent(counts.iloc[0] / rows)})"
            said = f"Only {count(context.row, n)} of {rows:,} {_verb(n)} from {usual}."
            yield Hit(column.name, said, -n)


def _verb(n: int) -> str:
    return "differs" if n == 1 else "differ"


def comparable(context: Context) -> str:
    return "" if context.comparable else "No feature is a number, a date or a category."


def keys_possible(context: Context) -> str:
    possible = any(c.kind not in ("date", "boolean", "constant") for c in context.columns)
    return "" if possible else "Dates and truth values are no keys, and there is nothing else."


def identifier(context: Context) -> Found:
    for column in context.columns:
        if column.kind == "identifier":
            said = "Nearly every row has a value of its own, as a key or a row number has."
            yield Hit(column.name, said)


def with_features_of_numbers(context: Context) -> str:
    return "" if context.having("number") else "No feature is a number."


def row_number(context: Context) -> Found:
    """A number that rises or falls by the same step from row to row counts the file's rows."""
    rows = len(context.table.frame)
    for column in context.having("number"):
        if column.missing or column.distinct < rows or context.strength[column.name] > 0.9:
            continue
        values = context.table.frame[column.name].to_numpy()
        steps = np.diff(values)
        one_way = bool((steps > 0).all() or (steps < 0).all())
        if one_way and (steps == np.median(steps)).mean() > 0.9:  # some rows may have been left out
            yield Hit(column.name, "It counts the rows of the file one by one.")


def with_codes(context: Context) -> str:
    found = any(names_code(c.name) for c in context.having("number"))
    return "" if found else "No column of numbers is named like a code."


def number_code(context: Context) -> Found:
    for column in context.having("number"):
        if not names_code(column.name):
            continue
        values = context.train[column.name].dropna().to_numpy()
        if len(values) and bool((values == np.rint(values)).all()) and column.distinct > 2:
            said = f"{count('different whole number', column.distinct)}, and by its name a code."
            yield Hit(column.name, said)


def with_categories(context: Context) -> str:
    return "" if context.having("category") else "No feature is a category."


def many_levels(context: Context) -> Found:
    rows = len(context.table.frame)
    for column in context.having("category"):
        if column.distinct > MANY_LEVELS:
            each = (rows - column.missing) / column.distinct
            said = f"{column.distinct:,} levels, about {each:.1f} rows each."
            yield Hit(column.name, said, column.distinct)


def rare_levels(context: Context) -> Found:
    for column in context.having("category"):
        counts = context.train[column.name].value_counts()
        if not 2 < len(counts) <= MANY_LEVELS:
            continue
        rare = counts[counts < RARE]
        if len(rare):
            share = rare.sum() / len(context.rows)
            said = (
                f"{len(rare)} of {len(counts)} levels have fewer than {RARE} {context.row}s each "
            )
            said += f"({percent(share)} of the rows together), such as {short(rare.index[0])}."
            yield Hit(column.name, said, len(rare))


def protected(context: Context) -> Found:
    names = [column.name for column in context.features if looks_protected(column.name)]
    for name in names:
        yield Hit(name, "By its name it tells what people may not be treated differently for.")


CHECKS: tuple[Check, ...] = (
    Check(
        code="protected_name",
        title="A column that may be protected",
        severity="note",
        find=protected,
        explanation="A model may treat groups of people differently by age, sex, origin or the "
        "like, which law or custom may forbid.",
        remedy="Say that it is protected, so that Evaluate compares groups by it; or keep it as a "
        "feature where using it is allowed.",
        applies=comparable,
        fix="as_protected",
    ),
    Check(
        code="row_number",
        title="Row number",
        severity="warning",
        find=row_number,
        explanation="A number that counts the rows says where a row stands in the file, not what "
        "it is. If the file was sorted, a model learns the sorting.",
        remedy="Leave it out, unless it measures time.",
        applies=with_features_of_numbers,
        fix="leave_out",
    ),
    Check(
        code="number_code",
        title="A number that may be a code",
        severity="note",
        find=number_code,
        explanation="Taken as a quantity, code 40 counts as twice code 20, which means nothing "
        "for a code.",
        remedy="Set its kind to category if the numbers are names.",
        applies=with_codes,
        fix="as_category",
    ),
    Check(
        code="near_constant",
        title="Nearly constant column",
        severity="note",
        find=near_constant,
        explanation="A column that hardly varies distinguishes few rows, and what is learned from "
        "it rests on a handful of them.",
        remedy="Leave it out, unless the rare value is what matters.",
        applies=comparable,
        fix="leave_out",
    ),
    Check(
        code="many_levels",
        title="High-cardinality category",
        severity="note",
        find=many_levels,
        explanation="A category with many levels: most are too rare to learn anything from, and "
        "new rows bring levels never seen.",
        remedy="Leave it out, group the levels, or choose target encoding in Prepare.",
        applies=with_categories,
        fix="leave_out",
    ),
    Check(
        code="rare_levels",
        title="Rare levels",
        severity="note",
        find=rare_levels,
        explanation="What a model learns about a level of a few rows is noise.",
        remedy="Nothing to do: Prepare merges levels that are rare. Merge them by meaning if you "
        "can.",
        applies=with_categories,
    ),
    Check(
        code="identifier",
        title="Identifier",
        severity="note",
        find=identifier,
        explanation="A key is different for every row; a model could only memorise it.",
        remedy="It is left out. If it is a measurement, set its kind to number.",
        applies=keys_possible,
    ),
    Check(
        code="constant",
        title="Constant column",
        severity="note",
        find=constant,
        explanation="A column that never changes distinguishes no two rows.",
        remedy="It is left out; nothing to do.",
        applies=with_values,
    ),
)
