"""What may be wrong with a table: one row a check, each found before any model sees the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ..readers.reading import Reading
from . import findings as of

if TYPE_CHECKING:
    from ..steps.data import Table

COLUMNS = ["code", "title", "severity", "column", "detail", "remedy"]


@dataclass(frozen=True)
class Check:
    """One check: ``find`` yields (column, detail), the column empty for the whole table.

    ``applies`` tells by the task alone whether it makes sense.
    """

    code: str
    title: str
    severity: Literal["risk", "note"]
    applies: Callable[[Table], bool]
    find: Callable[[Table, Reading], of.Found]
    explanation: str
    remedy: str


def always(table: Table) -> bool:
    return True


def classification(table: Table) -> bool:
    return table.task != "regression"


CHECKS: tuple[Check, ...] = (
    Check(
        "target_copy",
        "Copy of the target",
        "risk",
        always,
        of.target_copy,
        "A column that tells the answer alone is often written after the answer is known. "
        "A model would look perfect here and fail on new rows.",
        "Leave it out unless it is known at the moment of prediction.",
    ),
    Check(
        "rare_class",
        "Rare class",
        "risk",
        classification,
        of.rare_class,
        "A class with a handful of rows cannot be learned, nor judged on the holdout.",
        "Merge it with a similar class, leave its rows out, or collect more.",
    ),
    Check(
        "imbalance",
        "Unequal classes",
        "risk",
        classification,
        of.imbalance,
        "With one class rare, a model that never names it is nearly always right. "
        "Accuracy then says little.",
        "Judge by average precision or balanced accuracy, and choose the threshold by cost.",
    ),
    Check(
        "few_rows",
        "Few rows for so many features",
        "risk",
        always,
        of.few_rows,
        "With fewer than ten rows a feature, a model finds patterns that are chance.",
        "Leave columns out, choose a simple model, or collect more rows.",
    ),
    Check(
        "duplicates",
        "Duplicate rows",
        "risk",
        always,
        of.duplicates,
        "The same row in training and in the holdout makes a model look better than it is.",
        "Drop duplicates, unless they are separate cases that happen to be alike.",
    ),
    Check(
        "sentinel",
        "A number that may mean missing",
        "risk",
        always,
        of.sentinels,
        "Some programs write -999 or the like where nothing was measured. "
        "Taken as a number it bends every average.",
        "If it means missing, replace it by an empty cell and bring the file again.",
    ),
    Check(
        "target_missing",
        "Rows without a target",
        "note",
        always,
        of.target_missing,
        "Rows whose answer is unknown teach nothing and cannot be judged.",
        "Ask why it is unknown; if the reason relates to the answer, the model is biased.",
    ),
    Check(
        "repaired",
        "Cells that became missing",
        "note",
        always,
        of.repaired,
        "Infinite values and words among numbers cannot be used as they are.",
        "Correct them in the file if their true value is known.",
    ),
    Check(
        "impossible_dates",
        "Impossible dates",
        "note",
        always,
        of.impossible_dates,
        "A cell among dates that is no date, or lies outside the years 1678 to 2261, is missing.",
        "Correct them in the file, or read the column as a category.",
    ),
    Check(
        "all_missing",
        "Empty column",
        "note",
        always,
        of.all_missing,
        "A column without any value tells nothing.",
        "It is left out; nothing to do.",
    ),
    Check(
        "mostly_missing",
        "Mostly missing",
        "note",
        always,
        of.mostly_missing,
        "More than half of the values would be filled in by guessing. "
        "That a value is missing may itself be informative.",
        "Leave the column out, or keep it if missing means something, such as none.",
    ),
    Check(
        "many_levels",
        "Category with many levels",
        "note",
        always,
        of.many_levels,
        "Most levels are too rare to learn anything from, and new rows bring levels never seen.",
        "Leave it out, group the levels, or choose target encoding in Prepare.",
    ),
    Check(
        "spellings",
        "Same level, spelled differently",
        "note",
        always,
        of.spellings,
        "Levels that differ only by case or spaces are probably one and the same.",
        "Write them alike in the file.",
    ),
    Check(
        "missing_level",
        "A level that may mean missing",
        "note",
        always,
        of.missing_levels,
        "A word such as unknown, or a code such as -999, is taken as a level like any other. "
        "That is fine when it means something.",
        "If it means missing, replace it by an empty cell and bring the file again.",
    ),
    Check(
        "identifier",
        "Identifier",
        "note",
        always,
        of.identifier,
        "A key is different for every row; a model could only learn it by heart.",
        "It is left out. If it is a measurement, set its kind to number.",
    ),
    Check(
        "constant",
        "Constant column",
        "note",
        always,
        of.constant,
        "A column that never changes tells no two rows apart.",
        "It is left out; nothing to do.",
    ),
)


def find_all(table: Table, read: Reading) -> pd.DataFrame:
    """Return every finding, the gravest first, in the columns of ``Table.findings``."""
    rows = [
        (check.code, check.title, check.severity, column, detail, check.remedy)
        for check in CHECKS
        if check.applies(table)
        for column, detail in check.find(table, read)
    ]
    rows.sort(key=lambda row: row[2] != "risk")
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
