"""Processes that die: a task's, a job's, the host itself; what is finished stays."""

from __future__ import annotations

import os
import signal

import numpy as np
import pandas as pd
import pytest

from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.storage.database import Store
from tests.builders import make_table
from tests.waiting import PATIENCE, until

from .watching import (
    LONG,
    alive,
    begin,
    descendants,
    folds_made,
    host_pid,
    job_pid,
    running_pids,
    tasks,
)


def test_a_task_that_dies_is_tried_again(served: Store) -> None:
    project = begin(served, n=1000, seed=1, models=("dummy", "mlp"))
    asked = project.ask("train")
    assert asked is not None
    key, pid = until(lambda: next(iter(tasks(served, asked.id).items()), None))
    os.kill(pid, signal.SIGKILL)
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    assert served.has(key)
    assert set(project.shown("train").table["problem"]) == {""}


def test_a_task_that_dies_twice_fails_the_job_in_words_and_no_result_is_kept(
    served: Store,
) -> None:
    project = begin(served, n=2500, seed=2, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    first = until(lambda: slow_task(served, asked.id))
    os.kill(first, signal.SIGKILL)
    os.kill(until(lambda: slow_task(served, asked.id, but=first)), signal.SIGKILL)
    job = project.queue.wait(asked.id, PATIENCE)
    assert job.state == "failed"
    assert "The process was killed" in job.problem
    assert job.remedy.startswith("Run it again.")
    assert not served.has(asked.key)
    until(lambda: not running_pids(served))

    kept = folds_made(served)
    project.choose("train", models=("dummy",))  # without the candidate the others' folds do
    second = project.ask("train")
    assert second is not None
    assert project.queue.wait(second.id, PATIENCE).state == "done"
    assert {key: folds_made(served)[key] for key in kept} == kept


def test_a_fit_that_crashes_its_process_fails_alone_and_can_be_tried_again(served: Store) -> None:
    project = begin(served, n=2500, seed=12, models=("dummy", "mlp"))
    asked = project.ask("train")
    assert asked is not None
    first = until(lambda: slow_task(served, asked.id))
    os.kill(first, signal.SIGSEGV)
    os.kill(until(lambda: slow_task(served, asked.id, but=first)), signal.SIGABRT)
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    problems = project.shown("train").table.set_index("model")["problem"]
    assert problems["dummy"] == ""
    assert problems["mlp"].startswith("1 fold of 5 failed. The process stopped unexpectedly")

    kept = folds_made(served)
    assert len(kept) >= 9
    project.choose("train", attempt=1)
    again = project.ask("train")
    assert again is not None
    assert project.queue.wait(again.id, PATIENCE).state == "done"
    assert set(project.shown("train").table["problem"]) == {""}
    assert {key: folds_made(served)[key] for key in kept} == kept


def slow_task(store: Store, job: str, but: int = 0) -> int:
    """Return the process, other than ``but``, of the neural network's first fold; 0 when none."""
    for key, pid in tasks(store, job).items():
        params = store.recipe_json(key)["nodes"][key]["params"]
        if (params["model"], params["fold"]) == ("mlp", 0) and pid != but:
            return pid
    return 0


def test_a_job_whose_process_dies_says_so_and_can_be_run_again(served: Store) -> None:
    project = begin(served, n=600, seed=3, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    until(lambda: project.queue.job(asked.id).fraction > 0.2)
    os.kill(job_pid(served, asked.id), signal.SIGKILL)
    job = project.queue.wait(asked.id, PATIENCE)
    assert job.state == "failed"
    assert "The process was killed" in job.problem
    assert job.id[:8] in job.remedy
    until(lambda: not running_pids(served))  # its tasks are stopped with it
    again = project.ask("train")
    assert again is not None
    assert project.queue.wait(again.id, PATIENCE).state == "done"


def test_work_goes_on_after_the_host_was_killed(own: Store) -> None:
    ensure_host(own.folder)
    project = begin(own, n=800, seed=4, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    until(lambda: len(folds_made(own)) >= 5 and tasks(own, asked.id))
    host = host_pid(own)
    below = descendants(host)
    assert len(below) >= 4  # the server of forks, the job, its tasks
    os.kill(host, signal.SIGKILL)
    until(lambda: not alive(below))
    kept = folds_made(own)
    assert project.queue.job(asked.id).state == "running"  # nobody lives who could say otherwise

    ensure_host(own.folder)
    until(lambda: project.queue.job(asked.id).attempts == 2)
    job = project.queue.wait(asked.id, PATIENCE)
    assert (job.state, job.problem) == ("done", "")
    assert {key: folds_made(own)[key] for key in kept} == kept
    assert project.shown("train") is not None


def test_the_host_ends_with_the_app_and_the_next_one_goes_on(own: Store) -> None:
    ensure_host(own.folder)
    project = begin(own, n=1000, seed=5, models=LONG)
    asked = project.ask("train")
    assert asked is not None
    until(lambda: tasks(own, asked.id))
    below = descendants(host_pid(own))
    stop_host(own.folder)  # closes the host's standard input, as the end of the app does
    until(lambda: not alive(below))
    ensure_host(own.folder)
    until(lambda: project.queue.job(asked.id).attempts == 2 and tasks(own, asked.id))
    project.queue.cancel(asked.id)
    assert project.queue.wait(asked.id, PATIENCE).state == "cancelled"


def test_a_task_that_takes_too_long_fails_its_candidate_alone(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_TASK_SECONDS", "15")
    ensure_host(own.folder)
    project = begin(own, n=300, models=("dummy", "linear"))
    asked = project.ask("train")
    assert asked is not None
    key, pid = until(lambda: next(iter(tasks(own, asked.id).items()), None))
    os.kill(pid, signal.SIGSTOP)  # it does not end, nor does it answer
    job = project.queue.wait(asked.id, PATIENCE)
    assert job.state == "done"
    problems = project.shown("train").table["problem"]
    (said,) = (text for text in problems if text)
    assert "It took longer than one task may (15 seconds)." in said
    assert not own.has(key)


def test_work_that_needs_too_much_memory_says_so(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECYCLE_TASK_MEMORY_MB", "512")
    ensure_host(own.folder)
    big = begin(own)
    frame = pd.DataFrame(dict.fromkeys("abcdefgy", np.zeros(4_000_000)))
    own.save(big.recipes["data"], make_table(frame, "y", "regression"))
    asked = big.ask("split")
    assert asked is not None
    job = big.queue.wait(asked.id, PATIENCE)
    assert job.state == "failed"
    assert "more memory than one task may use (512 MB)" in job.problem
    assert "LIFECYCLE_TASK_MEMORY_MB" in job.remedy
    small = begin(own, seed=1)
    quick = small.ask("prepare")
    assert quick is not None
    assert small.queue.wait(quick.id, PATIENCE).state == "done"
