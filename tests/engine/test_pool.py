"""Tasks side by side without the app: the same results, and processes that may be killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from lifecycle.core.errors import LifecycleError, ProcessDied
from lifecycle.core.recipe import Recipe
from lifecycle.core.settings import Settings
from lifecycle.engine.child_process import hold_threads
from lifecycle.engine.pool import Pool, headless
from lifecycle.engine.runner import InlineWork, run_recipe
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from lifecycle.train.fit_step import FOLD
from lifecycle.train.model_params import FoldParams
from lifecycle.train.results import Clock

from ..waiting import until
from .watching import alive, begin, descendants

MODELS = ("dummy", "linear", "tree")


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(Settings(slots=2), graph)
    yield made
    made.close()


def prepared(store: Store, n: int = 200) -> dict[str, Recipe]:
    """Return what a fold needs, computed."""
    project = begin(store, n=n, models=MODELS)
    for name in ("prepare", "labels"):
        run_recipe(project.recipes[name], store, GRAPH)
    return dict(project.recipes)


def folds(model: str, seed: int = 0) -> list[FoldParams]:
    return [FoldParams(model=model, fold=k, seed=seed) for k in range(5)]


def test_the_leaderboard_is_the_one_made_inline(store: Store, tmp_path: Path, pool: Pool) -> None:
    project = begin(store, models=MODELS)
    board = run_recipe(project.recipes["train"], store, GRAPH, make_work=pool.work)
    assert len(pool.workers) == 2
    other = Store(tmp_path / "inline")
    same = run_recipe(begin(other, models=MODELS).recipes["train"], other, GRAPH)
    measured = ["fit_seconds", "predict_seconds", "megabytes"]
    a, b = board.table.drop(columns=measured), same.table.drop(columns=measured)
    pd.testing.assert_frame_equal(a, b, check_exact=True)
    pd.testing.assert_frame_equal(board.oof, same.oof, check_exact=True)


def test_so_many_are_in_flight_and_errors_come_in_place_of_results(
    store: Store, pool: Pool
) -> None:
    work = pool.work(store, prepared(store), GRAPH)
    pulled, seen = 0, 0

    def propose() -> Iterator[FoldParams]:
        nonlocal pulled
        for each in [*folds("dummy"), FoldParams(model="dummy", fold=99), *folds("linear")]:
            pulled += 1
            yield each

    errors = []
    for each, result in work.map(FOLD, propose(), at_once=work.slots):
        assert pulled <= seen + 2
        seen += 1
        errors += [each] if isinstance(result, LifecycleError) else []
    assert (seen, pulled) == (11, 11)
    assert errors == [FoldParams(model="dummy", fold=99)]


def test_a_killed_process_is_replaced_and_its_task_done(store: Store, pool: Pool) -> None:
    work = pool.work(store, prepared(store, 1500), GRAPH)
    results = work.map(FOLD, [*folds("dummy"), *folds("mlp")])
    next(results)
    os.kill(until(lambda: busy(pool)), signal.SIGKILL)
    rest = list(results)
    assert len(rest) == 9
    assert not any(isinstance(result, LifecycleError) for _, result in rest)


def test_a_task_that_kills_its_process_twice_is_reported_in_words(store: Store, pool: Pool) -> None:
    work = pool.work(store, prepared(store, 1500), GRAPH)
    results = work.map(FOLD, [FoldParams(model="mlp", fold=1)])
    with ThreadPoolExecutor(1) as reader:
        ended = reader.submit(next, results)
        first = until(lambda: busy(pool))
        os.kill(first, signal.SIGKILL)
        os.kill(until(lambda: busy(pool, but=first)), signal.SIGKILL)
        with pytest.raises(ProcessDied, match="was killed"):
            ended.result()


def test_a_task_that_crashes_its_process_twice_fails_and_the_others_go_on(
    store: Store, pool: Pool
) -> None:
    work = pool.work(store, prepared(store, 1500), GRAPH)
    with ThreadPoolExecutor(1) as reader:
        ended = reader.submit(list, work.map(FOLD, [FoldParams(model="mlp", fold=1)]))
        first = until(lambda: busy(pool))
        os.kill(first, signal.SIGSEGV)
        os.kill(until(lambda: busy(pool, but=first)), signal.SIGSEGV)
        ((_, error),) = ended.result()
    assert "stopped unexpectedly (code -11)" in str(error)
    assert len(list(work.map(FOLD, folds("dummy")))) == 5


def busy(pool: Pool, but: int = 0) -> int:
    """Return a process, other than ``but``, that does a task; 0 when none."""
    pids = (w.process.pid or 0 for w in list(pool.workers) if w.task)
    return next((pid for pid in pids if pid != but), 0)


def test_leaving_the_loop_ends_what_is_in_flight(store: Store, pool: Pool) -> None:
    work = pool.work(store, prepared(store, 4000), GRAPH)
    for _ in work.map(FOLD, [*folds("dummy"), *folds("mlp")]):
        break
    assert not [w for w in pool.workers if w.task]
    assert not pool.waiting
    assert len(list(work.map(FOLD, folds("linear")))) == 5


def test_one_slot_needs_no_process_and_more_leave_none_behind(store: Store) -> None:
    with headless(Settings(slots=1), graph) as make_work:
        assert make_work is InlineWork
    needs = prepared(store)
    with headless(Settings(slots=2), graph) as make_work:
        work = make_work(store, needs, GRAPH)
        assert len(list(work.map(FOLD, folds("dummy")))) == 5
        below = descendants(os.getpid())
    kept = descendants(os.getpid())  # the server of forks serves the next pool
    until(lambda: not alive(below - kept))


def test_the_machines_own_number_of_threads_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    for name in names:
        monkeypatch.setenv(name, "8")
    hold_threads(Settings(threads=2))
    assert [os.environ[name] for name in names] == ["2", "2", "2"]


def test_a_caller_waits_no_longer_than_its_patience(store: Store, pool: Pool) -> None:
    work = pool.work(store, prepared(store, 4000), GRAPH)
    assert not list(work.map(FOLD, folds("mlp"), patience=lambda: 0.0))
    assert not [w for w in pool.workers if w.task]
    assert len(list(work.map(FOLD, folds("linear"), patience=lambda: 60.0))) == 5


def test_a_fit_that_does_not_end_leaves_time_to_others(
    store: Store, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the time is over once nothing runs but Gaussian processes, which take very long."""
    shares: set[float] = set()

    def patience(clock: Clock, share: float = 1.0) -> float | None:
        shares.add(share)
        running = {worker.task[1].params.model for worker in pool.workers if worker.task}
        return 0.0 if running == {"process"} else None

    monkeypatch.setattr(Clock, "patience", patience)
    project = begin(store, n=1500)
    models = ("dummy", "linear", "process", "tree")
    project.choose("train", models=models, budget=3600)
    board = run_recipe(project.recipes["train"], store, GRAPH, make_work=pool.work)
    problems = board.table.set_index("model")["problem"]
    assert problems[["dummy", "linear", "tree"]].eq("").all()
    assert "the time budget was used up" in problems["process"]
    assert shares == {0.5}
