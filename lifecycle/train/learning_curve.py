"""Learning curve: how the score grows with the rows learned from, and what that says to do next."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError, LifecycleError, TaskError
from ..core.param_fields import attempt_field, candidate_field
from ..core.recipe import Need, Params, Step
from ..core.wording import number
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import Metric, success_metric
from ..prepare.step import Preparation
from ..split.split import Split
from ..stats.corrected_resampled import corrected_interval
from ..storage.frame_columns import Column, frame_of, names_of
from .columns import FITTED_FOLDS, HIGH, LOW, SCORE, TRAIN_SCORE
from .fit_errors import lacking
from .fit_step import FOLD, NEEDS
from .label_decisions import Labels
from .model_params import FitParams, FoldParams
from .step import STEP as TRAIN
from .step import Leaderboard

SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
CURVE = (
    Column("rows", "mean over folds of the rows learned from", unit="rows"),
    Column("share", "of the rows that a fold has", unit="share"),
    SCORE,
    LOW,
    HIGH,
    TRAIN_SCORE,
    FITTED_FOLDS,
)


class LearningParams(Params):
    """Whose learning curve is drawn."""

    model: str = candidate_field("The model whose learning curve is drawn.")
    attempt: int = attempt_field()


@dataclass(frozen=True)
class LearningCurve:
    """Scores on the validation folds by how many rows were learned from.

    ``advice``: "rows", "capacity", "regularization" or "enough": what the curve speaks for.
    ``problem``: how many fits failed and why, or empty.
    """

    curve: pd.DataFrame = field(metadata=frame_of("one row a size, smallest first", *CURVE))
    model: str
    metric: str
    advice: str
    sentence: str
    problem: str


def run(
    params: LearningParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    report: Report,
    work: Work,
) -> LearningCurve:
    name = params.model or train.best
    metric = success_metric(define.metric, data.task)
    chosen = the_fit(train, name)
    tasks = [
        FoldParams.model_validate({**chosen.model_dump(), "fold": fold, "share": share})
        for share in SHARES
        for fold in split.folds
    ]
    found: dict[float, list[tuple[int, float, float]]] = {share: [] for share in SHARES}
    errors: list[LifecycleError] = []
    for done, (asked, result) in enumerate(work.map(FOLD, tasks), start=1):
        report(done / len(tasks), f"Learned from {asked.share:.0%} of the rows")
        if isinstance(result, LifecycleError):
            errors.append(result)
            continue
        scores = result.scores.set_index("metric").loc[metric.name].to_dict()
        rows = int(np.ceil(asked.share * len(labels.kept(split.fold(asked.fold)[0]))))
        found[asked.share].append((rows, scores["value"], scores["train_value"]))
    test_share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    curve = _curve(found, test_share)
    curve[["low", "high"]] = curve[["low", "high"]].clip(metric.low, metric.high)
    if curve["score"].notna().sum() < 2:
        raise (
            errors[-1]
            if errors
            else TaskError(
                f"{metric.title} cannot be computed with so few rows.",
                "Choose another success metric, or bring more rows.",
            )
        )
    advice, sentence = advise(curve, metric)
    problem = lacking(errors, len(tasks))
    return LearningCurve(curve, name, metric.name, advice, sentence, problem)


def the_fit(train: Leaderboard, name: str) -> FitParams:
    """Return how a candidate is made; raises ChoiceError for one that was not trained."""
    if name not in train.fits:
        raise ChoiceError(f"{name} was not trained.", "Choose a candidate of the leaderboard.")
    return train.fits[name]


def _curve(found: dict[float, list[tuple[int, float, float]]], test_share: float) -> pd.DataFrame:
    rows = []
    for share, folds in found.items():
        if not folds:
            continue
        sizes, values, own = zip(*folds, strict=True)
        score = corrected_interval(values, test_share / share)
        known = [v for v in own if np.isfinite(v)]
        mean = float(np.mean(known)) if known else np.nan
        rows.append(
            (int(np.mean(sizes)), share, score.mean, score.low, score.high, mean, len(folds))
        )
    return pd.DataFrame(rows, columns=names_of(CURVE))


def advise(curve: pd.DataFrame, metric: Metric) -> tuple[str, str]:
    """Return what the curve speaks for, and the sentence that says so.

    It still rises when the last step gained more than a tenth of all that was gained; the gap is
    wide when own rows score better than new ones by more than a third of that. A two-hundredth of
    the score is too little to speak of.
    """
    known = curve[curve["score"].notna()]
    sign = 1 if metric.greater_is_better else -1
    scores = sign * known["score"].to_numpy()
    last = known.iloc[-1]
    little = abs(float(last["score"])) / 200
    reach = float(scores.max() - scores.min())
    gained = float(scores[-1] - scores[-2])
    gap = float(sign * (last["train_score"] - last["score"]))
    wide = np.isfinite(gap) and gap > max(reach / 3, float(last["high"] - last["low"]) / 4, little)
    rows = f"the last {1 - known['share'].iloc[-2]:.0%} of the rows"
    if gained > max(reach / 10, little):
        flat = (
            f"More rows would help: {metric.title} still got better by {number(gained)} with "
            f"{rows}."
        )
        return "rows", flat
    if wide:
        flat = (
            "More rows hardly help, and the model does much better on the rows it was fitted on "
            f"than on new ones (by {number(gap)}): regularise it, with fewer features or a "
            "stronger penalty."
        )
        return "regularization", flat
    if np.isfinite(gap) and gap < reach / 10 and reach > little:
        flat = (
            "More rows hardly help, and the model does no better on the rows it was fitted on: "
            "try a model with more capacity, or better features."
        )
        return "capacity", flat
    flat = f"The curve is flat: {rows} changed {metric.title} by {number(gained)} only."
    return "enough", flat


STEP = Step(
    "learning",
    "Learning curve",
    "Learn from fewer rows and see how the score changes with their number. A curve that still "
    "gets better at its end says that more rows would help.",
    LearningParams,
    LearningCurve,
    run,
    needs=(Need.of(DEFINE, "metric"), *NEEDS, Need.of(TRAIN)),
    version=2,
)
