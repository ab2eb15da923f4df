"""Train: candidates are cross-validated inside the training rows and ranked with their spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ..core.recipe import Need, Step
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import success_metric
from ..metrics.predictions import PREDICTION_COLUMNS, ROW_COLUMN, classes_of
from ..models import MODELS
from ..prepare.step import Preparation
from ..split.refold import learning_share
from ..split.split import Split
from ..storage.frame_columns import frame_of
from . import columns, leaderboard, monotone
from .candidates import RULE, candidates
from .cross_validate import Run
from .expected import Expected, given_up, standing
from .fit_step import NEEDS
from .label_decisions import Labels
from .model_params import Custom, FitParams, GivenUp
from .params import TrainParams
from .recommend import near, recommended
from .results import Clock


@dataclass(frozen=True)
class Leaderboard:
    """How the candidates did on the validation folds.

    ``oof``: out-of-fold predictions. ``trials`` and ``knobs`` are empty without a search.
    ``best``: the leader; ``sentence`` tells of it. ``seed``: of their fits.
    ``recommended``: which to take, and ``advice`` why. ``agreed``: the difference that does not
    matter. ``expected``: the leader's score on new rows, its having been chosen counted.
    ``fits``: how each candidate is made, by name. ``again``: the choices that make the same
    candidates without a search or a budget, for a replay.
    """

    table: pd.DataFrame = field(
        metadata=frame_of("one row a candidate, best first", *columns.LEADERBOARD)
    )
    folds: pd.DataFrame = field(
        metadata=frame_of("one row a candidate, fold and metric of the task", *columns.FOLDS)
    )
    oof: pd.DataFrame = field(
        metadata=frame_of(
            "one row a candidate and validated row",
            ROW_COLUMN,
            columns.MODEL,
            *PREDICTION_COLUMNS,
        )
    )
    metric: str
    best: str
    sentence: str
    seed: int
    fits: dict[str, FitParams] = field(default_factory=dict)
    again: TrainParams = field(default_factory=lambda: TrainParams.model_validate({}))
    trials: pd.DataFrame = field(
        default_factory=pd.DataFrame,
        metadata=frame_of("one row a trial of the search, in the order tried", *columns.TRIALS),
    )
    knobs: pd.DataFrame = field(
        default_factory=pd.DataFrame,
        metadata=frame_of("one row a hyperparameter searched", *columns.HYPERPARAMETERS),
    )
    recommended: str = ""
    advice: str = ""
    agreed: float | None = None
    expected: Expected | None = None

    @property
    def taken(self) -> str:
        """The candidate that is judged unless another is chosen; once, that was the leader."""
        return self.recommended or self.best

    @property
    def titles(self) -> dict[str, str]:
        """What people call each candidate."""
        return dict(zip(self.table["model"], self.table["title"], strict=True))

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that the candidates state probabilities of; none for amounts."""
        return classes_of(self.oof)


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
    monotone.refuse(params.raises, params.lowers, data, prepare)
    wanted = candidates(params, data.task, define.rule)
    clock = Clock(params.budget)
    fitting = Run(split.folds, metric, work, report, learning_share(params.rows, split))
    fitting.compare(wanted, clock, 0.4 if params.tuning else 1.0)
    trials, knobs, lost = pd.DataFrame(), pd.DataFrame(), params.given_up
    y, results = labels.y(data), fitting.results
    if params.tuning:
        search = leaderboard.searched(fitting, data.task, clock, params.trials, params.seed)
        trials, knobs = search.table(), search.hyperparameters()
        lost = given_up(search.given_up(), metric.greater_is_better, params.given_up)
    if params.ensemble:
        report(1.0, "Blending the candidates")
        leaderboard.blended(results, data, y, params)
    folds = leaderboard.fold_scores(results)
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    table = leaderboard.table(results, folds, metric, share, work.stopped)
    report(1.0, "Counting what choosing the best does to its score")
    found = standing(results, table, metric, data, split, y, lost, params.seed)
    table = leaderboard.told_apart(table, found)
    taken, advice = recommended(table, metric, params.recommended, define.margin)
    fits = {name: leaderboard.fit_of(each) for name, each in results.candidates.items()}
    return Leaderboard(
        table,
        folds,
        leaderboard.oof(results),
        metric.name,
        str(table.loc[0, "model"]),
        leaderboard.sentence(table, metric.title, near(table, metric, define.margin)),
        params.seed,
        fits,
        again(params, table, fits, lost),
        trials,
        knobs,
        taken,
        advice,
        define.margin,
        found.expected,
    )


def again(
    params: TrainParams,
    table: pd.DataFrame,
    fits: dict[str, FitParams],
    lost: tuple[GivenUp, ...] = (),
) -> TrainParams:
    """Return what was trained in the end as choices of its own.

    A search and a budget depend on the machine; the candidates they led to do not.
    """
    if not params.tuning and params.budget is None:
        return params
    whole = set(table.loc[table["problem"] == "", "model"])
    titles = dict(zip(table["model"], table["title"], strict=True))
    own = {each.name for each in params.custom}
    found = [n for n in fits if n in whole and n not in MODELS and not fits[n].members]
    custom = [
        Custom(name=n, title=titles[n], model=fits[n].model, settings=fits[n].settings)
        for n in [*(n for n in found if n in own), *(n for n in found if n not in own)]
    ]
    fixed: dict[str, Any] = {
        "tuning": False,
        "budget": None,
        "custom": tuple(custom),
        "given_up": lost,
    }
    fixed["recommend"] = params.recommended
    models = tuple(name for name in fits if name in whole and name in MODELS and name != RULE)
    return params.model_copy(update=fixed | {"models": models})


STEP = Step(
    "train",
    "Train",
    "Fit candidate models inside the training folds and rank them against the baseline. Each "
    "candidate is scored on rows it was not fitted on, once per fold, to show the spread.",
    TrainParams,
    Leaderboard,
    run,
    needs=(Need.of(DEFINE, "metric", "rule", "margin"), *NEEDS),
    page="train",
    version=5,
)
