"""Rows that belong together stay together: each group is in the holdout or in one fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import count
from ..stats.stratification import deal, nearest_slices, strata_of_classes, strata_of_numbers
from .cut import CHANCE, NEARLY, Codes, Cut, Mask, chosen_column, holdout_size

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

SLICES = 20  # groups are dealt into so many parts, and the holdout takes some of them


def cut(params: SplitParams, data: Table) -> Cut:
    groups, unknown = group_codes(chosen_column(params, data))
    n_groups = len(np.unique(groups))
    holdout_size(n_groups, params, count(f"group of {params.column}", n_groups, _plural(params)))
    slices = deal(groups, strata(params, data, SLICES), SLICES, params.seed)
    fine = strata(params, data, 2)
    holdout = nearest_slices(slices, groups, fine, params.holdout, params.folds, params.seed)
    if data.task != "regression":
        holdout = _every_class_learned(holdout, groups, data.y)
    train = np.flatnonzero(~holdout)
    fold = np.full(len(groups), -1)
    within = strata(params, data, params.folds, train)
    fold[train] = deal(groups[train], within, params.folds, params.seed)
    note = f"No value of {params.column} is on both sides, nor in two folds."
    if unknown:
        own = "a group of its own" if unknown == 1 else "groups of their own"
        note += f" {count('row', unknown)} without a value "
        note += f"{'counts' if unknown == 1 else 'count'} as {own}."
    share = holdout.mean()
    if abs(share - params.holdout) > 0.02:
        note += f" Whole groups make the holdout {share:.0%} of the rows, "
        note += f"not {params.holdout:.0%}."
    return Cut(holdout, fold, note, NEARLY if params.stratify else CHANCE)


def _every_class_learned(holdout: Mask, groups: Codes, y: pd.Series) -> Mask:
    """Return the holdout without a group of each class that lies in it wholly.

    The smallest such group goes to the training rows, as long as half of the holdout stays.
    """
    least = holdout.sum() / 2
    for name in sorted(set(y[holdout]) - set(y[~holdout])):
        found, sizes = np.unique(groups[holdout], return_counts=True)
        size = dict(zip(found.tolist(), sizes.tolist(), strict=True))
        bearing = sorted(set(groups[holdout & (y == name).to_numpy()].tolist()))
        smallest = min(bearing, key=lambda group: size[group])
        if name in set(y[~holdout]) or holdout.sum() - size[smallest] < least:
            continue
        holdout = holdout & (groups != smallest)
    return holdout


def group_codes(column: pd.Series) -> tuple[Codes, int]:
    """Return a code of each row's group, whatever the order of rows, and how many have none."""
    groups, names = pd.factorize(column, sort=True)
    unknown = groups == -1
    groups[unknown] = len(names) + np.arange(unknown.sum())
    return groups.astype(np.intp), int(unknown.sum())


def strata(params: SplitParams, data: Table, least: int, rows: Codes | None = None) -> Codes:
    """Return the stratum of the rows, each of at least so many rows; one when none are kept."""
    y = data.y if rows is None else data.y.iloc[rows]
    if not params.stratify:
        return np.zeros(len(y), dtype=np.intp)
    if data.task == "regression":
        return strata_of_numbers(y, least)
    return np.unique(strata_of_classes(y, least)[0], return_inverse=True)[1].astype(np.intp)


def _plural(params: SplitParams) -> str:
    return f"groups of {params.column}"
