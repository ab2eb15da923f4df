"""What conformal limits promise and keep: learned on some rows, judged on others, in tidy frames.

A row's answer is a set of classes (one flag a class) or the two ends of an interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import number
from ..stats.conformal import (
    ConformalCoverage,
    ConformalMargins,
    ConformalSets,
    conformal_interval_coverage,
    conformal_margins,
    conformal_set_coverage,
    conformal_sets,
    crossed,
)
from .out_of_fold import OutOfFold

Limits = ConformalSets | ConformalMargins
Given = Mapping[float, NDArray[np.generic]]  # by level: flags (n, k), or ends (n, 2)
KEPT = ["coverage", "low", "high", "size", "single", "right", "right_low", "right_high", "empty"]
PARTS = 5  # of the predictions, for amounts
MOST_PARTS = 12


def learn(own: OutOfFold, levels: Sequence[float], score: str, rows: NDArray[np.bool_]) -> Limits:
    """Learn sets or intervals on some of the rows."""
    if own.classes:
        return conformal_sets(own.y[rows], own.answers[rows], levels, score)  # type: ignore[arg-type]
    return conformal_margins(own.y[rows], own.answers[rows], levels, score)  # type: ignore[arg-type]


def predicted_sets(limits: Limits, answers: NDArray[np.float64]) -> Given:
    """Return what the limits say of rows with these predictions, by level."""
    if isinstance(limits, ConformalSets):
        return {level: limits.sets(answers, level) for level in limits.levels}
    return {level: np.column_stack(limits.limits(answers, level)) for level in limits.levels}


def cross(own: OutOfFold, levels: Sequence[float], score: str) -> tuple[NDArray[np.bool_], Given]:
    """Return which rows could be judged and what was said of them, learned on the other folds."""
    judged = np.zeros(len(own), dtype=bool)
    said: dict[float, list[NDArray[np.generic]]] = {level: [] for level in levels}
    order: list[NDArray[np.intp]] = []
    for rows, held in crossed(own.folds, own.forward):
        judged |= held
        order.append(np.flatnonzero(held))
        for level, each in predicted_sets(
            learn(own, levels, score, rows), own.answers[held]
        ).items():
            said[level].append(each)
    if not order:
        return judged, {}
    place = np.argsort(np.concatenate(order), kind="stable")
    return judged, {level: np.concatenate(each)[place] for level, each in said.items()}


def coverage_table(
    y: NDArray[np.generic], said: Given, groups: NDArray[np.generic] | None = None
) -> pd.DataFrame:
    """Return level, coverage and what it costs: one row a level."""
    rows = [
        {"level": level} | _row(_covered(y, each, level, groups)) for level, each in said.items()
    ]
    return pd.DataFrame(rows, columns=["level", *KEPT])


def by_part(
    y: NDArray[np.generic],
    answers: NDArray[np.float64],
    said: NDArray[np.generic],
    classes: tuple[str, ...],
    level: float,
    groups: NDArray[np.generic] | None = None,
) -> pd.DataFrame:
    """Return part, count and coverage of each class, or of each fifth of the predictions.

    A promise for all rows together may be broken for some of them; this is where it shows.
    """
    rows = []
    for name, mine in _parts(y, answers, classes):
        which = None if groups is None else groups[mine]
        found = _row(_covered(y[mine], said[mine], level, which))
        rows.append({"part": name, "count": int(mine.sum())} | found)
    return pd.DataFrame(rows, columns=["part", "count", *KEPT])


def _parts(
    y: NDArray[np.generic], answers: NDArray[np.float64], classes: tuple[str, ...]
) -> list[tuple[str, NDArray[np.bool_]]]:
    if classes:
        each = [(name, np.asarray(y == k)) for k, name in enumerate(classes)]
        each = [(name, mine) for name, mine in each if mine.any()]
        return sorted(each, key=lambda part: -part[1].sum())[:MOST_PARTS]
    edges = np.unique(np.quantile(answers, np.linspace(0, 1, PARTS + 1)))
    if len(edges) < 3:
        return []
    block = np.searchsorted(edges[1:-1], answers, side="left")
    width = float(edges[-1] - edges[0]) / PARTS
    names = [f"{number(low, width)} to {number(high, width)}" for low, high in pairwise(edges)]
    each = [(name, np.asarray(block == k)) for k, name in enumerate(names)]
    return [(name, mine) for name, mine in each if mine.any()]


def _covered(
    y: NDArray[np.generic],
    said: NDArray[np.generic],
    level: float,
    groups: NDArray[np.generic] | None,
) -> ConformalCoverage:
    if said.dtype == bool:
        return conformal_set_coverage(y, np.asarray(said, dtype=bool), level, groups)
    return conformal_interval_coverage(y, said[:, 0], said[:, 1], level, groups)


def _row(found: ConformalCoverage) -> dict[str, float]:
    right = found.single_right
    known = right is not None and right.n > 0
    return {
        "coverage": found.coverage.value,
        "low": found.coverage.low,
        "high": found.coverage.high,
        "size": found.size,
        "single": found.single,
        "right": right.value if right is not None and known else np.nan,
        "right_low": right.low if right is not None and known else np.nan,
        "right_high": right.high if right is not None and known else np.nan,
        "empty": found.empty,
    }
