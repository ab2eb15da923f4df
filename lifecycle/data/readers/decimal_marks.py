"""The decimal mark of a later file: what its own cells show goes before what training was like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from .column_rules import Rules
from .numbers import measured, undress

LOOKED_AT = 5000  # different cells of a column
POINT = re.compile(r"[+-]?(?:\d*\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+)")
COMMA = re.compile(r"[+-]?(?:\d*,(?:\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+|\d{1,3}(?:\.\d{3})+,\d+)")


def marks_in(texts: Sequence[str]) -> set[str]:
    """Return which decimal marks some numbers show beyond doubt.

    >>> marks_in(["1.826", "1691.82"]), marks_in(["1,826"]), marks_in(["1.310,78", "x"])
    ({'.'}, set(), {','})
    """
    found = set()
    for text in texts:
        bare = undress(measured(text)[0])
        if POINT.fullmatch(bare):
            found.add(".")
        elif COMMA.fullmatch(bare):
            found.add(",")
    return found


def by_evidence(rules: Sequence[Rules], frame: pd.DataFrame) -> list[Rules]:
    """Return the rules of a later file's columns with the decimal mark that it shows itself.

    Where another column of numbers tells it, that is the file's. Else a comma that was usual holds
    only where there are some, or where the file is not parted by commas.
    """
    later = [i for i, rule in enumerate(rules) if rule.later and rule.numeric]
    cells = {i: different(frame.iloc[:, i]) for i in later}
    shown = {i: marks_in(texts) for i, texts in cells.items()}
    file = set().union(*shown.values())
    made = list(rules)
    for i in later:
        mark = next(iter(shown[i] or file)) if len(shown[i] or file) == 1 else ""
        pointed = made[i].comma == "group" and not any("," in text for text in cells[i])
        usual = mark or ("" if made[i].usual == "," and pointed else made[i].usual)
        made[i] = replace(made[i], usual=usual)
    return made


def different(column: pd.Series) -> list[str]:
    """Return the different texts of a column, none where it holds numbers or times."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return []
    return [str(text) for text in column.dropna().unique()[:LOOKED_AT]]
