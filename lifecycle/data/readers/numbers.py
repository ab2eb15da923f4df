"""Texts to numbers, as people write them: with separators, signs, brackets, units.

Every function takes the different texts of one column, since a column's cells explain each other:
"1,234" is a number with a decimal comma beside "0,5", and one with a group beside "1,234.5".
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .dates import Texts
from .units import PERCENT, canonical, power_of

CODE = re.compile(r"[+-]?0\d+")
MONEY = re.compile(
    r"^(?:USD|EUR|GBP|CHF|PLN|BRL|INR|S?Fr\.|Rs\.|(?:US|AU|CA|NZ|HK|MX|[RAC])?\$|[€£¥₹₽₺₩₪₴₫₦₱฿])"
    r"|(?:USD|EUR|GBP|CHF|PLN|BRL|INR|[$€£¥₹₽₺₩₪₴₫₦₱฿%])$",
    flags=re.IGNORECASE,
)
MINUS = re.compile("^[\u2212\u2013](?=[\\d.,])")  # a typographer's minus sign
UNIT = re.compile(
    r"(.*\d[.,]?)\s*((?![eE]\b)[^\W\d_][^\W\d_./°²³]{0,9}(?:[/.][^\W\d_]{1,4}[²³]?)?[²³]?|°[CFK]?)"
)
PLAIN = frozenset("0123456789+-.,")  # what a number without any sign starts with
CLOCK = frozenset({"am", "pm", "a.m", "p.m"})
GAP = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
AMERICAN = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")
EUROPEAN = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?")
EXPONENT = re.compile(EUROPEAN.pattern + r"([eE][+-]?\d+)?")
SIGNS = re.compile(
    r"USD|EUR|GBP|CHF|PLN|BRL|INR|(?:AU|CA|NZ|HK|MX|[RAC])?\$|[€£¥₹₽₺₩₪₴₫₦₱฿%]",
    flags=re.IGNORECASE,
)
SAME = {"$": "USD", "€": "EUR", "£": "GBP"}
MIXED = "in different"
SCALED = "factors such as K or M removed and multiplied out"
GROUP_ONLY = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


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
    bare, powers = without_factors([undress(text) for text in texts])
    unclear = [b for b, o in zip(bare, odd, strict=True) if o]
    european = decimal == "," if decimal else decimal_comma(unclear, comma)
    pattern, (group, point) = (EUROPEAN, ".,") if european else (AMERICAN, ",.")
    pattern = EXPONENT if european else pattern
    values = plain if decimal or not european else np.full(len(texts), np.nan)
    for i, text in enumerate(bare):
        if np.isnan(values[i]) and pattern.fullmatch(text) and any(map(str.isdigit, text)):
            values[i] = float(text.replace(group, "").replace(point, ".") + powers[i])
    return values, number_format(texts, bare, values, european, any(powers))


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
    elif bare.endswith("-") and len(bare) > 1 and not bare.startswith("-"):
        bare, sign = bare[:-1].strip(), "-"  # the sign behind, as in ledgers
    bare = MINUS.sub("-", MONEY.sub("", bare).strip())
    return sign + GAP.sub("", bare)


def factor_in(bare: str) -> tuple[str, str] | None:
    """Return a number without the factor behind it, and this as an exponent; None for no factor.

    >>> factor_in("12.34K"), factor_in("3 million"), factor_in("5 kg")
    (('12.34', 'e3'), ('3', 'e6'), None)
    """
    match = UNIT.fullmatch(bare) if bare[-1:].isalpha() or bare[-1:] == "." else None
    if match is None:
        return None
    power = power_of(match[2], spaced=len(match[1]) + len(match[2]) < len(bare))
    return None if power is None else (match[1], f"e{power}")


def without_factors(bare: list[str]) -> tuple[list[str], list[str]]:
    """Return undressed numbers without K, M and their like, and what these mean as exponents.

    Where other letters stand behind some numbers, K and M may be of their kind: they stay.
    """
    found = [factor_in(text) for text in bare]
    others = [text for text, each in zip(bare, found, strict=True) if each is None]
    if not any(found) or any(text[-1:].isalpha() for text in others):
        return bare, [""] * len(bare)
    each = [factor or (text, "") for text, factor in zip(bare, found, strict=True)]
    return [text for text, _ in each], [power for _, power in each]


def measured(text: str) -> tuple[str, str]:
    """Return a number's text without its unit, and the unit, "" where it has none.

    >>> measured("144.2 lb"), measured("$5K"), measured("5 %"), measured("1.5"), measured("5 pm")
    (('144.2', 'lb'), ('$5K', 'USD'), ('5 %', '%'), ('1.5', ''), ('5 pm', ''))
    """
    if text[-1:].isdigit() and text[0] in PLAIN:
        return text, ""
    core = undress(text)
    signs = SIGNS.findall(text) if core != text.strip() else []
    sign = canonical(signs[0]) if signs else ""
    match = UNIT.fullmatch(core) if core[-1:].isalpha() or core[-1:] in "°²³." else None
    if match is None or match[2].casefold() in CLOCK or factor_in(core):
        return text, sign
    return match[1], " ".join(filter(None, [sign, canonical(match[2])]))


def has_unit(text: str) -> bool:
    """Tell whether a number has a unit, or a factor such as K.

    >>> has_unit("5 kg"), has_unit("$5"), has_unit("12K"), has_unit("1,234.5"), has_unit("x1")
    (True, True, True, False, False)
    """
    return bool(measured(text)[1] or factor_in(undress(text)))


def unit_in(texts: Texts) -> str:
    """Return the unit that the numbers of a column have, as it is usually spelled.

    Money may be written with its sign or without; of percents all must have one.

    >>> unit_in(np.array(["$5", "6"], dtype=object)), unit_in(np.array(["5%", "6"], dtype=object))
    ('USD', '')
    """
    found = {measured(text)[1] for text in texts}
    units = found - {""}
    unit = units.pop() if len(units) == 1 else ""
    return "" if unit == PERCENT and "" in found else unit


def decimal_comma(bare: list[str], comma: str) -> bool:
    """Tell whether a comma is the decimal mark in a column whose texts are undressed."""
    with_comma = [text for text in bare if "," in text]
    for text in with_comma:
        if "." in text:
            return text.rindex(",") > text.rindex(".")
    if any(not GROUP_ONLY.fullmatch(t) and EXPONENT.fullmatch(t) for t in with_comma):
        return True
    return bool(with_comma) and comma == "decimal"


def number_format(
    texts: Texts, bare: list[str], values: NDArray[np.float64], european: bool, scaled: bool = False
) -> str:
    ways = []
    good = [i for i, value in enumerate(values) if not np.isnan(value)]
    if european and any("," in bare[i] or "." in bare[i] for i in good):
        ways.append("decimal comma")
    elif any("," in bare[i] or GAP.search(texts[i]) for i in good):
        ways.append("thousands separators")
    if any(signed(texts[i].strip()) for i in good):
        ways.append("signs such as $ or % removed")
        ways += different([texts[i] for i in good])
    ways += [SCALED] * scaled
    return ", ".join(ways)


def signed(text: str) -> bool:
    """Tell whether a number is written with signs that no program writes."""
    odd = MONEY.search(text) or MINUS.search(text)
    return bool(odd) or "(" in text or text.endswith("-")


def different(texts: list[str]) -> list[str]:
    """Return what to say where numbers in one column are of different sorts.

    >>> different(["$5", "€5"]), different(["5%", "0.05"]), different(["$5", "5"])
    (['amounts in different currencies'], ['some in different units: percent and none'], [])
    """
    signs = [set(map(str.upper, SIGNS.findall(text))) for text in texts]
    money = {SAME.get(sign, sign) for each in signs for sign in each} - {"%"}
    said = [f"amounts {MIXED} currencies"] if len(money) > 1 else []
    if 0 < sum("%" in each for each in signs) < len(signs):
        said.append(f"some {MIXED} units: percent and none")
    return said


def unit_behind(texts: Texts, counts: NDArray[np.int64], least: int = 2) -> str:
    """Return the unit that numbers of a column have, "" where they have none or several.

    >>> unit_behind(np.array(["23.4 kmpl", "18 kmpl", "?"], dtype=object), np.array([1, 1, 1]))
    'kmpl'
    >>> unit_behind(np.array(["5 kg", "5 lb"], dtype=object), np.array([1, 1]))
    ''
    """
    found: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        if text[-1:].isalpha() or text[-1:] in " °²³":
            match = UNIT.fullmatch(text.strip())
            if match and not MONEY.search(match[2]):
                found[SCALED if factor_in(text.strip()) else match[2]] += int(count)
                if len(found) > 1:
                    return ""
    unit = next(iter(found), "")
    named = unit != SCALED and unit.casefold() not in CLOCK
    return unit if found[unit] >= least and named else ""


def without_unit(texts: Texts, unit: str) -> Texts:
    """Return the texts without a unit at their end."""
    if not unit:
        return texts
    bare: Texts = np.array([text.strip().removesuffix(unit).rstrip() for text in texts], object)
    return bare
