"""Validation curve: how the score changes along one setting of one model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError, LifecycleError
from ..core.param_fields import attempt_field, seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import listing
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import Metric, success_metric
from ..models import MODELS, Hyperparameter, Setting
from ..prepare.step import Preparation
from ..split.refold import learning_share
from ..split.split import Split
from ..stats.corrected_resampled import corrected_interval
from ..storage.frame_columns import Column, frame_of, names_of
from . import monotone
from .candidate_pipeline import candidate
from .columns import HIGH, LOW, SCORE, TRAIN_SCORE
from .fit_errors import lacking
from .fit_step import FOLD, NEEDS
from .label_decisions import Labels
from .model_params import FoldParams
from .params import TITLES

POINTS = 7
CURVE = (
    Column("value", "of the hyperparameter, NaN for a choice in words", unit="hyperparameter"),
    Column("text", "the value as text"),
    SCORE,
    LOW,
    HIGH,
    TRAIN_SCORE,
    Column("usual", "whether it has this value when nobody sets it"),
)


class ValidationParams(Params):
    """Which setting of which model is turned, and how else its fits are made."""

    model: str = Field(
        "tree",
        title="Model",
        description="The model one of whose hyperparameters is varied; the others keep their "
        "defaults.",
        json_schema_extra=TITLES,
    )
    knob: str = Field(
        "",
        title="Hyperparameter",
        description="The one to vary. Left empty, it is the model's first.",
    )
    balance: bool = Field(
        False,
        title="Class weights",
        description="Let classes count alike: rows of a rare class weigh more in every fit.",
    )
    raises: tuple[str, ...] = Field(
        (),
        title="Monotonic constraint: increasing",
        description="Number columns that may only raise the prediction: more of them never lowers "
        "the predicted number, or the positive class's probability.",
    )
    lowers: tuple[str, ...] = Field(
        (),
        title="Monotonic constraint: decreasing",
        description="Number columns that may only lower the prediction: more of them never raises "
        "the predicted number, or the positive class's probability.",
    )
    rows: int | None = Field(
        None,
        ge=100,
        title="Maximum training rows",
        description="Each fold learns from at most so many rows. Left empty, from all it has.",
    )
    attempt: int = attempt_field()
    seed: int = seed_field("Fixes what is random, so that the same choices give the same scores.")


@dataclass(frozen=True)
class ValidationCurve:
    """Scores on the validation folds by the value of one setting.

    ``log``: whether the setting's size matters rather than its distance.
    ``problem``: how many fits failed and why, or empty.
    """

    curve: pd.DataFrame = field(metadata=frame_of("one row a value, lowest first", *CURVE))
    model: str
    knob: str
    title: str
    log: bool
    metric: str
    sentence: str
    problem: str


def run(
    params: ValidationParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
    work: Work,
) -> ValidationCurve:
    metric = success_metric(define.metric, data.task)
    monotone.refuse(params.raises, params.lowers, data, prepare)
    hyperparameter, share = (
        the_hyperparameter(params, data.task),
        learning_share(params.rows, split),
    )
    usual = MODELS[params.model].defaults(data.task)[hyperparameter.name]
    values = points(hyperparameter, usual)
    asked = {
        _task(params, {hyperparameter.name: value}, fold, share).model_dump_json(): value
        for value in values
        for fold in split.folds
    }
    found: dict[Setting, list[tuple[float, float]]] = {value: [] for value in values}
    errors: list[LifecycleError] = []
    tasks = [FoldParams.model_validate_json(each) for each in asked]
    for done, (each, result) in enumerate(work.map(FOLD, tasks), start=1):
        value = asked[each.model_dump_json()]
        report(done / len(tasks), f"{hyperparameter.title}: {value}")
        if isinstance(result, LifecycleError):
            errors.append(result)
            continue
        scores = result.scores.set_index("metric").loc[metric.name].to_dict()
        found[value].append((scores["value"], scores["train_value"]))
    curve = _curve(found, split, usual)
    curve[["low", "high"]] = curve[["low", "high"]].clip(metric.low, metric.high)
    if curve.empty and errors:
        raise errors[-1]
    said = sentence(curve, hyperparameter, metric)
    return ValidationCurve(
        curve,
        params.model,
        hyperparameter.name,
        hyperparameter.title,
        hyperparameter.log,
        metric.name,
        said,
        lacking(errors, len(tasks)),
    )


def _task(
    params: ValidationParams, settings: dict[str, Setting], fold: int, share: float
) -> FoldParams:
    chosen = params.model_dump(exclude={"knob", "rows", "attempt"})
    return FoldParams.model_validate({**chosen, "settings": settings, "fold": fold, "share": share})


def the_hyperparameter(params: ValidationParams, task: str) -> Hyperparameter:
    """Return the setting that is turned; raises ChoiceError for one the model does not have."""
    model = candidate(params.model, task)
    known = {each.name: each for each in model.hyperparameters_of(task)}
    if not known:
        raise ChoiceError(f"{model.title} has no hyperparameters.", "Choose another model.")
    if params.knob and params.knob not in known:
        raise ChoiceError(
            f"{model.title} has no hyperparameter {params.knob}.",
            f"Choose from {listing(known, 10)}.",
        )
    return known[params.knob or next(iter(known))]


def points(hyperparameter: Hyperparameter, usual: Setting) -> list[Setting]:
    """Return the values to try, the usual one among them, lowest first."""
    if hyperparameter.choices:
        return list(hyperparameter.choices)
    space = np.geomspace if hyperparameter.log else np.linspace
    numbers = [float(v) for v in space(hyperparameter.low, hyperparameter.high, POINTS)]
    if hyperparameter.whole:
        return sorted({*(round(v) for v in numbers), int(usual)})
    # three digits are enough, and the ends must stay within the range
    rounded = [
        min(max(float(f"{v:.3g}"), hyperparameter.low), hyperparameter.high) for v in numbers
    ]
    return sorted({*rounded, float(usual)})


def _curve(
    found: dict[Setting, list[tuple[float, float]]], split: Split, usual: Setting
) -> pd.DataFrame:
    share = float(np.mean([len(held) / len(rows) for rows, held in split]))
    rows = []
    for value, folds in found.items():
        if not folds:
            continue
        values, own = zip(*folds, strict=True)
        score = corrected_interval(values, share)
        number = np.nan if isinstance(value, str) else float(value)
        text = f"{value:g}" if isinstance(value, float) else str(value)
        train = float(np.nanmean(own)) if np.isfinite(own).any() else np.nan
        rows.append((number, text, score.mean, score.low, score.high, train, value == usual))
    return pd.DataFrame(rows, columns=names_of(CURVE))


def sentence(curve: pd.DataFrame, hyperparameter: Hyperparameter, metric: Metric) -> str:
    """Return which value did best, and whether that is more than chance."""
    known = curve[curve["score"].notna()]
    if known.empty:
        return f"{metric.title} could not be computed for any value."
    sign = 1 if metric.greater_is_better else -1
    best, usual = known.iloc[int(np.argmax(sign * known["score"]))], known[known["usual"]]
    said = f"{hyperparameter.title}: {best['text']} does best."
    if len(usual) and bool(best["low"] <= usual["score"].iloc[0] <= best["high"]):
        other = (
            ""
            if best["usual"]
            else f" It cannot be told apart from the default {usual['text'].iloc[0]}."
        )
        return (
            said if other else f"{hyperparameter.title}: the default {best['text']} does best."
        ) + other
    return said


STEP = Step(
    "validation",
    "Validation curve",
    "Vary one hyperparameter of one model and see how the scores change. Where the training score "
    "gets better and the validation score gets worse, overfitting begins.",
    ValidationParams,
    ValidationCurve,
    run,
    needs=(Need.of(DEFINE, "metric"), *NEEDS),
    version=2,
)
