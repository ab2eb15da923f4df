"""On a full disk the host goes on, a job says why it failed, and with room again it is done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lifecycle.core.errors import Damaged
from lifecycle.core.recipe import recipe_for
from lifecycle.core.settings import settings
from lifecycle.engine.host_queue import Table
from lifecycle.engine.runner import InlineWork, run_recipe
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.project.project import Project
from lifecycle.steps import DATA, DEFINE, GRAPH, SPLIT, graph
from lifecycle.storage import connection
from lifecycle.storage.database import Store
from lifecycle.storage.reserve import SIZE, Reserve
from tests.small_disk import fill, small_disk
from tests.waiting import PATIENCE

from .watching import begin, host_pid


@pytest.mark.server
def test_a_job_on_a_full_disk_says_why_and_the_host_goes_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8) as disk:
        store = Store(disk / "data")
        project = begin(store, n=6000)
        asked = project.ask("prepare")
        assert asked is not None
        Reserve(store.folder).keep()  # as the host before did
        filler = fill(disk)
        ensure_host(store.folder)
        try:
            ended = project.queue.wait(asked.id, PATIENCE)
            assert (ended.state, ended.problem) == (
                "failed",
                "The disk is full: nothing can be saved.",
            )
            host = host_pid(store)
            filler.unlink()
            again = Project(store, project.id).ask("prepare")
            assert again is not None
            assert project.queue.wait(again.id, PATIENCE).state == "done"
            assert host_pid(store) == host
        finally:
            stop_host(store.folder)
            store.db.close()


def test_how_a_job_ended_is_written_when_that_is_possible_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = begin(store)
    job = project.ask("read")
    assert job is not None
    monkeypatch.setattr(connection, "PATIENCE", 0.01)
    table = Table(Store(store.folder))
    with closing(sqlite3.connect(store.folder / "lifecycle.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        table.start(job.id, 1)
        table.progress([job.id], 0.5, "Half")
        table.end(job.id, "failed", "It broke.", "Mend it.")
        assert not table.flush()
        other.execute("ROLLBACK")
    assert table.flush()
    now = project.queue.job(job.id)
    assert (now.state, now.problem, now.attempts) == ("failed", "It broke.", 1)


def test_the_room_that_is_kept_is_given_up_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.keep()
    assert reserve.path.stat().st_size == SIZE
    assert reserve.give_up()
    assert not reserve.give_up()


@pytest.mark.parametrize("name", ["artifact.json", "frame.parquet"])
def test_a_damaged_need_is_made_again_on_the_way(store: Store, name: str) -> None:
    project = begin(store)
    project.ask("data")
    run_recipe(project.recipes[DATA], store, GRAPH)
    key = project.recipes[DATA].key
    path = store.folder / "artifacts" / key[:2] / key / name
    path.write_bytes(path.read_bytes()[:-1])
    other = Store(store.folder)
    assert other.has(key)  # until it is read
    assert run_recipe(project.recipes[SPLIT], other, GRAPH).holdout is not None
    assert other.has(key)
    assert (store.folder / "damaged" / key).exists()


def test_a_damaged_task_is_made_again_for_whoever_waits_for_it(store: Store) -> None:
    params = DEFINE.params()
    recipe = recipe_for(DEFINE, params, {})
    run_recipe(recipe, store, GRAPH)
    path = store.folder / "artifacts" / recipe.key[:2] / recipe.key / "artifact.json"
    path.write_bytes(b"")
    other = Store(store.folder)
    with pytest.raises(Damaged):
        other.load(recipe.key, DEFINE.artifact)
    work = InlineWork(Store(store.folder), {}, graph())
    assert [type(made).__name__ for _, made in work.map(DEFINE, [params])] == ["Contract"]
    assert settings().slots > 0
