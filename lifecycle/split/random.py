"""Rows that have nothing to do with each other: drawn at random, evenly over the target's values.

The holdout's strata are chosen apart from the folds', so that many folds of few rows cannot make
the holdout's strata coarser.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from ..core.wording import count, listing
from ..stats.stratification import fold_rows, strata_of_classes, strata_of_numbers
from .cut import BY_DESIGN, CHANCE, Codes, Cut, holdout_size

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams


def cut(params: SplitParams, data: Table) -> Cut:
    n = len(data.frame)
    size = holdout_size(n, params, count("row", n))
    strata, note = holdout_strata(params, data)
    train, held = train_test_split(
        np.arange(n),
        test_size=size,
        stratify=strata if len(set(strata)) > 1 else None,
        random_state=params.seed,
    )
    if data.task != "regression":
        train, held = _every_class_learned(train, held, data.y, params.seed)
    train = np.sort(train)
    fold = np.full(n, -1)
    fold[train], about_folds = folds(params, data, train)
    spread = BY_DESIGN if params.stratify else CHANCE
    return Cut(np.isin(np.arange(n), held), fold, f"{note} {about_folds}".strip(), spread)


def _every_class_learned(train: Codes, held: Codes, y: pd.Series, seed: int) -> tuple[Codes, Codes]:
    """Return the rows with one of each class to learn from, in exchange for one of the commonest.

    Where chance put all rows of a rare class into the holdout, no model could know the class.
    """
    rng = np.random.default_rng(seed)
    for name in sorted(set(y.iloc[held]) - set(y.iloc[train])):
        counts = y.iloc[train].value_counts()
        if counts.max() < 2:
            break  # each class has one row, and none to spare
        common = sorted(counts.index[counts == counts.max()])[0]
        into = rng.choice(np.sort(held[(y.iloc[held] == name).to_numpy()]))
        out = rng.choice(np.sort(train[(y.iloc[train] == common).to_numpy()]))
        train = np.append(train[train != out], into)
        held = np.append(held[held != into], out)
    return train, held


def holdout_strata(params: SplitParams, data: Table) -> tuple[Codes, str]:
    """Return a stratum for each row, each large enough for a row of it in the holdout."""
    if not params.stratify:
        return np.zeros(len(data.frame), dtype=np.intp), ""
    least = max(2, math.ceil(round(1 / params.holdout, 6)))
    if data.task == "regression":
        return strata_of_numbers(data.y, least), ""
    codes, small = strata_of_classes(data.y, least)
    if not small:
        return codes, ""
    who = f"{'Class' if len(small) == 1 else 'Classes'} {listing(small)}"
    return codes, f"{who} {'has' if len(small) == 1 else 'have'} too few rows to be spread evenly."


def folds(params: SplitParams, data: Table, train: Codes) -> tuple[Codes, str]:
    """Return the fold of each of the rows ``train``, and what should be said about them."""
    y = data.y.iloc[train]
    if not params.stratify:
        return fold_rows(np.zeros(len(y), dtype=np.intp), params.folds, params.seed), ""
    if data.task == "regression":
        return fold_rows(strata_of_numbers(y, params.folds), params.folds, params.seed), ""
    codes = pd.factorize(y, sort=True)[0].astype(np.intp)
    counts = y.value_counts()
    short = sorted(str(c) for c in counts.index[counts < params.folds])
    note = ""
    if short:
        who = f"{'Class' if len(short) == 1 else 'Classes'} {listing(short)}"
        note = f"{who} cannot be in each of the {params.folds} folds."
    return fold_rows(codes, params.folds, params.seed), note
