"""Text of people stays text: nothing in it becomes markup or a link."""

from __future__ import annotations

import pytest

from lifecycle.steps.data import ColumnChoice
from pages.ui.columns import without_guesses
from pages.ui.text import JOINER, plain, unlinked


@pytest.mark.parametrize(
    "address", ["http://evil.example/x", "www.evil.example", "me@evil.example"]
)
def test_an_address_is_broken_by_an_invisible_joiner(address: str) -> None:
    shown = plain(address)
    assert JOINER in shown
    assert shown.replace(JOINER, "").replace("\\", "") == address
    assert JOINER + "\\" not in shown  # an escape is never torn from what it escapes


def test_ordinary_text_is_left_alone() -> None:
    assert unlinked("Churn: 12 of 30, now") == "Churn: 12 of 30, now"


def test_a_column_choice_that_equals_the_guess_is_no_choice() -> None:
    back = ColumnChoice(name="age", kind="number", role="feature")
    assert without_guesses(back, "number") is None
    kept = without_guesses(ColumnChoice(name="age", kind="category", role="feature"), "number")
    assert kept == ColumnChoice(name="age", kind="category")
