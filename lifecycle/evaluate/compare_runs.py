"""Compare two runs: two evaluations on the holdout rows they share.

The runs are named by their keys, as an upload is by its hash: what a key names never changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.errors import ChoiceError, NotFound
from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import METRICS
from ..metrics.outcome import Outcome
from ..metrics.paired import Pair, differences, labels_of, labels_sentence, sentence
from ..split.cluster_ids import cluster_ids, time_order
from ..split.split import Split
from ..storage.frame_columns import frame_of
from . import columns
from .step import Evaluation

FEWEST = 30
"""With fewer rows in common, nothing can be told."""


class CompareRunsParams(Params):
    """Which two runs are compared."""

    first: str = Field("", title="First run", description="The key of an evaluation.")
    second: str = Field("", title="Second run", description="The key of another evaluation.")
    resamples: int = Field(
        2000,
        ge=200,
        le=20000,
        title="Bootstrap resamples",
        description="How often the rows are drawn anew, the same draws for both runs.",
    )

    def missing(self) -> str:
        return "" if self.first and self.second else "Choose two runs."


@dataclass(frozen=True)
class ComparedRuns:
    """Two runs on the rows of both holdouts.

    ``rows``: the rows in common, of ``of`` in the larger holdout.
    """

    metrics: pd.DataFrame = field(
        metadata=frame_of("one row a metric of the task", *columns.COMPARED)
    )
    sentence: str
    labels: str
    rows: int
    of: int


def run(params: CompareRunsParams, *, define: Contract, report: Report, work: Work) -> ComparedRuns:
    keys = (params.first, params.second)
    one, two = (work.artifact(key, Evaluation) for key in keys)
    classes = one.classes
    if classes != two.classes:
        raise ChoiceError(
            "These two runs predict different targets.", "Compare runs of the same target."
        )
    recipes = [work.recipe(key) for key in keys]
    rows = _shared(one, two, recipes)
    y = one.predictions.set_index("row").loc[rows, "y"].reset_index(drop=True)
    first, second = (
        Outcome.of(y, each.predictions.set_index("row").loc[rows].reset_index(drop=True), classes)
        for each in (one, two)
    )
    groups, order = _tied(work, recipes, rows)
    pair = Pair(first, second, groups, order=order)
    margin = define.margin if two.metric == one.metric else None
    largest = max(one.holdout_rows, two.holdout_rows)
    return compare_pair(pair, one.metric, margin, largest, resamples=params.resamples)


def compare_pair(
    pair: Pair,
    metric: str,
    margin: float | None,
    of: int,
    noun: str = "run",
    resamples: int = 2000,
) -> ComparedRuns:
    """Return what two outcomes of the same holdout rows say, called the first and the second."""
    classes = pair.first.classes
    task = "regression" if not classes else "binary" if len(classes) == 2 else "multiclass"
    found = differences(pair, task, metric, margin, resamples=resamples)
    row = found[found["name"] == METRICS[metric].name].iloc[0]
    names = ("the first", "the second")
    tested = labels_sentence(labels_of(pair), *names, pair.tied) if classes else ""
    words = sentence(row, f"The first {noun}", f"the second {noun}")
    return ComparedRuns(found, words, tested, len(pair.first), of)


def _shared(one: Evaluation, two: Evaluation, recipes: list[Mapping[str, Any]]) -> NDArray[np.intp]:
    """Return the rows of both holdouts, which neither model has seen."""
    read = [_reading(each) for each in recipes]
    both = one.predictions[["row", "y"]].merge(two.predictions[["row", "y"]], on="row")
    if read[0] != read[1] or not both["y_x"].equals(both["y_y"]):
        raise ChoiceError(
            "These two runs read different rows, so they cannot be compared row by row.",
            "Run one of them again on the table of the other.",
        )
    if len(both) < FEWEST:
        raise ChoiceError(
            f"The two holdouts share {count('row', len(both))}; at least {FEWEST} are needed.",
            "Run one of them again with the split of the other.",
        )
    return both["row"].to_numpy()


def _reading(recipe: Mapping[str, Any]) -> str:
    """Return the key of the reading that an evaluation rests on."""
    return str(next(key for key, node in recipe["nodes"].items() if node["step"] == "read"))


def _tied(
    work: Work, recipes: list[Mapping[str, Any]], rows: NDArray[np.intp]
) -> tuple[NDArray[np.generic] | None, NDArray[np.generic] | None]:
    """Return the group of each row and when it was, as the first run that knows of it has it."""
    groups = order = None
    for recipe in recipes:
        needs = recipe["nodes"][recipe["root"]]["needs"]
        try:
            data = work.artifact(needs["data"], Table)
            split = work.artifact(needs["split"], Split)
        except NotFound:
            continue
        groups = cluster_ids(data, split, rows) if groups is None else groups
        order = time_order(data, split, rows) if order is None else order
    return groups, order


STEP = Step(
    "compare_runs",
    "Compare two runs",
    "Judge two evaluations on the holdout rows they share and say whether they differ by more "
    "than matters. It uses what Evaluate saw, and is no further look.",
    CompareRunsParams,
    ComparedRuns,
    run,
    needs=(Need.of(DEFINE, "margin"),),
    version=2,
)
