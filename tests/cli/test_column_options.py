"""--drop, --role and --known become choices about columns."""

from __future__ import annotations

import argparse

import pytest

from lifecycle.cli import column_options
from lifecycle.cli.choices import params_for, params_of
from lifecycle.core.errors import ChoiceError
from lifecycle.data.roles import ColumnChoice
from lifecycle.steps import DATA


def chosen(*words: str, before: tuple[ColumnChoice, ...] = ()) -> tuple[ColumnChoice, ...]:
    parser = argparse.ArgumentParser()
    column_options.add(parser)
    found = column_options.choices(parser.parse_args(words), before)
    return params_for(DATA, params_of(found)).columns


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


def test_an_option_about_a_column_keeps_what_was_chosen_for_it_before() -> None:
    before = (ColumnChoice(name="a", role="protected"), ColumnChoice(name="c", role="ignore"))
    assert chosen("--known", "a=no", before=before) == (
        ColumnChoice(name="a", role="protected", known="no"),
        ColumnChoice(name="c", role="ignore"),
    )


@pytest.mark.parametrize(
    "words",
    [("--role", "a=target"), ("--role", "weight"), ("--known", "a=maybe"), ("--known", "=no")],
    ids=" ".join,
)
def test_a_word_that_is_none_is_answered_with_those_that_are(words: tuple[str, str]) -> None:
    with pytest.raises(ChoiceError, match="is not understood") as caught:
        chosen(*words)
    assert "COLUMN=" in caught.value.remedy
