"""Lifecycle Lab's automatic mode; what it finds is fitted on all rows given, as the others do."""

import tempfile
from pathlib import Path

from exchange import answer, given

from lifecycle.core.recipe import plan
from lifecycle.core.settings import settings
from lifecycle.data.read_step import ReadParams
from lifecycle.data.step import DataParams
from lifecycle.define.step import DefineParams
from lifecycle.engine.pool import headless
from lifecycle.engine.runner import run_recipe
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from lifecycle.train.candidate_pipeline import assemble, fit
from lifecycle.train.fit_step import predict
from lifecycle.train.params import MOST_TRIALS, PORTFOLIO, TrainParams


def main():
    import sys

    import numpy as np

    _, test, target, task, seconds, out = given()
    store = Store(Path(tempfile.mkdtemp()))
    with Path(sys.argv[1]).open("rb") as file:
        key, _ = store.put_blob(file)
    choices = {
        "define": DefineParams(metric="rmse" if task == "regression" else "log_loss"),
        "read": ReadParams(source=key),
        "data": DataParams(target=target, task=task, positive=None),
        "split": SplitParams(method="random", holdout=0.05),
        "train": TrainParams(
            models=PORTFOLIO,
            tuning=True,
            ensemble=True,
            trials=MOST_TRIALS,
            budget=max(int(seconds * 0.9), 1),  # the rest is for the last fit
        ),
    }
    recipes = plan(GRAPH, choices)
    with headless(settings(), graph) as work:
        board = run_recipe(recipes["train"], store, GRAPH, make_work=work)
    data = store.load(recipes["data"].key, GRAPH["data"].artifact)
    prepare = store.load(recipes["prepare"].key, GRAPH["prepare"].artifact)
    print(board.table[["title", "score", "fit_seconds", "problem", "settings"]].to_string())
    pipeline = assemble(prepare, board.fits[board.best], task)
    fit(pipeline, data, data.y, np.arange(len(data.frame)), board.fits[board.best])
    found = predict(pipeline, test[list(data.x.columns)], data.classes)
    if task == "regression":
        answer(out, None, found["prediction"].to_numpy())
    else:
        answer(out, data.classes, found[[f"p:{c}" for c in data.classes]].to_numpy())


if __name__ == "__main__":
    main()
