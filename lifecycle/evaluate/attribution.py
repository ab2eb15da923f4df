"""One answer shared out among the columns: Shapley values, exact for few columns, else sampled.

Shapley (1953); Strumbelj and Kononenko (2014), Knowledge and Information Systems 41:647-665. A
column that is left out takes its value from another row (interventional, as in Janzing, Minorics,
Bloebaum 2020), so that what is explained is the model, not the world. Columns that say much the
same are one player.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from ..core.wording import count, listing, number, signed

Floats = NDArray[np.float64]
Answer = Callable[[pd.DataFrame], Floats]
COLUMNS = ["columns", "contribution", "low", "high"]
OTHERS = 100  # rows that lend their values
BUDGET = 30_000  # answers asked for
AT_ONCE = 5000


@dataclass(frozen=True)
class Attribution:
    """How an answer comes about: ``base`` and all contributions add up to ``answer`` exactly.

    ``contributions``: columns, contribution, low, high (the error that sampling leaves, by
    Student's t over the draws), the largest first. ``base``: the mean answer of the other rows.
    ``method``: "exact" over the columns, or "sampled" orders; ``draws``: rows or orders drawn.
    """

    contributions: pd.DataFrame
    base: float
    answer: float
    method: str
    draws: int


def shapley(
    answer: Answer,
    row: pd.DataFrame,
    others: pd.DataFrame,
    groups: Sequence[Sequence[str]],
    *,
    level: float = 0.95,
    seed: int = 0,
    budget: int = BUDGET,
    report: Callable[[float], None] = lambda done: None,
) -> Attribution:
    """Share out the answer of one row among groups of columns.

    ``row`` is a frame of one row, ``others`` the rows whose values stand in for columns left out;
    at most 100 of them are drawn. ``answer`` gives one number a row.
    """
    rng = np.random.default_rng(seed)
    n = min(len(others), OTHERS)
    some = others.iloc[rng.choice(len(others), n, replace=False)] if n else row
    stacked = pd.concat([some, row], ignore_index=True).astype(others.dtypes.to_dict())
    ends = answer(stacked)
    own, base = float(ends[-1]), ends[:-1]
    k = len(groups)
    exact = k <= 16 and 2**k * len(base) <= budget
    drawn = _exact if exact else _sampled
    each = drawn(answer, stacked, groups, ends, rng, budget, report) if k else np.zeros((n, 0))
    return Attribution(
        _frame(each, groups, level),
        own - float(each.sum(axis=1).mean()) if len(each) else float(base.mean()),
        own,
        "exact" if exact else "sampled",
        len(each),
    )


def _exact(
    answer: Answer,
    stacked: pd.DataFrame,
    groups: Sequence[Sequence[str]],
    ends: Floats,
    rng: np.random.Generator,
    budget: int,
    report: Callable[[float], None],
) -> Floats:
    """Return each other row's contributions, from the answers to every set of columns."""
    k, n = len(groups), len(stacked) - 1
    sets = np.arange(2**k)
    inside = (sets[:, None] >> np.arange(k)) & 1 == 1
    taken = np.where(inside[:, None, :], n, np.arange(n)[None, :, None]).reshape(-1, k)
    value = _asked(answer, stacked, groups, taken, report).reshape(2**k, n)
    size = inside.sum(axis=1)
    found = np.zeros((n, k))
    for j in range(k):
        without = sets[~inside[:, j]]
        weight = 1 / (k * np.array([comb(k - 1, int(s)) for s in size[without]]))
        found[:, j] = weight @ (value[without | (1 << j)] - value[without])
    return found


def _sampled(
    answer: Answer,
    stacked: pd.DataFrame,
    groups: Sequence[Sequence[str]],
    ends: Floats,
    rng: np.random.Generator,
    budget: int,
    report: Callable[[float], None],
) -> Floats:
    """Return contributions by drawn order: columns take the row's values one after the other.

    Each order is also gone through backwards, which cancels most of what order does (Mitchell,
    Cooper, Frank, Holmes 2022, JMLR 23:43).
    """
    k, n = len(groups), len(stacked) - 1
    draws = max(2, budget // (2 * k))
    lender = np.resize(rng.permutation(n), draws)
    forward = np.array([rng.permutation(k) for _ in range(draws)])
    shares = np.zeros((draws, k))
    for turn, order in enumerate((forward, forward[:, ::-1])):
        place = np.argsort(order, axis=1)  # when each column is taken over
        step = np.arange(1, k)[None, :, None]
        taken = np.where(place[:, None, :] < step, n, lender[:, None, None])
        half = lambda done, turn=turn: report((turn + done) / 2)  # noqa: E731
        between = _asked(answer, stacked, groups, taken.reshape(-1, k), half)
        value = np.column_stack(
            [ends[lender], between.reshape(draws, k - 1), np.full(draws, ends[-1])]
        )
        gained = np.diff(value, axis=1)
        shares += np.take_along_axis(gained, place, axis=1) / 2
    return shares


def _asked(
    answer: Answer,
    stacked: pd.DataFrame,
    groups: Sequence[Sequence[str]],
    taken: NDArray[np.intp],
    report: Callable[[float], None],
) -> Floats:
    """Return the answers for rows put together: ``taken[i, j]`` lends group j to row i."""
    answers = []
    for start in range(0, len(taken), AT_ONCE):
        part = taken[start : start + AT_ONCE]
        columns = {
            name: stacked[name].take(part[:, j]).reset_index(drop=True)
            for j, group in enumerate(groups)
            for name in group
        }
        rest = [
            str(name) for name in stacked if name not in columns
        ]  # the model does not read these
        columns |= {
            name: stacked[name].take(np.full(len(part), len(stacked) - 1)).reset_index(drop=True)
            for name in rest
        }
        answers.append(answer(pd.DataFrame(columns)[list(stacked)]))
        report(min(1.0, (start + AT_ONCE) / len(taken)))
    return np.concatenate(answers) if answers else np.array([])


def _frame(each: Floats, groups: Sequence[Sequence[str]], level: float) -> pd.DataFrame:
    rows = []
    for j, group in enumerate(groups):
        own = each[:, j]
        mean, half = float(own.mean()), 0.0
        if len(own) > 1:
            spread = float(own.std(ddof=1)) / np.sqrt(len(own))
            half = float(stats.t.ppf(0.5 + level / 2, len(own) - 1)) * spread
        rows.append((", ".join(group), mean, mean - half, mean + half))
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = table["contribution"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def method_of(shared: Attribution) -> str:
    if shared.method == "exact":
        return (
            "Shapley values over every combination of the columns, with "
            f"{count('training row', shared.draws)} lending the values of columns left out."
        )
    return (
        f"Shapley values from {shared.draws:,} drawn orders of the columns, each taken in both "
        "directions; training rows lend the values of columns left out."
    )


def sentence(shared: Attribution, contributions: pd.DataFrame, answers: str) -> str:
    """Return what speaks for and against, before any detail."""
    start = (
        f"The {answers} is {number(shared.answer)}"
        if answers.startswith("probability")
        else (f"The prediction is {number(shared.answer)}")
    )
    start += f"; other rows get {number(shared.base)} on average."
    clear = contributions[(contributions["low"] > 0) | (contributions["high"] < 0)]
    if clear.empty:
        return f"{start} No column clearly moves it."
    said = [
        f"{row['columns']} ({row['values']}) by {signed(row['contribution'])}"
        for row in clear.head(3).to_dict("records")
    ]
    return f"{start} It is moved most by {listing(said)}."
