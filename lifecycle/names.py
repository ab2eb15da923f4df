"""Names that somebody else chose, made fit for a sentence or a label."""

from __future__ import annotations

import unicodedata

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
