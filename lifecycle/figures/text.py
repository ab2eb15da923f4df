"""Text of users in figures, written so that plotly finds no markup, template or formula in it.

Plotly knows a part of HTML (``<a>``, ``<b>``), fills ``%{...}`` and typesets ``$...$``. Written as
character references, these characters are shown as they are and mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..core.wording import LONGEST, short

REFERENCES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>${}\"'`\\"})
TICK = 22  # characters: what fits beside a figure 360 pixels wide


def plain(text: object, longest: int = LONGEST) -> str:
    """Return text that plotly shows as it is, on one line and shortened.

    >>> plain("<b>$x$</b>")
    '&#60;b&#62;&#36;x&#36;&#60;/b&#62;'
    """
    return short(text, longest).translate(REFERENCES)


def ticks(names: Iterable[object]) -> list[str]:
    """Return names as tick labels."""
    return [plain(name, TICK) for name in names]


def two_lines(names: Iterable[object]) -> list[str]:
    """Return names as tick labels, the end of long ones on a second line.

    >>> two_lines(["Linear model", "Support vector machine (tuned)"])
    ['Linear model', 'Support vector machine<br>(tuned)']
    """
    return [_broken(" ".join(str(name).split())) for name in names]


def _broken(name: str) -> str:
    at = name.rfind(" ", 0, TICK + 1)
    if len(name) <= TICK or at <= 0:
        return plain(name, TICK)
    return f"{plain(name[:at], TICK)}<br>{plain(name[at + 1 :], TICK)}"
