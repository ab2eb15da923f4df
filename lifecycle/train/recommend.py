"""Which candidate of a leaderboard is recommended, and judged unless another is chosen.

Who is as good as the leader is decided by `near` alone, for this and for the sentence on the leader
alike. A difference that may be chance, or is too small to matter, is no reason for a model that is
larger and harder to explain.
"""

from __future__ import annotations

import pandas as pd

from ..core.wording import inside, interval, number
from ..metrics.catalog import Metric
from ..metrics.paired import region_of, verdict
from .leader_sentence import RULE, clear_of_baseline


def recommended(
    table: pd.DataFrame, metric: Metric, which: str = "simplest", agreed: float | None = None
) -> tuple[str, str]:
    """Return which candidate to take and why; no reason where only a baseline can be taken.

    ``table`` is that of the leaderboard; ``which``: "leader" or "simplest"; ``agreed``: the
    difference that does not matter, where the contract says it. What looks at no column is taken
    only when it leads.
    """
    leader = table.iloc[0]
    named = inside(str(leader["title"]))
    if leader["baseline"] and leader["title"] != RULE:
        return str(leader["model"]), ""
    if which == "leader":
        why = "it leads, and the best that can be had in the time was asked for"
        return str(leader["model"]), _said(table, named, why)
    usable = ~table["baseline"] | (table["title"] == RULE)
    good = table[usable & near(table, metric, agreed)]
    chosen = good.sort_values("simplicity", kind="stable").iloc[0] if len(good) else leader
    if chosen["model"] == leader["model"]:
        return str(leader["model"]), _said(table, named, "no simpler candidate does as well")
    gap = interval(chosen["behind"], chosen["behind_low"], chosen["behind_high"])
    region = number(region_of(metric, float(leader["score"]), agreed))
    why = (
        f"it is the simplest that cannot be told apart from {named}, which is ahead by {gap} on "
        f"{inside(metric.title)}"
        if chosen["tied"]
        else f"it is simpler than {named}, which is ahead by {gap} on {inside(metric.title)}, and "
        f"a difference of up to {region} does not matter"
    )
    return str(chosen["model"]), _said(table, inside(str(chosen["title"])), why)


def near(table: pd.DataFrame, metric: Metric, agreed: float | None = None) -> pd.Series:
    """Return which candidates are as good as the leader, itself included.

    They cannot be told apart from it, or all of the difference's interval does not matter.
    """
    margin = region_of(metric, float(table["score"].iloc[0]), agreed)
    ends = zip(-table["behind_high"], -table["behind_low"], strict=True)
    little = [verdict(low, high, margin) in ("same", "equivalent") for low, high in ends]
    as_good = (table["problem"] == "") & (table["tied"] | pd.Series(little, index=table.index))
    return pd.Series(as_good | (table["model"] == table["model"].iloc[0]), dtype=bool)


def _said(table: pd.DataFrame, named: str, why: str) -> str:
    if clear_of_baseline(table).iloc[0]:
        return f"Take {named}: {why}."
    return f"If one is to be judged, take {named}: {why}."
