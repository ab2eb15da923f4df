"""The child's end of the pipe: what it asks the host for, and when it stops asking."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest

from lifecycle.core.errors import ProcessDied, TaskError
from lifecycle.core.recipe import Params, Recipe, Step, recipe_for
from lifecycle.engine.child import HostWork
from lifecycle.engine.runner import Report
from lifecycle.storage.database import Store


class Ask(Params):
    n: int = 0


@dataclass(frozen=True)
class Square:
    value: int


def run_square(params: Ask, *, report: Report) -> Square:
    return Square(params.n**2)


STEP = Step("square", "Square", "", Ask, Square, run_square)
ASKS = [Ask(n=n) for n in range(1, 5)]


class Ends:
    """Both ends of the pipe: the child's work, and what a host would do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.host: Connection
        self.host, child = Pipe()
        self.work = HostWork(child, 2, store, {}, {"square": STEP})
        self.recipes = [recipe_for(STEP, each, {}) for each in ASKS]

    def end(self, recipe: Recipe, state: str = "done", *said: str) -> None:
        if state == "done":
            self.store.save(recipe, run_square(recipe.params, report=print))  # type: ignore[arg-type]
        self.host.send((state, recipe.key, *(said or ("", ""))))

    def heard(self) -> list[Any]:
        heard = []
        while self.host.poll():
            kind, *said = self.host.recv()
            heard.append((kind, len(said[0])) if said else (kind,))
        return heard


@pytest.fixture
def ends(store: Store) -> Ends:
    return Ends(store)


def test_results_come_as_tasks_end_and_the_pipe_is_left_empty(ends: Ends) -> None:
    results = ends.work.map(STEP, ASKS)
    for recipe in reversed(ends.recipes):
        ends.end(recipe)
    assert [result.value for _, result in results] == [16, 9, 4, 1]
    assert ends.heard() == [("tasks", 4)]


def test_tasks_are_asked_for_as_there_is_room(ends: Ends) -> None:
    results = ends.work.map(STEP, ASKS, at_once=ends.work.slots)
    ends.end(ends.recipes[0])
    next(results)
    assert ends.heard() == [("tasks", 2)]
    ends.end(ends.recipes[1])
    next(results)
    assert ends.heard() == [("tasks", 1)]


def test_a_caller_that_leaves_lets_the_host_end_the_rest(ends: Ends) -> None:
    ends.end(ends.recipes[0])
    for _ in ends.work.map(STEP, ASKS):
        break
    assert ends.heard() == [("tasks", 4), ("enough",)]
    ends.end(ends.recipes[1])  # it came too late to be ended
    ends.end(ends.recipes[3])
    assert [result.value for _, result in ends.work.map(STEP, ASKS[3:])] == [16]


def test_told_to_stop_it_yields_what_came_before_and_asks_for_no_more(ends: Ends) -> None:
    ends.end(ends.recipes[0])
    ends.host.send(("stop", "", "", ""))
    ends.end(ends.recipes[1])
    assert [result.value for _, result in ends.work.map(STEP, ASKS, at_once=2)] == [1]
    assert ends.work.stopped
    assert list(ends.work.map(STEP, ASKS)) == []
    assert ends.heard() == [("tasks", 2), ("tasks", 1)]


def test_a_failed_task_is_an_answer_and_a_dead_one_is_not(ends: Ends) -> None:
    results = ends.work.map(STEP, ASKS)
    ends.end(ends.recipes[0], "failed", "Too few rows.", "Bring more.")
    error = next(results)[1]
    assert isinstance(error, TaskError)
    assert error.problem == "Too few rows."
    ends.end(ends.recipes[1], "died", "The process was killed.", "Run it again.")
    with pytest.raises(ProcessDied, match="was killed"):
        next(results)
