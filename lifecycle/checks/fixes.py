"""Remedies that are safe enough for one click: each is a change of choices, undone like any other.

A fix is a pure function from the present choices and a finding to the fields that change, so that
nothing is done to the data itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..core.recipe import AnyStep, P, Step
from ..core.wording import listing, short
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

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every column that it is about, each with a word of it or none."""
        if self.value.startswith("["):
            return [(str(column), str(word)) for column, word in json.loads(self.value)]
        return [(self.column, word) for word in self.value.split("\n")]  # of an earlier version

    @property
    def columns(self) -> list[str]:
        """The columns that it is about, once each."""
        return list(dict.fromkeys(column for column, _ in self.places))

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


def _columns(choices: Choices, finding: Finding, **fields: Any) -> Changes:
    """Change what was decided about these columns, and leave the others as they are."""
    made = {choice.name: choice for choice in choices(DATA).columns}
    for name in finding.columns:
        made[name] = made.get(name, ColumnChoice(name=name)).model_copy(update=fields)
    return {DATA: {"columns": tuple(made.values())}}


def leave_out(choices: Choices, finding: Finding) -> Changes:
    return _columns(choices, finding, role="ignore")


def as_category(choices: Choices, finding: Finding) -> Changes:
    return _columns(choices, finding, kind="category")


def as_protected(choices: Choices, finding: Finding) -> Changes:
    return _columns(choices, finding, role="protected")


def not_known(choices: Choices, finding: Finding) -> Changes:
    return _columns(choices, finding, known="no")


def drop_duplicates(choices: Choices, finding: Finding) -> Changes:
    return {DATA: {"drop_duplicates": True}}


def split_by_group(choices: Choices, finding: Finding) -> Changes:
    return {SPLIT: {"method": "group", "column": finding.value, "held": ()}}


def split_by_time(choices: Choices, finding: Finding) -> Changes:
    return {SPLIT: {"method": "time", "column": finding.value, "held": ()}}


def as_missing(choices: Choices, finding: Finding) -> Changes:
    each = {(code.column, code.word): code for code in choices(READ).missing_codes}
    for column, word in finding.places:
        each[column, word] = MissingCode(column=column, word=word, missing=True)
    return {READ: {"missing_codes": tuple(each.values())}}


def _named(finding: Finding) -> str:
    columns = finding.columns
    word = "Column" if len(columns) == 1 else "Columns"
    return f"{word} {listing(map(short, columns))}"


def _verb(finding: Finding, one: str, several: str) -> str:
    return one if len(finding.columns) == 1 else several


FIXES: dict[str, Fix] = {
    "leave_out": Fix(
        label="Leave it out",
        sentence=lambda f: (
            f"{_named(f)} {_verb(f, 'gets', 'get')} the role ignore, so that no model sees it."
        ),
        change=leave_out,
    ),
    "not_known": Fix(
        label="Not known in time",
        sentence=lambda f: (
            f"{_named(f)} {_verb(f, 'is', 'are')} marked as not known at the moment of "
            f"prediction, so that no model sees {_verb(f, 'it', 'them')}."
        ),
        change=not_known,
    ),
    "as_category": Fix(
        label="Read as a category",
        sentence=lambda f: (
            f"{_named(f)} {_verb(f, 'gets', 'get')} the kind category: values are names."
        ),
        change=as_category,
    ),
    "as_protected": Fix(
        label="Compare groups by it",
        sentence=lambda f: (
            f"{_named(f)} {_verb(f, 'gets', 'get')} the role protected: Evaluate compares groups "
            f"by {_verb(f, 'it', 'them')}, and no model sees {_verb(f, 'it', 'them')}."
        ),
        change=as_protected,
    ),
    "as_missing": Fix(
        label="Read as missing",
        sentence=lambda f: (
            f"{listing(dict.fromkeys(short(word) for _, word in f.places))} "
            f"{_verb(f, 'in column', 'in columns')} {listing(map(short, f.columns))} is read as a "
            "missing value."
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
