"""Check: what may be wrong with a table, judged on training rows, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.read_step import STEP as READ
from ..data.read_step import Reading
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..split.params import SplitParams
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..split.step import run as make_split
from ..storage.frame_columns import frame_of
from . import Context, check_all
from .run import FINDINGS, PASSED, SKIPPED


class CheckParams(Params):
    """Nothing is chosen: every check that applies is made."""


@dataclass(frozen=True)
class Checked:
    """What the checks found, ranked.

    ``sentence`` says how much was found, and in which rows.
    """

    findings: pd.DataFrame = field(metadata=frame_of("one row a finding, ranked", *FINDINGS))
    skipped: pd.DataFrame = field(
        metadata=frame_of("one row a check that does not apply", *SKIPPED)
    )
    passed: pd.DataFrame = field(metadata=frame_of("one row a check that found nothing", *PASSED))
    sentence: str


def run(
    params: CheckParams, *, read: Reading, data: Table, split: Split, report: Report
) -> Checked:
    return check(Context(data, read, split), report)


def check(context: Context, report: Report) -> Checked:
    found = check_all(context, report=report)
    return Checked(
        found.findings, found.skipped, found.passed, findings_sentence(found.findings, context)
    )


def look(read: Reading, data: Table, report: Report) -> Checked:
    """Check a table as the recommended split leaves it, or without one where there is none."""
    try:
        split: Split | None = make_split(SplitParams.model_validate({}), data=data, report=report)
    except ChoiceError:
        split = None
    return check(Context(data, read, split), report)


def findings_sentence(findings: pd.DataFrame, context: Context) -> str:
    """Return how much was found, the gravest first, and where it was looked for."""
    unseen = "; the holdout stays out of sight" if context.split else ", as there is no split yet"
    ground = f"Looked at {context.ground}{unseen}."
    if findings.empty:
        return f"Nothing was found that needs a look. {ground}"
    counts = findings["severity"].value_counts()
    parts = [
        count(name, int(counts[name])) for name in ("risk", "warning", "note") if name in counts
    ]
    return f"{', '.join(parts)}. {ground}"


STEP = Step(
    "check",
    "Checks",
    "Look for what may be wrong with the table before any model sees it. "
    "Values are looked at in training rows only.",
    CheckParams,
    Checked,
    run,
    needs=(Need.of(READ), Need.of(DATA), Need.of(SPLIT)),
    version=2,
)
