"""Rules for what a distance between distributions does not see: unseen levels, gaps, extremes.

Each compares a share of the new rows with that of the holdout. It is broken when the lower limit of
the difference (Newcombe's interval) is at least the smallest effect of interest: an estimate that
chance alone may have made so large breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..stats.drift import as_numbers, is_numeric
from ..stats.proportions import difference_of_proportions
from ..storage.frame_columns import Column, names_of

RULES = (
    Column("column", "its name"),
    Column("rule", '"missing", "unseen levels" or "out of range"'),
    Column("rows", "new rows that it is about", unit="rows"),
    Column("of", "new rows that could have been", unit="rows"),
    Column("share_reference", "how many it is about in the reference", unit="share"),
    Column("effect", "share of the new rows less that of the reference", unit="share"),
    Column("low", "lower end of its 95% interval", unit="share"),
    Column("high", "upper end of its 95% interval", unit="share"),
    Column("broken", "whether the lower end is at least the smallest effect of interest"),
)
MISSING, UNSEEN, BEYOND = "missing", "unseen levels", "out of range"
IN_WORDS = {
    MISSING: "is missing",
    UNSEEN: "has levels that training did not have",
    BEYOND: "lies outside what training had",
}


def column_rules(
    schema: Mapping[str, Any],
    reference: pd.DataFrame,
    new: pd.DataFrame,
    given: pd.DataFrame,
    effect: float,
) -> pd.DataFrame:
    """Return one row a column and rule that new rows are about, largest effect first.

    ``reference`` and ``new``: inputs in their kinds; ``given``: the new file as read. A column that
    is not in the file is a problem of its own.
    """
    rows = []
    for name, about in schema["properties"].items():
        if name not in given:
            continue
        for rule, was, now in _cases(about, reference[name], new[name], given[name]):
            hits, of, n = int(now.sum()), len(now), len(was)
            if not hits:
                continue
            found = difference_of_proportions(hits, of, int(was.sum()), n)
            share = float(was.mean()) if n else np.nan
            broken = found.low >= effect
            rows.append((name, rule, hits, of, share, found.value, found.low, found.high, broken))
    table = pd.DataFrame(rows, columns=names_of(RULES)).astype({"broken": bool})
    return table.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def _cases(
    about: Mapping[str, Any], reference: pd.Series, new: pd.Series, given: pd.Series
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each rule with the rows of reference and new file that it is about."""
    gone = new.isna().to_numpy()
    was_gone = reference.isna().to_numpy()
    if given.isna().all():
        return  # an empty column is a problem of the file
    yield MISSING, was_gone, gone
    kind, known, was_known = about["kind"], new[~gone], reference[~was_gone]
    if is_numeric(kind) and "min" in about:
        ends = as_numbers(pd.Series([about["min"], about["max"]]).pipe(_typed, kind))
        if len(ends) == 2:
            low, high = ends
            values = (as_numbers(each) for each in (was_known, known))
            was, now = ((v < low) | (v > high) for v in values)
            yield BEYOND, was, now
    elif kind in ("category", "boolean") and isinstance(about.get("levels"), list):
        levels = {*about["levels"]}
        if len(levels) < about["level_count"]:  # the bundle does not name all of them
            levels |= {*was_known.astype(str)}
            half = len(was_known) // 2  # levels of one half that the other does not have
            seen = {*about["levels"], *was_known.astype(str).iloc[half:]}
            was = ~was_known.astype(str).iloc[:half].isin(seen).to_numpy()
        else:
            was = ~was_known.astype(str).isin(levels).to_numpy()
        yield UNSEEN, was, ~known.astype(str).isin(levels).to_numpy()


def _typed(ends: pd.Series, kind: str) -> pd.Series:
    return pd.to_datetime(ends) if kind == "date" else ends
