"""CSV text that is safe to open in a spreadsheet: a cell that would run is made plain text."""

from __future__ import annotations

import re

import pandas as pd

RUNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # wide ones too
STARTS = "".join(map(re.escape, RUNS))
# Where another sign than the comma parts the cells, what follows that sign begins a cell. A comma
# within a cell is quoted, so it is plain text that follows one with a space between.
INSIDE = re.compile(rf"""([;|\t\r\n]["\s]*|,"*)(?=([{STARTS}][^;|\t\r\n,]*))""")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)*|[.,]\d+)([eE][+-]?\d+)?%?\s*")


def plain(cell: object) -> object:
    """Return the cell; a text that a spreadsheet would run gets an apostrophe before it.

    >>> plain("=HYPERLINK(1)"), plain("-5.2"), plain("- none"), plain(-5.2)
    ("'=HYPERLINK(1)", '-5.2', "'- none", -5.2)
    >>> plain("x;=cmd|x"), plain("1;-5"), plain("a, -b")
    ("x;'=cmd|x", '1;-5', 'a, -b')
    """
    if not isinstance(cell, str):
        return cell
    runs = cell.startswith(RUNS) and not NUMBER.fullmatch(cell)
    text = INSIDE.sub(_parted, cell[runs:])
    text = "'" + cell[0] + text if runs else text
    if "\r" in text:  # written without quotes, it would end the row
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _parted(found: re.Match[str]) -> str:
    """Return a sign that parts cells, with an apostrophe after it where what follows would run."""
    return found[1] + ("" if NUMBER.fullmatch(found[2].rstrip("\"'")) else "'")


def to_csv(frame: pd.DataFrame) -> str:
    """Return the frame as CSV text with every text cell and header made plain."""
    return str(made_plain(frame).to_csv(index=False, lineterminator="\n"))


def made_plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of the frame in which every text cell and header is made plain."""
    out = frame.copy()
    for name in out.columns:
        kind = out[name].dtype
        if isinstance(kind, pd.CategoricalDtype | pd.StringDtype) or kind.kind == "O":
            out[name] = out[name].astype(object).map(plain)
    out.columns = pd.Index([plain(str(name)) for name in out.columns])
    return out


def running_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns of which a name or a cell is made plain, since a spreadsheet would run it.

    >>> running_columns(pd.DataFrame({"a": ["=1+1", "b"], "b": ["x", "-5"], "@c": [1, 2]}))
    ['a', '@c']
    """
    safe = made_plain(frame)
    found = []
    for place, name in enumerate(frame.columns):
        before, after = (each.iloc[:, place].astype(object) for each in (frame, safe))
        same = bool(((before == after) | before.isna()).all())
        if not same or str(name) != safe.columns[place]:
            found.append(str(name))
    return found
