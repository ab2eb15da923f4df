"""What ties the rows that a bundle keeps: their groups, and when each of them was."""

from __future__ import annotations

import numpy as np
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from ..core.recipe import Recipe
from ..export.bundle import Bundle
from ..export.schema import reference_rows
from ..split.ordered import times_of
from ..split.params import AUTO
from ..steps import DATA, SPLIT


def split_of(bundle: Bundle, recipe: Recipe) -> tuple[str, str]:
    """Return method and column of the split; where the rows decided, as the bundle states them."""
    split = recipe.needs[SPLIT.name].params
    method, column = getattr(split, "method", ""), getattr(split, "column", None)
    if method == AUTO:
        taken = bundle.metrics.get("split", {})
        method, column = taken.get("method", ""), taken.get("column")
    return str(method), str(column or "")


def group_column(bundle: Bundle, recipe: Recipe) -> str:
    """Return the column whose rows belong together; empty when every row stands alone."""
    method, column = split_of(bundle, recipe)
    if method == "group":
        return column
    chosen = getattr(recipe.needs[DATA.name].params, "columns", ())
    return next((str(each.name) for each in chosen if each.role == "group"), "")


def moments_as_kept(bundle: Bundle, recipe: Recipe) -> np.ndarray | None:
    """Return when each row was, for splits by time or order; None for others, or if not kept."""
    method, column = split_of(bundle, recipe)
    if method == "order":
        return np.arange(len(bundle.reference))
    rows = reference_rows(bundle.schema, bundle.reference)
    if method != "time" or column not in rows:
        return None
    times = rows[column]
    if not (is_datetime64_any_dtype(times) or is_numeric_dtype(times)):
        return None
    return times_of(times, column)[0]
