"""What a way of splitting returns, and what the ways have in common."""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.errors import ChoiceError, MissingChoice
from ..core.wording import listing

if TYPE_CHECKING:  # the Split step imports this room, so this room only names the steps' types
    from ..data.step import Table
    from .params import SplitParams

Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

BY_DESIGN = "the same in every part, by design"
NEARLY = "as near as whole groups allow"
CHANCE = "left to chance"
AS_IT_CAME = "as it came"


@dataclass(frozen=True)
class Cut:
    """How the rows of a table are cut.

    ``held``: rows that are locked away. ``fold``: the fold of each row, -1 for what is locked
    away or used for nothing. ``fit_from``: for folds in order, the first fold that a row may be
    learned from for; None when every fold learns from all the others. ``note``: what should be
    said about it. ``spread``: how the target is spread over the parts.
    """

    held: Mask
    fold: Codes
    note: str = ""
    spread: str = CHANCE
    fit_from: Codes | None = None


def chosen_column(params: SplitParams, data: Table) -> pd.Series:
    """Return the column to split by; raises ChoiceError when there is none of that name."""
    if not params.column:
        raise MissingChoice("No column to split by was chosen.", params.missing())
    others = [c for c in data.frame.columns if c != data.target]
    if params.column not in others:
        close = get_close_matches(params.column, others, n=3)
        raise ChoiceError(
            f"{params.column} is the target."
            if params.column == data.target
            else f"There is no column {params.column}.",
            f"Did you mean {listing(close)}?" if close else f"Choose one of {listing(others)}.",
        )
    return data.frame[params.column]


def holdout_size(n: int, params: SplitParams, what: str, blocks: int | None = None) -> int:
    """Return how many of n rows or groups to lock away, or say that n are too few."""
    size = math.ceil(round(n * params.holdout, 6))  # as scikit-learn counts
    if n - size < (blocks or params.folds):
        raise ChoiceError(
            f"{what} cannot be cut into a holdout and {params.folds} folds.",
            "Choose fewer folds, a smaller holdout, or bring more rows.",
        )
    return size
