"""Texts to values: what means missing, and how dates are written.

Every function takes the different texts of one column, since a column's cells explain each other.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .date_forms import form_dates

Texts = NDArray[np.object_]

MISSING = frozenset(
    {"", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "?", "<NA>"}
    | {"#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"}
    | {"NaT", "-nan", "1.#QNAN", "1.#IND", "\\N", "(null)"}
    | {"#NV", "#N/V", "#N/D", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!", "#NOMBRE!", "#NOM?"}
    | {"#VALOR!", "#¡VALOR!", "#¡DIV/0!", "#¡REF!", "#VALORE!", "#RIF!", "#Н/Д", "#ЗНАЧ!"}
)
# Words that mean missing only where the other cells are numbers or dates; elsewhere a level.
MISSING_WORDS = frozenset(
    {"-", "--", "---", ".", "..", "unknown", "missing", "none", "n.a.", "na", "not available"}
    | {"nil", "undefined", "blank", "(blank)", "tbd", "not applicable", "no data", "x", "*"}
    | {"n/d", "n.d.", "s/d", "k.a.", "k. a.", "keine angabe", "unbekannt", "fehlt", "leer"}
    | {"inconnu", "inconnue", "non renseigné", "manquant", "desconocido", "sin datos"}
    | {"sin dato", "desconhecido", "não informado", "sconosciuto", "onbekend", "okänd", "ukjent"}
    | {"brak", "brak danych", "nieznany", "neznámý", "нет данных", "неизвестно", "не указано"}
    | {"不明", "未知", "不详"}
)
UTC = "UTC"
ZONED = re.compile(r"\d:\d{2}.*?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)\s*$")
DATE_LIKE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[-/]\d{1,2}[-/]\d{2}\b"
    r"|\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -]\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4})",
    flags=re.IGNORECASE,
)
MIXED = "but in mixed order"
ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
OFFSET = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*[+-](?!00:?00)\d{2}:?\d{2}")
OTHER_DAY = "in UTC, where some fall on another day"
PARTS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")


def has_zone(text: str) -> bool:
    """Tell whether a time says in which zone it is.

    >>> has_zone("2024-03-01T10:00:00+02:00"), has_zone("2024-03-01 10:00Z"), has_zone("2024-03-01")
    (True, True, False)
    """
    return bool(ZONED.search(text))


def is_missing_word(texts: Texts) -> NDArray[np.bool_]:
    """Tell which texts mean missing in a column of numbers or dates."""
    return np.fromiter((t.strip().casefold() in MISSING_WORDS for t in texts), bool, len(texts))


def parse_dates(texts: Texts, day_first: bool | None = None) -> tuple[NDArray[np.datetime64], str]:
    """Return the texts as times in UTC, NaT where they are none, and how they are written.

    ISO 8601 first; what is left is read day first, unless some month would be above 12. With an
    order chosen, a date that it makes impossible is none. What pandas does not read is looked up
    among the forms of ``date_forms``. Nanoseconds where all fit (1678 to 2261), else microseconds.

    >>> parse_dates(np.array(["03/04/2024", "25/12/2024"], dtype=object))[0].astype("M8[D]")
    array(['2024-04-03', '2024-12-25'], dtype='datetime64[D]')
    >>> parse_dates(np.array(["1066-10-14", "Q2 2023"], dtype=object))[0].astype("M8[D]")
    array(['1066-10-14', '2023-04-01'], dtype='datetime64[D]')
    """
    moments = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[ns]")
    iso = np.fromiter((bool(ISO.match(t.strip())) for t in texts), bool, len(texts))
    rest = ~iso & np.fromiter((bool(DATE_LIKE.search(t)) for t in texts), bool, len(texts))
    if iso.any():
        moments[iso] = convert(texts[iso], format="ISO8601")
    pairs = [tuple(map(int, m.groups())) for t in texts[rest] if (m := PARTS.match(t.strip()))]
    month_first = any(b > 12 for _, b in pairs) and not any(a > 12 for a, _ in pairs)
    mixed = any(b > 12 for _, b in pairs) and not month_first
    if day_first is not None:
        month_first, mixed = not day_first, False
        rest &= np.fromiter((in_order(t, day_first) for t in texts), bool, len(texts))
    if rest.any():
        moments[rest] = convert(texts[rest], format="mixed", dayfirst=not month_first)
    how = "month first" if month_first else "day first"
    how += f", {MIXED}" * mixed
    moments, form = with_forms(texts, moments, not month_first)
    if pairs or not (rest.any() or iso.any()):
        return moments, how if pairs else form or "year first"
    return moments, "written out" if rest.any() else "year first"


def with_forms(
    texts: Texts, moments: NDArray[np.datetime64], day_first: bool
) -> tuple[NDArray[np.datetime64], str]:
    """Return the moments with those that pandas could not read, and the form of these."""
    left = np.isnat(moments)
    found, form = form_dates(texts[left], day_first)
    if not any(found):
        return moments, ""
    more = np.array([each or "NaT" for each in found], dtype="datetime64[us]")
    made = moments.astype("datetime64[us]")
    made[left] = more
    if in_clock(made).all():
        moments[left] = more
        return moments, form
    return made, form


def in_clock(moments: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Tell which moments, or gaps, can be held in nanoseconds."""
    years = moments.astype("datetime64[s]")
    inside = (years >= np.datetime64("1677-09-22")) & (years < np.datetime64("2262-04-11"))
    return np.asarray(inside | np.isnat(moments))


def clocked(moments: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return moments in nanoseconds, NaT for those that these cannot hold."""
    return np.where(in_clock(moments), moments, np.datetime64("NaT")).astype("datetime64[ns]")


def moves_day(texts: Texts, moments: NDArray[np.datetime64]) -> bool:
    """Tell whether a time with an offset falls on another day in UTC.

    >>> times = np.array(["2024-03-01T00:30:00+02:00"], dtype=object)
    >>> moves_day(times, parse_dates(times)[0])
    True
    """
    days = moments.astype("datetime64[D]")
    each = zip(texts, days, strict=True)
    said = ((OFFSET.fullmatch(text.strip()), str(day)) for text, day in each)
    return any(found is not None and found[1] != day for found, day in said)


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
