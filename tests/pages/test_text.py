"""Text of people stays text: nothing in it becomes markup or a link."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.ui.display import seen
from pages.ui.text import JOINER, plain, unlinked


@pytest.mark.parametrize(
    "address", ["http://evil.example/x", "www.evil.example", "me@evil.example"]
)
def test_an_address_is_broken_by_an_invisible_joiner(address: str) -> None:
    shown = plain(address)
    assert JOINER in shown
    assert shown.replace(JOINER, "").replace("\\", "") == address
    assert JOINER + "\\" not in shown  # an escape is never torn from what it escapes


def test_a_turned_direction_is_shown_as_such() -> None:
    assert plain("a\u202egnp.exe") == r"a\\u202egnp\.exe"
    cells = pd.DataFrame({"n\u2066": ["x\u202ey", None, 3], "z": pd.Categorical(["\u2069"] * 3)})
    shown = seen(cells)
    assert list(shown) == [r"n\u2066", "z"]
    assert shown.iloc[:, 0].tolist() == [r"x\u202ey", None, 3]
    assert shown["z"].tolist() == [r"\u2069"] * 3
    assert list(cells) == ["n\u2066", "z"]  # what is shown is a copy


def test_ordinary_text_is_left_alone() -> None:
    assert unlinked("Churn: 12 of 30, now") == "Churn: 12 of 30, now"
