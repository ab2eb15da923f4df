"""Every frame of every artifact has declared its columns, and holds those and no others.

A small project per task is run through the steps; a step that refuses the task has nothing to hold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lifecycle.core.errors import LifecycleError
from lifecycle.core.recipe import Params, Step, plan
from lifecycle.data.column_table import ColumnChoice
from lifecycle.data.fetch_step import TableList
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.compare_runs import CompareRunsParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.storage.frame_columns import FRAME, FRAMES, declared_frames, frames_in
from scripts.artifacts_page import PAGE, page

from .exported import RULES, decided, write_csv

TASKS = ("binary", "multiclass", "regression")
ROWS = 300
NOT_RUN = {"fetch", "tables", "report", "fit", "fold"}  # not on a file, or without a frame
ALIKE = {"audit", "estimate", "learning", "loss", "nested", "relabel", "repeated", "validation"}
"""Steps whose frames are the same for every task: one task is enough, as they take long."""
REFUSED = {
    "binary": {"holdout_mean_calibration", "holdout_recalibration"},  # it is corrected already
    "multiclass": {"decide", "holdout_mean_calibration"},
    "regression": {"decide", "recalibrate", "holdout_recalibration"},
}
RUNS = [
    pytest.param(step, task, id=f"{step.name}-{task}")
    for task in TASKS
    for step in GRAPH.values()
    if step.name not in NOT_RUN and (task == "binary" or step.name not in ALIKE)
]
EMPTY = {("Evaluation", 'curves["slices"]')}
"""Frames that stay empty: no slice of so small a holdout can be told from the rest."""


def chosen(task: str, key: str, new: str) -> dict[str, Params]:
    """Return choices that make every frame appear, at little cost."""
    choices: dict[str, dict[str, Any]] = {
        "define": {"rule": RULES.get(task, "")},
        "read": {"source": key, "missing_words": ("never",)},
        "batch": {"source": new},
        "incoming": {"source": new},
        "data": {
            "target": "y",
            "columns": (
                ColumnChoice(name="times", role="weight"),
                ColumnChoice(name="member", role="protected"),
            ),
        },
        "split": {"folds": 3, "method": "random"},
        "train": {"models": ("linear", "mlp"), "tuning": True, "trials": 4},
        "repeated": {"repeats": 1},
        "nested": {"trials": 2},
        "judged": {"calibration": "sigmoid" if task == "binary" else "none"},
        "evaluate": {"resamples": 200},
        "compare": {"resamples": 200},
        "deploy": {"rows": 5},
    }
    return {name: GRAPH[name].params.model_validate(each) for name, each in choices.items()}


@cache
def project(task: str, home: Path) -> Callable[[Step], Any]:
    """Return what makes the artifact of a step; None where the step refuses the task."""
    data = write_csv(home / "data.csv", task, ROWS)
    store = Store(home / "store")
    with data.open("rb") as content:
        key, _ = store.put_blob(content)
    lacking = pd.read_csv(data).drop(columns="colour").to_csv(index=False).encode()
    new, _ = store.put_blob(BytesIO(lacking))
    choices = chosen(task, key, new)
    choices["labels"] = decided(choices, store)
    seen = plan(GRAPH, choices)["evaluate"]
    run_recipe(seen, store, GRAPH)  # the comparison of runs reads it by its key
    choices["compare_runs"] = CompareRunsParams(first=seen.key, second=seen.key, resamples=200)
    recipes = plan(GRAPH, choices)
    return lambda step: run_recipe(recipes[step.name], store, GRAPH)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    return cache(tmp_path_factory.mktemp)


@pytest.mark.parametrize("step", GRAPH.values(), ids=lambda step: step.name)
def test_every_frame_of_every_artifact_is_declared(step: Step) -> None:
    for each in dataclasses.fields(step.artifact):
        if "DataFrame" in str(each.type):
            assert {FRAME, FRAMES} & each.metadata.keys(), each.name
    for name, frame in declared_frames(step.artifact).items():
        assert frame.rows, name
        assert all(column.meaning for column in frame.columns), name
        assert len({column.name for column in frame.columns}) == len(frame.columns), name


@pytest.mark.parametrize(("step", "task"), RUNS)
def test_a_frame_holds_what_it_declares(step: Step, task: str, home: Callable[[str], Path]) -> None:
    make = project(task, home(task))
    if step.name in REFUSED[task]:
        with pytest.raises(LifecycleError):
            make(step)
        return
    declared = declared_frames(step.artifact)
    for name, frame in frames_in(make(step)).items():
        assert name in declared
        assert declared[name].differences(frame) == []
        numbers = frame.columns[[is_number(dtype) for dtype in frame.dtypes]]
        columns = [declared[name].column(str(column)) for column in numbers]
        assert [column.name for column in columns if column and not column.unit] == []


def test_every_declared_frame_is_seen_with_rows(home: Callable[[str], Path]) -> None:
    declared: set[tuple[str, str]] = set()
    filled: set[tuple[str, str]] = set()
    for run in RUNS:
        step, task = run.values
        name = step.artifact.__name__
        declared |= {(name, frame) for frame in declared_frames(step.artifact)}
        if step.name not in REFUSED[task]:
            held = frames_in(project(task, home(task))(step))
            filled |= {(name, frame) for frame in held if len(held[frame])}
    assert declared - filled == EMPTY


def is_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype)


def test_a_list_of_tables_declares_what_it_holds() -> None:
    declared = declared_frames(TableList)["tables"]
    assert [column.name for column in declared.columns] == ["table", "kind"]


def test_the_page_of_the_artifacts_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run python -m scripts.artifacts_page"
