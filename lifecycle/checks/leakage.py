"""Checks for what is not known when the prediction is made: columns that tell the answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import listing, percent, short
from ..data.name_hints import TARGET, hint_of, words_of
from .cells import with_dates
from .check import Check, Found, Hit, in_columns
from .columns import comparable
from .context import Context
from .univariate import alone

RED, AMBER = {True: 0.985, False: 0.97}, {True: 0.95, False: 0.85}
LATER, PARTS, EXACT = 0.01, 30, 0.999999


def copies(context: Context, name: str) -> bool:
    """Tell whether a column that is mostly known tells the target without a mistake."""
    values = context.train[name]
    if values.notna().sum() < 0.5 * len(values):
        return False
    if not context.classes:
        return follows(values, context.y)
    codes = pd.factorize(context.y)[0]
    return separates(values, codes) or determines(values, codes)


def target_copy(context: Context) -> Found:
    for column in context.features:
        if copies(context, column.name):
            yield Hit(
                column.name, f"By itself it determines {context.table.target!r} without an error."
            )


def follows(column: pd.Series, y: pd.Series) -> bool:
    """Tell whether a number rises or falls with the target in a straight line."""
    if not pd.api.types.is_float_dtype(column):
        return False
    both = column.notna().to_numpy()
    a, b = column.to_numpy()[both], y.to_numpy()[both]
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return False
    return bool(abs(np.corrcoef(a, b)[0, 1]) > 0.99999)


def determines(column: pd.Series, classes: NDArray[np.intp]) -> bool:
    """Tell whether each value comes with one class only, over enough rows a value to mean it."""
    codes, values = pd.factorize(column)
    present = codes >= 0
    if len(values) > 0.1 * present.sum() or len(np.unique(classes[present])) <= classes.max():
        return False
    pairs = np.unique(codes[present] * (classes.max() + 1) + classes[present])
    return len(pairs) == len(values)


def separates(column: pd.Series, classes: NDArray[np.intp]) -> bool:
    """Tell whether the classes take ranges of a number that do not overlap."""
    if not pd.api.types.is_float_dtype(column):
        return False
    values = column.to_numpy()
    present = ~np.isnan(values)
    ordered = classes[present][np.argsort(values[present], kind="stable")]
    changes = int((ordered[1:] != ordered[:-1]).sum())
    if changes != classes.max() or np.bincount(ordered).min() < 5:
        return False
    edges = np.flatnonzero(ordered[1:] != ordered[:-1])
    ranked = np.sort(values[present])
    return bool((ranked[edges + 1] > ranked[edges]).all())


def explains(context: Context) -> Found:
    """Score each strong column alone; what tells the target without a mistake is said already."""
    name = "ROC AUC" if context.classes else "R²"
    for column, found in alone(context).items():
        if found.score < AMBER[context.classes] or copies(context, column):
            continue
        red = found.score >= RED[context.classes]
        said = (
            f"By itself it nearly determines {short(context.table.target)}: {name} "
            f"{found.score:.3f} ({found.low:.3f} to {found.high:.3f} over the folds), where 1 is "
            "perfect."
        )
        yield Hit(column, said, found.score, "risk" if red else "warning")


def of_amounts(context: Context) -> str:
    if context.classes:
        return "The target is a class, which is no sum of columns."
    return "" if len(context.having("number")) > 1 else "Fewer than two features are numbers."


def parts(context: Context) -> Found:
    """Numbers that together give the target without a rest, as parts give their sum."""
    ranked = sorted(context.having("number"), key=lambda c: -context.strength[c.name])[:PARTS]
    names = [c.name for c in ranked if not copies(context, c.name)]
    rows = context.train[[*names, context.table.target]].dropna().to_numpy(dtype=float)
    rows = rows - rows.mean(axis=0) if len(rows) else rows
    spread = rows.std(axis=0) if len(rows) else np.zeros(len(names) + 1)
    varied = np.isfinite(spread) & (spread > 0)
    if varied.sum() < 3 or not varied[-1] or len(rows) < 5 * len(names):
        return  # two parts and their sum
    scaled = rows[:, varied] / spread[varied]
    x, y = scaled[:, :-1], scaled[:, -1]
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    if float(((y - x @ weights) ** 2).mean()) <= 1 - EXACT:
        names = [name for name, kept in zip(names, varied[:-1], strict=True) if kept]
        used = [names[i] for i in np.argsort(-np.abs(weights)) if abs(weights[i]) > 1e-3]
        said = (
            f"Together, {listing(map(short, used))} give {short(context.table.target)} without a "
        )
        value = in_columns((name, "") for name in used)
        yield Hit(used[0], f"{said}rest, each times a fixed number.", value=value)


def long_name(context: Context) -> str:
    long = len(words_of(context.table.target)) > 2
    return "" if long else "The target's name is too short to be looked for."


def undecided(context: Context) -> str:
    if any(column.known in ("", "unsure") for column in context.features):
        return ""
    return "Every feature is marked as known in time."


def spoken_of(context: Context) -> str:
    said = any(column.known for column in context.columns)
    return "" if said else "No feature is marked yet as known in time or not."


def columns_in_words(context: Context) -> Found:
    for column in context.features:
        hint = hint_of(column.name, context.table.target)
        if hint == TARGET and column.known in ("", "unsure"):
            yield Hit(column.name, f"Its name holds the target's, {short(context.table.target)}.")


def post_event(context: Context) -> Found:
    for column in context.features:
        hint = hint_of(column.name, context.table.target)
        if hint and hint != TARGET and column.known in ("", "unsure"):
            yield Hit(column.name, f"By its name, {hint}.")


def unsure(context: Context) -> Found:
    for column in context.features:
        if column.known == "unsure" and not hint_of(column.name, context.table.target):
            yield Hit(column.name, "You were unsure whether it is known when predicting.")


def with_time(context: Context) -> str:
    if with_dates(context):
        return with_dates(context)
    if not any(c.role == "time" and c.kind == "date" for c in context.columns):
        return "No column of dates has the role of time, the moment of prediction."
    return ""


def date_after(context: Context) -> Found:
    moment = next(c.name for c in context.columns if c.role == "time" and c.kind == "date")
    now = context.train[moment]
    for column in context.having("date"):
        later = context.train[column.name].dt.normalize() > now.dt.normalize()
        known = int((context.train[column.name].notna() & now.notna()).sum())
        if known and later.sum() >= max(3, LATER * known):
            said = f"{percent(later.sum() / known)} of its dates are later than {short(moment)}."
            yield Hit(column.name, said, float(later.mean()))


CHECKS: tuple[Check, ...] = (
    Check(
        code="target_copy",
        title="Copy of the target",
        severity="risk",
        find=target_copy,
        explanation="A column that gives the target away by itself is often filled in after the "
        "outcome is known (leakage). A model would look perfect here and fail on new rows.",
        remedy="Leave it out unless it is known at the moment of prediction.",
        applies=comparable,
        fix="not_known",
    ),
    Check(
        code="explains_target",
        title="One column nearly determines the target",
        severity="warning",
        find=explains,
        explanation="A single column that predicts nearly as well as a whole model is either the "
        "target in disguise (leakage) or all that a model needs. It is scored by a small tree on "
        "training rows.",
        remedy="Ask when it is written. If only after the outcome is known, mark it as not known "
        "in time.",
        applies=comparable,
        fix="not_known",
    ),
    Check(
        code="parts_of_target",
        title="Columns that add up to the target",
        severity="risk",
        find=parts,
        explanation="Where the parts of a sum are known, so is the sum: nothing is left to "
        "predict.",
        remedy="Leave the parts out unless each of them is known at the moment of prediction.",
        applies=of_amounts,
        fix="not_known",
    ),
    Check(
        code="date_after",
        title="Date after the moment of prediction",
        severity="risk",
        find=date_after,
        explanation="A date that lies after the moment of prediction cannot be known then.",
        remedy="Mark it as not known in time, or choose another column for the time.",
        applies=with_time,
        fix="not_known",
    ),
    Check(
        code="target_name",
        title="The target's name inside another name",
        severity="note",
        find=columns_in_words,
        explanation="Such a column is sometimes made from the target; a name alone shows nothing.",
        remedy="Ask how it is made, and mark it as not known in time if it comes from the outcome.",
        applies=long_name,
    ),
    Check(
        code="post_event",
        title="Named like something that comes later",
        severity="warning",
        find=post_event,
        explanation="Columns that are filled in when a case ends give the outcome away in "
        "training, and are empty when the model is used.",
        remedy="Ask when it is written, and say in the table of columns whether it is known in "
        "time.",
        applies=undecided,
        fix="not_known",
    ),
    Check(
        code="known_unsure",
        title="Not sure whether it is known in time",
        severity="note",
        find=unsure,
        explanation="A column that is not known when predicting makes every score here too "
        "optimistic.",
        remedy="Find out before you trust a score; until then, compare with and without it.",
        applies=spoken_of,
        fix="not_known",
    ),
)
