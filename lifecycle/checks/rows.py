"""Checks of rows: repeated ones, ones that contradict each other, and too few of them."""

from __future__ import annotations

import pandas as pd

from ..core.wording import count, percent
from ..data.limits import plural
from .check import Check, Found, Hit
from .context import Context

FEATURE_RATIO, CONTRADICTING, COMMON = 10, 0.005, 0.5


def can_repeat(context: Context) -> str:
    """Apply unless some column tells all rows apart; repeats that were dropped are told too."""
    rows, repeated = len(context.table.frame), context.table.duplicate_rows
    apart = any(column.distinct == rows for column in context.columns if not column.missing)
    return "A column with a value of its own in every row distinguishes them." * (
        apart and not repeated
    )


def several(context: Context) -> str:
    return "" if len(context.features) > 1 else "There is only one feature."


def duplicates(context: Context) -> Found:
    table = context.table
    if table.duplicate_rows:
        rows = table.rows_read - table.rows_without_target
        n, share = plural(table.duplicate_rows, "row"), table.duplicate_rows / rows
        dropped = len(table.frame) < rows
        done = "were repeats and left out" if dropped else "are repeats"
        said = f"{n} of {rows:,} ({share:.0%}) {done} of another row, cell by cell."
        yield Hit("", said, severity="note" if dropped else None)


def rarely_alike(context: Context) -> str:
    """Apply where rows differ in their features, so that two alike ones are worth a question."""
    if not context.classes:
        return "The target is a number: rows that look alike may differ in it."
    distinct = _alike(context).nunique()
    if distinct < COMMON * len(context.rows):
        return "Most rows look like another in every feature, so different labels are expected."
    return ""


def _alike(context: Context) -> pd.Series:
    names = [column.name for column in context.features]
    return pd.util.hash_pandas_object(context.train[names], index=False)


def contradictions(context: Context) -> Found:
    pairs = pd.DataFrame({"group": _alike(context).to_numpy(), "class": context.codes})
    each = pairs.groupby(["group", "class"]).size().groupby("group").agg(["size", "sum", "max"])
    several = each[each["size"] > 1]
    n, rows = int(several["sum"].sum()), len(pairs)
    if n > CONTRADICTING * rows:
        lost = n - int(several["max"].sum())
        said = f"{count(context.row, n)} ({percent(n / rows)}) are alike in every "
        said += "feature with a row of another class; no model can get more than "
        yield Hit("", f"{said}{percent(1 - lost / rows)} of the {context.row}s right.")


def few_rows(context: Context) -> Found:
    rows, features = len(context.training), len(context.features)
    if rows < FEATURE_RATIO * features:
        yield Hit("", f"{count(context.row, rows)} for {plural(features, 'feature')}.")


CHECKS: tuple[Check, ...] = (
    Check(
        code="duplicates",
        title="Duplicate rows",
        severity="warning",
        find=duplicates,
        explanation="The same row in training and in the holdout makes a model look better than "
        "it is.",
        remedy="Drop duplicates, unless they are separate cases that happen to be alike.",
        applies=can_repeat,
        fix="drop_duplicates",
    ),
    Check(
        code="contradictions",
        title="Conflicting labels",
        severity="warning",
        find=contradictions,
        explanation="The same row with different labels: a mistake of labelling, or something "
        "that matters is not in the table.",
        remedy="Review their labels, or bring the column that tells them apart.",
        applies=rarely_alike,
    ),
    Check(
        code="few_rows",
        title="Few rows per feature",
        severity="warning",
        find=few_rows,
        explanation="With fewer than ten rows a feature, a model finds patterns that are noise.",
        remedy="Leave columns out, choose a simple model, or collect more rows.",
        applies=several,
    ),
)
