"""The candidates that a training can have, by name: so that a wrong one is refused before it."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import ChoiceError
from ..core.field_description import FieldDescription, describe
from ..core.recipe import Params
from ..models import MODELS
from ..steps import DEFINE, GRAPH, TRAIN
from ..train.candidates import BASELINE, RULE
from ..train.leaderboard import ENSEMBLE
from .choice import Choice
from .choices import params_for
from .remedies import nearest

LEADER = "The leader"


def values_of(description: FieldDescription) -> dict[str, str]:
    """Return the values on offer for a field with their words; a candidate is one by its model."""
    if not description.candidate or description.values:
        return dict(description.values)
    models = {model.name: model.title for model in MODELS.values()}
    return models if description.list_of_texts else {"": LEADER} | models


def refuse_untrained(
    choices: Mapping[str, Mapping[str, Choice]], chosen: Mapping[str, Params]
) -> None:
    """Raise ChoiceError when a candidate is asked for that will not be trained.

    A search names what it finds, so that with one it is only known afterwards.
    """
    train = params_for(TRAIN, chosen)
    if train.tuning:
        return
    own = [each.name for each in train.custom]
    ruled = [RULE] if params_for(DEFINE, chosen).rule else []
    blended = [ENSEMBLE] if train.ensemble else []
    trained = list(dict.fromkeys([BASELINE, *ruled, *train.models, *own, *blended]))
    for step, fields in choices.items():
        for name, choice in fields.items():
            if describe(GRAPH[step].params)[name].candidate and choice.value not in ("", *trained):
                raise ChoiceError(
                    f"{choice.source}: no candidate is called {choice.value}.",
                    nearest(choice.value, trained),
                )
