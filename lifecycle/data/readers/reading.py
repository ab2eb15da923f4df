"""What reading yields: the cells on the way (Cells) and the table with its report (Reading)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ...storage import lazy_frames
from ...storage.frame_columns import Column, frame_of
from .missing_codes import CODES, Seen, no_codes

DESCRIPTION = (
    Column("name", "its name, unique"),
    Column("kind", "number, date, category, boolean, text or identifier"),
    Column("nature", 'of a number: "continuous", "count", "whole" or "ordinal code"; else ""'),
    Column("missing", "how many cells are missing", unit="rows"),
    Column("distinct", "how many different values", unit="values"),
    Column("example", "a value of it, as text"),
    Column("note", "what a person should know of how it was read"),
    Column("repaired", "cells that were no number or infinite and became missing", unit="cells"),
    Column("unit", 'in what its numbers are: "kg", "%", "USD"; "" where they have no unit'),
    Column("way", 'of a later file: "decimal comma" or "decimal point" where its numbers show it'),
)


@dataclass
class Cells:
    """The cells of a file before anything is inferred: text columns, or typed ones of Parquet.

    ``names`` are as in the file (not yet unique), one a column of ``frame``, which is numbered.
    ``comma`` says what a lone comma in a number means when the column itself does not tell;
    ``decimal`` is the decimal mark where one was chosen; ``reasons`` say by position why cells of a
    column are not what they seem.
    """

    names: list[str]
    frame: pd.DataFrame
    facts: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    comma: str = "group"
    decimal: str = ""
    sheets: tuple[str, ...] = ()
    typed: Typed | None = None
    reasons: dict[int, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.frame) if self.typed is None else self.typed.rows


@dataclass
class Typed:
    """A table too large to hold: a Parquet file in a folder of its own, and what was done to it.

    ``columns``: one description a column, as in `Reading`; ``codes``: cells that mean missing;
    ``seen``: what each column holds of codes for missing; ``cells``: of a later file, the Parquet
    file of the cells as they are written.
    """

    path: Path
    rows: int
    columns: list[dict[str, Any]]
    codes: Counter[str]
    seen: list[tuple[str, Seen]]
    repaired: list[tuple[str, int]]
    said: list[str]
    cells: Path | None = None


@dataclass(frozen=True)
class Reading:
    """A raw table and how it was read.

    ``frame``: the cells as read, unique text column names, RangeIndex. A column of numbers is
    int64 or float64, a date column of a Parquet file, or one whose order of day and month was
    chosen, datetime64[ns], any other column str objects with None for missing.
    ``cells``: of a later file, the same cells as they are written there; else without columns.
    ``warnings``: sentences a person should read. ``sheets``: the sheets of a workbook.
    """

    frame: pd.DataFrame = field(
        metadata=frame_of(
            "one row a row of the file",
            Column("<column of the file>", "its cells as read", unit="as in the file"),
        )
    )
    columns: pd.DataFrame = field(metadata=frame_of("one row a column", *DESCRIPTION))
    report: pd.DataFrame = field(
        metadata=frame_of(
            "one row a fact of the reading",
            Column("item", "format, encoding, delimiter, rows, repaired and others"),
            Column("value", "what holds, as text"),
            Column("how", '"found" or "chosen"'),
        )
    )
    warnings: tuple[str, ...] = field(default=())
    sheets: tuple[str, ...] = field(default=())
    codes: pd.DataFrame = field(
        default_factory=no_codes,
        metadata=frame_of("one row a column and code for missing", *CODES),
    )
    cells: pd.DataFrame = field(
        default_factory=pd.DataFrame,
        metadata=frame_of(
            "one row a row of a later file",
            Column("<column of the file>", "its cells as they are written", unit="as in the file"),
        ),
    )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; a large frame is not loaded for them."""
        return lazy_frames.shape(self)

    def head(self, rows: int = 50) -> pd.DataFrame:
        """Return the first rows; a large frame is not loaded for them."""
        return lazy_frames.head(self, rows)

    def column(self, name: str) -> pd.Series:
        """Return one column; of a large frame the others are not read."""
        return lazy_frames.column(self, name)
