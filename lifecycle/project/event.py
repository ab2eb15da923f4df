"""One row of a project's log."""

from __future__ import annotations

import json
from dataclasses import dataclass

DETAILS = {  # what the details of an event hold, as JSON
    "choose": {"before", "after"},
    "accept": {"code", "column"},
    "retract": {"code", "column"},
    "tag": {"row", "given", "tag", "note"},
    "mark": {"model", "pinned", "title", "note"},
}


@dataclass(frozen=True)
class Event:
    """One row of the project's log."""

    at: float
    who: str
    event: str
    step: str
    key: str
    detail: str

    @property
    def readable(self) -> bool:
        """Whether its details hold what they must; not where the disk has damaged them."""
        if self.event not in DETAILS:
            return True
        try:
            return set(json.loads(self.detail)) >= DETAILS[self.event]
        except (ValueError, TypeError):
            return False
