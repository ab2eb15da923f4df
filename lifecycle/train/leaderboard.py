"""The leaderboard: what the folds say of each candidate, ranked, blended and put in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..core.errors import LifecycleError, TaskError
from ..core.wording import count
from ..metrics.catalog import Metric, score_all
from ..metrics.outcome import Outcome
from ..models import takes_weights
from ..stats.corrected_resampled import rank
from ..storage.frame_columns import names_of
from .candidate_pipeline import assemble_model
from .columns import FOLDS, LEADERBOARD
from .cross_validate import Run
from .ensemble import blend, weighed
from .expected import Standing
from .leader_sentence import sentence
from .model_params import FitParams, Member, ModelParams
from .results import Candidate, Clock, Results
from .search import Search

if TYPE_CHECKING:
    from ..data.step import Table

__all__ = ["blended", "fit_of", "fold_scores", "oof", "searched", "sentence", "table"]

ENSEMBLE = "ensemble"
MOST_CROSSED = 20_000  # rows; of more, a few weights learn nothing by heart


def searched(fitting: Run, task: str, clock: Clock, trials: int, seed: int) -> Search:
    """Search settings, enter what was found among the candidates, and return what was tried."""
    search = Search(task, fitting.results.folds, fitting.metric.greater_is_better, seed)
    fitting.search(search, clock, trials, 0.4)
    return search


def blended(results: Results, data: Table, y: pd.Series, first: Any) -> None:
    """Enter the ensemble among the candidates, unless one candidate alone does as well."""
    pool = _pool(results, data)
    if len(pool) < 2:
        return
    predictions = {name: _predictions(results, name) for name in pool}
    rows = predictions[pool[0]]["row"]
    weights = weighed(y.iloc[rows], predictions, data.classes)
    if len(weights) < 2:
        return
    members = tuple(
        Member(model=p.model, settings=p.settings, weight=weight)
        for name, weight in weights.items()
        for p in [results.candidates[name].params]
    )
    shared = first.model_dump(include={"balance", "raises", "lowers", "seed"})
    params = ModelParams.model_validate({"model": ENSEMBLE, "members": members, **shared})
    each = Candidate(ENSEMBLE, f"Ensemble of {len(members)}", params)
    folds = {k: _together(results, weights, k, data, y) for k in results.folds}
    results.enter(each, folds)
    if len(results.folds) > 1 and len(rows) <= MOST_CROSSED:
        results.crossed[ENSEMBLE] = {k: _crossed(results, pool, k, data, y) for k in results.folds}


def _crossed(
    results: Results, pool: Sequence[str], fold: int, data: Table, y: pd.Series
) -> pd.DataFrame:
    """Return what an ensemble says of one fold whose weights are learned on the others."""
    rest = [k for k in results.folds if k != fold]
    known = {
        name: pd.concat([results.done[name][k].predictions for k in rest], ignore_index=True)
        for name in pool
    }
    weights = weighed(y.iloc[known[pool[0]]["row"]], known, data.classes)
    own = {name: results.done[name][fold].predictions for name in weights}
    return blend(own, weights, data.classes)


def _pool(results: Results, data: Table) -> list[str]:
    """Return the candidates that may join: those that are whole and no baseline."""
    return [
        name
        for name, each in results.candidates.items()
        if results.whole(name)
        and not each.baseline
        and name not in results.equal()
        and (data.weight is None or takes_weights(assemble_model(each.params, data.task)))
    ]


def _predictions(results: Results, name: str) -> pd.DataFrame:
    done = results.done[name]
    return pd.concat([done[k].predictions for k in results.folds], ignore_index=True)


def _together(
    results: Results, weights: dict[str, float], fold: int, data: Table, y: pd.Series
) -> Any:
    """Return what the ensemble does on one fold: the weighted answers of its members there."""
    from .fit_step import Fold

    parts = {name: results.done[name][fold] for name in weights}
    predictions = blend({n: part.predictions for n, part in parts.items()}, weights, data.classes)
    outcome = Outcome.of(y.iloc[predictions["row"]], predictions, data.classes)
    value = score_all(outcome, data.task)
    scores = {"metric": list(value), "value": value.values(), "train_value": np.nan}
    return Fold(
        pd.DataFrame(scores),
        predictions,
        sum(part.fit_seconds for part in parts.values()),
        sum(part.predict_seconds for part in parts.values()),
        (),
        max(part.features for part in parts.values()),
        sum(part.megabytes for part in parts.values()),
    )


def fit_of(candidate: Candidate) -> FitParams:
    """Return how the candidate is fitted on all training rows."""
    return FitParams.model_validate(candidate.params.model_dump())


def fold_scores(results: Results) -> pd.DataFrame:
    """Return the metrics of every fold fitted."""
    frames = [
        fold.scores.assign(model=name, fold=k)
        for name, done in results.done.items()
        for k, fold in sorted(done.items())
    ]
    columns = names_of(FOLDS)
    return (
        pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
    )


def oof(results: Results) -> pd.DataFrame:
    """Return the out-of-fold predictions of every candidate, one below the other."""
    frames = []
    for name, done in results.done.items():
        for _, fold in sorted(done.items()):
            frame = fold.predictions.copy()
            frame.insert(1, "model", name)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def table(
    results: Results, folds: pd.DataFrame, metric: Metric, test_share: float, stopped: bool
) -> pd.DataFrame:
    """Rank the candidates and add what a person wants to know; those without a score come last.

    Raises TaskError when no candidate has a score.
    """
    scores = folds[folds["metric"] == metric.name]
    if not scores["value"].notna().any():
        raise _nothing(results, metric, stopped)
    ranked = rank(scores, len(results.folds), metric.greater_is_better, test_share)
    names = [*ranked["model"], *(n for n in results.candidates if not results.done[n])]
    rows = [_row(results, name, stopped) for name in names]
    whole = pd.DataFrame(rows).merge(ranked, on="model", how="left")
    whole["tied"] = whole["tied"].eq(True)
    whole["clear"] = False
    whole[["low", "high"]] = whole[["low", "high"]].clip(metric.low, metric.high)
    return whole[names_of(LEADERBOARD)]


def told_apart(table: pd.DataFrame, found: Standing) -> pd.DataFrame:
    """Return the table with what the rows say beside what the folds say: one rule for all words.

    Tied is what neither tells apart: a difference may be sure by row where folds differ too much to
    show it.
    """
    apart, clear = table["model"].map(found.apart), table["model"].map(found.clear)
    return table.assign(tied=table["tied"] & ~apart.eq(True), clear=clear.eq(True))


def _row(results: Results, name: str, stopped: bool) -> dict[str, Any]:
    each, done = results.candidates[name], list(results.done[name].values())
    settings = {} if each.params.members else each.params.settings
    parts = [[m.model, m.settings, round(m.weight, 4)] for m in each.params.members]

    def mean(field: str) -> float:
        return float(np.mean([getattr(fold, field) for fold in done])) if done else np.nan

    return {
        "model": name,
        "title": each.title,
        "baseline": each.baseline,
        "fit_seconds": mean("fit_seconds"),
        "predict_seconds": mean("predict_seconds"),
        "features": mean("features"),
        "megabytes": mean("megabytes"),
        "settings": json.dumps(parts or settings) if parts or settings else "",
        "simplicity": each.simplicity,
        "equals": results.equal().get(name, ""),
        "problem": _problem(results, name, stopped),
        "warning": " ".join(dict.fromkeys(w for fold in done for w in fold.warnings)),
    }


def _problem(results: Results, name: str, stopped: bool) -> str:
    done, errors, of = len(results.done[name]), results.errors[name], len(results.folds)
    if errors:
        reason = str(next(iter(errors.values())))
        return f"{count('fold', len(errors))} of {of} failed. {reason}" if done else reason
    if done == of:
        return ""
    why = "training was stopped" if stopped else "the time budget was used up"
    if not done:
        return f"Not started: {why}."
    return f"Stopped after {done} of {of} folds: {why}."


def _nothing(results: Results, metric: Metric, stopped: bool) -> LifecycleError:
    if stopped and not results.count:
        return TaskError(
            "Training was stopped before any candidate had a score.",
            "Run it again, and let at least the baseline finish.",
        )
    for errors in results.errors.values():
        for error in errors.values():
            return TaskError(f"No candidate has a score. {error.problem}", error.remedy)
    return TaskError(
        f"{metric.title} cannot be computed on these folds: each holds one class only.",
        "Choose another success metric in Define, or another split.",
    )
