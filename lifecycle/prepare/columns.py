"""Which branch takes each column, and why a column is left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..core.errors import ChoiceError
from ..core.wording import count, percent
from ..data.step import Table
from .branches import BRANCH_OF
from .options import CATEGORY_IMPUTERS, MOST_LEVELS
from .params import PrepareParams

LEVELLED = "categories"
UNUSABLE = {
    "identifier": "An identifier names a row and says nothing about new rows.",
    "constant": "It has the same value in every row.",
}


def assign(params: PrepareParams, data: Table, train: pd.DataFrame) -> pd.DataFrame:
    """Return column, kind, branch and reason of every column but the target.

    The branch of a column that is left out is empty, and the reason says why; the reason of
    another says what it loses.
    """
    rows = []
    for each in data.columns.itertuples():
        if each.role == "target":
            continue
        reason, branch = why_left_out(params, each, train), ""
        if not reason:
            branch = BRANCH_OF[str(each.kind)].name
            reason = merged(params, train[each.name]) if branch == LEVELLED else ""
        rows.append((each.name, each.kind, branch, reason))
    table = pd.DataFrame(rows, columns=["column", "kind", "branch", "reason"])
    if not (table["branch"] != "").any():
        raise ChoiceError(
            "No column is left to learn from.",
            "Open Data and make at least one column a feature that is not an identifier.",
        )
    return table


def why_left_out(params: PrepareParams, each: Any, train: pd.DataFrame) -> str:
    """Return why a row of the table of columns becomes no feature; empty when it does."""
    if each.role != "feature":
        return str(each.reason or "It is set to be ignored.")
    if each.kind in UNUSABLE:
        return UNUSABLE[each.kind]
    branch = BRANCH_OF[each.kind]
    if branch.left_out(params):
        return branch.left_out(params)
    if not train[each.name].notna().any():
        return "It has no value in any training row."
    if branch.name == LEVELLED and level_shares(params, train[each.name]).max() < params.rare:
        return f"Each of its levels is rarer than {percent(params.rare)}: none can be learned from."
    return ""


def merged(params: PrepareParams, column: pd.Series) -> str:
    """Return how many levels are too rare to stand alone, as a sentence; empty when none is."""
    shares = level_shares(params, column)
    few = len(shares) - min(int((shares >= params.rare).sum()), MOST_LEVELS)
    if few < 1:
        return ""
    verb = "is" if few == 1 else "are"
    return f"{count('rare level', few)} of {len(shares):,} {verb} merged into one."


def level_shares(params: PrepareParams, column: pd.Series) -> pd.Series:
    """Return the share of rows of each level, a gap being one where it stays visible."""
    hidden = CATEGORY_IMPUTERS[params.categories].hides_gaps
    return column.value_counts(normalize=True, dropna=hidden)
