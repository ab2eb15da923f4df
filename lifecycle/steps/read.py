"""Read: the bytes of a file become a raw table, with a report of every guess.

One run serves three steps: the project's data, a file to score and a file to monitor.
"""

from __future__ import annotations

from pydantic import Field

from ..engine.work import Report, Work
from ..errors import MissingChoice
from ..graph import Params, Step
from ..readers import Reading, read_table

__all__ = [
    "BATCH",
    "INCOMING",
    "STEP",
    "BatchParams",
    "IncomingParams",
    "ReadParams",
    "Reading",
    "read_step",
    "run",
]


class ReadParams(Params):
    """Which file, and how to read it where the guess is wrong."""

    source: str = Field(
        "",
        title="File",
        description="The file with the table: CSV, Excel, Parquet or JSON. "
        "It is known by its content, so a changed file is always noticed.",
        json_schema_extra={"opaque": True},
    )
    sheet: str = Field(
        "",
        title="Sheet",
        description="Which sheet of an Excel workbook to read. "
        "Left to the app, it is the first one that looks like a table.",
        json_schema_extra={"labels": {"": "First one with a table"}},
    )

    @property
    def waiting(self) -> str:
        """What to say while there is no file."""
        return "No data yet: upload a file or take a sample."

    def missing(self) -> str:
        return "" if self.source else self.waiting


class BatchParams(ReadParams):
    """Which file to score."""

    @property
    def waiting(self) -> str:
        return "No file yet: upload one to score."


class IncomingParams(ReadParams):
    """Which file to compare with the holdout."""

    @property
    def waiting(self) -> str:
        return "No new data yet: upload a file to compare with the holdout."


def run(params: ReadParams, *, report: Report, work: Work) -> Reading:
    if params.missing():
        raise MissingChoice("No file was chosen.", params.missing())
    report(0.1, "Reading the file")
    return read_table(work.blob(params.source), sheet=params.sheet, report=report)


def read_step(name: str, title: str, params: type[ReadParams] = ReadParams) -> Step:
    why = "Recognise the file's format and turn it into a table. Every guess is reported."
    return Step(name, title, why, params, Reading, run)


STEP = read_step("read", "Read")
BATCH = read_step("batch", "Read a file to score", BatchParams)
INCOMING = read_step("incoming", "Read a new file", IncomingParams)
