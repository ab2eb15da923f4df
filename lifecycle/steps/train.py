"""Train: candidates are cross-validated inside the training rows and ranked with their spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from ..catalog.metrics import Metric, success_metric
from ..catalog.models import MODELS
from ..engine.work import Report, Work
from ..errors import LifecycleError, TaskError
from ..graph import Need, Params, Step
from ..stats.leader import sentence
from ..stats.ranking import rank
from ..words import count, number
from .data import Table
from .define import Contract
from .fit import FOLD, NEEDS, Fold, FoldParams, candidate
from .labels import Labels
from .prepare import Preparation
from .split import Split

BASELINE = "dummy"
TITLES: dict[str, Any] = {"labels": {m.name: m.title for m in MODELS.values()}}
DEFAULT_MODELS = ("dummy", "linear", "tree", "forest", "boosting", "neighbors", "mlp")


class TrainParams(Params):
    """Which candidates are fitted, and for how long."""

    models: tuple[str, ...] = Field(
        DEFAULT_MODELS,
        title="Candidates",
        description="The models to compare; the baseline always takes part. "
        "Take away slow ones when there are many rows.",
        json_schema_extra=TITLES,
    )
    budget: int | None = Field(
        None,
        ge=1,
        title="Time budget in seconds",
        description="No further fit is started after so many seconds; what is finished is kept. "
        "Left empty, every candidate is fitted on every fold.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="Fixes what is random, so that the same choices give the same scores. "
        "Change it to see how much depends on chance.",
    )

    def missing(self) -> str:
        return "" if self.models else "No candidate is chosen: choose at least one."


@dataclass(frozen=True)
class Leaderboard:
    """How the candidates did on the validation folds.

    ``table``: one row a candidate, best first: model (catalog name), title, baseline (bool),
    score (mean over folds of ``metric``), low, high (corrected resampled 95% interval), std,
    train_score, fit_seconds, predict_seconds (means over folds), tied (cannot be told apart
    from the best; false for the best itself), problem (why it has no score, or not of every
    fold, or empty), warning (what its fits warned of, or empty).
    ``folds``: model, fold, metric, value, train_value - every metric of the task.
    ``oof``: out-of-fold predictions: row (table position), model, prediction, and for
    classification one column ``p:<class>`` a class.
    ``best``: the recommended candidate; ``sentence`` says why. ``seed``: of their fits.
    """

    table: pd.DataFrame
    folds: pd.DataFrame
    oof: pd.DataFrame
    metric: str
    best: str
    sentence: str
    seed: int


@dataclass
class Progress:
    """What each candidate has brought so far."""

    names: Sequence[str]
    of: int
    done: dict[str, dict[int, Fold]] = field(default_factory=dict)
    errors: dict[str, dict[int, LifecycleError]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.done = {name: {} for name in self.names}
        self.errors = {name: {} for name in self.names}

    def add(self, params: FoldParams, result: Fold | LifecycleError) -> None:
        kept = self.errors if isinstance(result, LifecycleError) else self.done
        kept[params.model][params.fold] = result  # type: ignore[assignment]

    def ended(self, name: str) -> bool:
        return len(self.done[name]) + len(self.errors[name]) == self.of

    @property
    def count(self) -> int:
        return sum(len(self.done[n]) + len(self.errors[n]) for n in self.names)


def run(
    params: TrainParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
    work: Work,
) -> Leaderboard:
    metric = success_metric(define.metric, data.task)
    names = list(dict.fromkeys((BASELINE, *params.models)))
    for name in names:
        candidate(name, data.task)
    progress = _cross_validate(params, names, split.folds, metric, report, work)
    folds = _fold_scores(progress)
    scores = folds[folds["metric"] == metric.name]
    if not scores["value"].notna().any():
        raise _nothing(progress, metric)
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    ranked = rank(scores, progress.of, metric.greater_is_better, share)
    table = _table(ranked, progress, metric)
    best = str(table.loc[0, "model"])
    simplicity = table["model"].map({m.name: m.simplicity for m in MODELS.values()})
    said = sentence(table.assign(simplicity=simplicity), metric.title)
    return Leaderboard(table, folds, _oof(progress), metric.name, best, said, params.seed)


def _cross_validate(
    params: TrainParams,
    names: Sequence[str],
    folds: Sequence[int],
    metric: Metric,
    report: Report,
    work: Work,
) -> Progress:
    """Fit fold after fold; the baseline and one candidate run whatever the budget."""
    tasks = [FoldParams(model=n, fold=k, seed=params.seed) for n in names for k in folds]
    progress, start = Progress(names, len(folds)), monotonic()
    report(0.0, f"Fitting {count('candidate', len(names))} on {count('fold', len(folds))}")
    for each, result in work.map(FOLD, tasks):
        assert isinstance(each, FoldParams)
        progress.add(each, result)
        place = f"{MODELS[each.model].title}, fold {folds.index(each.fold) + 1} of {len(folds)}"
        report(progress.count / len(tasks), f"{place}: {_news(result, metric)}")
        spent = params.budget is not None and monotonic() - start >= params.budget
        if spent and all(progress.ended(name) for name in names[:2]):
            break
    return progress


def _news(result: Fold | LifecycleError, metric: Metric) -> str:
    if isinstance(result, LifecycleError):
        return "no score"
    value = result.scores.set_index("metric")["value"][metric.name]
    return f"{metric.title} {number(float(value))}"


def _nothing(progress: Progress, metric: Metric) -> LifecycleError:
    for errors in progress.errors.values():
        for error in errors.values():
            return TaskError(f"No candidate has a score. {error.problem}", error.remedy)
    return TaskError(
        f"{metric.title} cannot be computed on these folds: each holds one class only.",
        "Choose another success measure in Define, or another split.",
    )


def _fold_scores(progress: Progress) -> pd.DataFrame:
    frames = [
        fold.scores.assign(model=name, fold=k)
        for name, done in progress.done.items()
        for k, fold in sorted(done.items())
    ]
    columns = ["model", "fold", "metric", "value", "train_value"]
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )


def _oof(progress: Progress) -> pd.DataFrame:
    frames = []
    for name, done in progress.done.items():
        for _, fold in sorted(done.items()):
            frame = fold.predictions.copy()
            frame.insert(1, "model", name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _table(ranked: pd.DataFrame, progress: Progress, metric: Metric) -> pd.DataFrame:
    """Add what a person wants to know of each candidate; those without a score come last."""
    rows = []
    for name in [*ranked["model"], *(n for n in progress.names if not progress.done[n])]:
        done = list(progress.done[name].values())
        rows.append(
            {
                "model": name,
                "title": MODELS[name].title,
                "baseline": MODELS[name].baseline,
                "fit_seconds": float(np.mean([f.fit_seconds for f in done])) if done else np.nan,
                "predict_seconds": float(np.mean([f.predict_seconds for f in done]))
                if done
                else np.nan,
                "problem": _problem(progress, name),
                "warning": " ".join(dict.fromkeys(w for f in done for w in f.warnings)),
            }
        )
    table = pd.DataFrame(rows).merge(ranked, on="model", how="left")
    table["tied"] = table["tied"].eq(True)
    table[["low", "high"]] = table[["low", "high"]].clip(metric.low, metric.high)
    order = ["model", "title", "baseline", "score", "low", "high", "std", "train_score"]
    return table[[*order, "fit_seconds", "predict_seconds", "tied", "problem", "warning"]]


def _problem(progress: Progress, name: str) -> str:
    done, errors = len(progress.done[name]), progress.errors[name]
    if errors:
        reason = str(next(iter(errors.values())))
        return f"{count('fold', len(errors))} of {progress.of} failed. {reason}" if done else reason
    if done == progress.of:
        return ""
    if not done:
        return "Not started: the time budget was used up."
    return f"Stopped after {done} of {progress.of} folds: the time budget was used up."


STEP = Step(
    "train",
    "Train",
    "Fit candidate models inside the training folds and rank them against the baseline. "
    "Each candidate is scored on rows it was not fitted on, several times, to show the spread.",
    TrainParams,
    Leaderboard,
    run,
    needs=(Need.of("define", "metric"), *NEEDS),
    page="train",
    version=2,
)
