"""Out-of-fold predictions of one candidate: the base of what is learned later.

Thresholds, calibrators and conformal limits learn from them, so that none costs a look at the
holdout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.errors import ChoiceError
from ..data.step import Table
from ..metrics.predictions import amounts, class_codes, probabilities
from ..split.cluster_ids import cluster_ids
from ..split.split import Split
from ..train.label_decisions import Labels
from ..train.step import Leaderboard

MOST = 50_000  # more rows make every number slower and hardly surer


@dataclass(frozen=True)
class OutOfFold:
    """Out-of-fold answers of one candidate, one a row.

    ``y``: the position of each row's class, or its amount. ``answers``: one column a class, or
    the predicted amounts. ``folds``: which fold each row was held out in; ``forward`` when later
    folds are later in time. ``groups``: rows that belong together, None when all stand alone.
    """

    model: str
    y: NDArray[np.generic]
    answers: NDArray[np.float64]
    folds: NDArray[np.intp]
    groups: NDArray[np.generic] | None
    classes: tuple[str, ...]
    forward: bool

    def __len__(self) -> int:
        return len(self.y)


def out_of_fold_of(
    model: str, data: Table, split: Split, labels: Labels, train: Leaderboard, seed: int = 0
) -> OutOfFold:
    """Return what ``model`` (by default the recommended one) said; at most `MOST` rows of it.

    A row that was held out several times counts once. Raises ChoiceError without any answer.
    """
    name = model or train.taken
    own = train.oof[train.oof["model"] == name].drop_duplicates("row")
    if own.empty:
        raise ChoiceError(
            f"{name} has no out-of-fold predictions.", "Choose a candidate that was trained."
        )
    if len(own) > MOST:
        own = own.sample(MOST, random_state=seed).sort_index()
    rows = own["row"].to_numpy()
    y = labels.y(data).iloc[rows].to_numpy()
    if data.classes:
        y = class_codes(y, data.classes)
    return OutOfFold(
        name,
        y,
        probabilities(own, data.classes).astype(float) if data.classes else amounts(own),
        split.rows["fold"].to_numpy()[rows],
        cluster_ids(data, split, rows),
        data.classes,
        split.forward,
    )
