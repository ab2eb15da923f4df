"""Words: the examples in the docstrings hold, and rounding never misleads."""

from __future__ import annotations

import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.core import wording


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(wording)
    assert found.attempted > 10
    assert found.failed == 0


@settings(max_examples=200)
@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_a_rounded_number_is_off_by_no_more_than_a_tenth_of_its_spread(
    value: float, spread: float
) -> None:
    shown = float(wording.number(value, spread).replace(",", ""))
    assert abs(shown - value) <= spread / 10 + 1e-9 * abs(value)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_float_has_words(value: float) -> None:
    assert wording.number(value)
    assert wording.number(value) != "-0"
