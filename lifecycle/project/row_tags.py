"""Tags and notes that a person put on rows: rows of the log, never part of a key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .event import Event

LONGEST_TAG, LONGEST_NOTE = 40, 500


@dataclass(frozen=True)
class Tag:
    """What somebody noted on a row; ``given`` is the answer the row had then."""

    row: int
    given: str
    tag: str
    note: str
    at: float
    who: str


def tags(history: Sequence[Event]) -> dict[int, Tag]:
    """Return the latest tag of each row, from a history that is newest first."""
    last: dict[int, Tag] = {}
    for event in history:
        if event.event != "tag":
            continue
        kept = json.loads(event.detail)
        made = Tag(kept["row"], kept["given"], kept["tag"], kept["note"], event.at, event.who)
        last.setdefault(made.row, made)
    return {row: made for row, made in last.items() if made.tag or made.note}


def as_detail(row: int, given: str, tag: str, note: str) -> str:
    """Return a tag as the log keeps it: on one line, and no longer than somebody would read.

    >>> as_detail(3, "yes", " blurred   photo ", "")
    '{"row": 3, "given": "yes", "tag": "blurred photo", "note": ""}'
    """
    tag, note = " ".join(tag.split())[:LONGEST_TAG], " ".join(note.split())[:LONGEST_NOTE]
    return json.dumps({"row": row, "given": given, "tag": tag, "note": note})


def counted(found: Iterable[Tag]) -> list[tuple[str, int]]:
    """Return the tags with how often each was given, the most frequent first.

    >>> counted([Tag(1, "a", "dark", "", 0.0, ""), Tag(2, "a", "dark", "x", 0.0, "")])
    [('dark', 2)]
    """
    return Counter(tag.tag for tag in found if tag.tag).most_common()
