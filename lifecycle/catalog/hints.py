"""Names that speak of what happens after a prediction, or repeat the target: a table of hints.

A hint is no proof: such a column is marked as unsure and pointed out, never left out unasked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """A word of a column's name, and what it may mean."""

    pattern: str
    meaning: str


AFTER = "it may be written after the answer is known"
CLOSED = "it may say how or when a case ended"
PAID = "it may be money that moves only after the answer"
MODEL = "it may be a prediction or score that was made from the answer"
HINTS: tuple[Hint, ...] = (
    Hint(r"outcomes?|results?|resolution|resolved|verdict|final|actual", AFTER),
    Hint(r"closed|closing|ended|finished|completed|completion|terminated|termination", CLOSED),
    Hint(r"discharged?|died|death|deceased|survival|relapse", CLOSED),
    Hint(r"cancell?(ed|ation)?|churn(ed)?|left|exit|quit|withdrawn|withdrawal", AFTER),
    Hint(r"refund(ed)?|chargeback|recovered|recovery|recoveries|write_?off|settlement", PAID),
    Hint(r"collection|collections|default(ed)?|delinquent|late_fee|penalty", PAID),
    Hint(r"approved|rejected|accepted|declined|awarded|granted|won|lost", AFTER),
    Hint(r"predicted|prediction|predictions|score_model|risk_score|propensity", MODEL),
    Hint(r"post|after|later|follow_?up|next", AFTER),
)


def words_of(name: str) -> str:
    """Return a column's name as lower-case words between underscores.

    >>> words_of("DateClosed (UTC)")
    'date_closed_utc'
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^0-9a-z]+", "_", apart.lower()).strip("_")


def hint_of(name: str, target: str = "") -> str:
    """Return what a column's name may mean, or nothing.

    >>> hint_of("cancellation_reason")
    'it may be written after the answer is known'
    >>> hint_of("churn_date", "churn")
    "the target's name is part of its name"
    >>> hint_of("age", "churn")
    ''
    """
    own, goal = words_of(name), words_of(target)
    if len(goal) > 2 and own != goal and re.search(rf"(^|_){re.escape(goal)}(_|$)", own):
        return "the target's name is part of its name"
    for hint in HINTS:
        if re.search(rf"(^|_)({hint.pattern})(_|$)", own):
            return hint.meaning
    return ""
