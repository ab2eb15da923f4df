"""Today's way beside the model: measured on the same rows where it is a rule, else as given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..catalog.metrics import score_all
from ..catalog.outcome import Outcome

if TYPE_CHECKING:
    from ..steps.train import Leaderboard

RULE = "rule"  # the candidate that answers as the contract's rule


def rule_of(train: Leaderboard) -> tuple[str, ...]:
    """Return the name of the rule's candidate, if there is one that could be applied."""
    rows = train.table[train.table["model"] == RULE]
    return (RULE,) if len(rows) and rows["problem"].iloc[0] == "" else ()


def todays_way(
    predictions: pd.DataFrame | None,
    y: pd.Series,
    classes: tuple[str, ...],
    task: str,
    metric: str,
    given: float | None,
) -> pd.DataFrame:
    """Return name and value of what is known of today's way: every metric, one, or none.

    What was measured on these rows goes before what somebody remembers.
    """
    if predictions is not None:
        scores = score_all(Outcome.of(y, predictions, classes), task)
        return pd.DataFrame({"name": list(scores), "value": list(scores.values())})
    rows = [] if given is None else [(metric, float(given))]
    return pd.DataFrame(rows, columns=["name", "value"]).astype({"name": str, "value": float})


def known(today: pd.DataFrame, metric: str) -> float | None:
    """Return the score of today's way on one metric; None where it is not known."""
    found = today.loc[today["name"] == metric, "value"]
    return float(found.iloc[0]) if len(found) else None
