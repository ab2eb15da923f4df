"""--drop, --role and --known become choices about columns."""

from __future__ import annotations

import argparse

import pytest

from lifecycle.cli import column_options
from lifecycle.core.errors import ChoiceError
from lifecycle.data.roles import ColumnChoice


def chosen(*words: str) -> tuple[ColumnChoice, ...]:
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", default="y")
    column_options.add(parser)
    return column_options.chosen(parser.parse_args(words))


def test_options_about_one_column_are_one_choice() -> None:
    said = chosen(
        "--role", "a=protected", "--known", "a=no", "--drop", "b", "--known", "x=1=unsure"
    )
    assert said == (
        ColumnChoice(name="b", role="ignore"),
        ColumnChoice(name="a", role="protected", known="no"),
        ColumnChoice(name="x=1", known="unsure"),
    )
    assert chosen() == ()


@pytest.mark.parametrize(
    "words",
    [("--role", "a=target"), ("--role", "weight"), ("--known", "a=maybe"), ("--known", "=no")],
    ids=" ".join,
)
def test_a_word_that_is_none_is_answered_with_those_that_are(words: tuple[str, str]) -> None:
    with pytest.raises(ChoiceError, match="is not understood") as caught:
        chosen(*words)
    assert "COLUMN=" in caught.value.remedy
