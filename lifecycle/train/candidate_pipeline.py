"""Make a candidate: preparation and model, or an ensemble of models, as one pipeline; fit it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import VotingRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.class_weight import compute_sample_weight

from ..core.errors import ChoiceError, TaskError
from ..core.wording import listing
from ..estimators.opinion_pool import OpinionPoolClassifier
from ..estimators.rule import RuleRegressor
from ..models import MODELS, Model, takes_weights
from ..models.model import unitless
from . import monotone
from .model_params import ModelParams

if TYPE_CHECKING:
    from ..data.step import Table
    from ..prepare.step import Preparation

LEAST_SPREAD, MOST_SPREAD = 1e-5, 1e15
UNWEIGHTED = "This candidate takes no sample weights, so every row counted alike."


def candidate(name: str, task: str) -> Model:
    """Return a row of the model catalog; raises ChoiceError when it cannot be made here."""
    model = catalog_model(name, task)
    model.ready()
    return model


def catalog_model(name: str, task: str) -> Model:
    """Return a row of the model catalog; raises ChoiceError with close matches."""
    model = MODELS.get(name)
    if model is not None and task in model.tasks:
        return model
    fitting = [m.name for m in MODELS.values() if task in m.tasks]
    close = get_close_matches(name, fitting, n=3)
    raise ChoiceError(
        f"There is no model {name} for this task.",
        f"Did you mean {listing(close)}?" if close else f"Choose from {listing(fitting, 10)}.",
    )


def title_of(params: ModelParams) -> str:
    """Return what the candidate is called in a sentence about its fit."""
    return "Ensemble" if params.members else MODELS[params.model].title


def assemble(prepare: Preparation, params: ModelParams, task: str) -> Pipeline:
    """Return preparation and model as one unfitted pipeline that takes raw rows."""
    if not params.members and candidate(params.model, task).rule_setting:
        raw = FunctionTransformer(feature_names_out="one-to-one")  # a rule names raw columns
        return Pipeline([("prepare", raw), ("model", assemble_model(params, task))])
    scaled = any(candidate(member.model, task).scaled for member in params.all_members)
    prepared = clone(prepare.pipeline) if scaled else without_scaling(prepare.pipeline)
    return Pipeline([("prepare", prepared), ("model", assemble_model(params, task))])


def assemble_model(params: ModelParams, task: str) -> BaseEstimator:
    """Return the unfitted model; an ensemble puts its members' answers together."""
    made = [
        candidate(member.model, task).build(task, params.seed, member.settings)
        for member in params.all_members
    ]
    if not params.members:
        return made[0]
    names = [f"{member.model}_{place}" for place, member in enumerate(params.members, start=1)]
    named = list(zip(names, made, strict=True))
    weights = [member.weight for member in params.members]
    if task == "regression":
        return VotingRegressor(named, weights=weights)
    return OpinionPoolClassifier(named, weights=weights)


def without_scaling(pipeline: Pipeline) -> Pipeline:
    """Return an unfitted copy in which every step named ``scale`` passes its input through."""
    copy = clone(pipeline)
    scalers = [name for name in copy.get_params() if name.split("__")[-1] == "scale"]
    return copy.set_params(**dict.fromkeys(scalers, "passthrough"))


def fit(
    pipeline: Pipeline,
    data: Table,
    y: pd.Series,
    rows: NDArray[np.intp],
    params: ModelParams,
) -> tuple[str, ...]:
    """Fit on these rows, weighted and held monotone where that is wanted.

    Returns what to say of that. ``params`` are those of the pipeline.
    """
    prepare, model = pipeline.named_steps["prepare"], pipeline.named_steps["model"]
    weight = weights_of(data, y, rows, params.balance)
    given = {}
    if weight is not None and takes_weights(model):
        given = {"sample_weight": weight}
    said = [] if given or weight is None else [UNWEIGHTED]
    features = prepare.fit_transform(data.x.iloc[rows], y.iloc[rows])
    if params.raises or params.lowers:
        if not monotone.all_constrained(params, data.task):
            said.append(monotone.UNHELD)
        if data.task in monotone.TASKS and monotone.some_constrained(params):
            monotone.hold(model, params, monotone.places(prepare, params, data))
    if data.task == "regression" and out_of_scale(y.iloc[rows]):
        model = in_own_unit(model)
        pipeline.set_params(model=model)
    model.fit(features, y.iloc[rows], **given)
    return tuple(said)


def out_of_scale(y: pd.Series) -> bool:
    """Whether amounts lie so near together, or so far apart, that models see only rounding."""
    spread = float(y.std())
    return 0 < spread < LEAST_SPREAD or spread > MOST_SPREAD


def in_own_unit(model: BaseEstimator) -> BaseEstimator:
    """Return the model that learns a target of spread 1; one that learns nothing stays as it is.

    Trees take differences of a very small target for rounding, and squares of a very large one
    have no number. The unit of the target is nobody's finding, so it changes no answer.
    """
    fixed = isinstance(model, DummyRegressor | RuleRegressor | TransformedTargetRegressor)
    return model if fixed else unitless(model, centred=False)


def weights_of(
    data: Table, y: pd.Series, rows: NDArray[np.intp], balance: bool
) -> NDArray[np.float64] | None:
    """Return how much each row counts, shape (len(rows),), or None when all count alike."""
    own = None if data.weight is None else data.weight.iloc[rows].to_numpy(dtype=np.float64)
    if not balance or data.task == "regression":
        return own
    even = np.asarray(compute_sample_weight("balanced", y.iloc[rows]), dtype=np.float64)
    return even if own is None else own * even


def refuse_many(params: ModelParams, task: str, rows: int) -> None:
    """Raise TaskError when a candidate is meant for fewer rows."""
    for member in params.all_members:
        model = candidate(member.model, task)
        if model.most_rows is not None and rows > model.most_rows:
            raise TaskError(
                f"{model.title} is for at most {model.most_rows:,} rows, and there are {rows:,}.",
                "Leave this model out, or use fewer rows.",
            )
