"""Columns that may only raise, or only lower, the answer: held by every model that can.

The place of a column among the features is known once the preparation is fitted, so it is set then.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..core.wording import listing
from ..models import MODELS, inner

if TYPE_CHECKING:
    from ..data.step import Table
    from ..prepare.step import Preparation
    from .model_params import ModelParams

UNHELD = "It takes no monotonic constraints."
TASKS = ("binary", "regression")  # of several classes none is up or down


def all_constrained(params: ModelParams, task: str) -> bool:
    """Whether every model that the candidate is made of can keep to it."""
    able = (MODELS[each.model] for each in params.all_members)
    return task in TASKS and all(model.monotone or model.baseline for model in able)


def some_constrained(params: ModelParams) -> bool:
    """Whether any model that the candidate is made of can be told."""
    return any(MODELS[each.model].monotone for each in params.all_members)


def places(prepare: Pipeline, params: ModelParams, data: Table) -> list[int]:
    """Return for each feature 1 (may only raise), -1 (may only lower) or 0 (free).

    ``prepare`` is fitted; a number has one feature, and the marks of its gaps stay free. Models
    take the class that sorts last as the upper one, which need not be the one looked for.
    """
    columns = prepare.named_steps["columns"]
    taken = [names for name, _, names in columns.transformers_ if name == "numbers"]
    first = columns.output_indices_["numbers"].start if taken else 0
    sign = -1 if data.classes and data.classes[-1] != max(data.classes) else 1
    found = [0] * len(columns.get_feature_names_out())
    for names, way in ((params.raises, sign), (params.lowers, -sign)):
        for place, name in enumerate(taken[0] if taken else ()):
            if name in names:
                found[first + place] = way
    return found


def hold(model: BaseEstimator, params: ModelParams, found: Sequence[int]) -> None:
    """Tell the model, or each member of an ensemble that can, what it must keep to."""
    for place, member in enumerate(params.all_members, start=1):
        name = MODELS[member.model].monotone
        if not name:
            continue
        of = f"{member.model}_{place}__" if params.members else ""
        within = dict(model.estimators)[of[:-2]] if of else model
        model.set_params(**{of + inner(within) + name: tuple(found)})


def refuse(raises: Sequence[str], lowers: Sequence[str], data: Table, prepare: Preparation) -> None:
    """Raise ChoiceError for columns that cannot raise or lower the answer."""
    constrained = [*raises, *lowers]
    if not constrained:
        return
    if data.task not in TASKS:
        raise ChoiceError(
            "Several classes have no order, so no monotonic constraint can be kept.",
            "Take the columns away, or predict two classes or a number.",
        )
    if both := set(raises) & set(lowers):
        raise ChoiceError(
            f"{listing(sorted(both))} cannot be constrained to increase and to decrease at once.",
            "Choose one of the two.",
        )
    able = numbers(prepare)
    for name in constrained:
        if name not in able:
            close = get_close_matches(name, able, n=3)
            raise ChoiceError(
                f"{name} is no number column that is used, so it takes no monotonic constraint.",
                f"Did you mean {listing(close)}?" if close else f"Choose from {listing(able, 10)}.",
            )


def numbers(prepare: Preparation) -> list[str]:
    """Return the number columns that become features."""
    used = prepare.columns[
        (prepare.columns["kind"] == "number") & (prepare.columns["features"] > 0)
    ]
    return list(used["column"])
