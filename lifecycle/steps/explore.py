"""Explore: what the training rows look like, and how each column relates to the target."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from ..engine.work import Report
from ..graph import Need, Params, Step
from .data import Table
from .split import Split


class ExploreParams(Params):
    """How much is looked at."""

    max_columns: int = Field(60, ge=5, le=500, title="Most columns shown")


@dataclass(frozen=True)
class Profile:
    """Tidy frames about the training rows only; the figures are drawn from them.

    ``columns``: one row a column: column, kind, missing_share, distinct, mean, std, min, median,
    max, top, top_share (numbers or levels where they apply), relation (0 to 1), measure.
    ``distributions``: column, kind, bin (text label), left, right (NaN for levels), count.
    ``relations``: column, bin, left, right, count, value, low, high: share of the positive class
    (or of each ``class``) or mean of the target within each bin, with its 95% interval.
    ``correlations``: a, b, value (Spearman) for numeric pairs.
    ``missing``: column, missing_share; ``missing_pairs``: a, b, value (correlation of missingness).
    ``sentences``: what stands out, in words.
    """

    columns: pd.DataFrame
    distributions: pd.DataFrame
    relations: pd.DataFrame
    correlations: pd.DataFrame
    missing: pd.DataFrame
    missing_pairs: pd.DataFrame
    rows: int
    sentences: tuple[str, ...]


def run(params: ExploreParams, *, data: Table, split: Split, report: Report) -> Profile:
    raise NotImplementedError


STEP = Step(
    "explore",
    "Explore",
    "See how each column is distributed, what is missing, and what relates to the target. "
    "Only training rows are shown: whoever has seen the holdout can no longer judge with it.",
    ExploreParams,
    Profile,
    run,
    needs=(Need.of("data"), Need.of("split")),
    page="explore",
)
