"""Marks of candidates: the latest holds, an empty one takes it away, and no key changes."""

from __future__ import annotations

from pathlib import Path

from lifecycle.core.recipe import plan
from lifecycle.engine.runner import run_recipe
from lifecycle.project.candidate_marks import Mark, mark, marks, renamed
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.params import TrainParams
from lifecycle.train.step import Leaderboard
from tests.builders import AT_RANDOM, mixed_table


def test_marks_are_kept_in_the_project_and_in_no_key(tmp_path: Path) -> None:
    project = Project.create(Store(tmp_path), "Marks")
    keys = {step: recipe.key for step, recipe in project.recipes.items()}
    mark(project, "linear", True, "", "")
    mark(project, "linear", True, " The \n simple one ", "easy " * 500)
    mark(project, "tree", True, "", "")
    mark(project, "tree", False, "", "")
    again = Project(project.store, project.id)
    assert {step: recipe.key for step, recipe in again.recipes.items()} == keys
    found = marks(again.history())
    assert set(found) == {"linear"}
    assert found["linear"].pinned
    assert found["linear"].title == "The simple one"
    assert len(found["linear"].note) == 500


def test_an_own_name_is_used_wherever_the_leaderboard_speaks(tmp_path: Path) -> None:
    store = Store(tmp_path)
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("linear",))})
    store.save(recipes["data"], mixed_table())
    board: Leaderboard = run_recipe(recipes["train"], store, GRAPH)
    assert renamed(board, {"linear": Mark(pinned=True), "gone": Mark(title="x")}) is board
    own = renamed(board, {board.best: Mark(title="Our favourite")})
    assert own.titles[board.best] == "Our favourite"
    assert own.sentence.startswith("Our favourite leads")
    assert board.titles[board.best] != "Our favourite"
    assert own.table.drop(columns="title").equals(board.table.drop(columns="title"))
