"""Which rows are for what: the artifact that every later stage reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..storage import lazy_frames
from .audit import COLUMNS


@dataclass(frozen=True)
class Split:
    """Which rows are for what.

    ``rows``: one row a table row, same order: part ("train", "holdout", or "gap" for rows used
    for nothing), fold (int, -1 outside train), fit_from. With ``forward`` (by time or order, or
    given as train and validation) fold k is validated on the earlier rows whose fit_from is at
    most k, which leaves the gap out, and fold 0 is never validated; otherwise fold k is validated
    on all the others.
    ``summary``: one row a part: part, rows, share, target (how the target is spread), and for the
    training rows alone the share of each class or the target's mean.
    ``consequences``: one row a consequence, risks first: code, severity ("risk", "note", "good"),
    sentence, number, of. ``column``: the one that was split by, if any. ``stratify``: whether
    even shares of the target were asked for.
    """

    rows: pd.DataFrame
    forward: bool
    method: str
    summary: pd.DataFrame
    sentence: str
    consequences: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
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
