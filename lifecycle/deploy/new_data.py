"""Later files, to score or to monitor: read as the table was that the model learned from.

A few rows do not tell a decimal comma, nor whether NA is missing; the bundle's schema does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from ..core.recipe import Need, Step
from ..data.read_step import ReadParams, read
from ..data.readers import Reading
from ..engine.runner import Report, Work
from ..export.schema import written_of
from ..export.step import STEP as EXPORT
from ..export.step import Export

P = TypeVar("P", bound=ReadParams)


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


def run(params: ReadParams, *, export: Export, report: Report, work: Work) -> Reading:
    return read(params, replace(params.options, like=written_of(export.schema)), report, work)


def later_step(name: str, title: str, params: type[P]) -> Step[P, Reading]:
    """Return the step that reads a later file."""
    why = (
        "Recognise the file's format and turn it into a table. Where its cells would not tell, "
        "they are read as the table was that the model learned from."
    )
    needs = (Need.of(EXPORT),)
    return Step(name, title, why, params, Reading, run, needs=needs, version=8)


BATCH = later_step("batch", "Read a file to score", BatchParams)
INCOMING = later_step("incoming", "Read a new file", IncomingParams)
