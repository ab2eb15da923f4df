"""What is asked of a model about one row: a number to explain, and a goal that it should cross."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..core.wording import listing, number
from ..data.step import Table
from ..metrics.predictions import amounts, probabilities, probability
from ..train.fit_step import predict

Answer = Callable[[pd.DataFrame], np.ndarray]


def answer_of(model: Pipeline, data: Table, called: str) -> tuple[Answer, str]:
    """Return the number that is explained: an amount, or the chance of a class."""
    if not data.classes:
        return lambda x: amounts(predict(model, x, ())), data.target
    about = data.classes[-1] if len(data.classes) == 2 else called
    return (
        lambda x: probability(predict(model, x, data.classes), about),
        f"probability of {about}",
    )


def goal_of(
    model: Pipeline,
    data: Table,
    rows: np.ndarray,
    said: pd.DataFrame,
    called: str,
    threshold: float,
    want: str = "",
    goal: float | None = None,
) -> tuple[Answer, float, str]:
    """Return the number whose crossing of a goal is wanted, the goal, and both in words."""
    if not data.classes:
        goal = float(data.y.iloc[rows].median()) if goal is None else goal
        side = "at least" if float(amounts(said)[0]) < goal else "below"
        answer = lambda x: amounts(predict(model, x, ()))  # noqa: E731
        return answer, goal, f"{data.target} {side} {number(goal)}"
    others = [name for name in data.classes if name != called]
    want = want or max(others, key=lambda name: float(probability(said, name)[0]))
    if want not in others:
        raise ChoiceError(
            f"{want} is not another class than {called}.", f"Choose one of {listing(others, 12)}."
        )
    if len(data.classes) == 2:
        positive = data.classes[-1]
        return lambda x: probability(predict(model, x, data.classes), positive), threshold, want

    def ahead(x: pd.DataFrame) -> np.ndarray:
        found = predict(model, x, data.classes)
        rest = probabilities(found, [name for name in data.classes if name != want])
        return np.asarray(probability(found, want) - rest.max(axis=1))

    return ahead, 1e-9, want
