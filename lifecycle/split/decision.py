"""The way of splitting that is taken: as it was chosen, or as the table recommends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..core.errors import ChoiceError
from ..core.wording import count
from .audit import classes_apart
from .cut import Cut
from .params import AUTO
from .recommend import Recommendation, recommend
from .ways import METHODS

if TYPE_CHECKING:
    from ..data.step import Table
    from .params import SplitParams

FEWEST_FOLDS = 2


def decided(params: SplitParams, data: Table) -> tuple[SplitParams, Cut]:
    """Return the params with the way that is taken, and the rows as it cuts them.

    Under ``auto`` that is the recommended way, with fewer folds where the table has too few
    groups or times for those asked for; where it cannot be gone at all, rows are drawn at random
    and the note says why. Raises ChoiceError for a way that was chosen and cannot be gone.
    """
    if params.method != AUTO:
        return params, _cut(params, data)
    way = recommend(data)
    if way.method == "random":
        drawn = _at_random(params)
        return drawn, _cut(drawn, data)
    return _recommended(params, data, way)


def _recommended(params: SplitParams, data: Table, way: Recommendation) -> tuple[SplitParams, Cut]:
    taken = params.model_copy(update=way.choice)
    hindrance: ChoiceError | None = None
    for folds in range(params.folds, FEWEST_FOLDS - 1, -1):
        fewer = taken.model_copy(update={"folds": folds})
        try:
            fewer, cut = _each_class(fewer, data)
        except ChoiceError as error:
            hindrance = hindrance or error
            continue
        few = f"{hindrance.problem} So there are {count('fold', folds)}." if hindrance else ""
        return fewer, replace(cut, note=f"{cut.note} {few}".strip())
    assert hindrance is not None
    drawn = _at_random(params)
    cut = _cut(drawn, data)
    why = f"{hindrance.problem} So the rows are split at random."
    return drawn, replace(cut, note=f"{cut.note} {why}".strip())


def _each_class(params: SplitParams, data: Table) -> tuple[SplitParams, Cut]:
    """Return the cut with whole groups by chance, or stratified where that leaves a class out."""
    if params.method != "group" or data.task == "regression":
        return params, _cut(params, data)
    even = params.model_copy(update={"stratify": True})
    try:
        cut = _cut(params, data)
    except ChoiceError:
        return even, _cut(even, data)
    codes = {each.code for each in classes_apart(data, cut)}
    return (even, _cut(even, data)) if codes else (params, cut)


def _at_random(params: SplitParams) -> SplitParams:
    return params.model_copy(update={"method": "random", "column": None, "held": ()})


def _cut(params: SplitParams, data: Table) -> Cut:
    """Return the rows as the chosen way cuts them, with something to learn from."""
    cut = METHODS[params.method](params, data)
    known = data.y[cut.fold >= 0]
    if data.task != "regression" and known.nunique() < 2:
        raise ChoiceError(
            f"All rows outside the holdout are of the class {known.iloc[0]}.",
            "Split at random, or lock away another share of the rows.",
        )
    return cut
