"""Findings that a person accepted ("I know why"): rows of the log, never part of a key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .event import Event


@dataclass(frozen=True)
class Acceptance:
    """Who accepted a finding and when, why, and what the finding said then."""

    at: float
    who: str
    reason: str
    detail: str


def acceptances(history: Sequence[Event]) -> dict[tuple[str, str], Acceptance]:
    """Return what is accepted by code and column, from a history that is newest first."""
    last: dict[tuple[str, str], Acceptance | None] = {}
    for event in history:
        if event.event not in ("accept", "retract"):
            continue
        kept = json.loads(event.detail)
        made = Acceptance(event.at, event.who, kept.get("reason", ""), kept.get("detail", ""))
        last.setdefault((kept["code"], kept["column"]), made if event.event == "accept" else None)
    return {place: made for place, made in last.items() if made is not None}
