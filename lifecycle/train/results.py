"""What each candidate has brought so far, and how much of the time budget that took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.errors import LifecycleError
from ..models import MODELS
from .model_params import ModelParams

if TYPE_CHECKING:
    from .fit_step import Fold

OVERHEAD = 2.0  # seconds around a fit that are its own: loading, scoring, saving
LEAST_PATIENCE = 0.5  # seconds; a fit that is about to end may do so
STARTING = 10.0  # as many before the first fit ends: processes start and load libraries


@dataclass(frozen=True)
class Candidate:
    """One row of the leaderboard to be: its name there, what people read, and how it is made."""

    name: str
    title: str
    params: ModelParams

    @property
    def baseline(self) -> bool:
        return not self.params.members and MODELS[self.params.model].baseline

    @property
    def simplicity(self) -> float:
        """Its rank among models; own settings make it a little, many members much less simple."""
        if self.params.members:
            return 100.0 + len(self.params.members)
        return MODELS[self.params.model].simplicity + 0.5 * bool(self.params.settings)


@dataclass
class Results:
    """The folds of each candidate, fitted or failed.

    ``crossed``: of one whose weights were learned on out-of-fold predictions, those of each fold
    with weights from the other folds alone.
    """

    folds: Sequence[int]
    candidates: dict[str, Candidate] = field(default_factory=dict)
    done: dict[str, dict[int, Fold]] = field(default_factory=dict)
    errors: dict[str, dict[int, LifecycleError]] = field(default_factory=dict)
    crossed: dict[str, dict[int, pd.DataFrame]] = field(default_factory=dict)

    def enter(self, candidate: Candidate, done: Mapping[int, Fold] | None = None) -> None:
        """Take a candidate in, with the folds that are known already."""
        self.candidates[candidate.name] = candidate
        self.done[candidate.name] = dict(done or {})
        self.errors[candidate.name] = {}

    def add(self, name: str, fold: int, result: Fold | LifecycleError) -> None:
        if isinstance(result, LifecycleError):
            self.errors[name][fold] = result
        else:
            self.done[name][fold] = result

    def said(self, name: str, fold: int) -> pd.DataFrame:
        """Return the predictions of a fold that owe nothing to the answers of its rows."""
        crossed = self.crossed.get(name, {})
        return crossed[fold] if fold in crossed else self.done[name][fold].predictions

    def missing(self, name: str) -> list[int]:
        """Return the folds that were not tried."""
        return [k for k in self.folds if k not in self.done[name] and k not in self.errors[name]]

    def ended(self, name: str) -> bool:
        """Whether every fold was tried."""
        return len(self.done[name]) + len(self.errors[name]) == len(self.folds)

    def whole(self, name: str) -> bool:
        """Whether every fold was fitted."""
        return len(self.done[name]) == len(self.folds)

    def equal(self) -> dict[str, str]:
        """Return the candidates that give the very answers of an earlier one, with its name."""
        first: dict[bytes, str] = {}
        found = {}
        for name in filter(self.whole, self.done):
            each = [self.done[name][k].predictions for k in self.folds]
            hashes = pd.util.hash_pandas_object(pd.concat(each), index=False)
            kept = first.setdefault(hashes.to_numpy().tobytes(), name)
            if kept != name:
                found[name] = kept
        return found

    def seconds(self, name: str) -> float:
        """Return the mean time of one fold, NaN when none was fitted."""
        times = [fold.fit_seconds + fold.predict_seconds for fold in self.done[name].values()]
        return float(np.mean(times)) if times else float("nan")

    @property
    def count(self) -> int:
        return sum(len(self.done[n]) + len(self.errors[n]) for n in self.candidates)


@dataclass
class Clock:
    """The time budget: what others' work or a result known already takes is not counted."""

    budget: float | None
    spent: float = 0.0
    last: float = field(default_factory=lambda: monotonic())

    def tick(self, seconds: float) -> None:
        """Note that a fit ended that took so many seconds of its own."""
        now = monotonic()
        own = OVERHEAD if self.spent else STARTING
        self.spent += min(now - self.last, seconds + own)
        self.last = now

    @property
    def left(self) -> float:
        return float("inf") if self.budget is None else self.budget - self.spent

    @property
    def over(self) -> bool:
        return self.left <= 0

    def patience(self, share: float = 1.0) -> float | None:
        """Return how many seconds to wait for the next fit: a share of what is left."""
        return None if self.budget is None else max(share * self.left, LEAST_PATIENCE)
