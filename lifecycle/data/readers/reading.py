"""What reading yields: the cells on the way (Cells) and the table with its report (Reading)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ...storage import lazy_frames
from .missing_codes import Seen, no_codes


@dataclass
class Cells:
    """The cells of a file before anything is inferred: text columns, or typed ones of Parquet.

    ``names`` are as in the file (not yet unique), one a column of ``frame``, which is numbered.
    ``comma`` says what a lone comma in a number means when the column itself does not tell;
    ``decimal`` is the decimal mark where one was chosen.
    """

    names: list[str]
    frame: pd.DataFrame
    facts: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    comma: str = "group"
    decimal: str = ""
    sheets: tuple[str, ...] = ()
    typed: Typed | None = None

    @property
    def rows(self) -> int:
        return len(self.frame) if self.typed is None else self.typed.rows


@dataclass
class Typed:
    """A table too large to hold: a Parquet file in a folder of its own, and what was done to it.

    ``columns``: one description a column, as in `Reading`; ``codes``: cells that mean missing;
    ``seen``: what each column holds of codes for missing.
    """

    path: Path
    rows: int
    columns: list[dict[str, Any]]
    codes: Counter[str]
    seen: list[tuple[str, Seen]]
    repaired: list[tuple[str, int]]
    said: list[str]


@dataclass(frozen=True)
class Reading:
    """A raw table and how it was read.

    ``frame``: the cells as read, unique text column names, RangeIndex. A column of numbers is
    int64 or float64, a date column of a Parquet file, or one whose order of day and month was
    chosen, datetime64[ns], any other column str objects with None for missing.
    ``columns``: one row a column: name, kind, nature (of a number), missing, distinct, example,
    note, repaired (cells that were no number or infinite and became missing).
    ``report``: one row a fact: item, value (format, encoding, delimiter, rows, repaired ...), how
    ("found" or "chosen").
    ``codes``: one row a column and code for missing: column ("" for a word chosen for all), word,
    cells, missing (whether it is read so, or only offered), how ("found" or "chosen").
    ``warnings``: sentences a person should read. ``sheets``: the sheets of a workbook.
    """

    frame: pd.DataFrame
    columns: pd.DataFrame
    report: pd.DataFrame
    warnings: tuple[str, ...] = field(default=())
    sheets: tuple[str, ...] = field(default=())
    codes: pd.DataFrame = field(default_factory=no_codes)

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
