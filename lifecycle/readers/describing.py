"""One column in words and numbers: what it is, and what was done to make it."""

from __future__ import annotations

import pandas as pd

from .convert import Inferred
from .kinds import guess_kind


def describe(name: str, column: pd.Series, inferred: Inferred) -> dict[str, object]:
    guess = inferred.guess or guess_kind(name, column)
    present = column.dropna()
    return {
        "name": name,
        "kind": guess.kind,
        "missing": len(column) - len(present),
        "distinct": int(present.nunique()),
        "example": "" if present.empty else str(present.iloc[0])[:80],
        "note": "; ".join([guess.reason, *inferred.notes]),
        "repaired": inferred.repaired,
    }
