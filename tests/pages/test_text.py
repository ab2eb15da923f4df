"""Text of people stays text: nothing in it becomes markup or a link."""

from __future__ import annotations

import pytest

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
