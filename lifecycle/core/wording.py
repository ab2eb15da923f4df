"""Numbers and amounts as people say them: rounded to what is known, with their unit, no more.

Every function is pure and returns a phrase without a full stop, to be put into a sentence.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

DUST = 1e-13  # a spread this small is rounding, not uncertainty, if its number is not small too
MOST_DECIMALS, MOST_DIGITS = 12, 15  # beyond them a number is written with its power of ten


def number(value: float | None, spread: float | None = None) -> str:
    """Return a number with the digits that its ``spread`` (the interval's width) supports.

    Without a spread: three significant digits, whole numbers in full.

    >>> number(0.86234, spread=0.11)
    '0.86'
    >>> number(24531.7, spread=5000)
    '25,000'
    >>> number(0.5), number(1234), number(0.000123456), number(1234.567)
    ('0.5', '1,234', '0.000123', '1,235')
    >>> number(-0.0001, spread=0.2), number(None), number(float("inf"))
    ('0.00', 'unknown', 'without limit')
    >>> number(1.8889e-12, spread=4e-13), number(1.8889e18, spread=4e17), number(1.8889e18)
    ('1.89e-12', '1.89e+18', '1.89e+18')
    """
    if value is None or math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "without limit"
    if spread is not None and math.isfinite(spread) and spread > DUST * min(1, 10 * abs(value)):
        return _rounded(value, _decimals(spread))
    if value == int(value) and abs(value) < 10**MOST_DIGITS:
        return f"{int(value):,}"
    decimals = 2 - math.floor(math.log10(abs(value)))
    if not -MOST_DIGITS < decimals < MOST_DECIMALS:
        return f"{value:.2e}"
    text = _fixed(value, max(decimals, 0))
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(change: float) -> str:
    """Return a change with its sign, and two digits of it.

    >>> signed(0.12345), signed(-13_580.2), signed(0.0)
    ('+0.12', '-14,000', '+0')
    """
    return ("-" if change < 0 else "+") + (number(abs(change), abs(change)) if change else "0")


def interval(
    value: float | None, low: float | None, high: float | None, level: float | None = None
) -> str:
    """Return a value with its interval, all with the digits the interval's width supports.

    >>> interval(0.8612, 0.7991, 0.9094)
    '0.86 (0.80 to 0.91)'
    >>> interval(0.8612, 0.7991, 0.9094, level=0.95)
    '0.86 (95% interval 0.80 to 0.91)'
    >>> interval(24531.7, 22019, 27444.2)
    '25,000 (22,000 to 27,000)'
    >>> interval(0.5, None, None)
    '0.5'
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return number(value)
    spread = high - low if math.isfinite(high - low) else None
    named = "" if level is None else f"{percent(level)} interval "
    return f"{number(value, spread)} ({named}{number(low, spread)} to {number(high, spread)})"


def percent(share: float | None) -> str:
    """Return a share in percent, with a decimal only where it matters.

    >>> percent(0.95), percent(0.123), percent(0.004), percent(0.0001), percent(0.9999), percent(1)
    ('95%', '12%', '0.4%', 'less than 0.1%', 'more than 99.9%', '100%')
    """
    if share is None or math.isnan(share):
        return "unknown"
    if 0 < share < 0.001:
        return "less than 0.1%"
    if 0.999 < share < 1:
        return "more than 99.9%"
    near_an_end = 0 < share < 0.01 or 0.99 < share < 1
    return f"{share * 100:.{1 if near_an_end else 0}f}%"


def p_value(p: float) -> str:
    """Return a p-value with two digits; what is tiny is only bounded.

    >>> p_value(0.6471), p_value(0.0312), p_value(0.00004)
    ('0.65', '0.031', 'below 0.001')
    """
    return "below 0.001" if p < 0.001 else f"{p:.2g}"


def count(noun: str, n: int, plural: str | None = None) -> str:
    """Return an amount with its noun in the right number.

    >>> count("row", 1), count("row", 12345), count("category", 0)
    ('1 row', '12,345 rows', 'no categories')
    >>> count("class", 2), count("person", 2, "people"), count("missing value", 1)
    ('2 classes', '2 people', '1 missing value')
    """
    if n == 1:
        return f"1 {noun}"
    return f"{n:,} {plural or _plural(noun)}" if n else f"no {plural or _plural(noun)}"


def seconds(duration: float | None) -> str:
    """Return a duration as one would say it.

    >>> seconds(0.2), seconds(1.2), seconds(42), seconds(100), seconds(5000), seconds(200000)
    ('less than a second', 'about 1 second', 'about 42 seconds', 'about 2 minutes', \
'about 1.4 hours', 'about 2.3 days')
    """
    if duration is None or math.isnan(duration):
        return "an unknown time"
    if duration < 0.95:
        return "less than a second"
    if duration < 59.5:
        return f"about {count('second', round(duration))}"
    if duration < 3570:
        return f"about {count('minute', max(1, round(duration / 60)))}"
    size, noun = (3600, "hour") if duration < 47 * 3600 else (86400, "day")
    amount = f"{duration / size:.1f}".removesuffix(".0")
    return f"about {amount} {noun if amount == '1' else noun + 's'}"


def listing(names: Iterable[object], most: int = 5) -> str:
    """Return names joined as in a sentence; beyond ``most`` the rest is only counted.

    >>> listing(["age"]), listing(["age", "sex"]), listing("abcdefg", most=3)
    ('age', 'age and sex', 'a, b, c and 4 more')
    """
    shown = [str(name) for name in names]
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _decimals(spread: float) -> int:
    """Decimals such that the last digit shown is at most a fifth of the spread."""
    return math.ceil(-math.log10(spread / 5) - 1e-9)


def _rounded(value: float, decimals: int) -> str:
    """Return a number with so many decimals; with its power of ten where those are many.

    >>> _rounded(1.8888e-12, 13), _rounded(1.8888e18, -16), _rounded(1e-20, 14), _rounded(0.5, 14)
    ('1.9e-12', '1.89e+18', '0', '0.50000000000000')
    """
    size = math.floor(math.log10(abs(value))) if value else -math.inf
    large, small = size >= MOST_DIGITS, decimals > MOST_DECIMALS and size < -4
    if not large and not small:
        return _fixed(value, min(decimals, MOST_DIGITS))
    digits = min(decimals + size, MOST_DIGITS)
    return f"{value:.{int(digits)}e}" if digits >= 0 else "0"


def _fixed(value: float, decimals: int) -> str:
    if round(value, decimals) == 0:
        value = 0.0  # never a negative zero
    if decimals > 0:
        return f"{value:,.{decimals}f}"
    return f"{round(value, decimals):,.0f}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def inside(title: str) -> str:
    """Return a title as it is written within a sentence.

    >>> inside("Linear model"), inside("KNN")
    ('linear model', 'KNN')
    """
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return a text with the signs that turn its direction around written out.

    They are no part of a word, and let a name or a cell be read as another one.

    >>> visible("exe.\u202etxt"), visible("שלום")
    ('exe.\\\\u202etxt', 'שלום')
    """
    return REVERSING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


LONGEST = 40


def short(name: object, longest: int = LONGEST) -> str:
    """Return a name on one line, without characters that cannot be seen, and not too long.

    >>> short("Fare\\n  paid"), short("a\\u202eb"), short(" "), short("x" * 50, longest=8)
    ('Fare paid', 'ab', '(empty)', 'xxxxxxx…')
    """
    spaced = " ".join(str(name).split())
    text = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    if not text:
        return "(empty)"
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
