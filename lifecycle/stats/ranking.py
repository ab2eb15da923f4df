"""Rank candidates by their fold scores, and say which cannot be told apart from the best."""

from __future__ import annotations

import pandas as pd

from .resampled import corrected

COLUMNS = ["model", "score", "low", "high", "std", "train_score", "folds", "tied"]
BEHIND = ["behind", "behind_low", "behind_high"]


def rank(
    scores: pd.DataFrame, folds: int, greater_is_better: bool, test_share: float
) -> pd.DataFrame:
    """Return one row a candidate, best first; those that lack a fold come after the whole ones.

    ``scores`` has model, fold, value, train_value of one metric. ``tied`` is true when the
    interval of the paired difference to the best holds zero, or cannot be computed; the best
    itself is not tied, nor is what lacks a fold. ``behind``, with its interval, is that
    difference: positive is worse.
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
        best, sign = by_fold[table.loc[0, "model"]], 1 if greater_is_better else -1
        apart = [
            corrected((sign * (best - by_fold[name])).to_list(), test_share)
            for name in table["model"]
        ]
        table[BEHIND] = [(each.mean, each.low, each.high) for each in apart]
        table["tied"] = [not each.excludes_zero for each in apart]
        table["tied"] &= table["folds"] == folds  # too little is known of the others
        table.loc[0, "tied"] = False
    return table
