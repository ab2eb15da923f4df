"""Where a project stands on the way to a good model: beat a baseline, overfit, then hold it back.

Chollet (Deep Learning with Python, 2nd edition, chapter 6): first a model with any statistical
power at all, then one large enough to overfit, and only then regularization and tuning.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.wording import inside, interval, number
from .leader_sentence import RULE

CLEAR = 0.5  # of the gain over the baseline: a gap between own and new rows as large is overfitting


@dataclass(frozen=True)
class Stage:
    """One stage of the way: whether it is reached, and what that rests on."""

    title: str
    reached: bool
    said: str


def stages(table: pd.DataFrame, metric: str, greater_is_better: bool) -> list[Stage]:
    """Return the three stages, in order; takes ``Leaderboard.table``."""
    scored = table[table["score"].notna() & (table["problem"] == "")]
    base, others = scored[scored["baseline"]], scored[~scored["baseline"]]
    if base.empty or others.empty:
        return []
    sign = 1 if greater_is_better else -1
    floor = base["score"].max() if greater_is_better else base["score"].min()
    best = others.iloc[0]
    gain = sign * (best["score"] - floor)
    metric = inside(metric)
    beaten = bool(not scored["baseline"].iloc[0] and not base["tied"].any() and gain > 0)
    gaps = (sign * (others["train_score"] - others["score"])).dropna()
    return [
        _beats(beaten, best, floor, metric, _least(base, sign)),
        _overfits(others, gaps, gain, beaten),
        _held_back(others),
    ]


def _least(base: pd.DataFrame, sign: int) -> str:
    """Return what the best baseline is called: a guess, or the rule that is followed today."""
    best = base.iloc[int(np.argmax(sign * base["score"].to_numpy()))]
    return f"the {inside(RULE)}" if best["title"] == RULE else "guessing"


def _beats(beaten: bool, best: pd.Series, floor: float, metric: str, least: str) -> Stage:
    title = "Beat a baseline"
    if beaten:
        score = interval(best["score"], best["low"], best["high"])
        said = f"{best['title']} has {metric} {score}, {least} {number(floor)}."
        return Stage(title, True, said)
    return Stage(
        title,
        False,
        f"Nothing clearly beats {least} yet. Look for better columns, or ask whether these "
        "columns can predict the target at all.",
    )


def _overfits(others: pd.DataFrame, gaps: pd.Series, gain: float, beaten: bool) -> Stage:
    title = "Be large enough to overfit"
    if len(gaps) and gaps.max() > CLEAR * max(gain, 0.0):
        widest = others["title"].to_numpy()[
            int(np.argmax(gaps.reindex(others.index).fillna(-np.inf)))
        ]
        said = (
            f"{widest} does much better on the rows it was fitted on than on new ones, so there "
            "is enough capacity."
        )
        return Stage(title, True, said)
    hint = "Add a larger model, such as gradient boosting, or interactions of features."
    return Stage(title, False, f"No candidate overfits, so a larger one may do better. {hint}")


def _held_back(others: pd.DataFrame) -> Stage:
    title = "Regularise and tune"
    own = others["settings"].map(_own_settings) & (others["title"] != RULE)
    if not own.any():
        return Stage(
            title, False, "Every candidate has its default hyperparameters. Search better ones."
        )
    best = others.iloc[0]
    if own.iloc[0]:
        return Stage(title, True, f"{best['title']} leads after other hyperparameters were tried.")
    return Stage(
        title,
        True,
        f"Other hyperparameters were tried; the defaults of {best['title']} still lead.",
    )


def _own_settings(text: str) -> bool:
    """Whether any setting is not the usual one; an ensemble lists model, settings and weight."""
    found = json.loads(text) if text else {}
    return bool(any(of for _, of, _ in found) if isinstance(found, list) else found)
