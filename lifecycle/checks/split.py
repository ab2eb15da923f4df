"""Checks of the split: what stands on both sides of it, and whether both sides are alike.

Of the holdout they tell counts and effect sizes only, never a value.
"""

from __future__ import annotations

import pandas as pd

from ..core.wording import count, percent, short
from ..split.group_column import group_of
from ..split.time_column import time_of
from ..stats.drift import drift_table
from .check import Check, Found, Hit, Severity
from .context import Context

NO_SPLIT = "There is no split yet."
ALPHA, EFFECT, LEAST_ROWS, COMMON = 0.01, 0.1, 30, 0.5
KINDS = ["number", "date", "category", "boolean"]


def split_made(context: Context) -> str:
    return NO_SPLIT if context.split is None else ""


def _consequence(context: Context, *codes: str) -> pd.DataFrame:
    """Return what the split says of itself under these codes, as risks."""
    assert context.split is not None
    told = context.split.consequences
    return told[told["code"].isin(codes) & (told["severity"] == "risk")]


def with_groups(context: Context) -> str:
    if context.split is None:
        return NO_SPLIT
    if context.split.method == "group":
        return "The split keeps groups together."
    if group_of(context.table) is None:
        return "No column names rows that belong together."
    return ""


def groups_apart(context: Context) -> Found:
    same = group_of(context.table)
    for row in _consequence(context, "group_random").to_dict("records"):
        assert same is not None
        said = f"{row['number']:,} of {count('value', row['of'])} have rows both in training and "
        yield Hit(same.column, f"{said}among the locked rows.", row["number"], value=same.column)


def group_feature(context: Context) -> Found:
    for row in _consequence(context, "takes_part").to_dict("records"):
        for column in context.features:
            if row["sentence"].startswith(f"Column {short(column.name)} takes part"):
                said = "It splits the rows, and yet the model may use it."
                yield Hit(column.name, said)


def by_column(context: Context) -> str:
    if context.split is None:
        return NO_SPLIT
    by = context.split.method in ("group", "column")
    return "" if by else "The rows are not split by a column."


def copies_apart(context: Context) -> Found:
    for row in _consequence(context, "copies").to_dict("records"):
        repeats = context.train[[c.name for c in context.features]].duplicated().mean()
        alike = bool(repeats > COMMON)
        severity: Severity = "note" if alike else "risk"
        said = f"{row['number']:,} of {count('locked row', row['of'])} "
        said += f"({percent(row['number'] / row['of'])}) repeat a training row in every feature "
        usual = " Most rows of this table look like another one anyway." * alike
        yield Hit("", f"{said}and the target.{usual}", severity=severity)


def with_moments(context: Context) -> str:
    if context.split is None:
        return NO_SPLIT
    if context.split.method == "time":
        return "The split is by time."
    return "" if time_of(context.table) else "No column says when a row came about."


def future(context: Context) -> Found:
    name = time_of(context.table)
    for row in _consequence(context, "time_random", "time_present").to_dict("records"):
        said = f"{percent(row['number'] / row['of'])} of the locked rows are earlier than some "
        said += "training row: the model is judged on a past whose future it has seen."
        yield Hit(str(name), said, severity="warning", value=str(name))


def both_sides(context: Context) -> str:
    if context.split is None:
        return NO_SPLIT
    if min(len(context.split.train), len(context.split.holdout)) < LEAST_ROWS:
        return f"One side of the split has fewer than {LEAST_ROWS} rows."
    return "" if _compared(context) else "There is no column to compare both sides by."


def _compared(context: Context) -> list[tuple[str, str]]:
    """Return name and kind of what both sides are compared by; in order, dates always differ."""
    assert context.split is not None
    own = {context.split.method: time_of(context.table)} if context.split.forward else {}
    return [
        (column.name, column.kind)
        for column in context.having(*KINDS)
        if not (context.split.forward and column.kind == "date") and column.name not in own.values()
    ]


def mismatch(context: Context) -> Found:
    assert context.split is not None
    kinds = _compared(context)
    names = [name for name, _ in kinds]
    held = context.table.frame[names].iloc[context.sampled(context.split.holdout)]
    found = drift_table(context.train[names], held, kinds, alpha=ALPHA, threshold=EFFECT)
    expected = context.split.forward or context.split.method == "column"
    severity: Severity = "note" if expected else "warning"
    for row in found[found["drifted"]].to_dict("records"):
        said = f"Training rows and locked rows differ by {row['effect']:.2f}, on a scale from 0 "
        yield Hit(row["column"], f"{said}(alike) to 1.", row["effect"], severity)


CHECKS: tuple[Check, ...] = (
    Check(
        code="group_apart",
        title="Groups on both sides of the split",
        severity="risk",
        find=groups_apart,
        explanation="Where rows belong together, a model that has seen other rows of the same "
        "person or thing recognises it again. On new ones it does worse than the holdout says.",
        remedy="Split by group, so that each stands on one side.",
        applies=with_groups,
        fix="split_by_group",
    ),
    Check(
        code="copies_apart",
        title="Copies on both sides of the split",
        severity="risk",
        find=copies_apart,
        explanation="Locked rows that repeat a training row are predicted from memory and make "
        "the evaluation too optimistic.",
        remedy="Drop duplicate rows when they are mistakes.",
        applies=split_made,
        fix="drop_duplicates",
    ),
    Check(
        code="group_feature",
        title="The model sees what the rows are split by",
        severity="risk",
        find=group_feature,
        explanation="New rows will have other values of it, so whatever a model learns from it is "
        "lost there.",
        remedy="Leave it out.",
        applies=by_column,
        fix="leave_out",
    ),
    Check(
        code="future",
        title="Learning from the future",
        severity="warning",
        find=future,
        explanation="If the model is used on later rows than it has seen, a random split is more "
        "optimistic than real use will be.",
        remedy="Split by time if the model is to predict the future.",
        applies=with_moments,
        fix="split_by_time",
    ),
    Check(
        code="mismatch",
        title="Shift between training rows and holdout",
        severity="warning",
        find=mismatch,
        explanation="Where both sides differ by more than chance, the holdout judges the model on "
        "rows of another kind. Only how much they differ is told; the locked rows stay locked.",
        remedy="Ask whether new rows are like the holdout; for a random split, try another seed.",
        applies=both_sides,
    ),
)
