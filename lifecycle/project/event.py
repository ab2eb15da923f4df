"""One row of a project's log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One row of the project's log."""

    at: float
    who: str
    event: str
    step: str
    key: str
    detail: str
