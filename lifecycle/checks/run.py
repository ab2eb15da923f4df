"""Run the checks over a table and rank what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.wording import count
from ..storage.frame_columns import Column, names_of
from .catalog import CHECKS
from .check import RANK, Check, Hit
from .context import Context

CODE = Column("code", "which check, as in the catalog")
TITLE = Column("title", "what the check looks for")
FINDINGS = (
    CODE,
    TITLE,
    Column("severity", '"risk", "warning" or "note"'),
    Column("column", "which column it is about, empty for the whole table"),
    Column("detail", "what was found"),
    Column("remedy", "what to do"),
    Column("explanation", "why it matters"),
    Column("fix", "a row of `lifecycle.checks.fixes.FIXES`, or empty"),
    Column("value", "what the fix needs to know"),
    Column("rank", "from 1, the gravest", unit="rank"),
)
SKIPPED = (CODE, TITLE, Column("why", "why the check does not apply"))
PASSED = (CODE, TITLE)
MOST = 20  # findings of one check that are told one by one


@dataclass(frozen=True)
class Found:
    """What was found, which checks do not apply and why, and which found nothing."""

    findings: pd.DataFrame
    skipped: pd.DataFrame
    passed: pd.DataFrame


def check_all(
    context: Context,
    checks: Iterable[Check] = CHECKS,
    report: Callable[[float, str], None] | None = None,
) -> Found:
    """Run the checks; the gravest findings come first, then in the order of the catalog."""
    every = list(checks)
    found: list[tuple[Check, Hit]] = []
    skipped, passed = [], []
    for i, check in enumerate(every):
        if report is not None:
            report(i / len(every), f"Checking: {check.title[:1].lower()}{check.title[1:]}")
        why = check.applies(context)
        if why:
            skipped.append((check.code, check.title, why))
            continue
        with np.errstate(all="ignore"):  # the square of 1e300 is no reason to stop, and no finding
            hits = sorted(check.find(context), key=lambda hit: (grade(check, hit), -hit.weight))
        hits = _most(hits)
        found += [(check, hit) for hit in hits]
        if not hits:
            passed.append((check.code, check.title))
    found.sort(key=lambda each: grade(*each))
    rows = [_row(check, hit, i + 1) for i, (check, hit) in enumerate(found)]
    return Found(
        pd.DataFrame(rows, columns=names_of(FINDINGS)).astype({"rank": "int64"}),
        pd.DataFrame(skipped, columns=names_of(SKIPPED), dtype=object),
        pd.DataFrame(passed, columns=names_of(PASSED), dtype=object),
    )


def grade(check: Check, hit: Hit) -> int:
    """Return the place of a finding's severity, 0 the gravest."""
    return RANK[hit.severity or check.severity]


def _most(hits: list[Hit]) -> list[Hit]:
    """Return the first hits, and one that counts the others."""
    if len(hits) <= MOST + 1:
        return hits
    more = hits[MOST:]
    names = ", ".join(repr(hit.column) for hit in more[:3])
    said = f"{count('more column', len(more))} like these, among them {names}."
    return [*hits[:MOST], Hit("", said, severity=more[0].severity)]


def _row(check: Check, hit: Hit, rank: int) -> tuple[str | int, ...]:
    severity = hit.severity or check.severity
    fix = check.fix if hit.column or check.fix in WHOLE else ""
    said = (check.code, check.title, severity, hit.column, hit.detail, check.remedy)
    return (*said, check.explanation, fix, hit.value, rank)


WHOLE = ("drop_duplicates",)  # remedies that concern no column
