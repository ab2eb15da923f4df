"""Read: the bytes of a file become a raw table, with a report of every guess.

One run serves three steps: the project's data, a file to score and a file to monitor.
"""

from __future__ import annotations

from pydantic import Field

from ..engine.work import Report, Work
from ..errors import MissingChoice
from ..graph import Params, Step
from ..readers import Reading, read_table

__all__ = ["BATCH", "INCOMING", "STEP", "ReadParams", "Reading", "read_step", "run"]


class ReadParams(Params):
    """Which file, and how to read it where the guess is wrong."""

    source: str = Field("", title="File", json_schema_extra={"opaque": True})
    sheet: str = Field("", title="Sheet", description="Excel only; empty takes the first table.")

    def missing(self) -> str:
        return "" if self.source else "No data yet: upload a file or take a sample."


def run(params: ReadParams, *, report: Report, work: Work) -> Reading:
    if params.missing():
        raise MissingChoice("No data was chosen.", "Upload a file or take a sample.")
    report(0.1, "Reading the file")
    return read_table(work.blob(params.source), sheet=params.sheet, report=report)


def read_step(name: str, title: str) -> Step:
    why = "Recognise the file's format and turn it into a table. Every guess is reported."
    return Step(name, title, why, ReadParams, Reading, run)


STEP = read_step("read", "Read")
BATCH = read_step("batch", "Read a file to score")
INCOMING = read_step("incoming", "Read a new file")
