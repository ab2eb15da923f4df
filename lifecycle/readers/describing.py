"""One column in words and numbers: what it is, and what was done to make it."""

from __future__ import annotations

import pandas as pd

from .convert import Inferred
from .kinds import guess_kind, shorten
from .values import MIXED

DOUBTS = {
    "in different currencies": "holds amounts in different currencies, read as plain numbers",
    "in different units": "holds numbers with and without a percent sign, read as they stand",
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
    }
