"""Compare: do two candidates differ, and does the difference matter?

Both are judged on the out-of-fold predictions of the same training rows, so that comparing costs
no look at the holdout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.param_fields import level_field, seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import inside, interval, listing
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.catalog import METRICS, Metric, success_metric
from ..metrics.intervals import limits
from ..metrics.outcome import Outcome
from ..metrics.paired import (
    OPEN,
    Pair,
    differences,
    gains,
    labels_of,
    labels_sentence,
    region_of,
    sentence,
    verdict,
)
from ..metrics.predictions import at_threshold
from ..prepare.step import Preparation
from ..split.cluster_ids import cluster_ids, time_order
from ..split.split import Split
from ..stats.corrected_resampled import corrected_resampled_ttest
from ..storage.frame_columns import frame_of, names_of
from ..train.fit_step import NEEDS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .judged import STEP as JUDGED
from .judged import Judged


class CompareParams(Params):
    """Which two candidates are compared."""

    first: str = Field(
        "",
        title="First candidate",
        description="Left empty, it is the judged model.",
        json_schema_extra={"candidate": True},
    )
    second: str = Field(
        "",
        title="Second candidate",
        description="Left empty, it is the next one of the leaderboard.",
        json_schema_extra={"candidate": True},
    )
    level: float = level_field()
    resamples: int = Field(
        2000,
        ge=200,
        le=20000,
        title="Bootstrap resamples",
        description="How often the rows are drawn anew, the same draws for both candidates.",
    )
    seed: int = seed_field(
        "Fixes what is random, so that the same choices give the same numbers.", more=""
    )


@dataclass(frozen=True)
class Compared:
    """How two candidates compare on the rows that both predicted out of fold.

    ``recommended``: the candidate that Train recommends, ``advice`` says why.
    ``labels``: what McNemar's test says, empty for regression.
    """

    first: str
    second: str
    metric: str
    metrics: pd.DataFrame = field(
        metadata=frame_of("one row a metric of the task", *columns.COMPARED, *columns.FOLD_GAINS)
    )
    candidates: pd.DataFrame = field(
        metadata=frame_of("one row a candidate, beside the best by value", *columns.CANDIDATES)
    )
    recommended: str
    sentence: str
    labels: str
    advice: str
    rows: int


def run(
    params: CompareParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Compared:
    first, second = _chosen(params, judged, train)
    metric = success_metric(define.metric, data.task)
    title = titles(train)
    report(0.1, f"Comparing {title[first]} with {title[second]}")
    pair = paired(train, (first, second), data, split, labels, judged.threshold)
    metrics = differences(
        pair,
        data.task,
        metric.name,
        define.margin,
        level=params.level,
        resamples=params.resamples,
        seed=params.seed,
    )
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    metrics = metrics.join(
        _over_folds(train, first, second, metrics["name"].tolist(), share, params.level)
    )
    report(0.5, "Comparing every candidate with the best")
    every = _candidates(train, metric, define.margin, data, split, labels, params, judged.threshold)
    row = metrics[metrics["name"] == metric.name].iloc[0]
    named = (title[first], inside(title[second]))
    one, other = map(inside, named)
    test = labels_sentence(labels_of(pair), one, other, pair.tied) if data.classes else ""
    return Compared(
        first,
        second,
        metric.name,
        metrics,
        every,
        train.taken,
        sentence(row, *named) + _by_fold(row),
        test,
        train.advice,
        len(pair.first),
    )


def titles(train: Leaderboard) -> dict[str, str]:
    """Return the candidates' titles by name."""
    return dict(zip(train.table["model"], train.table["title"], strict=True))


def paired(
    train: Leaderboard,
    names: tuple[str, str],
    data: Table,
    split: Split,
    labels: Labels,
    threshold: float = 0.5,
) -> Pair:
    """Return the out-of-fold predictions of two candidates for the rows that both predicted."""
    frames = []
    for name in names:
        own = train.oof[train.oof["model"] == name]
        frames.append(own.assign(turn=own.groupby("row").cumcount()).set_index(["row", "turn"]))
    shared = frames[0].index.intersection(frames[1].index, sort=False)
    if not len(shared):
        raise ChoiceError(
            f"{listing(names)} predicted no row in common.",
            "Train both on the same folds, without a time budget.",
        )
    rows = shared.get_level_values("row").to_numpy()
    y = labels.y(data).iloc[rows].reset_index(drop=True)
    first, second = (
        Outcome.of(
            y,
            at_threshold(f.loc[shared].reset_index(drop=True), data.classes, threshold),
            data.classes,
        )
        for f in frames
    )
    folds = split.rows["fold"].to_numpy()[rows]
    tied = cluster_ids(data, split, rows), folds, time_order(data, split, rows)
    return Pair(first, second, *tied)


def _chosen(params: CompareParams, judged: Judged, train: Leaderboard) -> tuple[str, str]:
    scored = train.table.loc[train.table["score"].notna(), "model"].tolist()
    for name in filter(None, (params.first, params.second)):
        if name not in scored:
            raise ChoiceError(
                f"{name} has no out-of-fold predictions.", f"Choose one of {listing(scored, 12)}."
            )
    first = params.first or judged.named(train)
    second = params.second or next((name for name in scored if name != first), "")
    if not second or second == first:
        raise ChoiceError("Only one candidate is chosen.", "Choose two different candidates.")
    return first, second


def _over_folds(
    train: Leaderboard,
    first: str,
    second: str,
    names: Sequence[str],
    share: float,
    level: float,
) -> pd.DataFrame:
    """Return by metric how much better the first is over the folds, with its interval."""
    wide = train.folds.pivot_table(index=["metric", "fold"], columns="model", values="value")
    rows = []
    for name in names:
        gap = np.array([])
        if name in wide.index.get_level_values("metric"):
            both = wide.xs(name, level="metric")
            gap = (both[first] - both[second]).dropna().to_numpy()
        sign = 1 if METRICS[name].greater_is_better else -1
        found = corrected_resampled_ttest((sign * gap).tolist(), share, level).difference
        rows.append((found.value, found.low, found.high) if len(gap) > 1 else (np.nan,) * 3)
    return pd.DataFrame(rows, columns=["fold_gain", "fold_low", "fold_high"])


def _by_fold(row: pd.Series) -> str:
    """Add what the folds say where they are less sure than the rows."""
    if np.isnan(row["fold_low"]) or row["verdict"] in OPEN:
        return ""
    if row["fold_low"] <= 0 <= row["fold_high"]:
        return (
            " That holds for these fitted models; over the folds, which also counts how a fit "
            f"varies with its rows, it may be chance "
            f"({interval(row['fold_gain'], row['fold_low'], row['fold_high'])})."
        )
    return " The folds agree."


def _candidates(
    train: Leaderboard,
    metric: Metric,
    agreed: float | None,
    data: Table,
    split: Split,
    labels: Labels,
    params: CompareParams,
    threshold: float,
) -> pd.DataFrame:
    scored = train.table[train.table["score"].notna()]
    order = scored.sort_values("score", ascending=not metric.greater_is_better, kind="stable")
    best = order.iloc[0]
    margin = region_of(metric, float(best["score"]), agreed)
    rows = []
    for row in order.to_dict("records"):
        gain = low = high = 0.0
        if row["model"] != best["model"]:
            pair = paired(train, (row["model"], best["model"]), data, split, labels, threshold)
            found = gains(
                pair, [metric], level=params.level, resamples=params.resamples, seed=params.seed
            )[metric.name]
            gain, (low, high) = found.value, limits(found)
        named = (row["model"], row["title"], row["simplicity"], bool(row["baseline"]))
        said = (gain, low, high, margin, verdict(low, high, margin), gain >= -margin)
        rows.append((*named, float(row["score"]), *said))
    return pd.DataFrame(rows, columns=names_of(columns.CANDIDATES))


STEP = Step(
    "compare",
    "Compare candidates",
    "Judge two candidates on the same rows and say whether they differ by more than matters. "
    "It uses out-of-fold predictions, so that the holdout stays locked.",
    CompareParams,
    Compared,
    run,
    needs=(
        Need.of(DEFINE, "metric", "margin"),
        *NEEDS,
        Need.of(TRAIN),
        Need.of(JUDGED, "model", "threshold"),
    ),
    version=2,
)
