"""Remedies that are safe enough for one click: each is a change of choices, undone like any other.

A fix is a pure function from the present choices and a finding to the fields that change, so that
nothing is done to the data itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..core.recipe import AnyStep, P, Step
from ..core.wording import short
from ..data.read_step import STEP as READ
from ..data.readers import MissingCode
from ..data.roles import ColumnChoice
from ..data.step import STEP as DATA
from ..split.step import STEP as SPLIT


class Choices(Protocol):
    """Where the present params of a step are asked for: `Project.params`."""

    def __call__(self, step: Step[P, Any], /) -> P: ...


Changes = dict[AnyStep, dict[str, Any]]
"""Fields to change, by step."""


@dataclass(frozen=True)
class Finding:
    """What a fix needs to know of a finding."""

    column: str = ""
    value: str = ""

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Finding:
        return cls(str(row["column"]), str(row["value"]))


@dataclass(frozen=True, kw_only=True)
class Fix:
    """One remedy: the button's label, the sentence that says what it does, and the change."""

    label: str
    sentence: Callable[[Finding], str]
    change: Callable[[Choices, Finding], Changes]

    def applied(self, choices: Choices, finding: Finding) -> bool:
        """Whether it was chosen already, so that it would change nothing."""
        return all(
            getattr(choices(step), name) == value
            for step, fields in self.change(choices, finding).items()
            for name, value in fields.items()
        )


def _column(choices: Choices, name: str, **fields: Any) -> Changes:
    """Change what was decided about one column, and leave the others as they are."""
    columns = choices(DATA).columns
    made = next((c for c in columns if c.name == name), ColumnChoice(name=name))
    made = made.model_copy(update=fields)
    if any(c.name == name for c in columns):
        return {DATA: {"columns": tuple(made if c.name == name else c for c in columns)}}
    return {DATA: {"columns": (*columns, made)}}


def leave_out(choices: Choices, finding: Finding) -> Changes:
    return _column(choices, finding.column, role="ignore")


def as_category(choices: Choices, finding: Finding) -> Changes:
    return _column(choices, finding.column, kind="category")


def not_known(choices: Choices, finding: Finding) -> Changes:
    return _column(choices, finding.column, known="no")


def drop_duplicates(choices: Choices, finding: Finding) -> Changes:
    return {DATA: {"drop_duplicates": True}}


def split_by_group(choices: Choices, finding: Finding) -> Changes:
    return {SPLIT: {"method": "group", "column": finding.value, "held": ()}}


def split_by_time(choices: Choices, finding: Finding) -> Changes:
    return {SPLIT: {"method": "time", "column": finding.value, "held": ()}}


def as_missing(choices: Choices, finding: Finding) -> Changes:
    each = {(code.column, code.word): code for code in choices(READ).missing_codes}
    for word in filter(None, finding.value.split("\n")):
        key = (finding.column, word)
        each[key] = MissingCode(column=finding.column, word=word, missing=True)
    return {READ: {"missing_codes": tuple(each.values())}}


FIXES: dict[str, Fix] = {
    "leave_out": Fix(
        label="Leave it out",
        sentence=lambda f: (
            f"Column {short(f.column)} gets the role ignore, so that no model sees it."
        ),
        change=leave_out,
    ),
    "not_known": Fix(
        label="Not known in time",
        sentence=lambda f: (
            f"Column {short(f.column)} is marked as not known at the moment of prediction, "
            "so that no model sees it."
        ),
        change=not_known,
    ),
    "as_category": Fix(
        label="Read as a category",
        sentence=lambda f: (
            f"Column {short(f.column)} gets the kind category: its values are names."
        ),
        change=as_category,
    ),
    "as_missing": Fix(
        label="Read as missing",
        sentence=lambda f: (
            f"{short(f.value.replace(chr(10), ', '))} is read as a missing value in column "
            f"{short(f.column)}."
        ),
        change=as_missing,
    ),
    "drop_duplicates": Fix(
        label="Drop duplicate rows",
        sentence=lambda f: "Rows that repeat an earlier one in every column are left out.",
        change=drop_duplicates,
    ),
    "split_by_group": Fix(
        label="Split by group",
        sentence=lambda f: f"Rows with the same {short(f.value)} stay on one side of the split.",
        change=split_by_group,
    ),
    "split_by_time": Fix(
        label="Split by time",
        sentence=lambda f: (
            f"The latest rows by {short(f.value)} are locked away, and folds go forward."
        ),
        change=split_by_time,
    ),
}
