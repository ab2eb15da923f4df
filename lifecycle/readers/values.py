"""Texts to values: what means missing, how numbers and dates are written.

Every function takes the different texts of one column, since a column's cells explain each other:
"1,234" is a number with a decimal comma beside "0,5", and one with a group beside "1,234.5".
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Texts = NDArray[np.object_]

MISSING = frozenset(
    {"", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "?", "<NA>"}
    | {"#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"}
    | {"NaT", "-nan", "1.#QNAN", "1.#IND"}
)
# Words that mean missing only where the other cells are numbers or dates; elsewhere a level.
MISSING_WORDS = frozenset(
    {"-", "--", "---", ".", "..", "unknown", "missing", "none", "n.a.", "na", "not available"}
    | {"nil", "undefined", "blank", "(blank)", "tbd", "not applicable", "no data", "x"}
)
CODE = re.compile(r"[+-]?0\d+")
MONEY = re.compile(
    r"^(?:USD|EUR|GBP|CHF|[$€£¥₹])|(?:USD|EUR|GBP|CHF|[$€£¥₹%])$", flags=re.IGNORECASE
)
GAP = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
AMERICAN = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")
EUROPEAN = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?")
EXPONENT = re.compile(EUROPEAN.pattern + r"([eE][+-]?\d+)?")
GROUP_ONLY = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
DATE_LIKE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[-/]\d{1,2}[-/]\d{2}\b"
    r"|\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -]\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4})",
    flags=re.IGNORECASE,
)
ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
PARTS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")


def is_missing_word(texts: Texts) -> NDArray[np.bool_]:
    """Tell which texts mean missing in a column of numbers or dates."""
    return np.fromiter((t.strip().casefold() in MISSING_WORDS for t in texts), bool, len(texts))


def has_codes(texts: Texts) -> bool:
    """Tell whether some text is a code with leading zeros, such as "00501"."""
    return any(CODE.fullmatch(text.strip()) for text in texts)


def parse_numbers(
    texts: Texts, comma: str = "group", decimal: str = ""
) -> tuple[NDArray[np.float64], str]:
    """Return the texts as numbers, NaN where they are none, and how they are written.

    ``decimal`` is the decimal mark where one was chosen; else the texts decide, and ``comma`` where
    they do not tell.

    >>> parse_numbers(np.array(["1", "2.5", "x"], dtype=object))
    (array([1. , 2.5, nan]), '')
    >>> parse_numbers(np.array(["1.234,5", "2"], dtype=object))
    (array([1234.5,    2. ]), 'decimal comma')
    >>> parse_numbers(np.array(["$1,200", "(35)"], dtype=object))
    (array([1200.,  -35.]), 'thousands separators, signs such as $ or % removed')
    >>> parse_numbers(np.array(["1.234", "5"], dtype=object), decimal=",")[0]
    array([1234.,    5.])
    """
    plain = plain_numbers(texts)
    if decimal == ",":  # a point is a thousands separator here, whatever it looks like
        plain[np.fromiter(("." in text for text in texts), bool, len(texts))] = np.nan
    odd = np.isnan(plain)
    # a column of words is not looked at twice: a number needs a digit
    if not odd.any() or not any(any(map(str.isdigit, text)) for text in texts[odd]):
        return plain, ""
    bare = [undress(text) for text in texts]
    unclear = [b for b, o in zip(bare, odd, strict=True) if o]
    european = decimal == "," if decimal else decimal_comma(unclear, comma)
    pattern, (group, point) = (EUROPEAN, ".,") if european else (AMERICAN, ",.")
    pattern = EXPONENT if decimal == "," else pattern
    values = plain if decimal or not european else np.full(len(texts), np.nan)
    for i, text in enumerate(bare):
        if np.isnan(values[i]) and pattern.fullmatch(text) and any(map(str.isdigit, text)):
            values[i] = float(text.replace(group, "").replace(point, "."))
    return values, written(texts, bare, values, european)


def plain_numbers(texts: Texts) -> NDArray[np.float64]:
    """Return texts such as "-2.5e3" as the nearest floats; pandas alone may miss the last bit."""
    found = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(np.float64)
    good = np.isfinite(found)
    found[good] = [float(text) for text in texts[good]]
    return found


def undress(text: str) -> str:
    """Return a number's text without currency, percent sign, gaps and bookkeeper's brackets."""
    bare = text.strip()
    sign = ""
    if bare.startswith("(") and bare.endswith(")"):
        bare, sign = bare[1:-1].strip(), "-"
    bare = MONEY.sub("", bare).strip()
    return sign + GAP.sub("", bare)


def decimal_comma(bare: list[str], comma: str) -> bool:
    """Tell whether a comma is the decimal mark in a column whose texts are undressed."""
    with_comma = [text for text in bare if "," in text]
    for text in with_comma:
        if "." in text:
            return text.rindex(",") > text.rindex(".")
    if any(not GROUP_ONLY.fullmatch(t) and EUROPEAN.fullmatch(t) for t in with_comma):
        return True
    return bool(with_comma) and comma == "decimal"


def written(texts: Texts, bare: list[str], values: NDArray[np.float64], european: bool) -> str:
    ways = []
    good = [i for i, value in enumerate(values) if not np.isnan(value)]
    if european and any("," in bare[i] or "." in bare[i] for i in good):
        ways.append("decimal comma")
    elif any("," in bare[i] or GAP.search(texts[i]) for i in good):
        ways.append("thousands separators")
    if any(MONEY.search(texts[i].strip()) or "(" in texts[i] for i in good):
        ways.append("signs such as $ or % removed")
    return ", ".join(ways)


def parse_dates(texts: Texts, day_first: bool | None = None) -> tuple[NDArray[np.datetime64], str]:
    """Return the texts as times in UTC, NaT where they are none, and how they are written.

    ISO 8601 first; what is left is read day first, unless some month would be above 12. With an
    order chosen, a date that it makes impossible is none.

    >>> parse_dates(np.array(["03/04/2024", "25/12/2024"], dtype=object))[0].astype("M8[D]")
    array(['2024-04-03', '2024-12-25'], dtype='datetime64[D]')
    """
    found = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[ns]")
    iso = np.fromiter((bool(ISO.match(t.strip())) for t in texts), bool, len(texts))
    rest = ~iso & np.fromiter((bool(DATE_LIKE.search(t)) for t in texts), bool, len(texts))
    if iso.any():
        found[iso] = convert(texts[iso], format="ISO8601")
    if not rest.any():
        return found, "year first"
    pairs = [tuple(map(int, m.groups())) for t in texts[rest] if (m := PARTS.match(t.strip()))]
    month_first = any(b > 12 for _, b in pairs) and not any(a > 12 for a, _ in pairs)
    if day_first is not None:
        month_first = not day_first
        rest &= np.fromiter((in_order(t, day_first) for t in texts), bool, len(texts))
    found[rest] = convert(texts[rest], format="mixed", dayfirst=not month_first)
    how = "month first" if month_first else "day first"
    return found, how if pairs else "written out"


def either_order(texts: Iterable[str]) -> bool:
    """Tell whether dates could all be read day first or month first, and it would matter.

    >>> either_order(["03/04/2024", "05/05/2024"]), either_order(["03/04/2024", "25/12/2024"])
    (True, False)
    >>> either_order(["05/05/2024"]), either_order(["2024-03-04"])
    (False, False)
    """
    pairs = [tuple(map(int, m.groups())) for t in texts if (m := PARTS.match(t.strip()))]
    return all(max(pair) <= 12 for pair in pairs) and any(a != b for a, b in pairs)


def in_order(text: str, day_first: bool) -> bool:
    """Tell whether a date may have its day, or else its month, in the first place.

    >>> in_order("25/12/2024", True), in_order("25/12/2024", False), in_order("4 Mar 2024", False)
    (True, False, True)
    """
    pair = PARTS.match(text.strip())
    return pair is None or int(pair[2 if day_first else 1]) <= 12


def convert(texts: Texts, **how: Any) -> NDArray[np.datetime64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a day above 12 is read as a day: fine
        dates = pd.to_datetime(pd.Series(texts), errors="coerce", utc=True, **how)
    return dates.dt.tz_localize(None).to_numpy("datetime64[ns]")
