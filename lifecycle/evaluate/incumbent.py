"""Today's way beside the model: measured on the same rows where it is a rule, else as given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..metrics.intervals import COLUMNS, against_baseline
from ..metrics.outcome import Outcome

if TYPE_CHECKING:
    from ..train.step import Leaderboard

RULE = "rule"  # the candidate that answers as the contract's rule


def rule_of(train: Leaderboard) -> tuple[str, ...]:
    """Return the name of the rule's candidate, if there is one that could be applied."""
    rows = train.table[train.table["model"] == RULE]
    return (RULE,) if len(rows) and rows["problem"].iloc[0] == "" else ()


def beside_today(
    outcome: Outcome,
    today: Outcome | None,
    task: str,
    metric: str,
    given: float | None,
    *,
    level: float,
    resamples: int,
    seed: int,
    groups: pd.Series | None,
    order: np.ndarray | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is known of today's way, and how much better than it the model is.

    Where it was measured on these rows both hold every metric, in the columns of
    `scoring.COLUMNS`. A score that somebody remembers has name and value alone, and nothing can
    be compared row by row; what was measured goes before it.
    """
    if today is not None:
        found = against_baseline(
            outcome,
            today,
            task,
            level=level,
            resamples=resamples,
            seed=seed,
            groups=groups,
            order=order,
        )
        return found.baseline, found.differences
    rows = [] if given is None else [(metric, float(given))]
    given_score = pd.DataFrame(rows, columns=["name", "value"]).astype(
        {"name": str, "value": float}
    )
    return given_score, pd.DataFrame(columns=list(COLUMNS))


def incumbent_score(today: pd.DataFrame, metric: str) -> float | None:
    """Return the score of today's way on one metric; None where it is not known."""
    found = today.loc[today["name"] == metric, "value"]
    return float(found.iloc[0]) if len(found) else None
