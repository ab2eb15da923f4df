"""Tasks on a Dask cluster: a real scheduler and two real workers on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.core.installation import ROOT
from lifecycle.core.recipe import Recipe, recipe_for
from lifecycle.core.settings import Settings
from lifecycle.engine.dask_cluster import Cluster
from lifecycle.engine.queue import Job
from lifecycle.engine.runner import run_recipe
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from lifecycle.train.fit_step import FoldParams
from tests.builders import make_table
from tests.waiting import PATIENCE, until

from .watching import LONG, alive, begin, descendants, folds_made

DASK = str(Path(sys.executable).with_name("dask"))
OPTIONS = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass
class Dask:
    """A scheduler and its workers, each a process with its nanny and a data folder of its own."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]
    folders: list[Path]

    def children(self) -> set[tuple[int, str]]:
        """Return every process under the workers: theirs, servers of forks, and tasks."""
        return set().union(*(descendants(worker.pid) for worker in self.workers))


def start(*command: str, data: Path | None = None) -> subprocess.Popen[bytes]:
    environ = os.environ | {
        "LIFECYCLE_DATA": str(data or ""),
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
    }
    return subprocess.Popen(
        [DASK, *command], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    folder = tmp_path_factory.mktemp("dask")
    known = folder / "scheduler.json"
    scheduler = start("scheduler", *OPTIONS, "--port", "0", "--scheduler-file", str(known))
    until(lambda: known.exists() and known.read_text().endswith("}"))
    address = str(pd.read_json(known, typ="series")["address"])
    one = ("--nthreads", "1", "--local-directory", str(folder))
    folders = [folder / name for name in ("one", "two")]
    workers = [start("worker", address, *OPTIONS, *one, data=each) for each in folders]
    made = Dask(address, scheduler, workers, folders)
    yield made
    below = made.children()
    for process in (*workers, scheduler):
        process.terminate()
        process.wait(PATIENCE)
    until(lambda: not alive(below))


@pytest.fixture(scope="module")
def served(dask: Dask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose host gives tasks to the cluster."""
    folder = tmp_path_factory.mktemp("engine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFECYCLE_SCHEDULER", dask.address)
        ensure_host(folder)
    yield Store(folder)
    stop_host(folder)


def at_work(dask: Dask) -> set[tuple[int, str]]:
    """Return the processes that do tasks now: children of the workers' servers of forks."""
    below = dask.children()
    servers = {pid for pid, _ in below if b"forkserver" in command(pid)}
    return set().union(*(descendants(server) for server in servers))


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def test_the_leaderboard_is_the_one_made_inline(served: Store, tmp_path: Path) -> None:
    project = begin(served, n=300, models=("dummy", "linear", "tree"))
    asked = project.ask("train")
    assert asked is not None
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    board = project.shown("train")
    inline = Store(tmp_path / "inline")
    other = begin(inline, n=300, models=("dummy", "linear", "tree"))
    same = run_recipe(other.recipes["train"], inline, GRAPH)
    pd.testing.assert_frame_equal(board.folds, same.folds, check_exact=True)
    pd.testing.assert_frame_equal(board.oof, same.oof, check_exact=True)


def test_a_worker_killed_in_mid_fit_is_made_good_by_another(served: Store, dask: Dask) -> None:
    project = begin(served, n=1500, seed=1, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    child, _ = until(lambda: next(iter(at_work(dask)), None))
    kept = folds_made(served)
    # Of the processes above the child - nanny, worker, server of forks - the worker.
    above = [
        pid
        for each in dask.workers
        for pid, _ in descendants(each.pid)
        if child in {below for below, _ in descendants(pid)} and b"forkserver" not in command(pid)
    ]
    (worker,) = above
    below = descendants(worker)
    os.kill(worker, signal.SIGKILL)
    until(lambda: not alive(below))  # its task ends with it
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem, job.attempts) == ("done", "", 1)
    assert set(project.shown("train").table["problem"]) == {""}
    assert {key: folds_made(served)[key] for key in kept} == kept


def test_cancel_stops_what_the_workers_do(served: Store, dask: Dask) -> None:
    project = begin(served, n=2500, seed=2, models=("dummy", "mlp"))
    asked = project.ask("train")
    assert asked is not None
    working = until(lambda: at_work(dask))
    project.queue.cancel(asked.id)
    assert project.queue.wait(asked.id, PATIENCE).state == "cancelled"
    until(lambda: not alive(working))


def test_progress_and_the_memory_limit_come_from_the_worker(served: Store, dask: Dask) -> None:
    project = begin(served)
    frame = pd.DataFrame(dict.fromkeys("abcdefgy", np.zeros(4_000_000)))
    served.save(project.recipes["data"], make_table(frame, "y", "regression"))
    said = heard(served, project.recipes["split"], dask, task_memory_mb=512)
    assert said[-1][0] == "failed"
    assert "more memory than one task may use (512 MB)" in said[-1][1]
    other = begin(served, n=2000, seed=3)
    long = recipe_for(GRAPH["fold"], FoldParams(model="mlp", fold=1), other.recipes)
    said = heard(served, long, dask)
    assert said[-1] == ("done",)
    assert {kind for kind, *_ in said[:-1]} == {"progress"}
    assert served.has(long.key)


def test_a_worker_that_does_not_see_the_folder_says_so(
    dask: Dask, served: Store, tmp_path: Path
) -> None:
    said = heard(served, begin(served).recipes["split"], dask, data=tmp_path / "elsewhere")
    assert said[-1][0] == "died"  # of the worker, not of the task: it may not enter a result
    assert "does not see the data folder" in said[-1][1]
    assert "LIFECYCLE_SHARED" in said[-1][2]


def test_workers_that_share_only_a_url_make_the_same_leaderboard(
    own: Store, dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = ("dummy", "linear", "tree")
    project = begin(own, n=300, seed=4, models=models)
    run_recipe(project.recipes["prepare"], own, GRAPH)  # made before there was a shared place
    monkeypatch.setenv("LIFECYCLE_SCHEDULER", dask.address)
    monkeypatch.setenv("LIFECYCLE_SHARED", f"file://{tmp_path}/place")
    ensure_host(own.folder)
    asked = project.ask("train")
    assert asked is not None
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    inline = Store(tmp_path / "inline")
    same = run_recipe(begin(inline, n=300, seed=4, models=models).recipes["train"], inline, GRAPH)
    pd.testing.assert_frame_equal(project.shown("train").folds, same.folds, check_exact=True)
    made = {key for each in dask.folders for key in kept_in(each)}
    assert set(folds_made(own)) <= made  # the workers made them, in folders of their own
    assert asked.key not in made
    assert {*made, asked.key} <= kept_in(tmp_path / "place")


def kept_in(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("artifacts/*/*/meta.json")}


def test_a_worker_that_does_not_see_the_shared_place_spoils_no_result(
    served: Store, dask: Dask, tmp_path: Path
) -> None:
    recipe = begin(served).recipes["split"]
    said = heard(served, recipe, dask, shared=f"file://{tmp_path}/not mounted")
    assert said[-1][0] == "died"
    assert "is not, from this machine, the place" in said[-1][1]
    assert said[-1][2].startswith("Give every machine the same place")


def heard(store: Store, recipe: Recipe, dask: Dask, **given: object) -> list[tuple[str, ...]]:
    """Give one task to the cluster; return what was heard of it."""
    config = Settings(**({"data": store.folder, "scheduler": dask.address} | given))  # type: ignore[arg-type]
    # not in the store's queue, whose host would do it as well, and perhaps sooner
    nobody = dict.fromkeys(("step", "asker", "project", "parent", "message", "problem"), "")
    times = {"fraction": 0.0, "attempts": 0, "created": 0.0, "started": None, "ended": None}
    job = Job(id="heard", key=recipe.key, state="queued", remedy="", **nobody, **times)  # type: ignore[arg-type]
    cluster = Cluster(config, graph)
    until(lambda: cluster.slots)
    running = cluster.submit(job, recipe.to_json())
    said = []
    while not said or said[-1][0] == "progress":
        assert running.conn.poll(PATIENCE)
        said.append(tuple(running.conn.recv()))
    running.end()
    cluster.close()
    assert cluster.busy == 0
    return said


def test_without_an_answer_the_job_waits_and_says_so(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_SCHEDULER", "tcp://127.0.0.1:9")
    ensure_host(own.folder)
    project = begin(own)
    asked = project.ask("train")
    assert asked is not None
    until(lambda: "does not answer" in project.queue.job(asked.id).message)
    project.queue.cancel(asked.id)
    assert project.queue.wait(asked.id, PATIENCE).state == "cancelled"


def test_dask_is_loaded_only_when_there_is_an_address() -> None:
    code = "import sys, lifecycle.engine.host; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
