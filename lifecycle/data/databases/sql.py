"""A query as text: one statement, and one that reads.

This gives the better message. What keeps a query from writing is how the connection was opened
(`opening`); only for servers that cannot be told so is it part of the guard.
"""

from __future__ import annotations

import re

from ...core.errors import ChoiceError

READS = ("SELECT", "WITH", "VALUES", "TABLE")
QUOTED = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$.*?\$\1\$""", re.S
)


def check_query(query: str) -> str:
    """Return the query without the semicolon at its end; raises ChoiceError unless it only reads.

    >>> check_query("SELECT ';' -- one; statement\\n;")
    "SELECT ';' -- one; statement"
    """
    text = query.strip()
    while text.endswith(";"):
        text = text[:-1].rstrip()
    bare = QUOTED.sub(" ", text).strip().rstrip(";")
    if not bare:
        raise ChoiceError("The query is empty.", "Write one SELECT.")
    first = re.match(r"[\s(]*(\w+)", bare)
    word = first[1].upper() if first else bare[:10]
    if word not in READS:
        raise ChoiceError(
            f"The query starts with {word}, and a database is only read here.",
            f"Write one query that starts with {', '.join(READS[:-1])} or {READS[-1]}.",
        )
    if ";" in bare:
        raise ChoiceError(
            "The query holds more than one statement.", "Leave only one, without a semicolon."
        )
    return text
