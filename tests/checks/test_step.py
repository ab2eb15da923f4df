"""The step that checks: remedies cure what they are for, and what was accepted is in the log."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.checks.fixes import FIXES, Finding
from lifecycle.checks.step import Checked, look
from lifecycle.core.recipe import Recipe
from lifecycle.data.readers import read_table
from lifecycle.data.step import DataParams
from lifecycle.data.step import run as make_table
from lifecycle.engine.runner import run_recipe, silent
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH, LIFECYCLE
from lifecycle.storage.database import Store

N = 240
RNG = np.random.default_rng(3)
YES = RNG.random(N) < 0.5
ODD: dict[str, Any] = {
    "patient": np.repeat(np.arange(60), 4),
    "on": RNG.permutation(pd.date_range("2024-01-01", periods=N).strftime("%Y-%m-%d")),
    "a": np.where(np.arange(N) % 9 == 0, -999, np.abs(RNG.normal(size=N)).round(4)),
    "shop_code": RNG.integers(2, 9, N),
    "refund": np.where(YES, 5.0, 1.0) + RNG.random(N).round(4),
    "level": [f"l{i % 90}" for i in range(N)],
    "target": np.where(YES, "yes", "no"),
}


def project_of(store: Store, columns: dict[str, Any]) -> Project:
    project = Project.create(store, "Odd")
    content = pd.DataFrame(columns).to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(content), "odd.csv"))
    project.choose("data", target="target")
    project.choose("split", method="random")  # else the table decides, and nothing is torn
    return project


def checked(project: Project) -> Checked:
    made: Checked = run_recipe(project.recipes["check"], project.store, GRAPH)
    return made


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("group_apart", "split_by_group"),
        ("future", "split_by_time"),
        ("sentinel", "as_missing"),
        ("number_code", "as_category"),
        ("target_copy", "not_known"),
        ("many_levels", "leave_out"),
    ],
)
def test_a_remedy_cures_and_undo_brings_it_back(store: Store, code: str, fix: str) -> None:
    project = project_of(store, ODD)
    before, recipe = checked(project), project.recipes["check"]
    row = before.findings[before.findings["code"] == code].iloc[0]
    assert row["fix"] == fix
    project.choose_all(FIXES[fix].change(project.params, Finding.of(row.to_dict())))
    after = checked(project)
    assert (code, row["column"]) not in set(after.findings[["code", "column"]].itertuples(False))
    project.undo()
    assert project.recipes["check"].key == recipe.key


def test_dropping_duplicates_leaves_no_copies_on_both_sides(store: Store) -> None:
    rows = pd.DataFrame(ODD).drop(columns="patient")
    project = project_of(store, pd.concat([rows, rows.head(80)]).to_dict("list"))
    row = checked(project).findings.set_index("code").loc["copies_apart"]
    assert (row["severity"], row["fix"]) == ("risk", "drop_duplicates")
    project.choose_all(FIXES["drop_duplicates"].change(project.params, Finding()))
    left = checked(project).findings.set_index("code")
    assert "copies_apart" not in left.index
    assert left.loc["duplicates", "severity"] == "note"


def test_it_has_no_page_and_is_stored_and_read_back_as_it_was(store: Store) -> None:
    assert "check" not in {step.name for step in LIFECYCLE}
    project = project_of(store, ODD)
    made, recipe = checked(project), project.recipes["check"]
    again = Store(store.folder).load(recipe.key, Checked)
    for name in ("findings", "skipped", "passed"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(made, name))
    assert again.sentence == made.sentence
    assert f"Looked at {int(N * 0.8)} training rows; the holdout" in made.sentence
    assert not made.findings.duplicated(["code", "column"]).any()


def test_accepting_is_logged_by_code_and_column_and_changes_no_key(store: Store) -> None:
    project = project_of(store, ODD)
    key: str = project.recipes["check"].key
    project.accept("post_event", "refund", "paid in advance", detail="By its name.")
    project.accept("number_code", "shop_code")
    assert project.recipes["check"].key == key
    again = Project(store, project.id, who="ann").accepted
    assert set(again) == {("post_event", "refund"), ("number_code", "shop_code")}
    made = again["post_event", "refund"]
    assert (made.who, made.reason, made.detail) == ("anonymous", "paid in advance", "By its name.")
    Project(store, project.id, who="ann").retract("post_event", "refund")
    assert set(project.accepted) == {("number_code", "shop_code")}
    project.accept("post_event", "refund", "a deposit")
    assert project.accepted["post_event", "refund"].reason == "a deposit"
    assert [e.event for e in project.history()[:4]] == ["accept", "retract", "accept", "accept"]
    project.undo()
    assert ("post_event", "refund") in project.accepted  # undo takes back choices alone


def test_a_table_that_cannot_be_split_is_checked_without_a_split(tmp_path: Path) -> None:
    path = tmp_path / "blob"
    rows = {"a": RNG.normal(size=24).round(3), "target": ["yes"] * 23 + ["no"]}
    pd.DataFrame(rows).to_csv(path, index=False)
    read = read_table(path)
    table = make_table(DataParams(target="target"), read=read, report=silent)
    got = look(read, table, silent)
    assert "rare_class" in set(got.findings["code"])


def test_the_recipe_needs_what_it_reads(store: Store) -> None:
    recipe: Recipe = project_of(store, ODD).recipes["check"]
    assert set(recipe.needs) == {"read", "data", "split"}
