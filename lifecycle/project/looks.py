"""What a look at the holdout judged: a model, a threshold and rows.

How sure the intervals are to be, and how they are found, says nothing more about the model; neither
does the contract. Asking again with another level is therefore no further look.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ..steps import GRAPH
from ..storage.database import Store

NOT_JUDGED = frozenset({"level", "resamples", "seed"})
"""Choices of Evaluate that leave the model, its labels and the rows as they are."""


def judged(recipe: Mapping[str, Any], store: Store) -> str:
    """Return a name of what an evaluation judges, from its recipe as JSON.

    The recommended candidate and the same one by name are one model, and so is one that was
    trained again among others, as long as its fit is the same.
    """
    node = recipe["nodes"][recipe["root"]]
    every = GRAPH["evaluate"].params().model_dump(mode="json") | node["params"]  # it may be old
    chosen = {name: v for name, v in every.items() if name not in NOT_JUDGED}
    needs = {name: key for name, key in node["needs"].items() if name != "define"}
    train = needs["train"]
    step = GRAPH["train"]
    if recipe["nodes"][train]["version"] == step.version and store.has(train):
        board: Any = store.load(train, step.artifact)
        chosen["model"] = name = chosen["model"] or board.best
        if name in board.fits:
            chosen["model"], needs["train"] = board.fits[name].model_dump(mode="json"), ""
    text = json.dumps([chosen, needs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
