"""What was observed and what was predicted, in the one form that every metric takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .predictions import PREDICTION, class_codes, probabilities


@dataclass(frozen=True)
class Outcome:
    """What was observed and what was predicted for n rows.

    ``y`` and ``prediction``: shape (n,), str labels or floats. ``proba``: shape (n, k) in the
    order of ``classes`` (for a binary task the positive class last); None for regression.
    """

    y: NDArray[Any]
    prediction: NDArray[Any]
    classes: tuple[str, ...] = ()
    proba: NDArray[np.float64] | None = None

    @classmethod
    def of(cls, y: pd.Series, predictions: pd.DataFrame, classes: tuple[str, ...]) -> Outcome:
        """Read a frame of predictions of the rows of ``y``."""
        proba = probabilities(predictions, classes) if classes else None
        return cls(y.to_numpy(), predictions[PREDICTION].to_numpy(), classes, proba)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def positive(self) -> NDArray[np.bool_]:
        """Which rows are of the positive class."""
        return np.asarray(self.y == self.classes[-1])

    @property
    def alarms(self) -> NDArray[np.bool_]:
        """Which rows were called positive."""
        return np.asarray(self.called == len(self.classes) - 1)

    @property
    def hits(self) -> int:
        """How many rows were rightly called positive."""
        return int((self.alarms & self.positive).sum())

    @property
    def score(self) -> NDArray[np.float64]:
        """Probability of the positive class."""
        return self.probabilities[:, -1]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        assert self.proba is not None, "only classification has probabilities"
        return self.proba

    @cached_property
    def codes(self) -> NDArray[np.intp]:
        """The observed classes as positions in ``classes``."""
        return class_codes(self.y, self.classes)

    @cached_property
    def called(self) -> NDArray[np.intp]:
        """The predicted classes as positions in ``classes``."""
        return class_codes(self.prediction, self.classes)

    @property
    def error(self) -> NDArray[np.float64]:
        """Observed minus predicted, for regression."""
        return np.asarray(self.y - self.prediction, dtype=float)
