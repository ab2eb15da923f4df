"""A split that the data bring along: a column says which rows are the holdout, and the folds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..core.wording import count, listing, short
from .cut import AS_IT_CAME, Cut, chosen_column
from .random import folds

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

MEANINGS = {
    "train": ("train", "training", "learn", "learning", "fit"),
    "holdout": ("holdout", "hold-out", "hold out", "held out", "test", "testing", "evaluation"),
    "validation": ("validation", "valid", "val", "dev"),
    "unused": ("unused", "exclude", "excluded", "ignore", "gap"),
}
WORDS = {word: meaning for meaning, words in MEANINGS.items() for word in words}
YES, NO = {"1", "true", "yes", "y", "t"}, {"0", "false", "no", "n", "f"}
MOST_VALUES = 50
MOST_FOLD = 100
TRAIN_NAME = re.compile(r"train|learn|(?:^|[ _.\-])fit", flags=re.IGNORECASE)
ASK = "Choose which of its values are the holdout."


def cut(params: SplitParams, data: Table) -> Cut:
    column = as_text(chosen_column(params, data))
    meaning = meanings(str(params.column), column.dropna().unique().tolist(), params.held)
    part = column.map(meaning).fillna("unused")
    holdout, train = (part == "holdout").to_numpy(), part.isin(["train", "validation"])
    numbered = part.str.isdecimal()
    learn = np.flatnonzero(train | numbered)
    _refuse(str(params.column), holdout, learn, bool(params.held))
    fold = np.full(len(column), -1)
    fit_from = None
    meaning_sentence = f"The holdout is where {params.column} is {_named(meaning, 'holdout')}."
    if numbered.any():
        own = part[train | numbered]
        fold[learn] = pd.factorize(own.where(own.str.isdecimal(), "-1").astype(int), sort=True)[0]
        meaning_sentence += f" Its other values are the {fold.max() + 1} folds."
    elif (part == "validation").any():
        if not (part == "train").any():
            raise ChoiceError(f"No row of {params.column} is for training.", ASK)
        fold[learn] = (part == "validation").to_numpy(dtype=np.intp)[learn]
        fit_from = np.where(fold >= 0, fold + 1, -1)
        meaning_sentence += f" Candidates are compared where it is {_named(meaning, 'validation')}."
    else:
        if len(learn) < params.folds:
            raise ChoiceError(
                f"{count('row', len(learn))} outside the holdout cannot be cut into "
                f"{params.folds} folds.",
                "Choose fewer folds or another column.",
            )
        fold[learn], note = folds(params, data, learn)
        meaning_sentence += f" The other rows are cut into folds at random. {note}"
    unused = int((part == "unused").sum())
    if unused:
        are = "is" if unused == 1 else "are"
        meaning_sentence += (
            f" {count('row', unused)} that it says nothing of {are} used for nothing."
        )
    return Cut(holdout, fold, " ".join(meaning_sentence.split()), AS_IT_CAME, fit_from)


def as_text(column: pd.Series) -> pd.Series:
    """Return the values as text, whole numbers without their point, None where missing."""
    if pd.api.types.is_numeric_dtype(column):
        return column.map(lambda v: f"{v:.10g}", na_action="ignore").astype(object)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.map(lambda v: f"{v:%Y-%m-%d}", na_action="ignore").astype(object)
    return column


def values_of(column: pd.Series) -> list[str]:
    """Return the values that a column offers as parts; none when there are too many."""
    if column.nunique() > MOST_VALUES:
        return []
    texts = as_text(column).dropna().unique().tolist()
    return sorted(
        texts, key=lambda text: (not text.isdecimal(), len(text) * text.isdecimal(), text)
    )


def parts_understood(name: str, column: pd.Series) -> bool:
    """Whether the column's values say by themselves which rows are the holdout."""
    values = values_of(column)
    try:
        return len(values) > 1 and "holdout" in meanings(name, values).values()
    except ChoiceError:
        return False


def meanings(name: str, values: Sequence[str], held: Sequence[str] = ()) -> dict[str, str]:
    """Return what each value means: train, holdout, validation, unused, or a fold's number.

    >>> meanings("set", ["train", "Test"])
    {'train': 'train', 'Test': 'holdout'}
    >>> meanings("is_train", ["1", "0"])
    {'1': 'train', '0': 'holdout'}
    >>> meanings("fold", ["1", "2", "3"], held=["3"])
    {'1': '1', '2': '2', '3': 'holdout'}
    """
    unknown = [value for value in held if value not in values]
    if unknown:
        raise ChoiceError(f"No row of {name} is {listing(map(short, unknown))}.", ASK)
    rest = [value for value in values if value not in held]
    plain = {value: value.strip().casefold() for value in rest}
    words = {value: WORDS[text] for value, text in plain.items() if text in WORDS}
    others = [value for value in rest if value not in words]
    meaning_of = dict.fromkeys(held, "holdout") | words
    if others and not words and not held and _flags(set(plain.values())):
        says_train = bool(TRAIN_NAME.search(name))
        for value in others:
            meaning_of[value] = "holdout" if (plain[value] in YES) != says_train else "train"
    elif len(others) > 1 and "holdout" in meaning_of.values() and all(map(_numbers_fold, others)):
        meaning_of |= {value: str(int(value)) for value in others}
    elif held:
        meaning_of |= dict.fromkeys(others, "train")
    elif others:
        raise ChoiceError(f"{_unclear(name, others, len(values))}", ASK)
    if (
        "holdout" not in meaning_of.values()
    ):  # train and validation alone: the latter is the holdout
        meaning_of = {v: "holdout" if m == "validation" else m for v, m in meaning_of.items()}
    return {value: meaning_of[value] for value in values}


def _flags(texts: set[str]) -> bool:
    return len(texts) == 2 and len(texts & YES) == 1 and len(texts & NO) == 1


def _numbers_fold(text: str) -> bool:
    return text.isdecimal() and int(text) <= MOST_FOLD


def _unclear(name: str, others: list[str], n: int) -> str:
    if n > MOST_VALUES:
        return f"Column {name} has {n:,} values; one that names parts has few."
    if len(others) > 2 and all(map(_numbers_fold, others)):
        return f"Column {name} numbers {len(others)} folds, but does not say which is the holdout."
    return f"Column {name} does not say what {listing(map(short, others))} means."


def _refuse(name: str, held: np.ndarray, learn: np.ndarray, asked: bool) -> None:
    if not held.any():
        raise ChoiceError(f"Column {name} names no row of the holdout.", ASK)
    if held.mean() > 0.5 and not asked:
        raise ChoiceError(f"Read so, {name} would lock {held.mean():.0%} of the rows away.", ASK)
    if not len(learn):
        raise ChoiceError(f"Column {name} leaves no row to learn from.", ASK)


def _named(meaning: dict[str, str], part: str) -> str:
    names = [short(value) for value, found in meaning.items() if found == part]
    return listing(names).replace(" and ", " or ")
