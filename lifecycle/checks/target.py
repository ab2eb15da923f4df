"""Checks of the target: missing, rare or unequal classes, and skewed amounts."""

from __future__ import annotations

import numpy as np

from ..core.wording import count, listing, number, percent, short
from ..data.limits import plural
from .check import Check, Found, Hit
from .context import Context

RARE_CLASS, RARE, COMMON, SKEWED = 10, 0.1, 0.8, 2.0
SOME_UNKNOWN, MANY_UNKNOWN = 0.005, 0.2


def has_gaps(context: Context) -> str:
    return "" if context.table.rows_without_target else "Every row has a target."


def target_missing(context: Context) -> Found:
    table = context.table
    n = table.rows_without_target
    if n > SOME_UNKNOWN * table.rows_read:
        said = f"{plural(n, 'row')} of {table.rows_read:,} have no target and were left out."
        many = n > MANY_UNKNOWN * table.rows_read
        yield Hit(table.target, said, severity="warning" if many else None)


def has_classes(context: Context) -> str:
    return "" if context.classes else "The target is a number and has no classes."


def has_amounts(context: Context) -> str:
    return "The target is a class, which cannot be skewed." if context.classes else ""


def imbalance(context: Context) -> Found:
    """One class so common that naming it always looks good."""
    shares = context.y.value_counts(normalize=True)
    two = len(shares) == 2
    if len(shares) > 1 and (shares.min() < RARE if two else shares.max() >= COMMON):
        said = (
            f"Always predicting {str(shares.idxmax())!r} is right {percent(shares.max())} of the "
            "time"
        )
        rest = f"; only {percent(shares.min())} of the rows are {str(shares.idxmin())!r}" * two
        yield Hit(context.table.target, f"{said}{rest}.")


def rare_class(context: Context) -> Found:
    counts = context.table.y.iloc[context.training].value_counts(ascending=True)
    rare = counts[counts < RARE_CLASS]
    if len(rare):
        each = listing(
            f"{short(label)} ({plural(int(n), context.row)})" for label, n in rare.items()
        )
        said = f"{count('class', len(rare))} of {len(counts)} {'has' if len(rare) == 1 else 'have'}"
        yield Hit(context.table.target, f"{said} fewer than {RARE_CLASS} {context.row}s: {each}.")


def skewed(context: Context) -> Found:
    y = context.y.to_numpy(dtype=float)
    spread = y.std()
    if spread == 0 or not np.isfinite(spread):
        return
    skew = float((((y - y.mean()) / spread) ** 3).mean())
    if abs(skew) >= SKEWED:
        side = "large" if skew > 0 else "small"
        said = f"A few rows are very {side}: the mean is {number(y.mean())} and the median "
        yield Hit(context.table.target, f"{said}{number(float(np.median(y)))}.")


CHECKS: tuple[Check, ...] = (
    Check(
        code="rare_class",
        title="Rare class",
        severity="risk",
        find=rare_class,
        explanation="A class with a handful of rows cannot be learned, nor judged on the holdout.",
        remedy="Merge it with a similar class, leave its rows out, or collect more.",
        applies=has_classes,
    ),
    Check(
        code="imbalance",
        title="Class imbalance",
        severity="warning",
        find=imbalance,
        explanation="With one class rare, a model that never predicts it is nearly always right. "
        "Accuracy then says little.",
        remedy="Judge by average precision or balanced accuracy, and choose the threshold by cost.",
        applies=has_classes,
    ),
    Check(
        code="skewed_target",
        title="Skewed target",
        severity="note",
        find=skewed,
        explanation="The squared error of a few extreme rows outweighs all others, in fitting and "
        "in judging.",
        remedy="Judge by the mean absolute error, or predict the logarithm if ratios are what "
        "matters.",
        applies=has_amounts,
    ),
    Check(
        code="target_missing",
        title="Rows without a target",
        severity="note",
        find=target_missing,
        explanation="Rows whose outcome is unknown cannot be learned from, nor used to judge a "
        "model.",
        remedy="Ask why it is unknown; if the reason relates to the outcome, the model is biased.",
        applies=has_gaps,
    ),
)
