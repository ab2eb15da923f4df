"""A remedy at one click: a change of choices that does what it says, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lifecycle.checks import CHECKS
from lifecycle.checks.fixes import FIXES, Changes, Finding
from lifecycle.core.recipe import AnyStep, Params
from lifecycle.data.read_step import ReadParams
from lifecycle.data.readers import MissingCode
from lifecycle.data.roles import ColumnChoice
from lifecycle.data.step import DataParams
from lifecycle.steps import DATA, READ, SPLIT

NOTED = ColumnChoice(name="a", note="mine")
OTHER = ColumnChoice(name="b", kind="text")
HERE, CODE = (MissingCode(column="a", word=word, missing=True) for word in ("NA", "-999"))
THERE = MissingCode(column="b", word="NA", missing=False)
CHOICES: dict[AnyStep, Params] = {
    DATA: DataParams(target="y", columns=(NOTED, OTHER)),
    READ: ReadParams(
        source="ab", missing_codes=(HERE.model_copy(update={"missing": False}), THERE)
    ),
    SPLIT: SPLIT.params(),
}
COLUMNS = {"leave_out": {"role": "ignore"}, "not_known": {"known": "no"}}
COLUMNS |= {"as_category": {"kind": "category"}}


def changed(changes: Changes) -> dict[AnyStep, Params]:
    """Return all choices after a fix; raises when it sets what a step does not take."""
    made = {
        step: type(CHOICES[step]).model_validate({**CHOICES[step].model_dump(), **fields})
        for step, fields in changes.items()
    }
    return CHOICES | made


@pytest.mark.parametrize("name", FIXES)
def test_a_fix_says_what_it_does_and_is_then_chosen(name: str) -> None:
    fix, finding = FIXES[name], Finding("a", "-999")
    assert not fix.applied(CHOICES.__getitem__, finding)
    after = changed(fix.change(CHOICES.__getitem__, finding))
    assert fix.applied(after.__getitem__, finding)
    assert re.fullmatch(r"\S.*\.", fix.sentence(finding))
    assert len(fix.label) <= 25
    assert name in {check.fix for check in CHECKS}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("column", ["a", "new"])
def test_one_column_changes_and_what_was_said_of_it_stays(name: str, column: str) -> None:
    changes = FIXES[name].change(CHOICES.__getitem__, Finding(column))
    assert list(changes) == [DATA]
    columns: tuple[ColumnChoice, ...] = changes[DATA]["columns"]
    each = {choice.name: choice for choice in columns}
    assert len(columns) == len(each)
    assert each["b"] == OTHER
    assert each["a"].note == "mine"
    assert each[column].model_dump().items() >= COLUMNS[name].items()


@pytest.mark.parametrize(
    ("name", "value", "step", "fields"),
    [
        ("as_missing", "-999\nNA", READ, {"missing_codes": (HERE, THERE, CODE)}),
        ("as_missing", "NA", READ, {"missing_codes": (HERE, THERE)}),
        ("drop_duplicates", "", DATA, {"drop_duplicates": True}),
        ("split_by_group", "who", SPLIT, {"method": "group", "column": "who", "held": ()}),
        ("split_by_time", "on", SPLIT, {"method": "time", "column": "on", "held": ()}),
    ],
)
def test_other_steps(name: str, value: str, step: AnyStep, fields: dict[str, Any]) -> None:
    assert FIXES[name].change(CHOICES.__getitem__, Finding("a", value)) == {step: fields}


def test_a_fix_of_unknown_choices_makes_no_difference_to_them() -> None:
    before = {step: params.model_dump() for step, params in CHOICES.items()}
    for fix in FIXES.values():
        fix.change(CHOICES.__getitem__, Finding("a", "b"))
    assert {step: params.model_dump() for step, params in CHOICES.items()} == before
