"""Where a project stands on the way to a good model: beat a baseline, overfit, then hold it back.

Chollet (Deep Learning with Python, 2nd edition, chapter 6): first a model with any statistical
power at all, then one large enough to overfit, and only then regularization and tuning.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import inside, interval, number
from ..models.linear import GUESS
from .leader_sentence import RULE, clear_of_baseline

if TYPE_CHECKING:
    from .model_params import FitParams

CLEAR = 0.5  # of the gain over the baseline: a gap between own and new rows as large is overfitting


@dataclass(frozen=True)
class Stage:
    """One stage of the way: whether it is reached, and what that rests on."""

    title: str
    reached: bool
    said: str


def stages(
    table: pd.DataFrame,
    metric: str,
    greater_is_better: bool,
    searched: Collection[str] = (),
) -> list[Stage]:
    """Return the three stages, in order; takes ``Leaderboard.table`` and what `searched` says."""
    scored = table[table["score"].notna() & (table["problem"] == "")]
    base, others = scored[scored["baseline"]], scored[~scored["baseline"]]
    if len(base) > 1:  # luck is no bar
        base = base[base["model"] != GUESS]
    if base.empty or others.empty:
        return []
    sign = 1 if greater_is_better else -1
    floor = base["score"].max() if greater_is_better else base["score"].min()
    best = others.iloc[0]
    gain = sign * (best["score"] - floor)
    metric = inside(metric)
    beaten = bool(clear_of_baseline(scored).iloc[0] and gain > 0)
    gaps = (sign * (others["train_score"] - others["score"])).dropna()
    return [
        _beats(beaten, best, floor, metric, _least(base, sign)),
        _overfits(others, gaps, gain, beaten),
        _held_back(others, searched),
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


def _held_back(others: pd.DataFrame, searched: Collection[str]) -> Stage:
    """Whether other hyperparameters than the usual ones were tried of what leads."""
    title, best = "Regularise and tune", others.iloc[0]
    own = others["settings"].map(_own_settings) & (others["title"] != RULE)
    if own.iloc[0]:
        return Stage(title, True, f"{best['title']} leads after other hyperparameters were tried.")
    if best.get("model") in searched:
        said = f"Other hyperparameters were tried; the defaults of {best['title']} still lead."
        return Stage(title, True, said)
    if own.any() or len(searched):
        said = f"{best['title']} leads with its default hyperparameters, and only those of others "
        return Stage(title, False, said + "were searched. Search those of the leader.")
    return Stage(
        title, False, "Every candidate has its default hyperparameters. Search better ones."
    )


def searched(
    table: pd.DataFrame, trials: pd.DataFrame, fits: Mapping[str, FitParams]
) -> frozenset[str]:
    """Return the candidates of whose models other hyperparameters than theirs were tried too.

    By a search, or by hand as a candidate of their own. Of an ensemble, those of every member.
    """
    ended = trials[trials["state"] == "complete"]["model"] if len(trials) else pd.Series(dtype=str)
    tried = ended.value_counts()
    models = set(tried.index[tried > 1])
    equal = set(table.loc[table["equals"] != "", "model"]) if "equals" in table else set()
    by_model: dict[str, set[str]] = {}
    for name, fit in fits.items():
        if not fit.members and name not in equal:
            by_model.setdefault(fit.model, set()).add(json.dumps(fit.settings, sort_keys=True))
    models |= {model for model, settings in by_model.items() if len(settings) > 1}
    return frozenset(
        name
        for name, fit in fits.items()
        if all(member.model in models for member in fit.all_members)
    )


def _own_settings(text: str) -> bool:
    """Whether any setting is not the usual one; an ensemble lists model, settings and weight."""
    found = json.loads(text) if text else {}
    return bool(any(of for _, of, _ in found) if isinstance(found, list) else found)
