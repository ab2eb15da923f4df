"""Recalibrate: would a correction of the probabilities help, and which one?

Each way is learned and judged on out-of-fold predictions of training rows, so that choosing costs
no look at the holdout; on the holdout it is then only read off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.param_fields import seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, interval
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..estimators.calibrators import Calibrator
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..stats.recalibration import (
    METHODS,
    NONE,
    Recalibrations,
    calibrator,
    chance_called,
    compare_recalibrations,
)
from ..stats.reliability import reliability_curve
from ..storage.frame_columns import frame_of
from ..train.label_decisions import STEP as LABELS
from ..train.label_decisions import Labels
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .judged import STEP as JUDGED
from .judged import Judged
from .out_of_fold import out_of_fold_of

TITLES = {
    NONE: "As they are",
    "temperature": "Temperature",
    "sigmoid": "Sigmoid",
    "isotonic": "Isotonic",
}
METHOD_LABELS: dict[str, Any] = {
    "labels": {"best": "The best of them"} | {name: TITLES[name] for name in METHODS}
}
Method = Literal["best", "temperature", "sigmoid", "isotonic"]


class RecalibrateParams(Params):
    """How probabilities are corrected."""

    method: Method = Field(
        "best",
        title="Recalibration method",
        description="Temperature scaling and the sigmoid bend all probabilities by one curve, for "
        "which few rows suffice. Isotonic regression follows any rising shape and "
        "wants thousands of rows.",
        json_schema_extra=METHOD_LABELS,
    )
    seed: int = seed_field("Fixes which rows are used when there are very many.")


@dataclass(frozen=True)
class Recalibration:
    """The ways to correct the probabilities beside leaving them, on rows they did not learn from.

    ``calibrator``: the chosen way, learned on all these rows; ``method`` names it.
    ``recommended``: a way, or "none". ``rows``: how many predictions all of it rests on.
    """

    table: pd.DataFrame = field(
        metadata=frame_of("one row a way", *columns.RECALIBRATIONS, columns.METHOD_TITLE)
    )
    curve: pd.DataFrame = field(
        metadata=frame_of(
            "one row a bin, before and after",
            columns.OF_METHOD,
            *columns.RELIABILITY,
        )
    )
    calibrator: Calibrator
    method: str
    recommended: str
    model: str
    rows: int
    sentence: str


def run(
    params: RecalibrateParams,
    *,
    data: Table,
    split: Split,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Recalibration:
    if not data.classes:
        raise ChoiceError(
            "A regression has no probabilities to correct.",
            "See Conformal prediction for how far off its predictions are.",
        )
    own = out_of_fold_of(judged.model, data, split, labels, train, params.seed)
    codes = np.asarray(own.y, dtype=int)
    report(0.1, f"Learning and judging each way on {count('prediction', len(own))}")
    compared = compare_recalibrations(codes, own.answers, own.folds, own.groups)
    method = chosen_method(params.method, compared)
    report(0.8, "Learning the chosen way on all of them")
    learned = calibrator(method, codes, own.answers)
    return Recalibration(
        compared.table.assign(title=compared.table["method"].map(TITLES)),
        curves(codes, compared.probabilities, method),
        learned,
        method,
        compared.recommended,
        own.model,
        len(own),
        recalibration_sentence(compared),
    )


def chosen_method(method: Method, found: Recalibrations) -> str:
    """Return the way to be learned: the one asked for, the one recommended, or the nearest."""
    if method != "best":
        return method
    if found.recommended != NONE:
        return found.recommended
    ways = found.table[found.table["method"] != NONE]
    return str(ways["method"].iloc[int(ways["better"].to_numpy().argmax())])


def curves(
    codes: NDArray[np.int_], probabilities: Mapping[str, NDArray[np.float64]], method: str
) -> pd.DataFrame:
    """Return the reliability before and after, of the event or the class that is called."""
    frames = []
    for name in (NONE, method):
        frame = reliability_curve(*chance_called(codes, probabilities[name]))
        frame.insert(0, "class", TITLES[name])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def recalibration_sentence(found: Recalibrations) -> str:
    """Return whether a correction helps, and why."""
    if found.reason == "few":
        return "There are too few different outcomes to learn a correction from."
    if found.recommended == NONE:
        why = {
            "worse": "every way makes the probabilities worse on rows it has not seen",
            "unclear": "what the best way gains may be chance",
        }[found.reason]
        return f"Leave the probabilities as they are: {why}."
    best = found.table.set_index("method").loc[found.recommended].to_dict()
    gain = interval(best["better"], best["low"], best["high"], found.level)
    return (
        f"{TITLES[found.recommended]} helps: on rows it has not seen the log loss falls by {gain}."
    )


STEP = Step(
    "recalibrate",
    "Recalibrate",
    "Find out whether a correction of the probabilities would help, and which one. "
    "It is learned on out-of-fold predictions, so that the holdout stays locked.",
    RecalibrateParams,
    Recalibration,
    run,
    needs=(
        Need.of(DATA),
        Need.of(SPLIT),
        Need.of(LABELS, "decisions"),
        Need.of(TRAIN),
        Need.of(JUDGED, "model"),
    ),
    version=2,
)
