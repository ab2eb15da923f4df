"""What nested cross-validation repeats of a training, what that costs, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import count, inside, interval, number, seconds
from ..split.refold import inner_folds
from ..stats.corrected_resampled import Resampled
from .cross_validate import PROMISING

if TYPE_CHECKING:
    from ..split.split import Split
    from .params import TrainParams
    from .step import Leaderboard

MOST_TRIALS = 30
WHOLE = "Whole procedure (nested)"
FOUND = ("-tuned", "-kept")  # candidates whose settings a search found, the outer folds included


def taking_part(params: TrainParams) -> TrainParams:
    """Return the choices without candidates that an earlier search found on the outer folds."""
    own = tuple(each for each in params.custom if not each.name.endswith(FOUND))
    return params.model_copy(update={"custom": own})


def searched_by_train(trials: pd.DataFrame) -> int:
    """Return how many settings to try: as many as a training did, apart from the usual ones."""
    if not len(trials):
        return 0
    return min(len(trials) - trials["model"].nunique(), MOST_TRIALS)


def cost(train: Leaderboard, split: Split, trials: int | None) -> str:
    """Return the sentence that says beforehand what it takes."""
    trials = searched_by_train(train.trials) if trials is None else trials
    inner = [len(inner_folds(split, fold)) for fold in split.folds]
    outer = sum(n > 0 for n in inner)
    own = (each.name for each in taking_part(train.again).custom)
    part = train.table["baseline"] | train.table["model"].isin([*train.again.models, *own])
    table = train.table[part & train.table["fit_seconds"].notna()]
    spent = (table["fit_seconds"] + table["predict_seconds"]).to_numpy(dtype=float)
    best = spent[:PROMISING].mean() if len(spent) else 0.0
    fits = sum(inner) * (len(table) + trials) + outer
    needed = sum(inner) * (spent.sum() + trials * best) + outer * best
    return (
        f"This takes up to {count('fit', fits)}, {seconds(float(needed))} one after the "
        f"other: {count('candidate', len(table))} and {count('trial', trials)} on the inner folds "
        f"of each of {count('outer fold', outer)}. Trials given up early save some."
    )


def sentence(
    folds: pd.DataFrame, compared: pd.DataFrame, kind: Resampled, metric: str, best: str
) -> str:
    """Return what the procedure is worth, and how much kinder the leaderboard was."""
    whole = compared["title"] == WHOLE
    value, low, high = compared.loc[whole, ["score", "low", "high"]].to_numpy(dtype=float)[0]
    shown = float(compared["score"][~whole].iloc[0])
    text = (
        f"Choosing and tuning included, {inside(metric)} is "
        f"{interval(value, low, high)} on folds that had no part in any choice. "
    )
    spread = kind.high - kind.low
    text += f"The leaderboard shows {number(shown, high - low)} for {inside(best)}"
    if not np.isfinite(kind.mean):
        text += ", which cannot be compared."
    elif kind.mean <= 0:
        text += " on the same folds, which is not too optimistic."
    else:
        text += f": {number(kind.mean, spread)} too optimistic"
        text += "." if kind.excludes_zero else ", which may be chance."
    chosen = folds["title"].nunique()
    if chosen == 1:
        return f"{text} Every fold chose {inside(folds['title'].iloc[0])}."
    common = folds["title"].value_counts()
    return (
        f"{text} The folds chose {chosen} different candidates, most often "
        f"{inside(str(common.index[0]))} ({common.iloc[0]} of {len(folds)})."
    )
