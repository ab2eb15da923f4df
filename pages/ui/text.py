"""Text of people made harmless for Streamlit's markdown."""

from __future__ import annotations

import re

from lifecycle.core.wording import visible

JOINER = "\u2060"  # has no width and breaks no line
_ADDRESS = re.compile(r"\\?:(?=\\?/)|[wW](?=[wW]{2}\\?\.)|.(?=@)", re.S)
_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&^=])")


def plain(text: object, most: int = 120) -> str:
    r"""Return text that markdown shows as it is: no link, image, colour, icon or formula.

    Signs that turn its direction around are written out.

    >>> plain("**x** $y$")
    '\\*\\*x\\*\\* \\$y\\$'
    """
    line = visible(" ".join(str(text).split()))
    short = line if len(line) <= most else line[: most - 1] + "…"
    return unlinked(_ACTIVE.sub(r"\\\1", short))


def unlinked(text: str) -> str:
    """Return text in which no address becomes a link: an invisible joiner stands inside each."""
    return _ADDRESS.sub(lambda found: found[0] + JOINER, text)
