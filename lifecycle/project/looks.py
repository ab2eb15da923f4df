"""What a look at the holdout judged: a model, a threshold and rows.

How sure the intervals are to be, and how they are found, says nothing more about the model; neither
does the contract. Asking again with another level is therefore no further look.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..core.errors import NotFound
from ..core.recipe import Recipe
from ..steps import DEFINE, JUDGED, TRAIN
from ..storage.database import Store
from ..train.step import Leaderboard

NOT_JUDGED = frozenset({DEFINE.name, JUDGED.name})
"""Needs of Evaluate that are no model and no rows; what is judged is looked at by itself."""


def judged_id(recipe: Recipe, store: Store) -> str:
    """Return a name of what an evaluation judges.

    The recommended candidate and the same one by name are one model, and so is one that was
    trained again among others, as long as its fit is the same.
    """
    chosen: dict[str, Any] = recipe.needs[JUDGED.name].params.model_dump(mode="json")
    needs = {name: need.key for name, need in recipe.needs.items() if name not in NOT_JUDGED}
    made = recipe.needs[TRAIN.name]
    if made.version == TRAIN.version and (board := _board(made.key, store)) is not None:
        chosen["model"] = name = chosen["model"] or board.taken
        if name in board.fits:
            chosen["model"], needs[TRAIN.name] = board.fits[name].model_dump(mode="json"), ""
    text = json.dumps([chosen, needs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _board(key: str, store: Store) -> Leaderboard | None:
    """Return what was trained, where that is stored and can be read."""
    try:
        return store.load(key, TRAIN.artifact)
    except NotFound:
        return None
