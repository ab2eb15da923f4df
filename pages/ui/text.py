"""Text of people made harmless for Streamlit's markdown."""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&^=])")


def plain(text: object, most: int = 120) -> str:
    r"""Return text that markdown shows as it is: no link, image, colour, icon or formula.

    >>> plain("**x** $y$")
    '\\*\\*x\\*\\* \\$y\\$'
    """
    line = " ".join(str(text).split())
    short = line if len(line) <= most else line[: most - 1] + "…"
    return _ACTIVE.sub(r"\\\1", short)
