"""Train: candidates are cross-validated inside the training rows and ranked with their spread."""

from __future__ import annotations

from dataclasses import dataclass, field

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
from .fit_step import NEEDS
from .label_decisions import Labels
from .model_params import Custom, FitParams
from .params import TrainParams
from .results import Clock


@dataclass(frozen=True)
class Leaderboard:
    """How the candidates did on the validation folds.

    ``oof``: out-of-fold predictions. ``trials`` and ``knobs`` are empty without a search.
    ``best``: the leader; ``sentence`` tells of it. ``seed``: of their fits.
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
    trials, knobs = pd.DataFrame(), pd.DataFrame()
    if params.tuning:
        trials, knobs = leaderboard.searched(fitting, data.task, clock, params.trials, params.seed)
    if params.ensemble:
        report(1.0, "Blending the candidates")
        leaderboard.blended(fitting.results, data, labels.y(data), params)
    results = fitting.results
    folds = leaderboard.fold_scores(results)
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    table = leaderboard.table(results, folds, metric, share, work.stopped)
    fits = {name: leaderboard.fit_of(each) for name, each in results.candidates.items()}
    return Leaderboard(
        table,
        folds,
        leaderboard.oof(results),
        metric.name,
        str(table.loc[0, "model"]),
        leaderboard.sentence(table, metric.title),
        params.seed,
        fits,
        again(params, table, fits),
        trials,
        knobs,
    )


def again(params: TrainParams, table: pd.DataFrame, fits: dict[str, FitParams]) -> TrainParams:
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
    fixed = {"tuning": False, "budget": None, "custom": tuple(custom)}
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
    needs=(Need.of(DEFINE, "metric", "rule"), *NEEDS),
    page="train",
    version=5,
)
