"""How a file's columns fit what the model takes: absent ones, and cells that could not be read."""

from __future__ import annotations

import pandas as pd

from ..core.wording import count
from ..storage.frame_columns import Column, names_of
from .scorer import Scorer

PROBLEMS = (
    Column("column", "which column of the model"),
    Column("problem", "what does not fit, one sentence"),
)
ABSENT = "It is not in the file, so it counts as missing in every row."


def column_problems(scorer: Scorer, raw: pd.DataFrame, inputs: pd.DataFrame) -> pd.DataFrame:
    """Return column and problem; more columns than the model takes are no problem."""
    rows = []
    for name, about in scorer.schema["properties"].items():
        if name not in raw:
            rows.append((name, ABSENT))
            continue
        lost = int((inputs[name].isna() & raw[name].notna()).sum())
        if lost:
            kind = about["kind"]
            rows.append((name, f"{count('cell', lost)} could not be read as {kind}."))
        unseen = unseen_levels(about, inputs[name])
        if unseen:
            rows.append((name, unseen))
    return pd.DataFrame(rows, columns=names_of(PROBLEMS))


def unseen_levels(about: dict[str, object], column: pd.Series) -> str:
    """Return a sentence on levels that training did not have, empty when there are none."""
    levels = about.get("levels")
    if about["kind"] not in {"category", "boolean"} or not isinstance(levels, list):
        return ""
    if len(levels) != about["level_count"]:
        return ""
    new = column.dropna()[~column.dropna().isin(levels)]
    if new.empty:
        return ""
    shown = ", ".join(repr(str(level))[:40] for level in new.unique()[:3])
    return f"{count('row', len(new))} with a level not seen in training, such as {shown}."
