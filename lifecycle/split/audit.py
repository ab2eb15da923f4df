"""What a split does to this table, and what the wrong one would do: counted, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import count, listing, percent, short
from ..storage.frame_columns import Column, names_of
from . import random as at_random
from .cut import Cut, Mask
from .group_column import group_of
from .ordered import times_of
from .recommend import Recommendation, recommend
from .time_column import time_of

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

CONSEQUENCES = (
    Column("code", "which consequence, a name"),
    Column("severity", '"risk", "note" or "good"'),
    Column("sentence", "what it means"),
    Column("number", "how many rows or groups it concerns", unit="rows or groups"),
    Column("of", "of how many", unit="rows or groups"),
)


@dataclass(frozen=True)
class Consequence:
    """``severity``: "risk", "note" or "good". ``number`` of ``of`` are concerned.

    ``torn``: rows that belong together are on both sides, so that no score on them can be trusted.
    """

    code: str
    severity: str
    sentence: str
    number: int = 0
    of: int = 0
    torn: bool = False


def consequences(params: SplitParams, data: Table, cut: Cut) -> pd.DataFrame:
    """Return one row a consequence, risks first: code, severity, sentence, number, of.

    ``cut`` is the present split; beside it stands what a random one with the same seed would do.
    """
    chance = cut if params.method == "random" else at_random.cut(params, data)
    found = [
        *dependence(params, data, cut, chance),
        *_copies(data, cut),
        *_takes_part(params, data),
        *classes_apart(data, cut),
    ]
    rank = {"risk": 0, "note": 1, "good": 2}
    rows = sorted((vars(each) for each in found), key=lambda each: rank[each["severity"]])
    return pd.DataFrame(rows, columns=names_of(CONSEQUENCES)).astype(
        {"number": np.int64, "of": np.int64}
    )


def dependence(params: SplitParams, data: Table, cut: Cut, chance: Cut) -> list[Consequence]:
    """Return what the split does to rows that belong together or come in an order."""
    found = [*_groups(params, data, cut, chance), *_time(params, data, cut, chance)]
    if params.method == "random" and not found:
        found += _passed_over(recommend(data))
    return found


def straddling(groups: pd.Series, train: Mask, held: Mask) -> tuple[int, int, int]:
    """Return groups on both sides, all groups, and holdout rows with one of their own in training.

    >>> g, held = pd.Series(["a", "a", "b", "b", "c"]), np.array([0, 1, 0, 0, 1], dtype=bool)
    >>> straddling(g, ~held, held)
    (1, 3, 1)
    """
    both = set(groups[train].dropna()) & set(groups[held].dropna())
    return len(both), int(groups.nunique()), int(groups[held].isin(both).sum())


def _train(cut: Cut) -> Mask:
    return cut.fold >= 0


def _groups(params: SplitParams, data: Table, cut: Cut, chance: Cut) -> list[Consequence]:
    own = str(params.column) if params.method == "group" else None
    same = None if own is not None and not data.named("group") else group_of(data)
    found = []
    for name in dict.fromkeys(filter(None, [own, same.column if same else None])):
        found += _by_chance(params, name, data.frame[name], chance)
        if name == own:
            said = f"This split keeps every {short(name)} on one side of each cut."
            found.append(
                Consequence("group_kept", "good", said, 0, int(data.frame[name].nunique()))
            )
        elif params.method != "random":
            found += _apart(name, data, cut)
    return found


def _by_chance(params: SplitParams, name: str, groups: pd.Series, chance: Cut) -> list[Consequence]:
    """Return what a random split does to groups: a risk where it is what was taken."""
    both, of, rows = straddling(groups, _train(chance), chance.held)
    if not both:
        return []
    said = f"A random split puts the same {short(name)} on both sides: {both:,} of "
    said += f"{count('value', of)}, and {percent(rows / chance.held.sum())} of its holdout "
    said += "rows have another row of theirs in training."
    taken = params.method == "random"
    return [Consequence("group_random", "risk" if taken else "note", said, both, of, taken)]


def _apart(name: str, data: Table, cut: Cut) -> list[Consequence]:
    """Return how many groups another split tears: a risk where somebody said that they are some."""
    both, of, _ = straddling(data.frame[name], _train(cut), cut.held)
    if not both:
        return []
    said = f"This split puts {both:,} of {count('value', of)} of {short(name)} on both sides"
    said += ": right when the same ones come again, too optimistic when new ones will come."
    given = name in data.named("group")
    return [Consequence("group_present", "risk" if given else "note", said, both, of, given)]


def _time(params: SplitParams, data: Table, cut: Cut, chance: Cut) -> list[Consequence]:
    name = params.column if params.method == "time" else time_of(data)
    if name is None:
        return []
    times, consequences_found = times_of(data.frame[name], name)[0], []
    known = data.frame[name].notna().to_numpy()
    for way, sentence, each in (
        ("random", "A random split", chance),
        ("present", "This split", cut),
    ):
        if way == "present" and params.method in ("random", "time"):
            continue
        early, of = learned_later(times, _train(each) & known, each.held & known)
        if early:
            text = f"{sentence} learns from rows that are later than {percent(early / of)} of the "
            text += f"holdout rows (by {short(name)})."
            severity = "risk" if way == "present" or params.method == "random" else "note"
            torn = params.method == "random" and name in data.named("time")
            consequences_found.append(Consequence(f"time_{way}", severity, text, early, of, torn))
    if params.method == "time":
        sentence = f"This split learns only from rows whose {short(name)} is earlier."
        consequences_found.append(Consequence("time_kept", "good", sentence))
    return consequences_found


def _passed_over(advised: Recommendation) -> list[Consequence]:
    """Return what it means to split at random where the table says another way."""
    if advised.method == "order":
        said = "Rows that follow each other in the file are alike, and a random split puts such "
        said += "neighbours on both sides."
        return [Consequence("order_random", "risk", said, torn=True)]
    if advised.method == "column":
        said = f"Column {short(advised.column)} says which rows are for training and which for the "
        said += "judgement, and a random split does not follow it."
        return [Consequence("parts_random", "risk", said)]
    return []


def learned_later(times: NDArray[np.generic], train: Mask, held: Mask) -> tuple[int, int]:
    """Return how many holdout rows are earlier than some training row, and how many there are."""
    if not train.any():
        return 0, int(held.sum())
    return int((times[held] < times[train].max()).sum()), int(held.sum())


def _copies(data: Table, cut: Cut) -> list[Consequence]:
    """Count holdout rows that repeat a training row in every feature and the target."""
    rows = pd.util.hash_pandas_object(data.frame[[*data.features, data.target]], index=False)
    seen = rows.isin(rows[_train(cut)].unique()).to_numpy()
    n, of = int((seen & cut.held).sum()), int(cut.held.sum())
    if not n:
        return [] if rows.is_unique else [_no_copies(rows, of)]
    said = f"{count('holdout row', n)} of {of:,} ({percent(n / of)}) "
    said += f"{'repeats' if n == 1 else 'repeat'} a training row in every feature and the target. "
    said += "Drop duplicate rows in Data when they are mistakes."
    return [Consequence("copies", "risk", said, n, of)]


def _no_copies(rows: pd.Series, of: int) -> Consequence:
    n = int(rows.duplicated(keep=False).sum())
    said = f"{count('row', n)} of the table repeat each other, and all copies are on one side."
    return Consequence("copies_kept", "good", said, 0, of)


def _takes_part(params: SplitParams, data: Table) -> list[Consequence]:
    if params.method not in ("group", "column") or params.column not in data.features:
        return []
    said = f"Column {short(params.column)} takes part as a feature, yet the rows to predict will "
    said += "have other values of it. Leave it out in Data."
    return [Consequence("takes_part", "risk", said)]


def classes_apart(data: Table, cut: Cut) -> list[Consequence]:
    if data.task == "regression":
        return []
    y, train, consequences_found = data.y, _train(cut), []
    absent = [c for c in data.classes if c not in set(y[train])]
    if absent:
        said = f"{'Class' if len(absent) == 1 else 'Classes'} {listing(map(short, absent))} "
        said += f"{'is' if len(absent) == 1 else 'are'} in no training row and cannot be learned."
        consequences_found.append(
            Consequence("class_absent", "risk", said, len(absent), len(data.classes))
        )
    unjudged = [c for c in data.classes if c not in set(y[cut.held])]
    if unjudged:
        said = f"{'Class' if len(unjudged) == 1 else 'Classes'} {listing(map(short, unjudged))} "
        said += f"{'has' if len(unjudged) == 1 else 'have'} no row in the holdout, so nothing is "
        said += f"known of how well {'it is' if len(unjudged) == 1 else 'they are'} told apart."
        consequences_found.append(
            Consequence("class_unjudged", "note", said, len(unjudged), len(data.classes))
        )
    kinds = y[train].groupby(cut.fold[train]).nunique()
    judged = kinds[kinds.index > 0] if cut.fit_from is not None else kinds
    alone = [int(k) + 1 for k in judged.index[judged == 1]]
    if alone:
        said = f"{'Fold' if len(alone) == 1 else 'Folds'} {listing(alone)} "
        said += f"{'holds' if len(alone) == 1 else 'hold'} one class only: ROC AUC cannot be "
        said += "computed there."
        consequences_found.append(
            Consequence("fold_one_class", "risk", said, len(alone), len(judged))
        )
    return consequences_found
