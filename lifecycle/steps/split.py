"""Split: the holdout is locked away before anything is learned; the rest is cut into folds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table


class SplitParams(Params):
    """How rows are locked away and folds are cut."""

    method: Literal["random", "group", "time"] = Field("random", title="Split")
    column: str | None = Field(None, title="Column", description="The group or the time column.")
    holdout: float = Field(0.2, ge=0.05, le=0.5, title="Holdout share")
    folds: int = Field(5, ge=2, le=20, title="Folds")
    seed: int = Field(0, ge=0, le=2**31 - 1, title="Seed")


@dataclass(frozen=True)
class Split:
    """Which rows are for what.

    ``rows``: one row a table row, same order: part ("train" or "holdout"), fold (int, -1 in the
    holdout). With ``forward`` (split by time) fold k is validated on all earlier folds and fold 0
    is never validated; otherwise fold k is validated on all the others.
    ``summary``: one row a part: part, rows, and per class its share or the target's mean.
    """

    rows: pd.DataFrame
    forward: bool
    method: str
    summary: pd.DataFrame
    sentence: str

    @property
    def train(self) -> NDArray[np.intp]:
        """Positions of the training rows."""
        return np.flatnonzero((self.rows["part"] == "train").to_numpy())

    @property
    def holdout(self) -> NDArray[np.intp]:
        """Positions of the holdout rows; only Evaluate and Export may read them."""
        return np.flatnonzero((self.rows["part"] == "holdout").to_numpy())

    @property
    def folds(self) -> list[int]:
        """The folds that are validated."""
        every = sorted(set(self.rows["fold"]) - {-1})
        return every[1:] if self.forward else every

    def fold(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return positions to fit on and positions to validate on, for fold ``k``."""
        fold = self.rows["fold"].to_numpy()
        fit = (fold >= 0) & (fold < k) if self.forward else (fold >= 0) & (fold != k)
        return np.flatnonzero(fit), np.flatnonzero(fold == k)

    def __iter__(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        return (self.fold(k) for k in self.folds)


def run(params: SplitParams, *, data: Table, report: Report) -> Split:
    raise NotImplementedError


STEP = Step(
    "split",
    "Split",
    "Lock some rows away before anyone looks, so that the last judgement is made on unseen data. "
    "The other rows are cut into folds for choosing between models.",
    SplitParams,
    Split,
    run,
    needs=(Need.of("data"),),
    page="split",
)
