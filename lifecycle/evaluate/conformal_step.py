"""Sets and intervals: what can be promised for a single row, and what the promise costs.

The limits are learned on out-of-fold predictions of training rows and judged fold by fold on rows
they were not learned from; on the holdout they are then only read off.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.param_fields import seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, interval, number, percent
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.conformal import ConformalMargins, ConformalSets
from ..stats.quantiles import pit_histogram, probability_integral_transform, quantile_coverage
from ..storage.frame_columns import frame_of
from ..train.label_decisions import STEP as LABELS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .conformal_coverage import Limits, by_part, coverage_table, cross, learn
from .judged import STEP as JUDGED
from .judged import Judged
from .out_of_fold import OutOfFold, out_of_fold_of
from .recalibration import recalibrated

LEVELS = (0.8, 0.9, 0.95)
REMEMBERED = 1000  # quantiles of the errors, enough for the shape of any histogram


class ConformalParams(Params):
    """What is promised for a single row, and how it is cut."""

    level: float = Field(
        0.9,
        ge=0.5,
        le=0.99,
        title="Target coverage",
        description="The share of rows whose set or interval must contain the true value. A "
        "larger share makes sets and intervals larger.",
    )
    sets: Literal["lac", "aps"] = Field(
        "lac",
        title="Prediction sets",
        description="The smallest sets (LAC) cover all rows together as often as asked, hard "
        "classes less often. Adaptive sets (APS) are larger where a row is hard; they "
        "want three classes or more.",
        json_schema_extra={"labels": {"lac": "Smallest (LAC)", "aps": "Adaptive (APS)"}},
    )
    margins: Literal["absolute", "signed"] = Field(
        "absolute",
        title="Prediction intervals",
        description="As far below as above a prediction, or each side by its own errors. The "
        "latter suits predictions that are more often far too low than far too high.",
        json_schema_extra={"labels": {"absolute": "Symmetric", "signed": "Asymmetric"}},
    )
    seed: int = seed_field("Fixes which rows are used when there are very many.")


@dataclass(frozen=True)
class Conformal:
    """What is promised for a single row, learned on all out-of-fold predictions.

    ``table`` and ``parts`` are judged on folds they were not learned on. ``limits``: infinite where
    there are too few rows. ``zone``: between these chances of two classes both are in the set.
    For amounts, else empty: ``errors``, and ``pit`` and ``quantiles`` of rows against the errors of
    other folds.
    """

    table: pd.DataFrame = field(
        metadata=frame_of("one row a level", columns.LEVEL, *columns.COVERAGE)
    )
    parts: pd.DataFrame = field(
        metadata=frame_of(
            "one row a class or fifth of the predictions, at ``level``", *columns.COVERAGE_BY_PART
        )
    )
    limits: pd.DataFrame = field(metadata=frame_of("one row a level", *columns.LIMITS))
    zone: tuple[float, float] | None
    errors: pd.DataFrame = field(
        metadata=frame_of("one row a quantile of the errors", *columns.ERRORS)
    )
    pit: pd.DataFrame = field(
        metadata=frame_of("one row a bin of the probability integral transform", *columns.PIT)
    )
    quantiles: pd.DataFrame = field(
        metadata=frame_of("one row a quantile", *columns.QUANTILE_COVERAGE)
    )
    classes: tuple[str, ...]
    score: str
    level: float
    model: str
    rows: int
    sentence: str

    def learned(self) -> Limits:
        """Return the limits in the form that can be applied to predictions."""
        levels, at = tuple(self.limits["level"]), self.limits
        if self.classes:
            return ConformalSets(self.score, levels, tuple(at["cut"]), self.rows, "")  # type: ignore[arg-type]
        ends = tuple(at["below"]), tuple(at["above"])
        return ConformalMargins(self.score, levels, *ends, self.rows, "")  # type: ignore[arg-type]


def run(
    params: ConformalParams,
    *,
    data: Table,
    split: Split,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Conformal:
    own = out_of_fold_of(judged.model, data, split, labels, train, params.seed)
    own = recalibrated(own, judged.calibration)
    levels = tuple(sorted({*LEVELS, params.level}))
    score = params.sets if own.classes else params.margins
    report(0.1, f"Learning limits on {count('prediction', len(own))}")
    limits = learn(own, levels, score, np.ones(len(own), dtype=bool))
    report(0.4, "Judging them on folds they were not learned from")
    rows, said = cross(own, levels, limits.score)
    if not said:
        raise ChoiceError("One fold alone cannot be judged by others.", "Use more folds in Split.")
    groups = None if own.groups is None else own.groups[rows]
    y, answers = own.y[rows], own.answers[rows]
    table = coverage_table(y, said, groups)
    report(0.7, "Looking at its parts")
    parts = by_part(y, answers, said[params.level], own.classes, params.level, groups)
    pit = np.zeros(0) if own.classes else _pit(own)
    row = table[table["level"] == params.level].to_dict("records")[0]
    zone = limits.zone(params.level) if isinstance(limits, ConformalSets) else None
    return Conformal(
        table,
        parts,
        _numbers(limits),
        zone if len(own.classes) == 2 else None,
        pd.DataFrame({"residual": np.zeros(0) if own.classes else _errors(own)}),
        pit_histogram(pit, groups=own.groups) if len(pit) else pd.DataFrame(),
        quantile_coverage(pit, groups=own.groups) if len(pit) else pd.DataFrame(),
        own.classes,
        limits.score,
        params.level,
        own.model,
        len(own),
        conformal_sentence(row, own.classes, params.level, zone, limits, parts),
    )


def _numbers(limits: Limits) -> pd.DataFrame:
    if isinstance(limits, ConformalSets):
        return pd.DataFrame({"level": limits.levels, "cut": limits.cuts})
    return pd.DataFrame({"level": limits.levels, "below": limits.below, "above": limits.above})


def _errors(own: OutOfFold) -> np.ndarray:
    off = np.asarray(own.y, dtype=float) - own.answers
    if len(off) <= REMEMBERED:
        return np.sort(off)
    return np.quantile(off, (np.arange(REMEMBERED) + 0.5) / REMEMBERED)


def _pit(own: OutOfFold) -> np.ndarray:
    """Return where each error lies among those of the other folds."""
    y, found = np.asarray(own.y, dtype=float), np.full(len(own), 0.5)
    for fold in np.unique(own.folds):
        mine = own.folds == fold
        if mine.all():
            continue
        others = (y - own.answers)[~mine]
        found[mine] = probability_integral_transform(y[mine], own.answers[mine], others)
    return found


def conformal_sentence(
    row: Mapping[Hashable, Any],
    classes: tuple[str, ...],
    level: float,
    zone: tuple[float, float] | None,
    limits: Limits,
    parts: pd.DataFrame,
) -> str:
    """Return what is promised and what it costs, in words."""
    if _endless(limits, level):
        return f"There are too few rows to guarantee a coverage of {percent(level)}."
    held = interval(row["coverage"], row["low"], row["high"], 0.95)
    coverage = f"Its observed coverage, out of fold, is {held}."
    if not classes:
        return (
            f"For {percent(level)} of the rows the true value should lie within an interval of "
            f"width {number(float(row['size']))}. {coverage}{broken_promise(parts, level)}"
        )
    one = f"For {percent(row['single'])} of the rows the set is a single class"
    right = f", which is right for {percent(row['right'])} of them" * bool(row["single"] > 0)
    doubt = ""
    if zone is not None and len(classes) == 2:
        doubt = (
            f" With a probability of {classes[-1]} between {number(zone[0], 0.05)} and "
            f"{number(zone[1], 0.05)} either is possible: let a person decide there."
        )
    sure = ""
    if row["empty"] > 0.005:
        sure = (
            f" For {percent(row['empty'])} the set is empty: the model is surer than you asked, "
            "so ask for a larger coverage."
        )
    return f"{one}{right}.{doubt}{sure} {coverage}{broken_promise(parts, level)}"


def broken_promise(parts: pd.DataFrame, level: float) -> str:
    """Return for which part of the rows the promise is clearly broken; empty when for none."""
    below = [row for row in parts.to_dict("records") if row["high"] < level]
    if not below:
        return ""
    worst = min(below, key=lambda row: float(row["coverage"]))
    return f" Not so for {worst['part']}: there it covers {percent(worst['coverage'])} only."


def _endless(limits: Limits, level: float) -> bool:
    ends = limits.cuts if isinstance(limits, ConformalSets) else limits.above
    return bool(np.isinf(ends[limits.levels.index(level)]))


STEP = Step(
    "conformal",
    "Conformal prediction",
    "Find sets of classes or intervals that contain the true value as often as you ask. They are "
    "learned on out-of-fold predictions, so that the holdout stays locked.",
    ConformalParams,
    Conformal,
    run,
    needs=(
        Need.of(DATA),
        Need.of(SPLIT),
        Need.of(LABELS, "decisions"),
        Need.of(TRAIN),
        Need.of(JUDGED, "model", "calibration"),
    ),
    version=2,
)
