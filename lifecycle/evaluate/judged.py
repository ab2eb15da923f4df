"""What is judged: one candidate, how its probabilities are corrected, and its threshold.

Everything that speaks of a model's predictions needs this step, so that all of it speaks of the
same model and of the same labels. A step that needs no threshold takes the other choices alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..core.errors import ChoiceError
from ..core.param_fields import candidate_field, threshold_field
from ..core.recipe import Params, Step
from ..core.wording import listing
from ..engine.runner import Report
from ..models import MODELS
from ..train.step import Leaderboard
from .calibration_method import Method, method_field

TITLES: dict[str, Any] = {
    "labels": {"": "The recommended one"} | {m.name: m.title for m in MODELS.values()}
}


class JudgedParams(Params):
    """Which candidate is judged, and how its predictions are made."""

    model: str = candidate_field(
        "The model to judge.",
        "Left empty, it is the candidate that Train recommends.",
        TITLES,
    )
    threshold: float = threshold_field(more="Lower it when a miss costs more than a false alarm.")
    calibration: Method = method_field()


@dataclass(frozen=True)
class Judged:
    """The choices as an artifact: ``model`` is empty where the recommended one is meant."""

    model: str
    threshold: float
    calibration: str

    def named(self, train: Leaderboard) -> str:
        """Return the candidate's name; raises ChoiceError when there is none of that name."""
        if not (self.model or train.taken):
            raise ChoiceError(
                "No candidate has a score, so there is nothing to judge.",
                "Open Train, see why the candidates failed, and run it again.",
            )
        if self.model and self.model not in train.titles:
            raise ChoiceError(
                f"{self.model} is not among the candidates that were trained.",
                f"Choose one of {listing(train.titles, most=12)}, or train it first.",
            )
        return self.model or train.taken

    def out_of_fold(self, train: Leaderboard) -> pd.DataFrame:
        """Return the candidate's out-of-fold predictions, as in `Leaderboard.oof`.

        Raises ChoiceError when it has none.
        """
        name = self.named(train)
        own = train.oof[train.oof["model"] == name]
        if own.empty:
            scored = train.table.loc[train.table["score"].notna(), "model"]
            raise ChoiceError(
                f"{name} has no out-of-fold predictions.", f"Choose one of {listing(scored, 12)}."
            )
        return own


def run(params: JudgedParams, *, report: Report) -> Judged:
    return Judged(params.model, params.threshold, params.calibration)


STEP = Step(
    "judged",
    "Judged model",
    "Say which candidate is judged, how its probabilities are corrected, and from which "
    "probability on a case is called positive. All that speaks of predictions rests on it.",
    JudgedParams,
    Judged,
    run,
    formerly=("model", "threshold", "calibration"),
)
