"""Units behind numbers: which are the same, which turn into one another exactly, and which do not.

Only what is defined exactly and means one thing is converted. A gallon is American or British, a
month has no fixed length, and currencies have rates: these are known by name and never converted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHARE = "share"  # the unit of numbers from 0 to 1 that are written without one
PERCENT = "%"
SIZES = {  # dimension: unit, how many of the smallest it is, other spellings
    "mass": (
        ("µg", 1.0, "μg ug mcg"),
        ("mg", 1e3, "milligram milligrams"),
        ("g", 1e6, "gr gram grams gramm"),
        ("kg", 1e9, "kgs kilo kilos kilogram kilograms"),
        ("t", 1e12, "tonne tonnes"),
        ("oz", 28349523.125, "ounce ounces"),
        ("lb", 453592370.0, "lbs pound pounds"),
        ("st", 6350293180.0, "stone stones"),
    ),
    "length": (
        ("mm", 1.0, "millimetre millimetres millimeter millimeters"),
        ("cm", 10.0, "centimetre centimetres centimeter centimeters"),
        ("dm", 100.0, ""),
        ("m", 1e3, "metre metres meter meters"),
        ("km", 1e6, "kms kilometre kilometres kilometer kilometers"),
        ("in", 25.4, "inch inches"),
        ("ft", 304.8, "foot feet"),
        ("yd", 914.4, "yard yards"),
        ("mi", 1609344.0, "mile miles"),
    ),
    "area": (
        ("cm²", 1.0, "cm2"),
        ("m²", 1e4, "m2 sqm"),
        ("ha", 1e8, "hectare hectares"),
        ("km²", 1e10, "km2"),
        ("ft²", 929.0304, "ft2 sqft"),
    ),
    "volume": (
        ("ml", 1.0, "cc milliliter milliliters millilitre millilitres"),
        ("cm³", 1.0, "cm3"),
        ("cl", 10.0, ""),
        ("dl", 100.0, ""),
        ("l", 1e3, "liter liters litre litres ltr"),
        ("hl", 1e5, ""),
        ("m³", 1e6, "m3 cbm"),
    ),
    "time": (
        ("ms", 1.0, "msec millisecond milliseconds"),
        ("s", 1e3, "sec secs second seconds"),
        ("min", 6e4, "mins minute minutes"),
        ("h", 3.6e6, "hr hrs hour hours std"),
        ("d", 8.64e7, "day days tage"),
        ("wk", 6.048e8, "week weeks"),
    ),
    "speed": (
        ("km/h", 1000.0, "kmh kph"),
        ("m/s", 3600.0, ""),
        ("mph", 1609.344, "mi/h"),
        ("kn", 1852.0, "knot knots"),
    ),
    "energy": (
        ("J", 1.0, "joule joules"),
        ("kJ", 1e3, ""),
        ("MJ", 1e6, ""),
        ("Wh", 3.6e3, ""),
        ("kWh", 3.6e6, ""),
        ("MWh", 3.6e9, ""),
    ),
    "power": (("W", 1.0, "watt watts"), ("kW", 1e3, ""), ("MW", 1e6, "")),
    "pressure": (("Pa", 1.0, ""), ("hPa", 100.0, "mbar"), ("kPa", 1e3, ""), ("bar", 1e5, "")),
    "frequency": (("Hz", 1.0, ""), ("kHz", 1e3, ""), ("MHz", 1e6, ""), ("GHz", 1e9, "")),
    "share": ((PERCENT, 1.0, "percent pct"), (SHARE, 100.0, "")),
}
# Temperatures: what 1 of it is in kelvin, and where its zero lies.
TEMPERATURES = {
    "K": (1.0, 0.0, "kelvin"),
    "°C": (1.0, 273.15, "C degC celsius"),
    "°F": (5 / 9, 273.15 - 32 * 5 / 9, "F degF fahrenheit"),
}
MONEY = {
    **{"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "RS.": "INR", "₩": "KRW"},
    **{"AU$": "AUD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD"},
    **{"MX$": "MXN", "R$": "BRL", "FR.": "CHF", "SFR.": "CHF", "₽": "RUB", "₺": "TRY"},
    **{"₪": "ILS", "₴": "UAH", "₫": "VND", "₦": "NGN", "₱": "PHP", "฿": "THB"},
}
CURRENCIES = frozenset({*MONEY.values(), "PLN", "¥"})  # ¥ is Japan's or China's
# Zeros that a sign behind a figure stands for: without a space before it, and with one too.
POWERS = {"K": 3, "B": 9, "G": 9}
WORDS = {
    **{"k": 3, "thousand": 3, "tsd": 3, "M": 6, "mn": 6, "mln": 6, "mio": 6, "million": 6},
    **{"millions": 6, "bn": 9, "mrd": 9, "billion": 9, "billions": 9},
}


@dataclass(frozen=True)
class Size:
    """A unit as multiple of the smallest of its dimension, counted from its zero."""

    dimension: str
    times: float
    zero: float = 0.0


def _named() -> tuple[dict[str, str], dict[str, Size]]:
    names: dict[str, str] = {}
    sizes: dict[str, Size] = {}
    rows = [(d, unit, t, 0.0, more) for d, units in SIZES.items() for unit, t, more in units]
    rows += [("temperature", unit, t, z, more) for unit, (t, z, more) in TEMPERATURES.items()]
    for dimension, unit, times, zero, more in rows:
        sizes[unit] = Size(dimension, times, zero)
        names |= dict.fromkeys([unit, *more.split()], unit)
    return names, sizes


NAMES, OF = _named()
FOLDED: dict[str, set[str]] = {}
for _name, _unit in NAMES.items():
    if not _unit.startswith("M"):  # mW is no MW
        FOLDED.setdefault(_name.casefold(), set()).add(_unit)


def canonical(unit: str) -> str:
    """Return a unit's usual spelling; one that is not known stays as it is written.

    >>> [canonical(unit) for unit in ("KG", "lbs", "US$", "eur", "kmpl", "mW", "%")]
    ['kg', 'lb', 'USD', 'EUR', 'kmpl', 'mW', '%']
    """
    bare = unit.strip().rstrip(".") if unit.strip().upper() not in MONEY else unit.strip()
    money = MONEY.get(bare.upper(), bare.upper())
    if money in CURRENCIES:
        return money
    if bare in NAMES:
        return NAMES[bare]
    alike = FOLDED.get(bare.casefold(), set())
    sure = len(alike) == 1 and (len(bare) > 1 or alike == {"l"})
    return next(iter(alike)) if sure else bare


def power_of(sign: str, spaced: bool = False) -> int | None:
    """Return how many zeros a sign behind a number stands for; None where it stands for none.

    >>> power_of("K"), power_of("K", spaced=True), power_of("Mio"), power_of("kg")
    (3, None, 6, None)
    """
    if sign in POWERS:
        return None if spaced else POWERS[sign]
    word = sign.rstrip(".")
    return WORDS.get(word, WORDS.get(word.casefold()) if len(word) > 1 else None)


def powers() -> dict[str, str]:
    """Return each sign that multiplies a number in its spellings, as an exponent."""
    words = {each: power for word, power in WORDS.items() for each in (word, word.title())}
    upper = {word.upper(): power for word, power in WORDS.items() if len(word) > 1}
    return {sign: f"e{power}" for sign, power in (upper | words | WORDS | POWERS).items()}


def in_unit(values: NDArray[np.float64], found: str, wanted: str) -> NDArray[np.float64] | None:
    """Return numbers of one unit in another; None where that is not certain.

    Numbers without a unit, and for a column without one, are taken as they stand.

    >>> in_unit(np.array([100.0]), "lb", "kg"), in_unit(np.array([5.2]), "%", SHARE)
    (array([45.359237]), array([0.052]))
    >>> in_unit(np.array([1.0]), "kg", "mi"), in_unit(np.array([1.0]), "", "kg")
    (None, array([1.]))
    """
    here, there = OF.get(found), OF.get(wanted)
    if found == wanted or "" in (found, wanted) or (wanted == SHARE and found != PERCENT):
        return values
    if here is None or there is None or here.dimension != there.dimension:
        return None
    made: NDArray[np.float64] = values * here.times / there.times
    return made + (here.zero - there.zero) / there.times
