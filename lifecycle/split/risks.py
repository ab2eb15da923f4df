"""What a verdict has to say of the split that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .audit import Consequence, classes_apart, dependence
from .cut import Cut
from .params import SplitParams

if TYPE_CHECKING:
    from ..data.step import Table
    from .split import Split

OF_A_VERDICT = ("class_absent", "class_unjudged")


@dataclass(frozen=True)
class Risks:
    """What makes a score on this holdout less than it seems, in sentences.

    ``torn``: whether rows that belong together lie on both sides of the split.
    """

    sentences: tuple[str, ...] = ()
    torn: bool = False


def risks_of(split: Split, data: Table) -> Risks:
    """Return what a verdict has to say of the split, counted from the split's own rows."""
    params = SplitParams.model_validate({"method": split.method, "column": split.column or None})
    part, fold = split.rows["part"].to_numpy(), split.rows["fold"].to_numpy()
    fit_from = split.rows["fit_from"].to_numpy() if split.forward else None
    cut = Cut(np.asarray(part == "holdout"), fold, fit_from=fit_from)
    found: list[Consequence] = [
        *(each for each in dependence(params, data, cut, cut) if each.severity == "risk"),
        *(each for each in classes_apart(data, cut) if each.code in OF_A_VERDICT),
    ]
    return Risks(tuple(each.sentence for each in found), any(each.torn for each in found))
