"""The slips that tests look for in every text are found, and plain sentences have none."""

from __future__ import annotations

import pytest

from .sentences import slips


@pytest.mark.parametrize(
    "text",
    [
        "It takes about about 2 seconds.",
        "There are 1 rows.",
        "Fine. more than 99.9% of the rows hold the same value.",
        "about less than a second",
        "The median is nan.",
    ],
)
def test_a_slip_is_found(text: str) -> None:
    assert slips(text)


@pytest.mark.parametrize(
    "text", ["1 row of 1,001 rows.", "0.1 values and 21 rows", "It knows that that is so. 1 class."]
)
def test_a_plain_sentence_has_none(text: str) -> None:
    assert slips(text) == []
