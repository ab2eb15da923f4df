"""Explore: what the training rows look like, and how each column relates to the target."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.association import (
    CRAMERS_V,
    RANK_ETA,
    cramers_v,
    missing_pairs,
    rank_eta,
    spearman_pairs,
)
from ..stats.binning import Bins
from ..stats.column_profile import (
    DISTRIBUTION,
    MOST_CLASSES,
    RELATION,
    UNRELATED,
    class_shares,
    distribution,
    relation_bins,
    summary,
    target_means,
)
from ..storage.frame_columns import Column, frame_of
from .remarks import remarks

MOST_ROWS = 100_000
COLUMN = Column("column", "its name")
KIND = Column("kind", "as in the table")
MISSING = Column("missing_share", "how much of it is missing", unit="share")
SUMMARY = (
    COLUMN,
    KIND,
    MISSING,
    Column("distinct", "how many different values", unit="values"),
    Column("mean", "of a number", unit="column"),
    Column("std", "standard deviation of a number", unit="column"),
    Column("min", "of a number", unit="column"),
    Column("median", "of a number", unit="column"),
    Column("max", "of a number", unit="column"),
    Column("top", "most frequent level"),
    Column("top_share", "how much of what is known has that level", unit="share"),
    Column("relation", "how closely it goes with the target, 0 to 1", unit="effect size"),
    Column("measure", "what relation is"),
)
BIN = (
    COLUMN,
    KIND,
    Column("bin", "its label"),
    Column("left", "NaN for levels and missing; dates in seconds since 1970", unit="column"),
    Column("right", "as left; for text left and right count characters", unit="column"),
)
COUNT = Column("count", "training rows in the bin", unit="rows")
RELATIONS = (
    *BIN,
    Column("class", "whose share value is, empty for a mean"),
    COUNT,
    Column("value", "share of the class, or mean of the target", unit="share or target"),
    Column("low", "lower end of its 95% interval", unit="share or target"),
    Column("high", "upper end of its 95% interval", unit="share or target"),
)
PAIR = (
    Column("a", "one column"),
    Column("b", "the other"),
    Column("value", "correlation (Spearman; of what is missing, Pearson)", unit="correlation"),
)


class ExploreParams(Params):
    """How much is looked at."""

    max_columns: int = Field(
        60,
        ge=5,
        le=500,
        title="Maximum columns shown",
        description="Wide tables are cut here to stay readable: target and features come first. "
        "Raise it to see the rest; it takes longer.",
    )


@dataclass(frozen=True)
class Profile:
    """Tidy frames about the training rows only; the figures are drawn from them.

    ``rows``: how many training rows were looked at. ``sentences``: what stands out, in words.
    """

    columns: pd.DataFrame = field(metadata=frame_of("one row a column", *SUMMARY))
    distributions: pd.DataFrame = field(metadata=frame_of("one row a column and bin", *BIN, COUNT))
    relations: pd.DataFrame = field(
        metadata=frame_of("one row a column, bin and class", *RELATIONS)
    )
    correlations: pd.DataFrame = field(
        metadata=frame_of("one row a pair of numeric features, each pair once", *PAIR)
    )
    missing: pd.DataFrame = field(metadata=frame_of("one row a column", SUMMARY[0], MISSING))
    missing_pairs: pd.DataFrame = field(
        metadata=frame_of("one row a pair of columns with missing values", *PAIR)
    )
    rows: int
    sentences: tuple[str, ...]
    target: str


def run(params: ExploreParams, *, data: Table, split: Split, report: Report) -> Profile:
    rows = _sample(split.train)
    shown = _columns(data)[: params.max_columns]
    frame = data.frame.iloc[rows].reset_index(drop=True)[[name for name, _ in shown]]
    target = Target.of(data, frame[data.target])
    summaries, distributions, relations = [], [], []
    for i, (name, kind) in enumerate(shown):
        report(0.8 * i / len(shown), f"Looking at {count('column', len(shown))}")
        row = summary(frame[name], kind) | {"relation": np.nan, "measure": ""}
        distributions.append(distribution(frame[name], kind))
        if name != data.target and kind not in UNRELATED:
            bins = relation_bins(frame[name])
            row |= {"relation": target.strength(bins), "measure": target.measure}
            relations.append(target.along(bins).assign(column=name, kind=kind)[list(RELATION)])
        summaries.append(row)
    report(0.8, "Comparing columns with each other")
    columns = pd.DataFrame(summaries)
    numbers = [n for n, kind in shown if kind == "number" and n != data.target]
    correlations = spearman_pairs(frame[numbers])
    ground = _ground(len(rows), len(split.train), len(shown), len(data.columns))
    return Profile(
        columns=columns,
        distributions=_stack(distributions, DISTRIBUTION),
        relations=_stack(relations, RELATION),
        correlations=correlations,
        missing=columns[["column", "missing_share"]],
        missing_pairs=missing_pairs(frame),
        rows=len(rows),
        sentences=remarks(data, columns, correlations, ground),
        target=data.target,
    )


@dataclass(frozen=True)
class Target:
    """The target of the rows looked at: codes of ``classes``, or the values when there are none."""

    values: NDArray[np.intp] | NDArray[np.float64]
    classes: tuple[str, ...]
    shown: tuple[str, ...]

    @classmethod
    def of(cls, data: Table, y: pd.Series) -> Target:
        if data.task == "regression":
            return cls(y.to_numpy(dtype=float), (), ())
        codes = pd.Index(data.classes).get_indexer(pd.Index(y))
        if data.task == "binary":
            return cls(codes, data.classes, data.classes[-1:])
        common = y.value_counts().index[:MOST_CLASSES]
        return cls(codes, data.classes, tuple(c for c in data.classes if c in common))

    @property
    def measure(self) -> str:
        return CRAMERS_V if self.classes else RANK_ETA

    def strength(self, bins: Bins) -> float:
        if self.classes:
            return cramers_v(bins.codes, self.values.astype(np.intp))
        return rank_eta(bins.codes, self.values.astype(float))

    def along(self, bins: Bins) -> pd.DataFrame:
        """Return the target within each bin: shares of the shown classes, or means."""
        if not self.classes:
            return target_means(bins, self.values.astype(float))
        codes = {c: i for i, c in enumerate(self.classes)}
        return class_shares(bins, self.values.astype(np.intp), {c: codes[c] for c in self.shown})


def _sample(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(rows) <= MOST_ROWS:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, MOST_ROWS, replace=False))


def _columns(data: Table) -> list[tuple[str, str]]:
    """Return name and kind: the target, then what a model may use, then the rest."""
    rank = data.columns["role"].map({"target": 0, "feature": 1}).fillna(2)
    ordered = data.columns.loc[rank.sort_values(kind="stable").index]
    return list(zip(ordered["name"], ordered["kind"], strict=True))


def _stack(frames: list[pd.DataFrame], names: tuple[str, ...]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame({name: [] for name in names})
    return pd.concat(filled, ignore_index=True)[list(names)]


def _ground(rows: int, of_rows: int, columns: int, of_columns: int) -> str:
    """Say what was looked at."""
    what = count("training row", rows)
    if rows < of_rows:
        what = f"a random {rows:,} of {count('training row', of_rows)}"
    if columns < of_columns:
        what += f" and the first {columns:,} of {count('column', of_columns)}"
    return f"This shows {what}; the holdout stays out of sight."


STEP = Step(
    "explore",
    "Explore",
    "See how each column is distributed, what is missing, and what relates to the target. Only "
    "training rows are shown: whoever has seen the holdout can no longer judge by it.",
    ExploreParams,
    Profile,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT)),
    page="explore",
    version=2,
)
