"""What stands out in a profile, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ..core.wording import count, listing, number, percent, short

if TYPE_CHECKING:
    from ..data.step import Table

RELATED, SUSPICIOUS, SAME, SKEWED = 0.1, 0.95, 0.9, 0.3


def remarks(
    data: Table, columns: pd.DataFrame, correlations: pd.DataFrame, shown: str
) -> tuple[str, ...]:
    """Return up to six sentences, the ground first, then target, relations, gaps, pairs, skew."""
    others = columns[columns["column"].isin(data.features)]  # what is left out needs no word
    correlations = correlations[correlations[["a", "b"]].isin(data.features).all(axis=1)]
    found = [shown]
    found += _target(data, columns)
    found += _related(data.target, others)
    found += _missing(others)
    found += _pairs(correlations)
    found += _skewed(others)
    return tuple(found[:6])


def _target(data: Table, columns: pd.DataFrame) -> Iterator[str]:
    row = columns[columns["column"] == data.target].iloc[0]
    name = short(data.target)
    if data.task == "regression":
        yield (
            f"{name} has a median of {number(row['median'])} and reaches from "
            f"{number(row['min'])} to {number(row['max'])}."
        )
    elif row["top"] is not None:
        yield (
            f"The most frequent class of {name} is {short(row['top'])}, with "
            f"{percent(row['top_share'])} of the rows."
        )


def _related(target: str, others: pd.DataFrame) -> Iterator[str]:
    ranked = others.dropna(subset=["relation"]).sort_values(
        "relation", ascending=False, kind="stable"
    )
    strong = ranked[ranked["relation"] >= RELATED]
    if strong.empty:
        if len(ranked):
            yield f"No single column is clearly related to {short(target)}."
        return
    named = [f"{short(r.column)} ({r.relation:.2f})" for r in strong.head(3).itertuples()]
    yield f"Most related to {short(target)}, from 0 to 1: {listing(named)}."
    almost = strong[strong["relation"] >= SUSPICIOUS]
    if len(almost):
        names = listing(map(short, almost["column"]), most=3)
        yield (
            f"The target is almost determined by {names}: check that this is known at the "
            "moment of prediction."
        )


def _missing(others: pd.DataFrame) -> Iterator[str]:
    gaps = others[others["missing_share"] > 0].sort_values(
        "missing_share", ascending=False, kind="stable"
    )
    if gaps.empty:
        yield "No value is missing."
        return
    top = gaps.head(3)
    shares = zip(top["column"], top["missing_share"], strict=True)
    named = [f"{short(name)} ({percent(share)})" for name, share in shares]
    has = "has" if len(gaps) == 1 else "have"
    yield f"{count('column', len(gaps))} {has} missing values, most of all {listing(named)}."


def _pairs(correlations: pd.DataFrame) -> Iterator[str]:
    strong = correlations[correlations["value"].abs() >= SAME]
    if len(strong):
        top = strong.iloc[int(strong["value"].abs().argmax())]
        more = f"; {count('more pair', len(strong) - 1)} like it" if len(strong) > 1 else ""
        yield (
            f"{short(top['a'])} and {short(top['b'])} carry nearly the same information "
            f"(correlation {top['value']:.2f}){more}."
        )


def _skewed(others: pd.DataFrame) -> Iterator[str]:
    # How many standard deviations lie between mean and median; it cannot pass 1.
    apart = (others["mean"] - others["median"]) / others["std"]
    skewed = others[(apart.abs() >= SKEWED) & (others["distinct"] > 10)]
    if skewed.empty:
        return
    row = skewed.iloc[int(apart[skewed.index].abs().argmax())]
    side = "high" if row["mean"] > row["median"] else "low"
    yield (
        f"{short(row['column'])} has a few very {side} values: its mean is {number(row['mean'])}, "
        f"its median {number(row['median'])}."
    )
