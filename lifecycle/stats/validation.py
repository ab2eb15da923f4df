"""Validate and encode users' arrays: labels to 0 and 1, scores to floats, or an error.

A row whose label is missing tells nothing and is left out, so that ``n`` counts the others. What
could be read in two ways, such as labels in words, is asked for instead of guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from ..core.wording import count

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDING = 1e-6  # chances held in few digits may pass 0 or 1 by so much


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
    names = None if groups is None else np.asarray(groups)
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


def coded(y: ArrayLike, proba: ArrayLike) -> tuple[NDArray[np.intp], Floats]:
    """Return each row's class as the position of its column in ``proba``, and ``proba``.

    Chances of an event alone become two columns; rows without a class are left out.
    """
    p = np.asarray(proba, dtype=float)
    p = np.column_stack([1 - p, p]) if p.ndim == 1 else p
    values = numbers(y, "classes")
    same_rows(classes=values, probabilities=p)
    known = ~np.isnan(values)
    values, p = values[known], p[known]
    if not (((values >= 0) & (values < p.shape[1]) & (values == np.rint(values))).all()):
        raise ChoiceError(
            "Some classes are not the position of a column.",
            f"Give whole numbers from 0 to {p.shape[1] - 1}, one for each column of probabilities.",
        )
    if not ((p >= -ROUNDING) & (p <= 1 + ROUNDING)).all():
        raise ChoiceError(
            "Some probabilities are missing, below 0 or above 1.",
            "Give one probability for each row and class.",
        )
    return values.astype(np.intp), np.clip(p, 0.0, 1.0)


def paired(y: ArrayLike, prediction: ArrayLike) -> tuple[Floats, Floats]:
    """Return observed amounts and their predictions; rows without an amount are left out."""
    actual, said = numbers(y), numbers(prediction, "predictions")
    same_rows(values=actual, predictions=said)
    known = ~np.isnan(actual)
    return finite(actual[known]), finite(said[known], "predictions")


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
    given = _flat(y)
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
    given = _flat(values)
    if given.dtype.kind in "biuf":
        return given.astype(float)
    try:
        found = pd.to_numeric(pd.Series(given, dtype=object), errors="raise")
    except (ValueError, TypeError) as error:
        raise ChoiceError(f"Not all {what} are numbers.", "Give a number for every row.") from error
    return np.asarray(found.to_numpy(dtype=float, na_value=np.nan))


def finite(values: ArrayLike, what: str = "values") -> Floats:
    """Return numbers as floats; one that is missing or infinite is an error."""
    found = numbers(values, what)
    bad = int((~np.isfinite(found)).sum())
    if bad:
        raise ChoiceError(
            f"{count('number', bad)} among the {what} missing or infinite.", "Leave out those rows."
        )
    return found


def _flat(values: ArrayLike) -> NDArray[Any]:
    given = np.asarray(values)
    if given.ndim == 2 and given.shape[1] == 1:
        return given[:, 0]
    if given.ndim != 1:
        raise ChoiceError(
            f"One column was expected, and an array of {given.ndim} dimensions was given.",
            "Give one value for every row.",
        )
    return given


def _objects(given: NDArray[Any]) -> Floats:
    """Return the labels of an array of objects, NaN where one is missing."""
    missing = pd.isna(given)
    known = given[~missing]
    if not all(isinstance(each, bool | int | float | np.number | np.bool_) for each in known):
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
