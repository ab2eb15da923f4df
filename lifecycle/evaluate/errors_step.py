"""Mistakes: where the model errs, the surest of its mistakes row by row, and what to do next.

On out-of-fold predictions of training rows, so that looking costs no look at the holdout; after a
look the holdout's own mistakes can be seen too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..core.param_fields import candidate_field, level_field, seed_field, threshold_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing
from ..data.step import Table
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.catalog import success_metric
from ..metrics.outcome import Outcome
from ..prepare.step import Preparation
from ..split.split import Split
from ..train.fit_step import NEEDS
from ..train.label_decisions import Labels
from ..train.step import Leaderboard
from .clusters import clusters
from .error_analysis import Findings, analysed
from .next_step import next_step
from .recalibration import Way, chosen, stated
from .step import Evaluation, at_threshold


class SearchParams(Params):
    """How the errors are searched."""

    level: float = level_field("How sure a weak spot must be to be called one.")
    seed: int = seed_field(
        "Fixes which half of the rows is searched and which one judges.",
        "Change it to see what holds up either way.",
    )


class MistakesParams(SearchParams):
    """Whose mistakes are looked at."""

    model: str = candidate_field()
    threshold: float = threshold_field()
    calibration: Way = chosen()


@dataclass(frozen=True)
class Mistakes:
    """Where a model errs.

    ``slices``: the work list, as `lifecycle.stats.worst_slices`. ``tree``: as
    `lifecycle.stats.error_segments`. ``mistakes``: the surest first: row (table position), given
    and said (texts), sure (the chance of anything but the truth; for amounts the error).
    ``confusions``: given, said, n, share of the mistakes. ``share``: the mean loss, which is 1 for
    a wrong label or the absolute error. ``advice``: what training against validation speaks for;
    empty on the holdout. ``groups``: how many groups the rows form, 0 when each stands alone.
    """

    model: str
    slices: pd.DataFrame
    tree: pd.DataFrame
    mistakes: pd.DataFrame
    confusions: pd.DataFrame
    share: float
    rows: int
    groups: int
    sentence: str
    advice: str


def run(
    params: MistakesParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    report: Report,
) -> Mistakes:
    name = params.model or train.best
    own = train.oof[train.oof["model"] == name].drop_duplicates("row")
    if own.empty:
        known = train.table.loc[train.table["score"].notna(), "model"]
        raise ChoiceError(
            f"{name or 'No candidate'} has no out-of-fold predictions.",
            f"Choose one of {listing(known, 12)}.",
        )
    report(0.1, f"Looking for what {count('out-of-fold prediction', len(own))} have in common")
    own = stated(own, params.calibration, data, split, labels)
    rows = own["row"].to_numpy()
    y = labels.y(data).iloc[rows].reset_index(drop=True)
    predicted = at_threshold(own.reset_index(drop=True), data.classes, params.threshold)
    outcome = Outcome.of(y, predicted, data.classes)
    together = clusters(data, split, rows)
    found = analysed(outcome, data, rows, level=params.level, seed=params.seed, groups=together)
    return _made(name, found, rows, together, _next(name, train, define, data, split))


def run_holdout(
    params: SearchParams,
    *,
    data: Table,
    split: Split,
    evaluate: Evaluation,
    report: Report,
) -> Mistakes:
    rows = evaluate.predictions["row"].to_numpy()
    report(0.1, f"Looking for what the errors of {count('holdout row', len(rows))} have in common")
    outcome = Outcome.of(evaluate.predictions["y"], evaluate.predictions, data.classes)
    together = clusters(data, split, rows)
    found = analysed(outcome, data, rows, level=params.level, seed=params.seed, groups=together)
    return _made(evaluate.model_name, found, rows, together, "")


def _made(
    name: str, found: Findings, rows: np.ndarray, groups: np.ndarray | None, advice: str
) -> Mistakes:
    number = 0 if groups is None else len(set(groups.tolist()))
    return Mistakes(name, **vars(found), rows=len(rows), groups=number, advice=advice)


def _next(name: str, train: Leaderboard, define: Contract, data: Table, split: Split) -> str:
    """Return what the gap between training and validation speaks for."""
    metric = success_metric(define.metric, data.task)
    scores = train.folds[train.folds["metric"] == metric.name]
    own, dummy = (scores[scores["model"] == each] for each in (name, "dummy"))
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    baseline = float(dummy["value"].mean()) if len(dummy) else float("nan")
    return next_step(
        metric,
        own["value"].tolist(),
        own["train_value"].tolist(),
        baseline,
        share,
        define.floor,
    ).sentence


STEP = Step(
    "mistakes",
    "Look at the errors",
    "Find where the candidate errs and list its surest mistakes. "
    "It uses out-of-fold predictions, so that the holdout stays locked.",
    MistakesParams,
    Mistakes,
    run,
    needs=(Need.of("define", "metric", "floor"), *NEEDS, Need.of("train")),
)
HOLDOUT = Step(
    "holdout_mistakes",
    "Look at the errors of the holdout",
    "Find where the judged model errs on the holdout and list its surest mistakes. "
    "It uses what Evaluate saw, and is no further look.",
    SearchParams,
    Mistakes,
    run_holdout,
    needs=(Need.of("data"), Need.of("split"), Need.of("evaluate")),
)
