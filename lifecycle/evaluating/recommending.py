"""Which candidate to take: the simplest whose score is within the region of the best."""

from __future__ import annotations

import pandas as pd

from ..core.wording import inside, interval, number
from ..metrics.catalog import Metric

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
        "and its whole interval lies within it"
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
