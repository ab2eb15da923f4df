"""Rank candidates by their fold scores, and say which cannot be told apart from the best."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .resampled import corrected

COLUMNS = ["model", "score", "low", "high", "std", "train_score", "folds", "tied"]


def rank(
    scores: pd.DataFrame, folds: int, greater_is_better: bool, test_share: float
) -> pd.DataFrame:
    """Return one row a candidate, best first; those that lack a fold come after the whole ones.

    ``scores`` has model, fold, value, train_value of one metric. ``tied`` is true when the
    interval of the paired difference to the best holds zero, or cannot be computed; the best
    itself is not tied.
    """
    rows = []
    for name, of_model in scores.groupby("model", sort=False):
        found = corrected(of_model["value"].to_list(), test_share)
        train = of_model["train_value"].mean()
        each = (name, found.mean, found.low, found.high, found.std, train, len(of_model), False)
        rows.append(each)
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = pd.DataFrame(
        {
            "short": table["folds"] < folds,
            "unknown": table["score"].isna(),
            "loss": -table["score"] if greater_is_better else table["score"],
        }
    ).sort_values(["unknown", "short", "loss"], kind="stable")
    table = table.loc[order.index].reset_index(drop=True)
    if len(table):
        by_fold = scores.pivot(index="fold", columns="model", values="value")
        best = by_fold[table.loc[0, "model"]]
        tied = [not _apart(best - by_fold[name], test_share) for name in table["model"][1:]]
        table["tied"] = np.array([False, *tied], dtype=bool)
    return table


def _apart(differences: pd.Series, test_share: float) -> bool:
    return corrected(differences.to_list(), test_share).excludes_zero
