"""Checks of missing values: how many, and whether they come with other answers than values do."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import number, percent, short
from ..stats.association import cramers_v, rank_eta
from ..stats.multiple_testing import adjust_pvalues
from .check import Check, Found, Hit
from .context import Context

SOME, MOSTLY = 0.05, 0.5
ALPHA, EFFECT, LEAST_MISSING = 0.05, 0.1, 10


def with_gaps(context: Context) -> str:
    return "" if any(c.missing for c in context.columns) else "No value is missing."


def all_missing(context: Context) -> Found:
    for column in context.columns:
        if column.missing == len(context.table.frame):
            yield Hit(column.name, "No row has a value.")


def mostly_missing(context: Context) -> Found:
    rows = len(context.table.frame)
    for column in context.columns:
        if MOSTLY * rows < column.missing < rows:
            said = f"{column.missing:,} of {rows:,} rows have no value."
            yield Hit(column.name, said, column.missing)


def some_missing(context: Context) -> Found:
    rows = len(context.table.frame)
    for column in context.features:
        if SOME * rows <= column.missing <= MOSTLY * rows:
            said = f"{column.missing:,} of {rows:,} rows ({percent(column.missing / rows)}) "
            yield Hit(column.name, f"{said}have no value.", column.missing)


def missing_related(context: Context) -> Found:
    """Missingness that goes with the target: adjusted p-value and an effect that matters."""
    gaps = {c.name: context.train[c.name].isna().to_numpy() for c in context.features if c.missing}
    least = LEAST_MISSING
    gaps = {name: g for name, g in gaps.items() if least <= g.sum() <= len(g) - least}
    p_values = adjust_pvalues([_p_value(context, gap) for gap in gaps.values()])
    for (name, gap), p in zip(gaps.items(), p_values, strict=True):
        effect = _effect(context, gap)
        if p < ALPHA and effect >= EFFECT:
            yield Hit(name, _told(context, gap), effect)


def _p_value(context: Context, gap: NDArray[np.bool_]) -> float:
    from scipy.stats import chi2_contingency, mannwhitneyu

    if not context.classes:
        y = context.y.to_numpy(dtype=float)
        return float(mannwhitneyu(y[gap], y[~gap]).pvalue)
    counts = pd.crosstab(gap, context.codes).to_numpy()
    return float(chi2_contingency(counts, correction=False).pvalue) if counts.shape[1] > 1 else 1.0


def _effect(context: Context, gap: NDArray[np.bool_]) -> float:
    if context.classes:
        return cramers_v(gap.astype(np.intp), context.codes)
    return rank_eta(gap.astype(np.intp), context.y.to_numpy(dtype=float))


def _told(context: Context, gap: NDArray[np.bool_]) -> str:
    y, target = context.y, short(context.table.target)
    if not context.classes:
        there, gone = (number(float(y[rows].median())) for rows in (~gap, gap))
        return f"Where it is missing, the median of {target} is {gone}; where it is known, {there}."
    missing, known = (y[rows].value_counts(normalize=True) for rows in (gap, ~gap))
    apart = missing.sub(known, fill_value=0).abs()
    label = context.table.positive or str(apart.idxmax())
    said = f"Where it is missing, {percent(float(missing.get(label, 0)))} of the rows are "
    return f"{said}{label!r}; where it is known, {percent(float(known.get(label, 0)))}."


CHECKS: tuple[Check, ...] = (
    Check(
        code="missing_related",
        title="Informative missingness",
        severity="warning",
        find=missing_related,
        explanation="Where the target differs between rows with and without a value, being "
        "missing is informative (missing for a reason, not at random): a test that was not made, "
        "a field that is only filled in afterwards.",
        remedy="Ask why. If known in time, let Prepare mark gaps as such; if not, leave the "
        "column out.",
        applies=with_gaps,
        fix="not_known",
    ),
    Check(
        code="mostly_missing",
        title="Mostly missing",
        severity="warning",
        find=mostly_missing,
        explanation="More than half of the values would be imputed. That a value is missing may "
        "itself be informative.",
        remedy="Leave the column out, or keep it if missing means something, such as none.",
        applies=with_gaps,
        fix="leave_out",
    ),
    Check(
        code="missing",
        title="Missing values",
        severity="note",
        find=some_missing,
        explanation="Gaps are imputed by Prepare, from what the training rows show.",
        remedy="Ask why they are missing; choose the imputation in Prepare.",
        applies=with_gaps,
    ),
    Check(
        code="all_missing",
        title="Empty column",
        severity="note",
        find=all_missing,
        explanation="A column without any value carries no information.",
        remedy="It is left out; nothing to do.",
        applies=with_gaps,
    ),
)
