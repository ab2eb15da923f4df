"""Read: the bytes of a file become a raw table, with a report of every guess."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from ..core.errors import MissingChoice
from ..core.recipe import Params, Step
from ..engine.runner import Report, Work
from ..storage.database import scratch_of
from .readers import MissingCode, Options, Reading, read_table
from .readers.encoding import ENCODINGS

__all__ = ["STEP", "MissingCode", "ReadParams", "Reading", "run"]


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
        title="Sheet or table",
        description="Which sheet of an Excel workbook, or table of a SQLite file, to read. "
        "Left to the app, it is the first one that looks like a table.",
        json_schema_extra={"labels": {"": "First one with a table"}},
    )

    encoding: str = Field(
        "",
        title="Character encoding",
        description="How the file's bytes stand for characters. Change it when accents or other "
        "letters come out wrong.",
        json_schema_extra={"labels": dict(ENCODINGS)},
    )
    delimiter: Literal[
        "",
        "comma",
        "semicolon",
        "tab",
        "vertical bar",
        "caret",
        "tilde",
        "colon",
        "space",
        "spaces",
    ] = Field(
        "",
        title="Delimiter",
        description="The character between two cells of a row. Change it when the columns are cut "
        "in the wrong places.",
        json_schema_extra={
            "labels": {
                "": "Found by the app",
                "comma": "Comma",
                "semicolon": "Semicolon",
                "tab": "Tab",
                "vertical bar": "Vertical bar",
                "caret": "Caret ^",
                "tilde": "Tilde ~",
                "colon": "Colon",
                "space": "One space",
                "spaces": "Spaces, any number of them",
            }
        },
    )
    decimal: Literal["", ".", ","] = Field(
        "",
        title="Decimal mark",
        description="The character before the decimals of a number; the other one then groups "
        "thousands. Left to the app, each column decides by its own numbers.",
        json_schema_extra={
            "labels": {
                "": "Found by the app",
                ".": "Point, as in 1,234.5",
                ",": "Comma, as in 1.234,5",
            }
        },
    )
    header: int | None = Field(
        None,
        title="Header line",
        description="The number of the line or row that holds the column names, counted from 1 at "
        "the top of the file; what is above it is left out. Enter 0 when no line "
        "holds names. Left empty, the app looks for it.",
        ge=0,
        le=1_000_000,
    )
    missing_words: tuple[str, ...] = Field(
        (),
        title="Missing-value codes",
        description="Further words or numbers, such as unknown or -999, that stand for a missing "
        "value in any column. Empty cells and codes such as NA always do.",
        max_length=50,
        json_schema_extra={"open": True},
    )
    missing_codes: tuple[MissingCode, ...] = Field(
        (),
        title="Missing-value codes by column",
        description="What a word means in one column, where it is not what it usually means: NA "
        "may be Namibia, and -999 may be a quantity.",
        max_length=5000,
        json_schema_extra={"opaque": True},
    )
    day_first: Literal["guess", "yes", "no"] = Field(
        "guess",
        title="Order of day and month",
        description="Whether the day or the month comes first in dates such as 03/04/2024. Left "
        "to the app, the day does, unless some date in the column shows the reverse.",
        json_schema_extra={
            "labels": {
                "guess": "Found by the app",
                "yes": "Day first: 3 April",
                "no": "Month first: March 4",
            }
        },
    )
    keep_total: bool = Field(
        False,
        title="Keep a row of totals",
        description="A last row that starts with a word such as Total is left out as a sum. "
        "Switch this on when it is a row like any other.",
    )
    keep_long: bool = Field(
        False,
        title="Keep rows with too many cells",
        description="Rows with more cells than there are columns are left out. "
        "Switch this on to keep them without the cells beyond the last column.",
    )

    @model_serializer(mode="wrap")
    def _what_differs(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what overrules nothing: a reading keeps its key as options are added."""
        fields = type(self).model_fields
        return {
            name: value
            for name, value in serialize(self).items()
            if name in ("source", "sheet") or getattr(self, name) != fields[name].default
        }

    @property
    def options(self) -> Options:
        """What the reader is told."""
        named = set(Options.__dataclass_fields__) - {"like"}
        return Options(**{name: getattr(self, name) for name in named})

    @property
    def waiting(self) -> str:
        """What to say while there is no file."""
        return "No data yet: upload a file or take a sample."

    def missing(self) -> str:
        return "" if self.source else self.waiting


def run(params: ReadParams, *, report: Report, work: Work) -> Reading:
    return read(params, params.options, report, work)


def read(params: ReadParams, options: Options, report: Report, work: Work) -> Reading:
    """Read the chosen file; raises MissingChoice while there is none."""
    if params.missing():
        raise MissingChoice("No file was chosen.", params.missing())
    report(0.1, "Reading the file")
    blob = work.blob(params.source)
    return read_table(blob, options, report, scratch_of(blob))


STEP = Step(
    "read",
    "Read",
    "Recognise the file's format and turn it into a table. Every guess is reported.",
    ReadParams,
    Reading,
    run,
    version=8,
)
