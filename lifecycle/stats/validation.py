"""Validate and encode users' arrays: labels to 0 and 1, scores to floats, or an error.

A row whose label is missing tells nothing and is left out, so that ``n`` counts the others. What
could be read in two ways, such as labels in words, is asked for instead of guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from ..core.wording import count
from .arguments import ROUNDING

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
HALF_DIGIT, MOST_OFF = 0.005, 0.05
"""How far a row's probabilities may be from summing to 1: each may be rounded to two digits."""

MISSING_GROUP = "missing"


@dataclass(frozen=True)
class Rows:
    """Labels (0 or 1), scores, and what else belongs to the rows that have a label."""

    y: Floats
    scores: tuple[Floats, ...]
    groups: NDArray[Any] | None = None

    @property
    def positive(self) -> Bools:
        return self.y > 0

    @property
    def score(self) -> Floats:
        return self.scores[0]


def ranked(y: ArrayLike, *scores: ArrayLike, groups: ArrayLike | None = None) -> Rows:
    """Return rows with scores that only have to be ranked, so that they may be infinite."""
    labels, known = events(y)
    values = tuple(numbers(each, "scores") for each in scores)
    names = None if groups is None else column(groups, "groups")
    for each in values:
        same_rows(labels=labels, scores=each, groups=names)
    if not known.all():
        labels, values = labels[known], tuple(each[known] for each in values)
        names = None if names is None else names[known]
    for each in values:
        missing = int(np.isnan(each).sum())
        if missing:
            raise ChoiceError(
                f"{count('row', missing)} without a score.", "Leave out the rows that have none."
            )
    return Rows(labels, values, names)


def probabilities_of_events(
    y: ArrayLike, p: ArrayLike, groups: ArrayLike | None = None, *, some: bool = True
) -> Rows:
    """Return rows with the chance that was stated for the event, between 0 and 1.

    Without any row it is an error, unless ``some`` is false.
    """
    rows = ranked(y, p, groups=groups)
    chance = rows.score
    if some and not len(chance):
        raise ChoiceError("No row has a label.", "Give at least one row with a label.")
    if len(chance) and not (chance.min() >= -ROUNDING and chance.max() <= 1 + ROUNDING):
        raise ChoiceError(
            "Some probabilities lie below 0 or above 1.",
            "Give probabilities of the event, not scores or percentages.",
        )
    return Rows(rows.y, (np.clip(chance, 0.0, 1.0),), rows.groups)


def class_columns(proba: ArrayLike) -> Floats:
    """Return one column of chances a class, each row summing to 1; those of an event become two."""
    p = matrix(proba, "probabilities")
    if np.ndim(proba) == 1:
        p = np.column_stack([1 - p, p])
    if not ((p >= -ROUNDING) & (p <= 1 + ROUNDING)).all():
        raise ChoiceError(
            "Some probabilities are missing, below 0 or above 1.",
            "Give one probability for each row and class.",
        )
    off = np.abs(p.sum(axis=1) - 1).max(initial=0.0)
    if off > min(MOST_OFF, HALF_DIGIT * p.shape[1]) + ROUNDING:
        raise ChoiceError(
            "The probabilities of some rows do not sum to 1.",
            "Give the probabilities of all classes, or divide each row by its sum.",
        )
    return np.clip(p, 0.0, 1.0)


def class_codes(
    codes: ArrayLike, classes: int, *, what: str = "classes", least: int = 0
) -> tuple[Codes, Bools]:
    """Return each row's class as the position of its column, and which rows have a class.

    A row without one has the position -1, and so has, where ``least`` is -1, a class that has no
    column.
    """
    values = numbers(codes, what)
    known = ~np.isnan(values)
    values = np.where(known, values, -1.0)
    inside = (values >= least) & (values < classes) & (values == np.rint(values))
    if not inside[known].all():
        raise ChoiceError(
            f"Some {what} are not the position of a column.",
            f"Give whole numbers from 0 to {classes - 1}, one for each column of probabilities.",
        )
    return values.astype(np.intp), known


def coded(
    y: ArrayLike, proba: ArrayLike, **beside: ArrayLike | None
) -> tuple[Codes, Floats, list[NDArray[Any] | None]]:
    """Return each row's class as the position of its column, the chances, and what is beside them.

    Rows without a class are left out.
    """
    p = class_columns(proba)
    codes, known = class_codes(y, p.shape[1])
    others = {name: None if x is None else column(x, name) for name, x in beside.items()}
    same_rows(classes=codes, probabilities=p, **others)
    kept = [None if each is None else each[known] for each in others.values()]
    return codes[known], p[known], kept


def names_of_classes(names: Sequence[object], classes: int) -> list[str]:
    """Return the name of each column of probabilities."""
    given = [str(name) for name in names]
    if len(given) != classes:
        raise ChoiceError(
            f"There are {count('name', len(given))} for {count('column', classes)} of "
            "probabilities.",
            "Give the name of each class, in the order of the columns.",
        )
    return given


def paired(
    y: ArrayLike, *said: ArrayLike, groups: ArrayLike | None = None, bounded: bool = True
) -> tuple[Floats, tuple[Floats, ...], NDArray[Any] | None]:
    """Return observed amounts, what was said of them (finite, if ``bounded``), and their groups.

    Rows without an amount are left out.
    """
    actual, what = numbers(y), "predictions" if bounded else "limits"
    predictions = [numbers(each, what) for each in said]
    names = None if groups is None else column(groups, "groups")
    for each in predictions:
        same_rows(values=actual, **{what: each}, groups=names)
    known = ~np.isnan(actual)
    kept = tuple((finite if bounded else present)(each[known], what) for each in predictions)
    return finite(actual[known]), kept, None if names is None else names[known]


def named(groups: ArrayLike, what: str = "groups") -> NDArray[Any]:
    """Return the name of each row's group as text; missing is a group of its own."""
    given = pd.Series(column(groups, what), dtype=object)
    return np.asarray(given.where(given.notna(), MISSING_GROUP).map(str).to_numpy())


def group_numbers(groups: ArrayLike, n: int) -> Codes:
    """Return the group of each of n rows as a number from 0 on; missing is one group."""
    given = column(groups, "groups")
    same_rows(rows=range(n), groups=given)
    named = given.astype(str) if given.dtype == object else given  # kinds may be mixed
    return np.asarray(np.unique(named, return_inverse=True)[1], dtype=np.intp)


def weights_of(weights: ArrayLike, n: int) -> Floats:
    """Return how much each of n rows counts: 0 or more, and not all of them 0."""
    found = finite(weights, "weights")
    same_rows(rows=range(n), weights=found)
    if n and (found.min() < 0 or not found.any()):
        raise ChoiceError("These are no weights.", "Give 0 or more for each row, not 0 for all.")
    return found


def same_rows(**columns: Any) -> None:
    """Say which columns differ in length; None is no column."""
    sizes = {name: len(each) for name, each in columns.items() if each is not None}
    if len(set(sizes.values())) > 1:
        told = " and ".join(f"{size:,} {name}" for name, size in sizes.items())
        raise ChoiceError(f"There are {told}.", "Give one of each for every row.")


def events(y: ArrayLike) -> tuple[Floats, Bools]:
    """Return 1 for the event and 0 for none, and which rows have a label at all.

    Labels are true and false, 1 and 0, or 1 and -1.
    """
    given = column(y, "labels")
    values = given.astype(float) if given.dtype.kind in "biuf" else _objects(given)
    known = ~np.isnan(values)
    if not known.all():
        values = np.where(known, values, 0.0)
    zeros = (values == 0) | (values == 1)
    if zeros.all():
        return values, known
    if not ((values == 1) | (values == -1))[known].all():
        raise _unclear(given)
    return (values > 0).astype(float), known


def numbers(values: ArrayLike, what: str = "values") -> Floats:
    """Return numbers as floats, NaN where one is missing."""
    given = column(values, what)
    if given.dtype.kind in "biuf":
        return given.astype(float)
    wrong = ChoiceError(f"Not all {what} are numbers.", "Give a number for every row.")
    if given.dtype.kind not in "OUS":  # moments and complex numbers
        raise wrong
    try:
        found = pd.to_numeric(pd.Series(given, dtype=object), errors="raise")
        return np.asarray(found.to_numpy(dtype=float, na_value=np.nan))
    except (ValueError, TypeError) as error:
        raise wrong from error


def present(values: ArrayLike, what: str = "values") -> Floats:
    """Return numbers as floats; one that is missing is an error."""
    found = numbers(values, what)
    missing = int(np.isnan(found).sum())
    if missing:
        raise ChoiceError(
            f"{count('number', missing)} of the {what} missing.", "Leave out those rows."
        )
    return found


def finite(values: ArrayLike, what: str = "values") -> Floats:
    """Return numbers as floats; one that is missing or infinite is an error."""
    found = numbers(values, what)
    bad = int((~np.isfinite(found)).sum())
    if bad:
        raise ChoiceError(
            f"{count('number', bad)} among the {what} missing or infinite.", "Leave out those rows."
        )
    return found


def matrix(values: ArrayLike, what: str = "values") -> Floats:
    """Return numbers in rows and columns as floats; one column alone becomes a matrix of one."""
    given = _array(values, what)
    if given.ndim == 1:
        return numbers(given, what)[:, None]
    if given.ndim != 2 or not given.shape[1]:
        raise ChoiceError(
            f"The {what} are an array of shape {given.shape}.", "Give one row of them for each row."
        )
    return numbers(given.ravel(), what).reshape(given.shape)


def flag_columns(values: ArrayLike, what: str) -> Bools:
    """Return true or false for each row and column."""
    found = matrix(values, what)
    if not np.isin(found, (0.0, 1.0)).all():
        raise ChoiceError(f"Some {what} are not true or false.", "Give true or false, or 1 or 0.")
    return found > 0


def flags(values: ArrayLike, what: str) -> Bools:
    """Return true or false for each row; one that is missing is an error."""
    found, known = events(values)
    if not known.all():
        raise ChoiceError(
            f"{count('value', int((~known).sum()))} of the {what} missing.", "Leave out those rows."
        )
    return found > 0


def column(values: ArrayLike, what: str = "values") -> NDArray[Any]:
    """Return one value a row, whatever they are."""
    given = _array(values, what)
    if given.ndim == 2 and given.shape[1] == 1:
        return given[:, 0]
    if given.ndim != 1:
        raise ChoiceError(
            f"The {what} are an array of {given.ndim} dimensions, where one column was expected.",
            "Give one value for every row.",
        )
    return given


def _array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except ValueError as error:  # lists of different lengths
        raise ChoiceError(f"The {what} are no column.", "Give one value for every row.") from error


def _objects(given: NDArray[Any]) -> Floats:
    """Return the labels of an array of objects, NaN where one is missing."""
    missing = pd.isna(given)
    known = given[~missing]
    if not all(isinstance(each, Real | np.bool_) for each in known):
        raise _unclear(given)
    found = np.full(len(given), np.nan)
    found[~missing] = known.astype(float)
    return found


def _unclear(given: NDArray[Any]) -> ChoiceError:
    seen = [str(each) for each in pd.unique(pd.Series(given).dropna())]
    shown = ", ".join(sorted(seen)[:3]) + (", ..." if len(seen) > 3 else "")
    return ChoiceError(
        f"The labels are {shown}: which of them is the event is not said.",
        "Give true, or 1, for the event and false, or 0, for all other rows.",
    )
