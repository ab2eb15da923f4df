"""Which column to predict and what kind of answer it holds, each with the reason in words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from .readers.booleans import pair_of
from .readers.column_rules import PLAINLY, Written
from .readers.inference import to_kind
from .readers.kinds import Guess, Kind, shorten
from .readers.natures import is_count

Task = Literal["binary", "multiclass", "regression"]

# In order of how surely a column of that name is what one wants to know.
TARGETS = (
    *("target", "label", "survived", "churn", "churned", "species", "diagnosis", "price"),
    *("saleprice", "sellingprice", "rent", "medv", "converted", "purchased", "bought"),
    *("subscribed", "approved", "defaulted", "default", "fraud", "isfraud", "spam", "attrition"),
    *("outcome", "response", "result", "class", "y", "quality", "variety", "cultivar"),
)
POSITIVES = frozenset(
    {"yes", "y", "true", "t", "positive", "pos", "churned", "churn", "bad", "default", "fraud"}
    | {"spam", "malignant", "sick", "ill", "disease", "survived", "bought", "ja", "oui", "si"}
    | {"sí", "success", "approved", "left", "late", "failed", "failure"}
)
FEW, MOST_CLASSES, MOST_GUESSED = 20, 100, 50


@dataclass(frozen=True)
class Goal:
    """The target's values (float64 or str), which rows know it, and the task it makes."""

    values: pd.Series
    task: Task
    reason: str
    classes: tuple[str, ...] = ()

    @property
    def known(self) -> pd.Series:
        return self.values.notna()


def unknown_column(name: str, known: Sequence[str]) -> ChoiceError:
    """Return the error for a column that is not there, naming those that are nearly so called."""
    lower = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), lower, n=3, cutoff=0.6)
    names = [lower[each] for each in close] or list(known[:5])
    start = "Did you mean" if close else "The columns are"
    end = "?" if close else (" and so on." if len(known) > 5 else ".")
    shown = ", ".join(shorten(each) for each in names)
    return ChoiceError(f"There is no column {shorten(name)}.", f"{start} {shown}{end}")


def choose_target(
    chosen: str | None, frame: pd.DataFrame, guesses: Mapping[str, Guess]
) -> tuple[str, str]:
    """Return the target column and why: the chosen one, a well-known name, or the last that can."""
    if chosen is not None:
        if chosen not in guesses:
            raise unknown_column(chosen, list(guesses))
        return chosen, ""
    able = [name for name in guesses if can_be_target(frame[name], guesses[name].kind)]
    plain = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in reversed(able)}
    for known in TARGETS:
        if known in plain:
            return plain[known], f"{shorten(plain[known])} was taken as target for its name. "
    if able:
        return able[-1], f"{shorten(able[-1])} was taken as target: the last column that can be. "
    raise ChoiceError(
        "No column can be a target: each is constant, a key, a date or free text.",
        "Bring a file with the column to predict, or choose one yourself.",
    )


def can_be_target(column: pd.Series, kind: Kind) -> bool:
    """Tell whether a column may be guessed as target."""
    if kind not in ("number", "category", "boolean"):
        return False
    return kind == "number" or 2 <= column.nunique() <= MOST_GUESSED


def learn_target(
    name: str,
    column: pd.Series,
    kind: Kind,
    task: str = "auto",
    positive: str | None = None,
    written: Written = PLAINLY,
) -> Goal:
    """Return the target as a goal; raises ChoiceError when nothing can be learned from it."""
    if column.isna().all():
        raise ChoiceError(f"{shorten(name)} is missing in every row.", "Choose another target.")
    if kind == "number" and column.dtype == object:  # clock times
        column = to_kind(column, "number", written)
    numeric = pd.api.types.is_numeric_dtype(column)
    if pd.api.types.is_datetime64_any_dtype(column) or (kind == "date" and task == "auto"):
        raise ChoiceError(
            f"{shorten(name)} holds dates, which cannot be predicted as they are.",
            "Choose another target, or make a number of it, such as days until then.",
        )
    distinct = column.nunique()
    if task == "regression" or (
        task == "auto" and numeric and kind in ("number", "identifier") and many(name, column)
    ):
        return as_number(name, column, task, written)
    labels = to_kind(column, "boolean" if kind == "boolean" else "category", written)
    check_classes(name, labels, numeric)
    classes = tuple(sorted(labels.dropna().unique()))
    if len(classes) == 2:
        return as_binary(name, labels, classes, task, positive)
    if task == "binary":
        raise ChoiceError(
            f"{shorten(name)} has {len(classes)} classes, not two.",
            "Choose multiclass as the task, or a target with two values.",
        )
    what = "whole numbers" if numeric else "values"
    reason = f"{shorten(name)} has {distinct} different {what}, so one of several classes."
    if numeric and task == "auto":
        reason += " If they are quantities, choose regression."
    return Goal(labels, "multiclass", reason, classes)


def many(name: str, column: pd.Series) -> bool:
    """Tell whether numbers are amounts rather than codes of a few classes."""
    present = column.dropna()
    distinct = present.nunique()
    whole = bool((present == np.round(present)).all())
    return bool(distinct > 2 and not (whole and distinct <= FEW)) or is_count(name, present)


def as_number(name: str, column: pd.Series, task: str, written: Written) -> Goal:
    values = to_kind(column, "number", written)
    distinct = values.nunique()
    if distinct == 0:
        raise ChoiceError(
            f"{shorten(name)} holds no numbers, so it cannot be the target of a regression.",
            "Choose automatic or multiclass as the task, or another target.",
        )
    if distinct == 1:
        raise one_value(name)
    why = "as chosen" if task == "regression" else "so a number is predicted"
    reason = f"{shorten(name)} has {distinct:,} different numbers: regression, {why}."
    return Goal(values, "regression", reason)


def check_classes(name: str, labels: pd.Series, numeric: bool) -> None:
    """Raise ChoiceError for one class, and for so many that they are no classes."""
    distinct, rows = labels.nunique(), int(labels.notna().sum())
    if distinct == 0:
        raise ChoiceError(f"{shorten(name)} is missing in every row.", "Choose another target.")
    if distinct == 1:
        raise one_value(name)
    if distinct > MOST_CLASSES or (distinct > 2 and distinct > rows / 2):
        what = "numbers" if numeric else "texts"
        other = "regression as the task" if numeric else "another target"
        raise ChoiceError(
            f"{shorten(name)} has {distinct:,} different {what} in {rows:,} rows; they cannot be "
            "predicted as classes.",
            f"Choose {other}.",
        )


def one_value(name: str) -> ChoiceError:
    return ChoiceError(
        f"{shorten(name)} has the same value in every row, so there is nothing to predict.",
        "Choose a target with at least two different values.",
    )


def as_binary(
    name: str, labels: pd.Series, classes: tuple[str, ...], task: str, positive: str | None
) -> Goal:
    if positive is not None and positive not in classes:
        raise ChoiceError(
            f"{shorten(positive)} is not a value of {shorten(name)}.",
            f"Choose {shorten(classes[0])} or {shorten(classes[1])} as the positive class.",
        )
    wanted, why = (positive, "as chosen") if positive else guess_positive(labels, classes)
    negative = classes[0] if wanted == classes[1] else classes[1]
    asked = " (the task was set to several classes)" if task == "multiclass" else ""
    reason = f"{shorten(name)} has two different values, so one of two classes{asked}. "
    reason += f"The positive class is {shorten(wanted)}, {why}."
    return Goal(labels, "binary", reason, (negative, wanted))


def guess_positive(labels: pd.Series, classes: tuple[str, ...]) -> tuple[str, str]:
    """Return the class one looks for, and why: its word, else the rarer one.

    >>> guess_positive(pd.Series(["1", "1", "0"]), ("0", "1"))[0]
    '1'
    >>> guess_positive(pd.Series(["1", "1", "2"]), ("1", "2"))[0]
    '2'
    """
    plain = [label.strip().casefold() for label in classes]
    if "1" in plain and set(plain) & {"0", "-1"}:
        return classes[plain.index("1")], "the usual code for yes"
    if pair := pair_of(classes):
        return pair[True], "the word for yes"
    named = [label for label, word in zip(classes, plain, strict=True) if word in POSITIVES]
    if len(named) == 1:
        return named[0], "for its name"
    counts = labels.value_counts()
    if counts[classes[0]] < counts[classes[1]]:
        return classes[0], "the rarer one"
    return classes[1], "the rarer one" if counts[classes[1]] < counts[classes[0]] else "the second"
