"""What a check is: a row with words, when it applies, and how it finds what it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
