"""Report: ydata-profiling's full page about the training rows, on demand."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table
from .split import Split


class ReportParams(Params):
    """How much the report covers."""

    rows: int = Field(20_000, ge=100, title="Most rows profiled")
    columns: int = Field(60, ge=2, title="Most columns profiled")


@dataclass(frozen=True)
class ProfileReport:
    """The report as one HTML page; it must be shown in a sandboxed frame only."""

    html: bytes
    rows: int
    columns: int
    sentence: str


def run(params: ReportParams, *, data: Table, split: Split, report: Report) -> ProfileReport:
    raise NotImplementedError


STEP = Step(
    "report",
    "Full profiling report",
    "Profile the training rows with ydata-profiling. It takes a while and runs in the background.",
    ReportParams,
    ProfileReport,
    run,
    needs=(Need.of("data"), Need.of("split")),
)
