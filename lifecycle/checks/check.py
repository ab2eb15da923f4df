"""What a check is: a row with words, when it applies, and how it finds what it looks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .context import Context

Severity = Literal["risk", "warning", "note"]
RANK: dict[str, int] = {"risk": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Hit:
    """One thing found: the column (empty for the whole table) and what is the matter, in words.

    ``weight`` orders the hits of one check, the largest first; ``severity`` overrules the check's;
    ``value`` is what the check's remedy at one click needs to know beside the column.
    """

    column: str
    detail: str
    weight: float = 0.0
    severity: Severity | None = None
    value: str = ""


Found = Iterator[Hit]


def in_columns(places: Iterable[tuple[str, str]]) -> str:
    """Return columns, each with a word of it or none, as the ``value`` of a hit.

    >>> in_columns([("a", "-999"), ("b", "")])
    '[["a", "-999"], ["b", ""]]'
    """
    return json.dumps([list(place) for place in places], ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check of the catalog.

    ``applies`` returns why it does not, empty when it does. ``fix`` names a row of
    `lifecycle.checks.fixes.FIXES` where a remedy is safe enough for one click.
    """

    code: str
    title: str
    severity: Severity
    find: Callable[[Context], Found]
    explanation: str
    remedy: str
    applies: Callable[[Context], str]
    fix: str = ""
