"""One column in words and numbers: what it is, and what was done to make it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .dates import MIXED, OTHER_DAY
from .inference import Inferred
from .kinds import DRESSED, FEW_DATES, guess_kind, shorten
from .numbers import plain_numbers

DOUBTS = {
    "in different currencies": "holds amounts in different currencies, read as plain numbers",
    "in different units": "holds numbers with and without a percent sign, read as they stand",
    DRESSED: "holds numbers with other signs around them; they stay text, so mend them if they "
    "should count",
    FEW_DATES: "holds dates, but too many cells are no possible date, so it stays text",
    OTHER_DAY: "holds times with an offset; they are read in UTC, where some fall on another day",
    MIXED: "holds dates with the day first and others with the month first",
}


def doubts(columns: pd.DataFrame) -> list[str]:
    """Return a sentence for each column whose cells do not seem to be of one sort."""
    return [
        f"{shorten(name)} {said}."
        for name, note in zip(columns["name"], columns["note"].astype(str), strict=True)
        for found, said in DOUBTS.items()
        if found in note
    ]


def names_like_values(names: Iterable[str], head: pd.DataFrame) -> list[str]:
    """Return a sentence where the first rows hold, or are around, what names most columns.

    >>> names_like_values(["7", "x"], pd.DataFrame({"7": [5, 9], "x": ["y", "x"]}))[0][:47]
    "The column names look like values ('7', 'x'). I"
    """
    like = [name for name, cells in zip(names, head.items(), strict=True) if holds(name, cells[1])]
    if not like or len(like) <= 0.5 * head.shape[1]:
        return []
    shown = ", ".join(shorten(name, 20) for name in like[:3])
    return [
        f"The column names look like values ({shown}). If no line holds names, choose line 0 for "
        "them."
    ]


def holds(name: str, cells: pd.Series) -> bool:
    """Tell whether a column's name is one of its values, or a number between them."""
    if pd.api.types.is_numeric_dtype(cells):
        number = plain_numbers(np.array([name], dtype=object))[0]
        return bool(cells.min() <= number <= cells.max())
    return cells.dtype == object and bool((cells == name).any())


def describe(name: str, column: pd.Series, inferred: Inferred) -> dict[str, object]:
    guess = inferred.guess or guess_kind(name, column)
    present = column.dropna()
    return {
        "name": name,
        "kind": guess.kind,
        "nature": guess.nature,
        "missing": len(column) - len(present),
        "distinct": int(present.nunique()),
        "example": "" if present.empty else str(present.iloc[0])[:80],
        "note": "; ".join([guess.reason, *inferred.notes]),
        "repaired": inferred.repaired,
        "unit": inferred.measure,
        "way": inferred.way,
    }
