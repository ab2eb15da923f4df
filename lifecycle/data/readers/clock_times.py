"""Clock times and durations, such as 10:30 or 26:15:00, as hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

CLOCK = re.compile(
    r"([+-]?)(\d{1,6}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?\s*([ap]\.?m\.?)?", re.IGNORECASE
)


def hours_of(text: str) -> float:
    """Return the hours that a clock time or a duration holds, NaN where it is none.

    >>> hours_of("10:30"), hours_of("26:15:00"), hours_of("1:30 pm"), hours_of("-0:30")
    (10.5, 26.25, 13.5, -0.5)
    >>> hours_of("12:05 am") == 5 / 60, hours_of("16:9"), hours_of("10")
    (True, nan, nan)
    """
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        return float("nan")
    sign, hours, minutes, seconds, half = found.groups()
    hour = int(hours)
    if half:
        if not 1 <= hour <= 12:
            return float("nan")
        hour = hour % 12 + 12 * (half[0] in "pP")
    value = (hour * 3600 + int(minutes) * 60 + float(seconds or 0)) / 3600
    return -value if sign == "-" else value


def are_clock_times(texts: Iterable[str]) -> bool:
    """Tell whether texts with hours and minutes are times rather than results of a game.

    Without seconds, none is later than midnight.

    >>> are_clock_times(["10:30", "23:59"]), are_clock_times(["26:30", "31:28"])
    (True, False)
    """
    found = [match for text in texts if (match := CLOCK.fullmatch(text.strip()))]
    return bool(found) and all(match[4] or match[5] or int(match[2]) < 24 for match in found)
