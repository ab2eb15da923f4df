"""Names: one line, visible, not too long."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.core import wording
from lifecycle.figures import text


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(wording).failed == 0
    assert doctest.testmod(text).failed == 0


@given(st.text())
def test_every_text_becomes_a_short_line(name: str) -> None:
    shown = wording.short(name)
    assert 0 < len(shown) <= wording.LONGEST
    assert "\n" not in shown
