"""How a file's columns fit what the model takes, in sentences: what is absent, and what differs."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..core.wording import count, listing
from ..data.readers import Reading
from ..data.readers.column_rules import Rules
from ..data.readers.dates import has_zone, is_missing_word
from ..data.readers.inference import distinct_texts
from ..data.readers.numbers import factor_in, measured, undress
from ..data.readers.units import PERCENT, SHARE, in_unit
from ..storage.frame_columns import Column, names_of
from .schema import written_of
from .scorer import Scorer

PROBLEMS = (
    Column("column", "which column of the model"),
    Column("problem", "what does not fit, one sentence"),
)
ABSENT = "It is not in the file, so it counts as missing in every row."
EMPTY = "It is empty in the file, so it counts as missing in every row, like a column not there."
LIKE = 0.85  # how alike two names are that may be meant to be the same
MARKS = {"decimal comma": "comma", "decimal point": "point"}


def column_problems(
    scorer: Scorer, raw: pd.DataFrame, inputs: pd.DataFrame, reading: Reading | None = None
) -> pd.DataFrame:
    """Return column and problem; more columns than the model takes are no problem.

    ``reading`` is that of the file, with its cells as they are written.
    """
    ways = ways_in(None if reading is None else reading.columns)
    written = written_of(scorer.schema)
    cells = raw if reading is None or reading.cells.empty else reading.cells
    rows = []
    for name, about in scorer.schema["properties"].items():
        if name not in raw:
            rows.append((name, ABSENT))
            rows += [(name, said) for said in near_names(name, raw.columns, scorer.columns)]
            continue
        if inputs[name].isna().all() and raw[name].isna().all():
            rows.append((name, EMPTY))
            continue
        rows += [(name, said) for said in differences(scorer, name, raw[name], ways.get(name, ""))]
        lost = unread(cells[name], inputs[name], Rules.like(written[name]))
        if lost:
            kind = about["kind"]
            rows.append((name, f"{count('cell', lost)} could not be read as {kind}."))
        unseen = unseen_levels(about, inputs[name])
        if unseen:
            rows.append((name, unseen))
        rows += [(name, said) for said in repeated(name, raw.columns, scorer.columns)]
    target = scorer.schema["target"]["name"]
    if target in raw and not scorer.schema["target"]["classes"]:
        way = ways.get(target, "")
        rows += [(target, said) for said in differences(scorer, target, raw[target], way)]
    return pd.DataFrame(rows, columns=names_of(PROBLEMS))


def unread(cells: pd.Series, read: pd.Series, rules: Rules) -> int:
    """Return how many cells are missing though what is written there does not mean it."""
    lost = cells[(read.isna() & cells.notna()).to_numpy()]
    codes, texts = distinct_texts(lost.astype(object))
    gone = rules.means_missing(texts) | is_missing_word(texts)
    gone |= np.isin(rules.numbers(texts)[0], rules.missing_numbers)
    return int((~gone[codes]).sum())


def ways_in(read: pd.DataFrame | None) -> dict[str, str]:
    """Return the decimal marks that the columns of a later file show themselves."""
    if read is None or "way" not in read:
        return {}
    return {n: str(way) for n, way in zip(read["name"], read["way"], strict=True) if way}


def folded(name: object) -> str:
    """Return a name without case, spaces and signs.

    >>> folded("Total amount (EUR)") == folded("total_amount_eur")
    True
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(name)).casefold())


def near_names(name: str, there: Iterable[object], used: Iterable[str]) -> Iterator[str]:
    """Yield a sentence where a column that is not there may only be named otherwise."""
    free = [str(each) for each in there if str(each) not in set(used)]
    same = [each for each in free if folded(each) == folded(name)]
    for found in (same or difflib.get_close_matches(name, free, n=1, cutoff=LIKE))[:1]:
        yield f"The file has {found!r}, which it does not use; name it {name!r} if it is the same."


def repeated(name: str, there: Iterable[object], used: Iterable[str]) -> Iterator[str]:
    """Yield a sentence where a file has a column more than once."""
    again = re.compile(rf"{re.escape(name)}\.\d+")
    free = [str(each) for each in there if str(each) not in set(used)]
    others = [each for each in free if again.fullmatch(each)]
    if others:
        yield f"It comes more than once in the file; the first is used, not {listing(others)}."


def differences(scorer: Scorer, name: str, column: pd.Series, way: str) -> Iterator[str]:
    """Yield sentences on units and the decimal mark where they are not those of training."""
    about = about_of(scorer.schema, name)
    if about.get("kind") == "date":
        yield from zone_differences(about, column)
    if about.get("kind", "number") != "number":
        return
    numeric = pd.api.types.is_numeric_dtype(column)
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        codes, texts = distinct_texts(column)
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        yield from unit_differences(scorer, name, texts, counts)
    elif numeric and about.get("unit"):
        yield bare_numbers(str(about["unit"]))
    learned = mark_of(about)
    here = MARKS.get(way, "")
    if here and learned and here != learned:
        yield f"Its numbers have a decimal {here} here and a {learned} in training; a {here} it is."


def zone_differences(about: Mapping[str, Any], column: pd.Series) -> Iterator[str]:
    """Yield a sentence where times have a zone and had none in training, or the reverse."""
    if about.get("zone") is None or column.dtype != object:
        return
    zoned = column.dropna().astype(str).map(has_zone)
    timed = column.dropna().astype(str).str.contains(":", regex=False)
    if about["zone"] == "" and zoned.any():
        yield (
            f"{count('time', int(zoned.sum()))} with a time zone, and training had none: turned "
            "into UTC. Make sure that training was in UTC too."
        )
    if about["zone"] and (timed & ~zoned).any():
        yield f"{count('time', int((timed & ~zoned).sum()))} without a time zone are taken as UTC."


def about_of(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what the schema says of a column, the target too."""
    found: Mapping[str, Any] = schema["properties"].get(name, schema["target"])
    return found


def mark_of(about: Mapping[str, Any]) -> str:
    """Return the decimal mark in training, "" where there were no decimals."""
    if about.get("way") in MARKS:
        return MARKS[about["way"]]
    return "" if about.get("whole", True) else "point"


def unit_differences(
    scorer: Scorer, name: str, texts: np.ndarray, counts: np.ndarray
) -> Iterator[str]:
    """Yield a sentence for each unit in a column that is not the one it had in training."""
    wanted = written_of(scorer.schema)[name].unit
    found = Counter[str]()
    factors = 0
    for text, cells in zip(texts, counts, strict=True):
        if any(map(str.isdigit, text)):
            found[measured(text)[1]] += int(cells)
            factors += bool(factor_in(undress(text))) * int(cells)
    for unit, cells in found.most_common():
        if unit not in ("", wanted):
            yield f"{count('cell', cells)} in {unit}: {in_words(unit, wanted)}"
    if wanted not in (None, "", SHARE) and found[""]:
        yield bare_numbers(str(wanted), found[""] if len(found) > 1 else 0)
    if factors:
        yield f"{count('cell', factors)} with a factor such as K or M: multiplied out."


def in_words(unit: str, wanted: str | None) -> str:
    """Return what becomes of numbers in one unit where training had another."""
    if wanted is None:
        return "the bundle does not say in which unit it learned, so they are taken as they stand."
    if wanted == SHARE and unit == PERCENT:
        return "turned into shares, as in training."
    if wanted in ("", SHARE):
        return "training had no unit, so they are taken as they stand; make sure that it is this."
    if in_unit(np.zeros(1), unit, wanted) is not None:
        return f"converted to {wanted}, as in training."
    return f"they cannot be turned into {wanted}, as in training, and count as missing."


def bare_numbers(unit: str, cells: int = 0) -> str:
    """Return what becomes of numbers without a unit where training had one."""
    which = f"{count('cell', cells)} without a unit are" if cells else "It has no unit here and is"
    doubt = "; if 0.05 stands for 5%, write it so" if unit == PERCENT else ""
    return f"{which} taken as {unit}, as in training{doubt}."


def unseen_levels(about: Mapping[str, Any], column: pd.Series) -> str:
    """Return a sentence on levels that training did not have, empty when there are none."""
    levels = about.get("levels")
    if about["kind"] not in {"category", "boolean"} or not isinstance(levels, list):
        return ""
    if len(levels) != about["level_count"]:
        return ""
    new = column.dropna()[~column.dropna().isin(levels)]
    if new.empty:
        return ""
    shown = ", ".join(repr(str(level))[:40] for level in new.unique()[:3])
    return f"{count('row', len(new))} with a level not seen in training, such as {shown}."
