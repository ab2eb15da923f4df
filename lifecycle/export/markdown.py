"""Text that came with the data, put into Markdown or HTML without taking effect there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from ..core.wording import visible

SPECIAL = re.compile(r"([\\`*\[\]!|<>~&$:]|(?<![^\W_])_|_(?![^\W_])|^[#+-])")


def escape(text: object) -> str:
    r"""Return the text on one line with Markdown's and HTML's signs made plain.

    >>> print(escape("a|b <i>"), escape("![x](http://y)"), escape("roc_auc _x_"))
    a\|b \<i\> \!\[x\](http\://y) roc_auc \_x\_
    """
    return SPECIAL.sub(r"\\\1", visible(" ".join(str(text).split())))


def escape_html(text: object) -> str:
    r"""Return the text with HTML's signs made plain.

    >>> print(escape_html("<b>"), escape_html("exe.\u202etxt"))
    &lt;b&gt; exe.\u202etxt
    """
    return html.escape(visible(str(text)))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table of escaped cells."""
    lines = [header, ["---"] * len(header), *([escape(c) for c in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def html_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table of escaped cells."""
    head = "".join(f"<th>{escape_html(name)}</th>" for name in header)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape_html(c)}</td>" for c in row) + "</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
