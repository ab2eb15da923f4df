"""A step carries the types of its params and artifact; mypy reads this file too."""

from __future__ import annotations

import io
from typing import assert_type

import pytest

from lifecycle import steps
from lifecycle.core.recipe import Need
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.split.params import SplitParams
from lifecycle.split.split import Split
from lifecycle.steps import DATA, GRAPH, PREPARE, READ, SPLIT, TRAIN
from lifecycle.storage.database import Store
from lifecycle.train.step import Leaderboard


def project_with_split(store: Store) -> Project:
    """Return a project whose split is made."""
    project = Project.create(store, "Types")
    rows = "a,y\n" + "".join(f"{i % 7},{'yes' if i % 3 else 'no'}\n" for i in range(60))
    key = project.upload(io.BytesIO(rows.encode()), "table.csv")
    project.choose_all({READ: {"source": key}, DATA: {"target": "y"}})
    project.ask(SPLIT)
    run_recipe(project.recipes[SPLIT], store, GRAPH)
    return Project(store, project.id)


def test_a_step_gives_its_types_and_its_name_gives_the_same(store: Store) -> None:
    project = project_with_split(store)
    params = project.params(SPLIT)
    assert_type(params, SplitParams)
    assert params == project.params("split") == SplitParams.model_validate({})
    split = project.shown(SPLIT)
    assert_type(split, Split | None)
    named = project.shown("split")
    assert split is not None
    assert named is not None
    assert split.sentence == named.sentence
    board = project.shown(TRAIN)
    assert_type(board, Leaderboard | None)
    assert board is None


def test_statuses_and_recipes_are_found_by_step_and_by_name(store: Store) -> None:
    project = Project.create(store, "Both ways")
    for each in GRAPH.values():
        assert project.statuses[each] is project.statuses[each.name]
        assert project.recipes[each] is project.recipes[each.name]
    assert list(project.statuses) == list(project.recipes) == list(GRAPH)


def test_choosing_and_asking_by_step_and_by_name_log_the_same(store: Store) -> None:
    by_step, by_name = project_with_split(store), Project.create(store, "By name")
    source = by_step.params(READ).source
    by_name.choose("read", source=source)
    by_name.choose("data", target="y")
    by_step.choose(PREPARE, scaling="robust")
    by_name.choose("prepare", scaling="robust")
    by_name.ask("split")
    by_step.ask(SPLIT)
    assert by_step.choices == by_name.choices
    ran = [
        {(e.step, e.key) for e in each.history() if e.event == "run"} for each in (by_step, by_name)
    ]
    assert ran[0] == ran[1]


def test_every_step_is_exported_under_its_name_in_capitals() -> None:
    assert {name: getattr(steps, name.upper()) for name in GRAPH} == GRAPH
    assert {name.upper() for name in GRAPH} <= set(steps.__all__)


def test_a_need_of_a_field_that_is_not_there_is_refused() -> None:
    assert Need.of(SPLIT, "method") == Need.of("split", "method")
    with pytest.raises(ValueError, match="split has no colour"):
        Need.of(SPLIT, "colour")
