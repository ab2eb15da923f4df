"""Say in words who leads a leaderboard, and whether something simpler would do."""

from __future__ import annotations

import pandas as pd

from ..core.wording import count, inside, interval, listing

RULE = "Incumbent rule"  # a baseline that does look at columns


def sentence(table: pd.DataFrame, metric: str, near: pd.Series | None = None) -> str:
    """Return one or two sentences about a leaderboard's table, best first.

    ``near``: who is as good as the leader, as `recommend.near` says; those tied when left out.
    """
    scored = table[table["score"].notna()]
    leader, others = scored.iloc[0], scored.iloc[1:]
    as_good = others[others["tied"] if near is None else near.loc[others.index]]
    value = f"{inside(metric)} {interval(leader['score'], leader['low'], leader['high'])}"
    lead = f"{leader['title']} leads with {value}"
    if leader["baseline"]:
        ruled = leader["title"] == RULE
        least = (
            f"the {inside(RULE)}, which" if ruled else "the baseline, which looks at no column and"
        )
        text = f"Nothing beats {least} has {value}."
    elif not clear_of_baseline(scored).iloc[0] and others["baseline"].any():
        best = others.loc[others["baseline"], "title"].iloc[0]
        least = f"the {inside(RULE)}" if best == RULE else "the baseline"
        text = f"Nothing clearly beats {least}: {lead}, which may be chance."
    else:
        text = f"{lead}{_compared(leader, others, as_good)}."
    without = len(table) - len(scored)
    if without:
        text += f" {count('candidate', without)} {'has' if without == 1 else 'have'} no score."
    return text


def clear_of_baseline(table: pd.DataFrame) -> pd.Series:
    """Return which candidates are clear of the baseline, their choosing counted.

    An earlier version did not say it; what no baseline is tied with is then clear of them.
    """
    if "clear" in table:
        return pd.Series(table["clear"], dtype=bool)
    tied = table["tied"] | (table.index == table.index[0])
    beaten = not table.loc[table["baseline"], "tied"].any()
    return pd.Series(~table["baseline"] & tied & beaten, dtype=bool)


def _compared(leader: pd.Series, others: pd.DataFrame, as_good: pd.DataFrame) -> str:
    tied = as_good[as_good["tied"]]
    simpler = as_good[as_good["simplicity"] < leader["simplicity"]].sort_values("simplicity")
    if len(simpler):
        which = "which is simpler" if len(simpler) == 1 else "which are simpler"
        apart = not simpler["tied"].all()
        is_like = "ahead by too little to matter of" if apart else "cannot be told apart from"
        return f", but {'is ' * apart}{is_like} {_titles(simpler)}, {which}"
    if len(tied):
        return f"; {_titles(tied)} cannot be told apart from it, but it is the simplest"
    return ", clearly ahead of every other candidate" if len(others) > 1 else ", above the baseline"


def _titles(rows: pd.DataFrame) -> str:
    return listing([inside(title) for title in rows["title"]])
