"""Monitor: new data against the reference: what drifted, by how much, and does it still score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .export import Export
from .read import Reading


class MonitorParams(Params):
    """When a difference counts as drift."""

    alpha: float = Field(0.05, gt=0.0, lt=0.5, title="Significance level")
    effect: float = Field(0.1, ge=0.0, le=1.0, title="Least effect size that matters")


@dataclass(frozen=True)
class MonitorReport:
    """New rows against the bundle's reference.

    ``drift``: one row a column and one for the prediction, largest effect first: column, kind,
    measure, effect, low, high, p_value (BH-adjusted), psi, drifted (bool), missing_reference,
    missing_new.
    ``metrics``: as in Evaluation on the new rows, empty without labels; ``reference_metrics``:
    the holdout's. ``distributions``: column, bin, left, right, part ("reference", "new"), share.
    ``state``: "stable", "watch" or "act"; ``sentence`` says why and what to do.
    """

    drift: pd.DataFrame
    metrics: pd.DataFrame
    reference_metrics: pd.DataFrame
    distributions: pd.DataFrame
    problems: pd.DataFrame
    rows: int
    labelled: int
    state: Literal["stable", "watch", "act"]
    sentence: str


def run(
    params: MonitorParams, *, export: Export, incoming: Reading, report: Report
) -> MonitorReport:
    raise NotImplementedError


STEP = Step(
    "monitor",
    "Monitor",
    "Compare new data with the data the model was judged on, column by column. "
    "When the answers are known for the new rows, the model is scored on them as well.",
    MonitorParams,
    MonitorReport,
    run,
    needs=(Need.of("export"), Need.of("incoming")),
    page="monitor",
)
