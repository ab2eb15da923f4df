"""Dates as pandas does not read them: parts of a year, months by name, years no clock holds.

A form is a pattern with the parts it holds, and what a column of it is called. The text is compared
without case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from .month_names import CROATIAN, CROATIAN_ONLY, MONTHS, WESTERN

TIME = r"(?:[t ,]\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
YEAR, MONTH, DAY = r"(?P<year>(?:19|20)\d{2})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
ANY, SHORT = r"(?P<year>\d{4})", r"['’]?(?P<short>\d{2})"
WORD = r"(?:de |d['’])?(?P<word>[^\W\d_][^\d\s,]*?)[.,]?"
NTH = r"(?:st|nd|rd|th|er|[.ºª])?"
BEHIND = r"(?: ?(?:г|р|года|року|m|d|i)\.?)?"  # the word for year or day in some languages
JOIN = r"(?:[ \-./,]+(?:del? |do |of )?)"
WEEKDAY = r"(?:[^\W\d_]+\.?,?\s+)?"
NUMBERED, WRITTEN, YEAR_FIRST, COMPACT = "day first", "written out", "year first", "yyyymmdd"
MONTHLY, QUARTERLY, WEEKLY = "year and month", "year and quarter", "year and week"
TABLE = (
    (YEAR_FIRST, rf"{ANY}(?P<sep>[-/.]){MONTH}(?P=sep){DAY}{TIME}"),
    (NUMBERED, rf"(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<next>\d{{1,2}})(?P=sep){ANY}{TIME}"),
    (NUMBERED, rf"(?P<first>\d{{1,2}})\.\s?(?P<next>\d{{1,2}})\.\s?(?P<short>\d{{2}}){TIME}"),
    (COMPACT, rf"{YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})"),
    (MONTHLY, rf"{YEAR}[-/]{MONTH}"),
    (MONTHLY, rf"{MONTH}[-/]{YEAR}"),
    (MONTHLY, rf"{YEAR}-?m{MONTH}"),
    (QUARTERLY, rf"{YEAR}[-/. ]{{0,3}}[qt]\s?(?P<quarter>[1-4])"),
    (QUARTERLY, rf"[qt]\s?(?P<quarter>[1-4])[-/. ]{{0,3}}(?:{YEAR}|{SHORT})"),
    (QUARTERLY, rf"(?P<quarter>[1-4])(?:\.?\s?quartal|[qt])[-/. ]{{0,3}}(?:{YEAR}|{SHORT})"),
    (WEEKLY, rf"{YEAR}-?w(?P<week>\d{{2}})"),
    (WRITTEN, rf"{ANY}\s?[年년]\s?{MONTH}\s?[月월](?:\s?{DAY}\s?[日일])?"),
    (WRITTEN, rf"(?:ngay )?{DAY} thang {MONTH}[, ]+(?:nam )?{ANY}"),
    (WRITTEN, rf"{WEEKDAY}{DAY}{NTH}[ \-./]\s*{WORD}{JOIN}{ANY}{BEHIND}{TIME}"),
    (WRITTEN, rf"{WEEKDAY}{DAY}{NTH}[ \-./]\s*{WORD}[ \-./]+{SHORT}{BEHIND}{TIME}"),
    (WRITTEN, rf"{WEEKDAY}{WORD}\s{DAY}{NTH},?\s+{ANY}{TIME}"),
    (WRITTEN, rf"{ANY}[.,]?(?: m\.)?[ \-]{WORD}[ \-]{DAY}\.?{BEHIND}"),
    (MONTHLY, rf"{WORD}{JOIN}{ANY}{BEHIND}"),
    (MONTHLY, rf"{ANY}[.,]?(?: m\.)?[ \-]{WORD}"),
    (MONTHLY, rf"{WORD}[-'’]\s?(?P<short>\d{{2}})"),
)
FORMS = tuple((how, re.compile(pattern)) for how, pattern in TABLE)
PIVOT = 69  # two digits from here on are of the last century, as in POSIX strptime


def plain_text_of(text: str) -> str:
    """Return a text without case, accents and surrounding spaces.

    >>> plain_text_of(" 3. März 2024"), plain_text_of("İ")
    ('3. marz 2024', 'i')
    """
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).strip().casefold())
    bare = "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", bare).replace("ı", "i")


def form_dates(texts: Iterable[str], day_first: bool = True) -> tuple[list[str], str]:
    """Return each text as a moment as ISO 8601 writes it, "" where it is none, and their form.

    >>> form_dates(["05.01.23", "Q2 2023", "5 janvier 2023", "2023-04", "1.2.3"])[0]
    ['2023-01-05T00:00:00', '2023-04-01T00:00:00', '2023-01-05T00:00:00', '2023-04-01T00:00:00', '']
    """
    bare = [plain_text_of(text) if len(text) < 60 else "" for text in texts]
    tokens = {word for text in bare for word in re.findall(r"[^\W\d_]+", text)}
    words = MONTHS | (CROATIAN if tokens & CROATIAN_ONLY else WESTERN)
    found, how = [], ""
    for text in bare:
        moment, form = form_date(text, words, day_first)
        found.append(moment)
        how = how or form
    return found, how


def form_date(text: str, words: Mapping[str, int], day_first: bool) -> tuple[str, str]:
    """Return one moment and the form that it has."""
    if not any(map(str.isdigit, text)):
        return "", ""
    for how, pattern in FORMS:
        if (match := pattern.fullmatch(text)) and (moment := moment_of(match, words, day_first)):
            return moment, how
    return "", ""


def moment_of(match: re.Match[str], words: Mapping[str, int], day_first: bool) -> str:
    """Return the moment that the parts of a match make, "" where they make none."""
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    if "first" in parts:
        day, month = ("first", "next") if day_first else ("next", "first")
        parts |= {"day": parts[day], "month": parts[month]}
    if "word" in parts:
        parts["month"] = str(words.get(parts.pop("word").strip(".-/"), 0))
    if "quarter" in parts:
        parts["month"] = str(3 * int(parts["quarter"]) - 2)
    if "short" in parts:
        parts["year"] = f"{'19' if int(parts['short']) >= PIVOT else '20'}{parts['short']}"
    clock = [int(parts.get(name, 0)) for name in ("hour", "minute", "second")]
    try:
        if "week" in parts:
            day_of = date.fromisocalendar(int(parts["year"]), int(parts["week"]), 1)
        else:
            day_of = date(int(parts["year"]), int(parts["month"]), int(parts.get("day", 1)))
    except ValueError:
        return ""
    if clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
        return ""
    return f"{day_of.isoformat()}T{clock[0]:02d}:{clock[1]:02d}:{clock[2]:02d}"


LOOSE = re.compile(r"(\d{1,2})\.(\d{1,2})\.\d{2}")
PADDED = re.compile(r"\d{2}\.\s?\d{2}\.\s?\d{2}\D*")
SEASON = re.compile(r"((?:19|20)\d{2})[-/](\d{2})")


def may_be_dates(texts: Iterable[str]) -> bool:
    """Tell whether texts that have the form of dates are likely to be some.

    Versions such as 1.2.23 have small numbers only, and seasons such as 2009/10 two years.

    >>> may_be_dates(["05.01.23", "07.02.23"]), may_be_dates(["1.2.23", "1.10.24"])
    (True, False)
    >>> may_be_dates(["2009/10", "2010/11"]), may_be_dates(["2009/10", "2009/11"])
    (False, True)
    """
    each = [text.strip() for text in texts]
    loose = [match for text in each if (match := LOOSE.fullmatch(text))]
    if len(loose) > 0.5 * len(each) and not all(PADDED.fullmatch(match[0]) for match in loose):
        days = sum(int(match[1]) > 12 for match in loose)
        return days >= 0.3 * len(loose)
    seasons = [match for text in each if (match := SEASON.fullmatch(text))]
    follow = [(int(match[1]) + 1) % 100 == int(match[2]) for match in seasons]
    return not (seasons and all(follow))
