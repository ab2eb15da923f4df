"""Rows in the order of time: the last are locked away, and each fold learns from earlier ones.

A cut lies between two different times, never between rows of the same time. A gap keeps the rows
just before the holdout out of all use, and those just before a fold out of its learning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.errors import ChoiceError
from ..core.wording import count, number, percent
from .cut import AS_IT_CAME, Codes, Cut, chosen_column, holdout_size

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

DAY = 86_400_000_000  # in microseconds
WHOLE = "The file"
REMEDY = "Choose a finer column, fewer folds or another holdout share."


def by_time(params: SplitParams, data: Table) -> Cut:
    column = chosen_column(params, data)
    times, unit = times_of(column, str(params.column))
    known = int(column.notna().sum())
    size = holdout_size(len(column), params, count("row", len(column)), blocks=params.folds + 1)
    if known <= size:
        raise ChoiceError(
            f"Column {params.column} has a value in only {known} of {count('row', len(column))}.",
            "Choose a column that is known for most rows.",
        )
    gap = round(params.gap * DAY) if unit == "days" else params.gap
    made = _cut(times, gap, size, params, f"Column {params.column}")
    first = column.iloc[int(np.flatnonzero(made.held)[times[made.held].argmin()])]
    start = _shown(first)
    note = f"The holdout starts where {params.column} is {start}; {made.note}"
    if known < len(column):
        note += f" {count('row', len(column) - known)} without a time are taken as the earliest."
    note += _gap_note(made, f"{number(params.gap)} {unit}".strip() if params.gap else "")
    return Cut(made.held, made.fold, note, AS_IT_CAME, made.fit_from)


def by_order(params: SplitParams, data: Table) -> Cut:
    n = len(data.frame)
    size = holdout_size(n, params, count("row", n), blocks=params.folds + 1)
    gap = params.gap + 1 if params.gap else 0  # rows that lie between, not their distance
    made = _cut(np.arange(n), gap, size, params, WHOLE)
    note = f"The holdout is the last {count('row', size)} of the file; {made.note}"
    note += _gap_note(made, f"{number(params.gap)} rows" if params.gap else "")
    return Cut(made.held, made.fold, note, AS_IT_CAME, made.fit_from)


def times_of(column: pd.Series, name: str) -> tuple[NDArray[np.generic], str]:
    """Return exact times, missing ones before all others, and the unit a gap is given in."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(dtype="datetime64[us]").astype(np.int64), "days"  # NaT is least
    values = pd.to_numeric(column, errors="coerce")
    if values.notna().sum() < column.notna().sum() or not column.notna().any():
        raise ChoiceError(
            f"Column {name} holds no dates or numbers to order rows by.",
            "Choose another column, or set its kind to date in Data.",
        )
    return values.fillna(-np.inf).to_numpy(dtype=float), ""


def _cut(times: NDArray[np.generic], gap: float, size: int, params: SplitParams, what: str) -> Cut:
    order = times.argsort(kind="stable")
    ranked = times[order]
    changes = np.flatnonzero(ranked[1:] != ranked[:-1]) + 1
    if not len(changes):
        raise ChoiceError(
            f"{what} has the same value in every row, so none is later than another.",
            "Choose another column, or split at random or by group.",
        )
    n, wanted = len(times), len(times) - size
    start = int(changes[np.abs(changes - wanted).argmin()])
    end = int(np.searchsorted(ranked[:start], ranked[start] - gap, side="right"))
    edges = _edges(changes[changes < end], end, params, what)
    fold = np.full(n, -1)
    for k, block in enumerate(np.split(order[:end], edges)):
        fold[block] = k
    fit_from = np.full(n, -1)
    before = np.searchsorted(ranked[edges] - gap, times, side="left") + 1
    fit_from[fold >= 0] = np.maximum(before, fold + 1)[fold >= 0]
    if (fit_from[fold >= 0] > 1).all():
        raise ChoiceError(
            "The gap leaves no row to learn from before the first fold.",
            "Choose a smaller gap or fewer folds.",
        )
    note = "each fold is predicted from earlier rows only."
    if abs(start - wanted) > 0.005 * n:
        note += f" The holdout is {percent(1 - start / n)} of the rows, not "
        note += f"{percent(params.holdout)}, so that rows of one time stay together."
    return Cut(np.isin(np.arange(n), order[start:]), fold, note, AS_IT_CAME, fit_from)


def _edges(changes: Codes, end: int, params: SplitParams, what: str) -> list[int]:
    """Return where each validated fold starts: the change of time nearest to an equal share."""
    if len(changes) < params.folds:
        n = len(changes) + 1 if end else 0
        what += f" has {count('row' if what == WHOLE else 'different value', n)} before the holdout"
        what += " and its gap" * bool(params.gap)
        raise ChoiceError(
            f"{what}; {params.folds} folds in order need {params.folds + 1}.",
            "Choose a smaller gap, or fewer folds." if params.gap else REMEDY,
        )
    edges: list[int] = []
    for k in range(params.folds):
        open_ = changes[_after(changes, edges) : len(changes) - params.folds + k + 1]
        ideal = end * (k + 1) / (params.folds + 1)
        edges.append(int(open_[np.abs(open_ - ideal).argmin()]))
    return edges


def _after(changes: Codes, edges: list[int]) -> int:
    return int(np.searchsorted(changes, edges[-1], side="right")) if edges else 0


def _gap_note(cut: Cut, gap: str) -> str:
    if not gap:
        return ""
    unused = int((~cut.held & (cut.fold < 0)).sum())
    return f" A gap of {gap} before it leaves {count('row', unused)} unused; each fold has one too."


def _shown(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    return f"{float(str(value)):.10g}"
