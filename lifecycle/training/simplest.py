"""The simplest candidate of a leaderboard that comes as near to the leader as matters.

A score that is as good as the same is no reason for a model that is larger and harder to explain.
"""

from __future__ import annotations

import pandas as pd

from ..evaluating.recommending import simplest
from ..metrics.catalog import Metric
from ..metrics.paired import region_of, verdict
from ..stats.leader import RULE


def advice(table: pd.DataFrame, metric: Metric, agreed: float | None = None) -> tuple[str, str]:
    """Return which candidate to take and why; two empty texts where there is nothing to take.

    ``table`` is that of the leaderboard, ``agreed`` the difference that does not matter, where the
    contract says it. What looks at no column is never taken.
    """
    whole = table[table["score"].notna() & (table["problem"] == "")]
    usable = whole[~whole["baseline"] | (whole["title"] == RULE)]
    if usable.empty or len(whole) < 2 or whole.iloc[0]["model"] != usable.iloc[0]["model"]:
        return "", ""
    margin = region_of(metric, float(usable.iloc[0]["score"]), agreed)
    known = pd.DataFrame(
        {
            "model": usable["model"],
            "title": usable["title"],
            "simplicity": usable["simplicity"],
            "gain": -usable["behind"],
            "low": -usable["behind_high"],
            "high": -usable["behind_low"],
            "margin": margin,
            "within": -usable["behind"] >= -margin,
        }
    )
    ends = known[["low", "high"]].to_numpy(dtype=float)
    known["verdict"] = [verdict(low, high, margin) for low, high in ends]
    return simplest(known, metric)
