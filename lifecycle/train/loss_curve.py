"""Loss curve: how a neural network's error fell, pass by pass, while it was fitted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError, LifecycleError
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing, number
from ..data.step import Table
from ..engine.runner import Report, Work
from ..models import MODELS
from ..prepare.step import Preparation
from ..split.split import Split
from ..storage.frame_columns import Column, frame_of
from .fit_step import FIT, NEEDS
from .label_decisions import Labels
from .model_params import FitParams
from .step import STEP as TRAIN
from .step import Leaderboard


class LossParams(Params):
    """Whose loss curve is drawn."""

    model: str = Field(
        "",
        title="Network",
        description="The neural network that is fitted on all training rows. "
        "Left empty, it is the best one of the leaderboard.",
        json_schema_extra={"candidate": True},
    )


@dataclass(frozen=True)
class LossCurve:
    """How a fit went, pass by pass over the training rows.

    ``measure``: what held is. ``settled``: whether it ended by itself, and not at the most passes
    it may take.
    """

    curve: pd.DataFrame = field(
        metadata=frame_of(
            "one row a pass over the training rows",
            Column("epoch", "which pass, from 1", unit="number"),
            Column("loss", "on the rows learned from", unit="loss"),
            Column("held", "score on rows set aside, NaN where none were", unit="accuracy or R²"),
        )
    )
    model: str
    title: str
    measure: str
    settled: bool
    sentence: str


def networks(fits: dict[str, FitParams]) -> list[str]:
    """Return the candidates that are fitted pass by pass, in table order."""
    return [
        name
        for name, fit in fits.items()
        if not fit.members and fit.model in MODELS and MODELS[fit.model].iterative
    ]


def run(
    params: LossParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    report: Report,
    work: Work,
) -> LossCurve:
    known = networks(train.fits)
    order = [name for name in train.table["model"] if name in known]
    if not order:
        raise ChoiceError(
            "No candidate is fitted pass by pass.", "Add the neural network to Train's candidates."
        )
    name = params.model or order[0]
    if name not in order:
        raise ChoiceError(
            f"{name} has no loss curve.", f"Choose from {listing(order, most=len(order))}."
        )
    report(0.1, f"Fitting {train.titles[name]} on all training rows")
    ((_, fitted),) = work.map(FIT, [train.fits[name]])
    if isinstance(fitted, LifecycleError):
        raise fitted
    model = fitted.model.named_steps["model"]
    net = getattr(model, "regressor_", model)  # of a target that is scaled, the model within
    curve = _curve(net.loss_curve_, getattr(net, "validation_scores_", None))
    settled = len(curve) < int(net.max_iter)
    measure = "accuracy" if data.classes else "R²"
    said = sentence(curve, measure, settled)
    return LossCurve(curve, name, train.titles[name], measure, settled, said)


def _curve(loss: list[float], held: list[float] | None) -> pd.DataFrame:
    scores = np.asarray(held, dtype=float) if held is not None else np.full(len(loss), np.nan)
    return pd.DataFrame({"epoch": range(1, len(loss) + 1), "loss": loss, "held": scores})


def sentence(curve: pd.DataFrame, measure: str, settled: bool) -> str:
    """Return what the curve says, in two or three sentences."""
    passes, loss = count("pass", len(curve)), curve["loss"]
    text = f"In {passes} over the rows the loss fell from {number(loss.iloc[0])} to "
    text += f"{number(loss.iloc[-1])}."
    if curve["held"].notna().any():
        best = int(np.argmax(curve["held"]))
        text += (
            f" On rows set aside it was best after {count('pass', best + 1)} "
            f"({measure} {number(curve['held'].iloc[best])}), and that state was kept."
        )
    if settled:
        return text + " It ended by itself, as more passes no longer improved the score."
    return text + " It was stopped before it had converged: a higher learning rate may help."


STEP = Step(
    "loss",
    "Loss curve",
    "See pass by pass how the neural network learned. "
    "A curve that still falls at its end was stopped too early.",
    LossParams,
    LossCurve,
    run,
    needs=(*NEEDS, Need.of(TRAIN)),
)
