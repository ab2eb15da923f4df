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
DATE_LIKE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[-/]\d{1,2}[-/]\d{2}\b"
    r"|\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -]\d{2,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4})",
    flags=re.IGNORECASE,
)
MIXED = "but in mixed order"
ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
PARTS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")


def is_missing_word(texts: Texts) -> NDArray[np.bool_]:
    """Tell which texts mean missing in a column of numbers or dates."""
    return np.fromiter((t.strip().casefold() in MISSING_WORDS for t in texts), bool, len(texts))


def parse_dates(texts: Texts, day_first: bool | None = None) -> tuple[NDArray[np.datetime64], str]:
    """Return the texts as times in UTC, NaT where they are none, and how they are written.

    ISO 8601 first; what is left is read day first, unless some month would be above 12. With an
    order chosen, a date that it makes impossible is none.

    >>> parse_dates(np.array(["03/04/2024", "25/12/2024"], dtype=object))[0].astype("M8[D]")
    array(['2024-04-03', '2024-12-25'], dtype='datetime64[D]')
    """
    moments = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[ns]")
    iso = np.fromiter((bool(ISO.match(t.strip())) for t in texts), bool, len(texts))
    rest = ~iso & np.fromiter((bool(DATE_LIKE.search(t)) for t in texts), bool, len(texts))
    if iso.any():
        moments[iso] = convert(texts[iso], format="ISO8601")
    if not rest.any():
        return moments, "year first"
    pairs = [tuple(map(int, m.groups())) for t in texts[rest] if (m := PARTS.match(t.strip()))]
    month_first = any(b > 12 for _, b in pairs) and not any(a > 12 for a, _ in pairs)
    mixed = any(b > 12 for _, b in pairs) and not month_first
    if day_first is not None:
        month_first, mixed = not day_first, False
        rest &= np.fromiter((in_order(t, day_first) for t in texts), bool, len(texts))
    moments[rest] = convert(texts[rest], format="mixed", dayfirst=not month_first)
    how = "month first" if month_first else "day first"
    how += f", {MIXED}" * mixed
    return moments, how if pairs else "written out"


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
