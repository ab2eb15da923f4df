"""Nested cross-validation: what the whole procedure is worth, choosing and tuning included.

Within the training rows of each outer fold the candidates are compared and their settings
searched on inner folds; the winner is scored on the outer fold, which had no part in that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError, LifecycleError
from ..core.param_fields import attempt_field
from ..core.recipe import Need, Params, Step
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import Metric, success_metric
from ..prepare.step import Preparation
from ..split.refold import inner_folds, learning_share
from ..split.split import Split
from ..stats.corrected_resampled import Resampled, corrected_interval
from ..storage.frame_columns import Column, frame_of, names_of
from . import leaderboard
from .candidates import candidates
from .columns import HIGH, LOW, OF_FOLD, SCORE, SETTINGS, TITLE
from .cross_validate import Run
from .fit_errors import lacking
from .fit_step import FOLD, NEEDS, Fold
from .label_decisions import Labels
from .model_params import FoldParams
from .nested_cost import WHOLE, searched_by_train, sentence, taking_part
from .results import Candidate, Clock
from .step import STEP as TRAIN
from .step import Leaderboard

FOLDS = (
    OF_FOLD,
    Column("model", "name of the candidate that was chosen within it"),
    TITLE,
    SETTINGS,
    Column("inner", "its score on the inner folds", unit="metric"),
    Column("score", "its score on the outer fold", unit="metric"),
    Column("leaderboard", "score of the leaderboard's best on the same fold", unit="metric"),
)


class NestedParams(Params):
    """How long settings are searched within each outer fold."""

    trials: int | None = Field(
        None,
        ge=0,
        le=500,
        title="Trials per outer fold",
        description="How many combinations of hyperparameters are tried in each; the time grows "
        "with them. Left empty, as many as Train tried, at most thirty.",
    )
    attempt: int = attempt_field()


@dataclass(frozen=True)
class Nested:
    """What the procedure is worth on rows that had no part in any of its choices.

    ``optimism``: how much kinder the leaderboard is, with its interval: value, low, high; positive
    is too optimistic. ``trials``: of each outer fold. ``problem``: how many fits failed
    and why, or empty; a candidate that lacks a fold cannot have been chosen there.
    """

    folds: pd.DataFrame = field(metadata=frame_of("one row an outer fold", *FOLDS))
    compared: pd.DataFrame = field(
        metadata=frame_of(
            "two rows, the leaderboard's best and the procedure, better first",
            Column("title", "which of the two"),
            SCORE,
            LOW,
            HIGH,
            Column("baseline", "false for both"),
            Column("tied", "whether the optimism may be chance"),
        )
    )
    optimism: dict[str, float]
    metric: str
    trials: int
    sentence: str
    problem: str


def run(
    params: NestedParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    report: Report,
    work: Work,
) -> Nested:
    metric, outer = success_metric(define.metric, data.task), outer_folds(split)
    trials = searched_by_train(train.trials) if params.trials is None else params.trials
    share = learning_share(train.again.rows, split)
    rows, fits, errors = [], 0, list[LifecycleError]()
    for place, fold in enumerate(outer):
        part = partial(_within, report, place, len(outer))
        inner = Run(inner_folds(split, fold), metric, work, part, share, fold)
        chosen, value = _choose(inner, train, split, data, labels, trials)
        fits += inner.results.count
        errors += [error for each in inner.results.errors.values() for error in each.values()]
        report((place + 1) / len(outer), f"Scoring {chosen.title} on outer fold {place + 1}")
        on = {**chosen.params.model_dump(), "fold": fold, "share": share}
        _, result = next(iter(work.map(FOLD, [FoldParams.model_validate(on)])))
        if isinstance(result, LifecycleError):
            raise result
        settings = json.dumps(chosen.params.settings) if chosen.params.settings else ""
        score = _score(result, metric)
        rows.append((fold, chosen.name, chosen.title, settings, value, score, np.nan))
    folds = pd.DataFrame(rows, columns=names_of(FOLDS))
    of = train.folds[(train.folds["model"] == train.best) & (train.folds["metric"] == metric.name)]
    folds["leaderboard"] = folds["fold"].map(of.set_index("fold")["value"]).astype(float)
    return _judged(folds, train, split, metric, trials, lacking(errors, fits))


def outer_folds(split: Split) -> list[int]:
    """Return the folds that have folds within them; raises ChoiceError for fewer than two."""
    found = [fold for fold in split.folds if inner_folds(split, fold)]
    if len(split.folds) < 3 or len(found) < 2:
        raise ChoiceError(
            "Nested cross-validation needs at least three folds.", "Cut more folds in Split."
        )
    return found


def _within(report: Report, place: int, of: int, fraction: float, message: str) -> None:
    report((place + fraction) / of, f"Outer fold {place + 1} of {of}: {message}")


def _choose(
    inner: Run, train: Leaderboard, split: Split, data: Table, labels: Labels, trials: int
) -> tuple[Candidate, float]:
    """Return the best candidate on the inner folds and its score there, as Train would choose."""
    wanted = candidates(taking_part(train.again), data.task)
    inner.compare(wanted, Clock(None), 0.4 if trials else 1.0)
    if trials:
        leaderboard.searched(inner, data.task, Clock(None), trials, train.seed)
    if train.again.ensemble:
        leaderboard.blended(inner.results, data, labels.y(data), train.again)
    scores = leaderboard.fold_scores(inner.results)
    table = leaderboard.table(inner.results, scores, inner.metric, _test_share(split), False)
    return inner.results.candidates[str(table.loc[0, "model"])], float(table["score"].iloc[0])


def _score(result: Fold, metric: Metric) -> float:
    return float(result.scores.set_index("metric")["value"][metric.name])


def _test_share(split: Split) -> float:
    return float(np.mean([len(held) / len(rows) for rows, held in split]))


def _judged(
    folds: pd.DataFrame,
    train: Leaderboard,
    split: Split,
    metric: Metric,
    trials: int,
    problem: str,
) -> Nested:
    """Set the procedure's score beside the leaderboard's, fold by fold."""
    share, sign = _test_share(split), 1 if metric.greater_is_better else -1
    gap = sign * (folds["leaderboard"] - folds["score"])
    kind = corrected_interval(gap.to_list(), share)
    named = {WHOLE: "score", train.titles[train.best]: "leaderboard"}
    found = {
        title: _clipped(corrected_interval(folds[name].to_list(), share), metric)
        for title, name in named.items()
    }
    rows = [(title, each.mean, each.low, each.high) for title, each in found.items()]
    compared = pd.DataFrame(rows, columns=["title", "score", "low", "high"])
    compared = compared.assign(baseline=False, tied=not kind.excludes_zero)
    ascending = not metric.greater_is_better
    compared = compared.sort_values("score", ascending=ascending, ignore_index=True, kind="stable")
    optimism = {"value": kind.mean, "low": kind.low, "high": kind.high}
    said = sentence(folds, compared, kind, metric.title, train.titles[train.best])
    if trials and not len(train.trials):
        said += " Train ran no hyperparameter search itself, so the two differ in that as well."
    return Nested(folds, compared, optimism, metric.name, trials, said, problem)


def _clipped(found: Resampled, metric: Metric) -> Resampled:
    low, high = np.clip([found.low, found.high], metric.low, metric.high)
    return replace(found, low=float(low), high=float(high))


STEP = Step(
    "nested",
    "Nested cross-validation",
    "Choose and tune within the training rows of each fold, and score the winner on the fold. "
    "This estimates the score of the whole procedure, without the optimism of having been picked.",
    NestedParams,
    Nested,
    run,
    needs=(Need.of(DEFINE, "metric"), *NEEDS, Need.of(TRAIN)),
    version=2,
)
