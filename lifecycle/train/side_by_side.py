"""Candidates side by side, in every measure of the task, and those of a kind alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..core.wording import interval, number
from ..metrics.catalog import METRICS
from .leader_sentence import clear_of_baseline

if TYPE_CHECKING:
    from .step import Leaderboard

PINNED, TIED, BEATS, SOUND = "Pinned", "Best or tied", "Clear of the baseline", "Without a problem"
KINDS = (PINNED, TIED, BEATS, SOUND)
COSTS = {
    "fit_seconds": "Fit seconds",
    "predict_seconds": "Predict seconds",
    "megabytes": "Size in MB",
    "features": "Features",
}


def compare_table(board: Leaderboard, models: Sequence[str]) -> pd.DataFrame:
    """Return one row a measure and one text column a candidate, called by its title.

    Measures are means over the folds; the first is the one that ranks, with its interval.
    """
    rows: dict[str, dict[Any, Any]] = {row["model"]: row for row in board.table.to_dict("records")}
    metric = METRICS[board.metric].title
    means = board.folds.pivot_table(index="metric", columns="model", values="value", sort=False)
    table: dict[str, list[str]] = {"measure": [f"{metric} and 95% interval", "Training score"]}
    others = [name for name in means.index if name != board.metric]
    table["measure"] += [METRICS[name].title for name in others]
    table["measure"] += [*COSTS.values(), "Hyperparameters", "Problem"]
    for model in models:
        row = rows[model]
        known = means[model] if model in means else pd.Series(dtype=float)
        cells = [interval(row["score"], row["low"], row["high"]), _text(row["train_score"])]
        cells += [_text(known.get(name)) for name in others]
        cells += [_text(row[name]) for name in COSTS]
        table[str(row["title"])] = [*cells, str(row["settings"]) or "defaults", str(row["problem"])]
    return pd.DataFrame(table)


def filter_by(table: pd.DataFrame, kinds: Sequence[str], pinned: Sequence[str]) -> pd.Series:
    """Return for each row of the leaderboard's table whether it is of all these kinds."""
    are = {
        PINNED: table["model"].isin(pinned),
        TIED: table["tied"] | (table.index == 0),
        BEATS: clear_of_baseline(table),
        SOUND: (table["problem"] == "") & (table["warning"] == ""),
    }
    kept = pd.Series(True, index=table.index)
    for kind in kinds:
        kept &= are[kind]
    return kept


def _text(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else number(float(value))
