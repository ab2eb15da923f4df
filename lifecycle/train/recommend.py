"""The simplest candidate of a leaderboard that comes as near to the leader as matters.

A score that is as good as the same is no reason for a model that is larger and harder to explain.
"""

from __future__ import annotations

import pandas as pd

from ..core.wording import inside, interval, number
from ..metrics.catalog import Metric
from ..metrics.paired import region_of, verdict
from .leader_sentence import RULE


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


CANDIDATES = [
    "model", "title", "simplicity", "baseline", "value", "gain", "low", "high", "margin",
    "verdict", "within",
]  # fmt: skip


def simplest(candidates: pd.DataFrame, metric: Metric) -> tuple[str, str]:
    """Return the simplest candidate within the region of the best, and why it is recommended."""
    best = candidates.iloc[0]
    within = candidates[candidates["within"]].sort_values("simplicity", kind="stable")
    chosen = within.iloc[0]
    named, region = inside(best["title"]), number(chosen["margin"])
    if chosen["model"] == best["model"]:
        text = f"Take {named}: no simpler candidate comes within {region} of its {metric.title}."
        return str(chosen["model"]), text
    gap = interval(-chosen["gain"], -chosen["high"], -chosen["low"])
    sure = (
        "and its whole interval lies within that region"
        if chosen["verdict"] in ("same", "equivalent")
        else "but more rows could show it to be worse than that"
        if chosen["low"] < -chosen["margin"]
        else "and it is not shown to be worse"
    )
    text = (
        f"Take {inside(chosen['title'])}: it is simpler than {named}, which is ahead by {gap} on "
        f"{metric.title}. A difference of up to {region} does not matter, {sure}."
    )
    return str(chosen["model"]), text
