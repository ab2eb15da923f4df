"""One row: why the model answers as it does, and what would have to change for another answer.

A training row is answered by the model of its fold, which has not seen it, so that explaining it
costs no look at the holdout; after a look the holdout's rows can be explained by the judged model.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..core.param_fields import seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing
from ..data.step import Table
from ..engine.runner import Report
from ..metrics.predictions import PREDICTION, at_threshold
from ..prepare.step import LEFT_OUT, Preparation
from ..split.split import Split
from ..storage.frame_columns import frame_of
from ..train.candidate_pipeline import assemble, fit, title_of
from ..train.fit_errors import explained_errors
from ..train.fit_step import NEEDS, predict
from ..train.label_decisions import Labels, as_text
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .attribution import method_of, sentence, shapley
from .counterfactual import counterfactuals, value_text
from .explained_quantity import answer_of, goal_of
from .feature_effects import ice_of, together
from .judged import STEP as JUDGED
from .judged import Judged
from .recalibration import fitted_calibrator, with_calibrator
from .step import STEP as EVALUATE
from .step import Evaluation

FOLLOWED = 12  # columns whose curve is drawn


class OneRowParams(Params):
    """Which row is explained, and what another answer would be."""

    row: int | None = Field(
        None,
        ge=1,
        title="Row",
        description="Its place among the rows with a known target, counted from 1. "
        "Left empty, it is the first that can be explained.",
    )
    want: str = Field(
        "",
        title="Wanted class",
        description="For classification: the class that the counterfactual should lead to. Left "
        "empty, it is the likeliest other one.",
    )
    goal: float | None = Field(
        None,
        title="Wanted value",
        description="For regression: the value that the counterfactual should reach or pass. Left "
        "empty, it is the median of the training rows.",
    )
    fixed: tuple[str, ...] = Field(
        (),
        title="Immutable columns",
        description="Columns that nobody can change about a case, such as its age or its past.",
    )
    seed: int = seed_field(
        "Fixes which rows lend their values. Change it to see how much depends on them.", more=""
    )


@dataclass(frozen=True)
class OneRow:
    """Why one row is answered as it is.

    ``base``: the mean answer of other rows. ``answers``: what the number is. ``method`` says how it
    was shared out and how exactly.
    """

    row: int
    given: str
    called: str
    answers: str
    answer: float
    base: float
    values: pd.DataFrame = field(metadata=frame_of("one row a column of the row", *columns.VALUES))
    contributions: pd.DataFrame = field(
        metadata=frame_of(
            "one row a column, or group of columns that say much the same", *columns.CONTRIBUTIONS
        )
    )
    curves: pd.DataFrame = field(
        metadata=frame_of("one row a column and value tried", *columns.INDIVIDUAL_CURVES)
    )
    changes: pd.DataFrame = field(
        metadata=frame_of(
            "one row a change of an option, the smallest option first", *columns.COUNTERFACTUALS
        )
    )
    wanted: str
    method: str
    sentence: str


def run(
    params: OneRowParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> OneRow:
    place = _place(params.row, data, np.flatnonzero(split.rows["fold"].isin(split.folds)))
    fold = int(split.rows["fold"].iloc[place])
    name = judged.named(train)
    if fold not in split.folds:
        where = "is in the holdout" if place in split.holdout else "is validated in no fold"
        raise ChoiceError(
            f"Row {place + 1:,} {where}, so no model that has not seen it may predict it here.",
            "Choose another row, or look at the holdout first and choose one of its rows.",
        )
    if name not in train.fits:
        raise ChoiceError(
            f"{name} was not trained.",
            f"Choose one of {listing(train.fits, 12)}.",
        )
    chosen, y = train.fits[name], labels.y(data)
    rows = labels.kept(split.fold(fold)[0])
    report(0.05, f"Fitting {title_of(chosen).lower()} without row {place + 1:,}")
    pipeline = assemble(prepare, chosen, data.task)
    with explained_errors(title_of(chosen), y.iloc[rows]):
        fit(pipeline, data, y, rows, chosen)
    found = fitted_calibrator(judged.calibration, name, data, split, labels, train, without=fold)
    pipeline = with_calibrator(pipeline, found, data.classes)
    return _explained(params, place, pipeline, data, prepare, rows, judged.threshold, report)


def run_holdout(
    params: OneRowParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    evaluate: Evaluation,
    report: Report,
) -> OneRow:
    place = _place(params.row, data, split.holdout)
    if place not in split.holdout:
        raise ChoiceError(
            f"Row {place + 1:,} is not in the holdout.",
            "Choose a row of the holdout, or explain it among the training rows.",
        )
    rows = labels.kept(split.train)
    return _explained(
        params, place, evaluate.model, data, prepare, rows, evaluate.threshold, report
    )


def _place(row: int | None, data: Table, there: np.ndarray) -> int:
    """Return the place of a row counted from 1; without one, the first of those ``there``."""
    if row is None:
        return int(there.min())
    if row > len(data.frame):
        raise ChoiceError(
            f"There is no row {row:,}: the table has {count('row', len(data.frame))}.",
            "Choose a smaller number.",
        )
    return row - 1


def _explained(
    params: OneRowParams,
    place: int,
    model: Pipeline,
    data: Table,
    prepare: Preparation,
    rows: np.ndarray,
    threshold: float,
    report: Report,
) -> OneRow:
    """Explain the answer of a fitted model; ``rows`` are those it was fitted on."""
    used = set(prepare.columns.loc[prepare.columns["treatment"] != LEFT_OUT, "column"])
    columns = [str(column) for column in data.features if column in used]
    row, seen = data.x.iloc[[place]], data.x.iloc[rows]
    prediction = predict(model, row, data.classes)
    called = at_threshold(prediction, data.classes, threshold)[PREDICTION].iloc[0]
    answer, answers = answer_of(model, data, str(called))
    report(0.3, "Sharing the prediction out among the columns")
    groups = together(seen[columns])
    shared = shapley(
        answer,
        row,
        seen,
        groups,
        seed=params.seed,
        report=lambda done: report(
            0.3 + 0.4 * done, "Sharing the prediction out among the columns"
        ),
    )
    report(0.75, "Following the prediction along each column")
    ranked = [name for group in shared.contributions["columns"] for name in _of(group, groups)]
    curves = [ice_of(answer, row, seen, name) for name in ranked[:FOLLOWED]]
    report(0.85, "Looking for what would have to change")
    changeable = [name for name in columns if name not in params.fixed]
    leads_to, goal, wanted = goal_of(
        model, data, rows, prediction, str(called), threshold, params.want, params.goal
    )
    changes = counterfactuals(leads_to, row, seen, changeable, goal)
    values = pd.DataFrame(
        {"column": columns, "value": [value_text(row[name].iloc[0]) for name in columns]}
    )
    contributions = _with_values(shared.contributions, values, groups)
    return OneRow(
        place + 1,
        as_text(data.y.iloc[place]),
        as_text(called),
        answers,
        shared.answer,
        shared.base,
        values,
        contributions,
        pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(),
        changes,
        wanted,
        method_of(shared),
        sentence(shared, contributions, answers),
    )


def _with_values(
    shared: pd.DataFrame, values: pd.DataFrame, groups: list[list[str]]
) -> pd.DataFrame:
    shown = dict(zip(values["column"], values["value"], strict=True))
    text = [", ".join(shown[name] for name in _of(group, groups)) for group in shared["columns"]]
    return shared.assign(values=text)


def _of(group: str, groups: list[list[str]]) -> list[str]:
    return next(names for names in groups if ", ".join(names) == group)


STEP = Step(
    "one_row",
    "Explain one row",
    "Share one prediction out among the columns, and see what would have to change for another. "
    "The model of the row's fold predicts, so that the holdout stays locked.",
    OneRowParams,
    OneRow,
    run,
    needs=(*NEEDS, Need.of(TRAIN), Need.of(JUDGED)),
)
HOLDOUT = Step(
    "holdout_row",
    "Explain one row of the holdout",
    "Share one prediction of the judged model out among the columns, and see what would change "
    "it. It uses what Evaluate saw, and is no further look.",
    OneRowParams,
    OneRow,
    run_holdout,
    needs=(*NEEDS, Need.of(EVALUATE)),
)
