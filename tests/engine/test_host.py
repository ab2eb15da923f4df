"""Work done by a real host: results, progress, sharing, fairness, and stopping it."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from lifecycle.core.recipe import plan
from lifecycle.engine.host import main
from lifecycle.engine.lifetimes import is_locked
from lifecycle.engine.runner import run_recipe
from lifecycle.engine.start import ensure_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from tests.waiting import PATIENCE, until

from .watching import LONG, begin, folds_made, running_pids, tasks


def results(project: Project) -> dict[str, pd.DataFrame]:
    board = Project(Store(project.store.folder), project.id).shown("train")
    table = board.table.drop(columns=["fit_seconds", "predict_seconds", "megabytes"])
    return {"table": table, "folds": board.folds, "oof": board.oof}


def test_a_quick_step_is_done_with_what_it_rests_on(served: Store) -> None:
    project = begin(served)
    asked = project.ask("prepare")
    assert asked is not None
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.fraction, job.problem) == ("done", 1.0, "")
    assert job.started is not None
    assert job.ended is not None
    assert job.created <= job.started <= job.ended
    row = served.db.execute("SELECT pid FROM jobs WHERE id = ?", (job.id,)).fetchone()
    assert row["pid"] > 0
    elsewhere = Project(Store(served.folder), project.id)
    assert {s: elsewhere.statuses[s].state.value for s in ("data", "split", "prepare")} == {
        "data": "current",
        "split": "current",
        "prepare": "current",
    }
    assert elsewhere.shown("prepare").pipeline.steps


def test_folds_are_tasks_and_the_leaderboard_is_the_one_made_inline(
    served: Store, tmp_path: Path
) -> None:
    project = begin(served, n=300, models=("dummy", "linear", "tree"))
    asked = project.ask("train")
    assert asked is not None
    seen, fractions, messages = set(), [], []
    while (job := project.queue.job(asked.id)).active:
        rows = served.db.execute("SELECT step FROM jobs WHERE parent = ?", (job.id,))
        seen |= {row["step"] for row in rows}
        fractions.append(job.fraction)
        messages.append(job.message)
        time.sleep(0.01)
    assert job.state == "done"
    assert seen == {"fold"}
    assert fractions == sorted(fractions)
    assert len(set(fractions)) > 3
    assert any(message.startswith("Decision tree, fold") for message in messages)
    assert served.db.execute("SELECT * FROM jobs WHERE parent = ?", (job.id,)).fetchall() == []

    inline = Store(tmp_path / "inline")
    source = project.params("read").model_dump()["source"]
    with served.blob(source).open("rb") as content:
        inline.put_blob(content)
    board = run_recipe(plan(GRAPH, project.choices)["train"], inline, GRAPH)
    made = results(project)
    table = board.table.drop(columns=["fit_seconds", "predict_seconds", "megabytes"])
    pd.testing.assert_frame_equal(made["table"], table, check_exact=True)
    pd.testing.assert_frame_equal(made["folds"], board.folds, check_exact=True)
    pd.testing.assert_frame_equal(made["oof"], board.oof, check_exact=True)


def test_cancel_stops_its_tasks_and_loses_nothing_finished(served: Store) -> None:
    project = begin(served, n=800, seed=11, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    before = set(folds_made(served))
    until(lambda: len(set(folds_made(served)) - before) >= 5 and tasks(served, asked.id))
    working = running_pids(served)
    project.queue.cancel(asked.id)
    job = project.queue.wait(asked.id, PATIENCE)
    until(lambda: not running_pids(served) & working)
    assert job.state == "cancelled"
    assert served.db.execute("SELECT * FROM jobs WHERE parent = ?", (job.id,)).fetchall() == []

    kept = folds_made(served)
    assert len(set(kept) - before) >= 5
    again = project.ask("train")
    assert again is not None
    assert again.id != asked.id
    assert project.queue.wait(again.id, PATIENCE).state == "done"
    assert {key: folds_made(served)[key] for key in kept} == kept  # none was made a second time
    assert list(results(project)["table"]["model"])[-1] == "dummy"


def test_two_projects_share_one_computation_and_one_may_leave_it(served: Store) -> None:
    one = begin(served, n=600, seed=2, models=LONG)
    two = begin(served, n=600, seed=2, models=LONG)
    first, second = one.ask("train"), two.ask("train")
    assert first is not None
    assert second is not None
    assert first.key == second.key
    until(lambda: tasks(served, first.id) and tasks(served, second.id))
    pids = served.db.execute(
        "SELECT DISTINCT pid FROM jobs WHERE id IN (?, ?)", (first.id, second.id)
    ).fetchall()
    assert len(pids) == 1
    one.queue.cancel(first.id)
    assert one.queue.wait(first.id, PATIENCE).state == "cancelled"
    ended = two.queue.wait(second.id, PATIENCE)
    assert (ended.state, ended.attempts) == ("done", 1)
    assert one.ask("train") is None  # what the other made is there


def test_a_job_under_a_budget_may_end_early_and_keeps_its_best(served: Store) -> None:
    project = begin(served, n=1500, seed=21, models=("dummy", "linear", "mlp"))
    project.choose("train", budget=600)
    asked = project.ask("train")
    assert asked is not None
    until(lambda: project.queue.job(asked.id).fraction > 0.7 and tasks(served, asked.id))
    working = set(tasks(served, asked.id).values())
    project.queue.end_early(asked.id)
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    until(lambda: not running_pids(served) & working)
    board = results(project)["table"].set_index("model")
    assert board.loc["linear", "problem"] == ""
    assert board.loc["mlp", "problem"] != ""
    assert served.db.execute("SELECT * FROM jobs WHERE parent = ?", (job.id,)).fetchall() == []


def test_it_ends_early_once_nobody_waits_for_the_whole(served: Store) -> None:
    one, two = (begin(served, n=1500, seed=22, models=("dummy", "linear", "mlp")) for _ in "12")
    for project in (one, two):
        project.choose("train", budget=600)
    first, second = one.ask("train"), two.ask("train")
    assert first is not None
    assert second is not None
    until(lambda: one.queue.job(first.id).fraction > 0.7 and tasks(served, second.id))
    assert one.queue.shared(first)
    one.queue.end_early(first.id)
    before = one.queue.job(first.id).fraction
    until(lambda: one.queue.job(first.id).fraction > before)  # it goes on for the other
    assert two.queue.job(second.id).active
    two.queue.end_early(second.id)
    assert not one.queue.shared(one.queue.job(first.id))
    ended = [q.queue.wait(j.id, PATIENCE).state for q, j in ((one, first), (two, second))]
    assert ended == ["done", "done"]


def test_cancelling_at_any_moment_leaves_the_host_well(served: Store) -> None:
    project = begin(served, seed=3)
    for i in range(6):
        project.choose("split", seed=100 + i)
        asked = project.ask("train")
        assert asked is not None
        until(lambda job=asked.id, at=i / 8: project.queue.job(job).fraction >= at)
        project.queue.cancel(asked.id)
        assert project.queue.wait(asked.id, PATIENCE).state in ("cancelled", "done")
    until(lambda: not running_pids(served))
    asked = project.ask("split") or project.ask("prepare")
    assert asked is None or project.queue.wait(asked.id, PATIENCE).state == "done"


def test_a_waiting_job_is_cancelled_too(served: Store) -> None:
    project = begin(served, seed=4)
    asked = project.ask("prepare")
    assert asked is not None
    project.queue.cancel(asked.id)
    assert project.queue.wait(asked.id, PATIENCE).state == "cancelled"


@pytest.mark.parametrize("spoiled", ["unknown field", "older step", "not JSON"])
def test_a_recipe_that_cannot_be_read_fails_its_job_alone(served: Store, spoiled: str) -> None:
    project = begin(served, seed=5)
    project.choose("split", seed=len(spoiled))
    recipe = project.recipes["split"]
    text = recipe.to_json()
    node = text["nodes"][recipe.key]
    if spoiled == "unknown field":
        node["params"]["gone"] = 1
    else:
        node["version"] = 0
    kept = "{" if spoiled == "not JSON" else json.dumps(text)
    served.db.execute("INSERT OR REPLACE INTO recipes VALUES (?, ?)", (recipe.key, kept))
    asked = project.ask("split")
    assert asked is not None
    job = project.queue.wait(asked.id, PATIENCE)
    served.db.execute("DELETE FROM recipes WHERE key = ?", (recipe.key,))  # others read them all
    assert job.state == "failed"
    assert job.problem
    assert job.remedy
    assert not served.has(recipe.key)


def test_a_step_that_cannot_run_says_why(served: Store) -> None:
    project = begin(served)
    project.choose("data", target="no such column")
    asked = project.ask("prepare")
    assert asked is not None
    job = project.queue.wait(asked.id, PATIENCE)
    assert job.state == "failed"
    assert "no such column" in job.problem
    assert job.remedy


def test_a_second_host_leaves_the_folder_to_the_first(served: Store) -> None:
    until(lambda: is_locked(served.folder / "engine.lock"))
    assert main(["--data", str(served.folder)], graph) == 0


def test_with_one_slot_others_do_not_wait_for_the_many_jobs_of_one(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_SLOTS", "1")
    many, single = begin(own, seed=6), begin(own, seed=7)
    for seed in range(6):
        many.choose("split", seed=seed)
        many.ask("split")
    asked = single.ask("split")
    assert asked is not None
    ensure_host(own.folder)
    until(lambda: not own.db.execute("SELECT 1 FROM jobs WHERE ended IS NULL").fetchone())
    rows = own.db.execute("SELECT project, started, ended FROM jobs ORDER BY started").fetchall()
    assert [row["project"] for row in rows].index(single.id) <= 1
    assert all(a["ended"] <= b["started"] for a, b in pairwise(rows))


def test_the_tasks_of_a_job_share_processes_and_leave_none_behind(served: Store) -> None:
    project = begin(served, n=400, seed=31, models=("dummy", "linear", "tree"))
    asked = project.ask("train")
    assert asked is not None
    seen: dict[str, int] = {}
    while project.queue.job(asked.id).active:
        seen |= tasks(served, asked.id) | tasks(served, asked.id, "done")
        time.sleep(0.01)
    assert len(seen) > len(set(seen.values()))
    until(lambda: not running_pids(served))
