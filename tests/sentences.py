"""Slips of language that no text of ours may have."""

from __future__ import annotations

import re

PLURALS = (
    "rows|columns|classes|values|groups|folds|candidates|findings|levels|cells|looks|errors|checks"
    "|mistakes|numbers|models|features|changes|warnings|risks|notes|files|names|words|dates|days"
)
SLIPS = (
    (re.compile(r"\b(?!had\b|that\b)([a-z]{2,}) \1\b"), "a word comes twice"),
    (re.compile(rf"(?<![\d.,:×-])\b1 (?:{PLURALS})\b"), "one of several"),
    (re.compile(r"\babout (?:less|more) than\b"), "about more or less than"),
    (re.compile(r"(?:^|[.?] )(?:more|less) than [\d.]+%"), "a sentence that begins with a bound"),
    (re.compile(r"\bnan\b"), "no number"),
)


def slips(text: str) -> list[str]:
    """Return what is wrong with a text, each with what is around it."""
    return [
        f"{what}: …{text[max(0, found.start() - 40) : found.end() + 40]}…"
        for pattern, what in SLIPS
        for found in pattern.finditer(text)
    ]
