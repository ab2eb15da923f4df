"""Say in words who leads a leaderboard, and whether something simpler would do."""

from __future__ import annotations

import pandas as pd

from ..core.wording import count, inside, interval, listing

RULE = "Incumbent rule"  # a baseline that does look at columns


def sentence(table: pd.DataFrame, metric: str) -> str:
    """Return one or two sentences about a table with title, baseline, simplicity and scores.

    The columns score, low, high and tied are those of `ranking.rank`, best first.
    """
    scored = table[table["score"].notna()]
    leader, others = scored.iloc[0], scored.iloc[1:]
    tied = others[others["tied"]]
    value = f"{inside(metric)} {interval(leader['score'], leader['low'], leader['high'])}"
    lead = f"{leader['title']} leads with {value}"
    if leader["baseline"]:
        ruled = leader["title"] == RULE
        least = (
            f"the {inside(RULE)}, which" if ruled else "the baseline, which looks at no column and"
        )
        text = f"Nothing beats {least} has {value}."
    elif tied["baseline"].any():
        ruled = set(tied.loc[tied["baseline"], "title"]) == {RULE}
        least = f"the {inside(RULE)}" if ruled else "the baseline"
        text = f"Nothing clearly beats {least}: {lead}, which may be chance."
    else:
        text = f"{lead}{_compared(leader, others, tied)}."
    without = len(table) - len(scored)
    if without:
        text += f" {count('candidate', without)} {'has' if without == 1 else 'have'} no score."
    return text


def _compared(leader: pd.Series, others: pd.DataFrame, tied: pd.DataFrame) -> str:
    simpler = tied[tied["simplicity"] < leader["simplicity"]].sort_values("simplicity")
    if len(simpler):
        which = "which is simpler" if len(simpler) == 1 else "which are simpler"
        return f", but cannot be told apart from {_titles(simpler)}, {which}"
    if len(tied):
        return f"; {_titles(tied)} cannot be told apart from it, but it is the simplest"
    return ", clearly ahead of every other candidate" if len(others) > 1 else ", above the baseline"


def _titles(rows: pd.DataFrame) -> str:
    return listing([inside(title) for title in rows["title"]])
