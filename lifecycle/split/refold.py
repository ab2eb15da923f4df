"""Cut the training rows again: into other random folds of the same kind, or within one fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..stats.stratification import deal, fold_rows, strata_of_classes, strata_of_numbers
from .cut import Codes
from .grouped import group_codes

if TYPE_CHECKING:
    from ..data.step import Table
    from .split import Split

ORDERED = "The folds follow the order of time or of the rows, and there is only one such order."
GIVEN = "A column says which rows are for what, and it says so in one way only."
SAME = "There are as many groups as folds, so there is only one way to cut them."


def one_way_only(split: Split, data: Table) -> str:
    """Return why the rows cannot be cut in another way; empty when they can."""
    if split.method == "column":
        return GIVEN
    if split.forward:
        return ORDERED
    if split.method == "group":
        groups = data.frame[split.column].iloc[split.train]
        if len(np.unique(group_codes(groups)[0])) <= len(split.folds):
            return SAME
    return ""


def refuse_one_way(split: Split, data: Table) -> None:
    """Raise ChoiceError when the rows cannot be cut in another way."""
    if reason := one_way_only(split, data):
        raise ChoiceError(reason, "Split at random or by group to repeat the folds.")


def again(split: Split, data: Table, number: int) -> Codes:
    """Return the fold of each training row in a further cut, made as the split's own was.

    Groups stay whole and shares of the target even wherever the split saw to that.
    """
    refuse_one_way(split, data)
    train, n = split.train, len(split.folds)
    # away from the small seeds that people choose, one of which made the split's own folds
    seed = int(np.random.SeedSequence([number, 20]).generate_state(1)[0] >> 1)
    if split.method != "group":
        return fold_rows(_strata(split, data, n), n, seed)
    groups = group_codes(data.frame[split.column])[0][train]
    return deal(groups, _strata(split, data, n), n, seed)


def _strata(split: Split, data: Table, n: int) -> Codes:
    y = data.y.iloc[split.train]
    if not split.stratify:
        return np.zeros(len(y), dtype=np.intp)
    if data.task == "regression":
        return strata_of_numbers(y, n)
    codes = strata_of_classes(y, n)[0] if split.method == "group" else y
    return pd.factorize(codes, sort=True)[0].astype(np.intp)


def rows_of(
    split: Split, data: Table, fold: int, cut: int = 0, within: int | None = None
) -> tuple[Codes, Codes]:
    """Return positions to fit on and to score on, of a fold of the split or of a further cut.

    With ``within`` only rows take part that are learned from for that fold of the split, so that
    a choice made between candidates on them has seen nothing of the fold itself.
    """
    if fold not in (range(len(split.folds)) if cut else split.folds):
        raise ChoiceError(f"There is no fold {fold}.", "Run Train again.")
    if cut:
        of, train = again(split, data, cut), split.train
        rows, held = train[of != fold], train[of == fold]
    else:
        rows, held = split.fold(fold)
    if within is None:
        return rows, held
    outer = split.fold(within)[0]
    return np.intersect1d(rows, outer), np.intersect1d(held, outer)


def learning_share(most: int | None, split: Split) -> float:
    """Return the share of each fold's rows that is learned from."""
    return min(1.0, round(most / max(len(rows) for rows, _ in split), 6)) if most else 1.0


def inner_folds(split: Split, outer: int) -> list[int]:
    """Return the folds of the split that can be scored within the rows learned from for ``outer``.

    >>> from types import SimpleNamespace
    >>> inner_folds(SimpleNamespace(forward=False, folds=[0, 1, 2, 3]), 2)
    [0, 1, 3]
    >>> inner_folds(SimpleNamespace(forward=True, folds=[1, 2, 3]), 3)
    [1, 2]
    """
    return [k for k in split.folds if k != outer and not (split.forward and k > outer)]
