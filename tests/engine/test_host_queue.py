"""The queue without a host: who is next, what may wait, and what a restart makes of the rows."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.core.errors import NotFound, QuotaError
from lifecycle.core.recipe import Recipe, plan
from lifecycle.core.settings import settings as server
from lifecycle.engine.host_queue import MOST_ATTEMPTS, MOST_BEGUN, Table, fair
from lifecycle.engine.queue import Job, Queue
from lifecycle.split.params import SplitParams
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

WRITERS, JOBS_EACH = 40, 5


def recipe(seed: int = 0, step: str = "split") -> Recipe:
    return plan(GRAPH, {"split": SplitParams(seed=seed)})[step]


def submit(store: Store, project: str, seed: int = 0, step: str = "split") -> Job:
    return Queue(store).submit(recipe(seed, step), project=project, asker=project)


def job(asker: str, at: float, parent: str = "") -> Job:
    name = f"{asker}{at:g}{parent}"
    rest = ("queued", 0.0, "", "", "", 0, at, None, None)
    return Job(name, name, "split", asker, asker, parent, *rest)


def names(order: Sequence[Job]) -> list[str]:
    return [each.id for each in order]


def test_who_asked_first_is_first() -> None:
    assert names(fair([job("a", 1), job("b", 2), job("c", 3)], {}, {}, {})) == ["a1", "b2", "c3"]


def test_many_jobs_of_one_do_not_hold_up_the_single_one_of_another() -> None:
    tasks = [job("a", at, parent="p") for at in range(30)]
    order = fair([*tasks, job("b", 99)], {}, {}, {})
    assert names(order).index("b99") == 1


def test_who_computes_already_goes_behind() -> None:
    assert names(fair([job("a", 1), job("b", 2)], {"a": 1}, {}, {})) == ["b2", "a1"]


def test_who_had_the_last_turn_goes_behind() -> None:
    assert names(fair([job("a", 1), job("b", 2)], {}, {}, {"a": 5.0, "b": 4.0})) == ["b2", "a1"]


def test_a_turn_lasts_for_several_quick_tasks_and_then_the_next_one_has_it() -> None:
    queued = [job("a", 3, parent="p"), job("b", 1), job("c", 2)]
    served = {"a": 100.0, "b": 90.0}
    assert names(fair(queued, {}, {}, served, 101.0)) == ["a3p", "c2", "b1"]
    assert names(fair(queued, {}, {}, served, 103.0)) == ["c2", "b1", "a3p"]
    assert names(fair(queued, {"a": 1}, {}, served, 101.0)) == ["c2", "b1", "a3p"]
    jobs = [job("a", 3), *queued[1:]]  # what is asked for anew has no turn to go on with
    assert names(fair(jobs, {}, {}, served, 101.0)) == ["c2", "b1", "a3"]


def test_a_quick_job_goes_before_the_tasks_of_a_long_one() -> None:
    order = fair([job("a", 1, parent="p"), job("a", 2)], {}, {"a": 1}, {})
    assert names(order) == ["a2", "a1p"]


def test_an_asker_begins_only_so_many_jobs_that_wait_for_tasks() -> None:
    queued = [job("a", 1), job("a", 2, parent="p")]
    assert names(fair(queued, {}, {"a": MOST_BEGUN}, {})) == ["a2p"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 50), st.sampled_from(["", "p"]))),
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 3)),
)
def test_every_task_has_its_place_and_turns_go_round(
    drawn: list[tuple[str, int, str]], computing: dict[str, int]
) -> None:
    queued = [job(asker, at + i / 100, parent) for i, (asker, at, parent) in enumerate(drawn)]
    order = fair(queued, computing, {}, {})
    assert len(set(names(order))) == len(order)
    assert {j.id for j in queued if j.parent} <= set(names(order))
    load = {asker: computing.get(asker, 0) for asker in "abc"}
    for i, each in enumerate(order):
        assert load[each.asker] == min(load[later.asker] for later in order[i:])
        load[each.asker] += 1


def test_asking_twice_is_one_job(store: Store) -> None:
    first = submit(store, "p")
    assert submit(store, "p").id == first.id
    assert submit(store, "q").id != first.id
    Queue(store).cancel(first.id)
    assert submit(store, "p").id != first.id  # the old one is on its way out


def test_a_project_may_have_only_so_many_jobs_waiting(store: Store) -> None:
    for seed in range(server().project_jobs):
        submit(store, "p", seed)
    with pytest.raises(QuotaError, match="waiting already"):
        submit(store, "p", 999)
    assert submit(store, "p", 0).state == "queued"  # asked for already, so nothing is added
    assert submit(store, "q", 999).state == "queued"


def test_the_latest_job_of_each_step_is_known(store: Store) -> None:
    submit(store, "p", 1)
    newest, other = submit(store, "p", 2), submit(store, "p", 1, "prepare")
    Table(store).add_tasks(newest, {"k": "fold"})
    assert Queue(store).jobs("p").latest == {"split": newest, "prepare": other}
    assert Queue(store).jobs("nobody").latest == {}


def test_the_clock_does_not_say_which_job_is_the_latest(store: Store) -> None:
    jobs = [submit(store, "p", seed) for seed in range(3)]
    for k, each in enumerate(jobs):  # set back between the jobs, and one of them at one time
        store.db.execute(
            "UPDATE jobs SET state = 'done', created = ? WHERE id = ?", (100 - k // 2, each.id)
        )
    assert [each.id for each in Queue(store).jobs("p").jobs] == [jobs[-1].id]
    again = submit(store, "p", 9)
    store.db.execute("UPDATE jobs SET created = 1 WHERE id = ?", (again.id,))
    assert Queue(store).jobs("p").latest["split"].id == again.id


def test_an_unknown_job_is_said(store: Store) -> None:
    with pytest.raises(NotFound, match="not known"):
        Queue(store).job("nothing")


def test_time_gone_and_time_to_go(store: Store) -> None:
    table, asked = Table(store), submit(store, "p")
    assert asked.remaining is None
    table.start(asked.id, None)
    store.db.execute("UPDATE jobs SET started = ?", (time.time() - 30,))
    table.progress([asked.id], 0.01, "Early")
    assert Queue(store).job(asked.id).remaining is None
    table.progress([asked.id], 0.75, "Late")
    now = Queue(store).job(asked.id)
    assert now.elapsed == pytest.approx(30, abs=5)
    assert now.remaining == pytest.approx(now.elapsed / 3, abs=1)
    table.end(asked.id, "done")
    ended = Queue(store).job(asked.id)
    assert (ended.fraction, ended.remaining) == (1.0, None)
    assert ended.elapsed == ended.elapsed  # it no longer grows


def test_a_restart_puts_back_what_was_running_and_forgets_its_tasks(store: Store) -> None:
    table, running = Table(store), submit(store, "p", 1)
    done, waiting = submit(store, "p", 2), submit(store, "p", 3)
    table.start(running.id, 1)
    table.add_tasks(running, {"k": "fold", "l": "fold"})
    table.end(done.id, "done")
    table.resume()
    assert [j.id for j in table.queued()] == [running.id, waiting.id]
    assert Queue(store).job(running.id).message.startswith("Interrupted by a restart")
    assert Queue(store).job(done.id).state == "done"
    table.start(running.id, 1)
    assert Queue(store).job(running.id).message.startswith("Interrupted by a restart")


def test_a_job_that_is_interrupted_again_and_again_waits_to_be_asked(store: Store) -> None:
    table, unlucky = Table(store), submit(store, "p")
    for _ in range(MOST_ATTEMPTS):
        table.start(unlucky.id, 1)
        table.resume()
    now = Queue(store).job(unlucky.id)
    assert (now.state, now.remedy) == ("failed", "Run it again.")


def test_tasks_go_with_their_job(store: Store) -> None:
    table, asked = Table(store), submit(store, "p")
    table.add_tasks(asked, {"k": "fold", "l": "fold"})
    assert [j.parent for j in table.queued()] == ["", asked.id, asked.id]
    assert len(table.remove_tasks(asked.id)) == 2
    assert [j.id for j in table.queued()] == [asked.id]


def write_jobs(folder: Path, writer: int) -> None:
    store = Store(folder)
    for seed in range(JOBS_EACH):
        submit(store, f"p{writer}", seed)


def test_forty_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_jobs, args=(tmp_path, i)) for i in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    count = Store(tmp_path).db.execute("SELECT COUNT(*) FROM jobs").fetchone()[0]
    assert count == WRITERS * JOBS_EACH
