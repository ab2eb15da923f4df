"""One row: its answer is shared out in full, by a model that has not seen it, in every task."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.engine.runner import run_recipe
from lifecycle.evaluate.feature_effects import ice_of
from lifecycle.evaluate.one_row_step import OneRow
from lifecycle.project.project import Project
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH
from lifecycle.train.step import Leaderboard

from .test_errors_step import project


def explained(opened: Project, step: str = "one_row", **choices: Any) -> OneRow:
    if "model" in choices:
        opened.choose("judged", model=choices.pop("model"))
    opened.choose(step, **choices)
    opened.ask(step)
    made: OneRow = run_recipe(opened.recipes[step], opened.store, GRAPH)
    return made


def training_row(opened: Project) -> int:
    opened.ask("train")
    run_recipe(opened.recipes["train"], opened.store, GRAPH)
    return int(opened.store.load(opened.recipes["split"].key, Split).train[3]) + 1


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_an_answer_is_shared_out_in_full(tmp_path: Path, task: str) -> None:
    opened = project(tmp_path, task)
    row = training_row(opened)
    found = explained(opened, row=row, model="linear")
    total = found.base + found.contributions["contribution"].sum()
    assert total == pytest.approx(found.answer)
    assert set(found.contributions["columns"]) == {"a", "b", "colour", "when"}
    board = opened.store.load(opened.recipes["train"].key, Leaderboard)
    oof = board.oof[(board.oof["model"] == "linear") & (board.oof["row"] == row - 1)].iloc[0]
    about = found.answers.removeprefix("probability of ")
    told = oof["prediction"] if task == "regression" else oof[f"p:{about}"]
    assert found.answer == pytest.approx(told)  # the model of the fold, which has not seen the row
    assert found.called == str(oof["prediction"]) or task == "regression"
    assert found.curves.groupby("column")["own"].sum().eq(1).all()
    assert "nan" not in found.sentence
    assert Project(opened.store, opened.id).looks == 0


def test_changes_lead_to_the_wanted_answer_and_leave_what_is_fixed(tmp_path: Path) -> None:
    opened = project(tmp_path, "binary")
    row = training_row(opened)
    free = explained(opened, row=row, model="linear")
    assert not free.changes.empty
    assert free.wanted != free.called
    assert ((free.changes["answer"] >= 0.5) == (free.wanted == "yes")).all()
    fixed = explained(opened, row=row, model="linear", fixed=("a", "b"))
    assert not {"a", "b"} & set(fixed.changes["column"])
    none = explained(opened, row=row, model="linear", fixed=("a", "b", "colour", "when"))
    assert none.changes.empty
    with pytest.raises(ChoiceError, match="is not another class"):
        explained(opened, row=row, model="linear", want=free.called)


def test_the_holdouts_rows_wait_for_the_look(tmp_path: Path) -> None:
    opened = project(tmp_path, "regression")
    training_row(opened)
    held = int(opened.store.load(opened.recipes["split"].key, Split).holdout[0]) + 1
    with pytest.raises(ChoiceError, match="is in the holdout"):
        explained(opened, row=held)
    opened.choose("evaluate", resamples=200)
    opened.ask("evaluate")
    run_recipe(opened.recipes["evaluate"], opened.store, GRAPH)
    again = Project(opened.store, opened.id)
    first = explained(again, "holdout_row", row=None)
    assert first.row == again.shown("split").holdout.min() + 1  # one that can be explained
    found = explained(again, "holdout_row", row=held, goal=0.0)
    assert found.row == held
    assert found.wanted.startswith("y ")
    with pytest.raises(ChoiceError, match="not in the holdout"):
        explained(again, "holdout_row", row=training_row(again))
    with pytest.raises(ChoiceError, match="no row 9,999"):
        explained(again, "one_row", row=9999)


def test_a_curve_is_that_of_the_row() -> None:
    x = pd.DataFrame({"a": np.linspace(0, 1, 50), "b": np.linspace(5, 6, 50)})
    found = ice_of(lambda f: (2 * f["a"] + f["b"]).to_numpy(), x.iloc[[10]], x, "a")
    assert found["own"].tolist()[0]
    assert found["answer"].to_numpy() == pytest.approx(
        2 * found["place"].to_numpy() + x.loc[10, "b"]
    )
    levels = pd.DataFrame({"c": pd.Series(["u", None, "v"], dtype=object)})
    found = ice_of(lambda f: (f["c"] == "u").to_numpy(dtype=float), levels.iloc[[1]], levels, "c")
    assert found["value"].tolist()[0] == "missing"
    assert found["answer"].tolist()[0] == 0
