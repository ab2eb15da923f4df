"""Which rows are for what: the artifact that every later stage reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..storage import lazy_frames
from ..storage.frame_columns import Column, frame_of, names_of
from .audit import CONSEQUENCES


@dataclass(frozen=True)
class Split:
    """Which rows are for what.

    With ``forward`` (by time or order, or given as train and validation) fold k is validated by a
    fit on the earlier rows whose fit_from is at most k, which leaves the gap out, and fold 0 is
    never validated; otherwise fold k is validated by a fit on all the others.
    ``column``: the one that was split by, if any. ``stratify``: whether even shares of the target
    were asked for.
    """

    rows: pd.DataFrame = field(
        metadata=frame_of(
            "one row a table row, in the same order",
            Column("part", '"train", "holdout", or "gap" for rows used for nothing'),
            Column("fold", "the fold it is validated in, -1 outside train", unit="index"),
            Column("fit_from", "the first fold whose fit it is learned by", unit="index"),
        )
    )
    forward: bool
    method: str
    summary: pd.DataFrame = field(
        metadata=frame_of(
            "one row a part",
            Column("part", '"train", "holdout" or "gap"'),
            Column("rows", "how many it has", unit="rows"),
            Column("share", "of all rows", unit="share"),
            Column("target", "how the target is spread over it"),
            Column("share of <class>", "among the training rows alone", unit="share"),
            Column("mean of <target>", "of the training rows alone", unit="target"),
        )
    )
    sentence: str
    consequences: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=names_of(CONSEQUENCES)),
        metadata=frame_of("one row a consequence, risks first", *CONSEQUENCES),
    )
    column: str = ""
    stratify: bool = True

    @property
    def train(self) -> NDArray[np.intp]:
        """Positions of the training rows."""
        return np.flatnonzero((lazy_frames.column(self, "part", "rows") == "train").to_numpy())

    def train_among(self, first: int) -> NDArray[np.intp]:
        """Positions of the training rows among the first rows; the others are not looked at."""
        return np.flatnonzero((lazy_frames.head(self, first, "rows")["part"] == "train").to_numpy())

    @property
    def holdout(self) -> NDArray[np.intp]:
        """Positions of the holdout rows; only Evaluate and Export may read them."""
        return np.flatnonzero((lazy_frames.column(self, "part", "rows") == "holdout").to_numpy())

    @property
    def folds(self) -> list[int]:
        """The folds that are validated."""
        every = sorted(set(self.rows["fold"]) - {-1})
        return every[1:] if self.forward else every

    def fold(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return positions to fit on and positions to validate on, for fold ``k``."""
        fold = self.rows["fold"].to_numpy()
        others = self.rows["fit_from"].to_numpy() <= k if self.forward else fold != k
        return np.flatnonzero((fold >= 0) & others), np.flatnonzero(fold == k)

    def __iter__(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        return (self.fold(k) for k in self.folds)
