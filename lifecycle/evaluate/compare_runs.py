"""Two evaluations on the holdout rows they share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..metrics.catalog import METRICS
from ..metrics.paired import Pair, differences, labels_of, labels_sentence, sentence

FEWEST = 30
"""With fewer rows in common, nothing can be told."""


@dataclass(frozen=True)
class Compared:
    """Two runs on the rows of both holdouts.

    ``metrics``: the columns of `metrics.paired`. ``changed``: what was chosen differently.
    ``rows``: the rows in common, of ``of`` in the larger holdout.
    """

    metrics: pd.DataFrame
    sentence: str
    labels: str
    changed: tuple[str, ...]
    rows: int
    of: int


def judged(
    pair: Pair,
    metric: str,
    margin: float | None,
    changed: tuple[str, ...],
    of: int,
    noun: str = "run",
    resamples: int = 2000,
) -> Compared:
    """Return what two outcomes of the same holdout rows say, called the first and the second."""
    classes = pair.first.classes
    task = "regression" if not classes else "binary" if len(classes) == 2 else "multiclass"
    found = differences(pair, task, metric, margin, resamples=resamples)
    row = found[found["name"] == METRICS[metric].name].iloc[0]
    tested = labels_sentence(labels_of(pair), "the first", "the second") if classes else ""
    said = sentence(row, f"The first {noun}", f"the second {noun}")
    return Compared(found, said, tested, changed, len(pair.first), of)
