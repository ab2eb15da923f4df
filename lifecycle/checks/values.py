"""Checks of how a column's values lie: far from all others, heaped at a limit, round, or twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import count, number, percent, short
from .cells import with_numbers
from .check import Check, Found, Hit
from .context import Context
from .rows import several
from .sentinels import SENTINELS

Floats = NDArray[np.float64]
LEAST = 50  # values from which a shape can be told
FAR, GAP, FEW = 10, 3, 0.01
HEAP, TIMES = 0.01, 5
SAME, LIKELY, COMPARED, COMPARED_ROWS, VERIFIED = 0.99, 0.97, 2_000, 1_000, 200


def numbers(context: Context) -> Iterator[tuple[str, Floats]]:
    """Yield each number column that takes part, and a target that is an amount."""
    names = [c.name for c in context.having("number")]
    for name in [*names, *([] if context.classes else [context.table.target])]:
        values = context.train[name].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        if len(values) >= LEAST:
            yield name, values


def outliers(context: Context) -> Found:
    for name, values in numbers(context):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        if low == high:
            continue
        distance = np.sort(np.abs(values - middle))[::-1]
        most = max(1, int(FEW * len(values)))
        top = distance[: most + 1]
        gaps = np.flatnonzero((top[:-1] > GAP * top[1:]) & (top[:-1] > FAR * (high - low)))
        if len(gaps):
            n = int(gaps[-1]) + 1
            far = values[np.argmax(np.abs(values - middle))]
            said = f"{count('value', n)} {'lies' if n == 1 else 'lie'} far from all others, up to "
            said += f"{number(far)}; half of the rows lie between {number(low)} and {number(high)}."
            yield Hit(name, said, float(distance[0] / (high - low)))


def capped(context: Context) -> Found:
    for name, values in numbers(context):
        levels, counts = np.unique(values, return_counts=True)
        if len(levels) <= 20:
            continue
        for end, beside, side in ((-1, slice(-11, -1), "largest"), (0, slice(1, 11), "smallest")):
            n = int(counts[end])
            if levels[end] in (0.0, *SENTINELS) or n < max(10, HEAP * len(values)):
                continue  # nothing is less than none: a heap at zero is natural
            if n >= TIMES * counts[beside].max():
                said = (
                    f"{count(context.row, n)} ({percent(n / len(values))}) hold the {side} value, "
                )
                yield Hit(name, f"{said}{number(float(levels[end]))}, as if it were cut off.", n)


def rounded(context: Context) -> Found:
    for name, values in numbers(context):
        whole = values[(values != 0) & (values == np.rint(values))]
        if len(whole) < 0.95 * len(values) or len(np.unique(whole)) < 30:
            continue
        for step, least in ((10, 0.3), (5, 0.5)):
            share = float((whole % step == 0).mean())
            if least <= share <= 0.95 and np.ptp(whole) >= 5 * step:
                said = f"{percent(share)} of its values are multiples of {step}, where "
                yield Hit(name, f"{said}{percent(1 / step)} would be by chance.", share)
                break


def same_columns(context: Context) -> Found:
    seen: set[str] = set()
    for a, b, how in (*recoded(context), *correlated(context)):
        if b not in seen:
            seen.add(b)
            yield Hit(b, f"{how} {short(a)}.", value=a)


def recoded(context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield pairs whose values stand for each other one by one, by a hash of each coding."""
    first: dict[bytes, str] = {}
    for column in context.comparable:
        codes, levels = pd.factorize(context.train[column.name])
        if not 2 <= len(levels) <= len(codes) / 2:
            continue
        key = hashlib.sha256(np.ascontiguousarray(codes).tobytes()).digest()
        if key in first:
            yield first[key], column.name, "Its values stand one for one for those of"
        first.setdefault(key, column.name)


def correlated(context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of numbers in nearly the same order; one matrix product finds who to compare."""
    names = [c.name for c in context.having("number") if c.distinct > 2][:COMPARED]
    rows = context.train[names].iloc[:: max(1, len(context.rows) // COMPARED_ROWS)]
    if len(names) < 2 or len(rows) < LEAST:
        return
    ranks = rows.rank(pct=True)
    scaled = ((ranks - ranks.mean()) / ranks.std(ddof=0)).fillna(0).to_numpy(np.float32)
    alike = np.abs(np.triu(scaled.T @ scaled, k=1)) / len(rows)
    known = (scaled != 0).mean(axis=0)  # a gap counts for nothing in the product
    pairs = np.argwhere(alike >= LIKELY * np.minimum.outer(known, known).clip(0.05))
    for i, j in pairs[:VERIFIED].tolist():
        both = context.train[[names[i], names[j]]].dropna()
        if len(both) < LEAST:
            continue
        r = abs(float(np.corrcoef(both.rank().to_numpy(), rowvar=False)[0, 1]))
        if r >= SAME:
            yield names[i], names[j], f"It orders the rows (correlation {r:.3f}) as does"


CHECKS: tuple[Check, ...] = (
    Check(
        code="outliers",
        title="Outliers",
        severity="warning",
        find=outliers,
        explanation="Values far from all others: a single one a hundred times too large, often a "
        "slip of the unit or of a key, can decide a whole linear model.",
        remedy="Look them up at the source. If they are right, prefer trees or robust scaling.",
        applies=with_numbers,
    ),
    Check(
        code="capped",
        title="Censored values",
        severity="note",
        find=capped,
        explanation="Values cut off at a limit: where many rows hold the very largest or smallest "
        "value, the true values beyond it are hidden: a meter at its end, or a form that allows "
        "no more.",
        remedy="Ask whether there is a limit; a model cannot predict beyond it.",
        applies=with_numbers,
    ),
    Check(
        code="rounded",
        title="Heaped round values",
        severity="note",
        find=rounded,
        explanation="Suspiciously round numbers among exact ones are guesses or readings by eye; "
        "they are less exact than they look.",
        remedy="Ask how it was measured; nothing to do if that is as good as it gets.",
        applies=with_numbers,
    ),
    Check(
        code="same_column",
        title="Redundant columns",
        severity="note",
        find=same_columns,
        explanation="Two columns that say the same: the model gains nothing from the second one, "
        "and importance is shared out between both when the model is explained.",
        remedy="Leave one of them out.",
        applies=several,
        fix="leave_out",
    ),
)
