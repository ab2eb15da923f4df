"""Small real exports for tests: a made table written as CSV and run through every step."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lifecycle.core.recipe import Params, Recipe, plan
from lifecycle.data.read_step import ReadParams
from lifecycle.data.step import ColumnChoice, DataParams
from lifecycle.define.step import DefineParams
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.judged import JudgedParams
from lifecycle.evaluate.step import EvaluateParams
from lifecycle.export.step import Export
from lifecycle.export.write import write_bundle
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.label_decisions import LabelDecision, LabelParams, as_text
from lifecycle.train.params import TrainParams

from .builders import mixed_table

RULES = {"binary": "if a > 0 then 0.7 else 0.2", "regression": "if b > 1 then a - b else a"}


@dataclass(frozen=True)
class Made:
    """An export with its recipe, the CSV it came from and the bundle written of it."""

    export: Export
    recipe: Recipe
    data: Path
    folder: Path


def write_csv(path: Path, task: str, n: int = 400, seed: int = 0) -> Path:
    """Write a table of numbers, levels, truth values, a date and a target ``y``."""
    frame = mixed_table(task, n, seed).frame
    frame["times"] = 1 + np.arange(n) % 3
    frame["member"] = np.where(frame["b"] > 0.5, "Yes", "No")
    frame.to_csv(path, index=False, na_rep="NA")
    return path


def decided(choices: dict[str, Params], store: Store) -> LabelParams:
    """Decide about two labels: one is corrected, one row is left out."""
    recipes = plan(GRAPH, choices)
    table = run_recipe(recipes["data"], store, GRAPH)
    first, second = run_recipe(recipes["split"], store, GRAPH).train[[3, 8]].tolist()
    given = [as_text(table.y.iloc[row]) for row in (first, second)]
    other = next((c for c in table.classes if c != given[0]), "0.5")
    return LabelParams(
        decisions=(
            LabelDecision(row=first, action="fix", given=given[0], label=other),
            LabelDecision(row=second, action="drop", given=given[1]),
        )
    )


@cache
def made(
    task: str, calibration: str = "none", model: str = "linear", lowers: tuple[str, ...] = ()
) -> Made:
    """Return the export of one task; the same for every test, so not to be changed."""
    home = Path(tempfile.mkdtemp(prefix="exported-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    data = write_csv(home / "data.csv", task)
    store = Store(home / "store")
    with data.open("rb") as content:
        key, _ = store.put_blob(content)
    choices: dict[str, Params] = {
        "define": DefineParams(rule=RULES[task] if model == "rule" else ""),
        "read": ReadParams(source=key),
        "data": DataParams(target="y", columns=(ColumnChoice(name="times", role="weight"),)),
        "split": SplitParams(method="random", folds=2),
        "train": TrainParams(models=("linear" if model == "rule" else model,), lowers=lowers),
        "judged": JudgedParams.model_validate({"model": model, "calibration": calibration}),
        "evaluate": EvaluateParams(resamples=200),
    }
    choices["labels"] = decided(choices, store)
    recipe = plan(GRAPH, choices)["export"]
    export: Export = run_recipe(recipe, store, GRAPH)
    write_bundle(home / "bundle", export, recipe, looks=1, source_name="data.csv")
    return Made(export, recipe, data, home / "bundle")
