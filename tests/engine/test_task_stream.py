"""How tasks are handed out: all at once, or so many in flight, each pulled when there is room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lifecycle.core.errors import LifecycleError, TaskError
from lifecycle.core.recipe import Params, Recipe, Step
from lifecycle.engine.runner import InlineWork, Report
from lifecycle.engine.task_stream import stream
from lifecycle.storage.database import Store


class Ask(Params):
    n: int = 0


@dataclass(frozen=True)
class Square:
    value: int


def run_square(params: Ask, *, report: Report) -> Square:
    if params.n < 0:
        raise TaskError("Negative.", "Give another.")
    return Square(params.n**2)


STEP = Step("square", "Square", "", Ask, Square, run_square)


class Lane:
    """Ends tasks in the order they were handed out, and writes down what happened when."""

    def __init__(self, store: Store, stop_after: int = 99) -> None:
        self.store, self.stop_after = store, stop_after
        self.flying: list[Recipe] = []
        self.said: list[str] = []
        self.most = 0

    def hand_out(self, recipes: list[Recipe]) -> None:
        self.flying += recipes
        self.most = max(self.most, len(self.flying))
        self.said.append("out " + " ".join(str(r.params.model_dump()["n"]) for r in recipes))

    def next_end(self, seconds: float | None) -> tuple[str, LifecycleError | None] | None:
        if not self.stop_after:
            return None
        self.stop_after -= 1
        recipe = self.flying.pop(0)
        try:
            self.store.save(recipe, STEP.run(recipe.params, report=lambda f, m: None))
        except LifecycleError as error:
            return recipe.key, error
        return recipe.key, None

    def propose(self, *numbers: int) -> Iterator[Ask]:
        for n in numbers:
            self.said.append(f"pull {n}")
            yield Ask(n=n)

    def run(self, at_once: int | None, *numbers: int) -> list[tuple[int, object]]:
        found: list[tuple[int, object]] = []
        tasks = stream(
            STEP, self.propose(*numbers), at_once, {}, self.store, self.hand_out, self.next_end
        )
        for each, result in tasks:
            assert isinstance(each, Ask)
            self.said.append(f"got {each.n}")
            found.append((each.n, result if isinstance(result, LifecycleError) else result.value))
        return found


def test_without_a_number_all_are_asked_for_at_once(store: Store) -> None:
    lane = Lane(store)
    assert lane.run(None, 1, 2, 3) == [(1, 1), (2, 4), (3, 9)]
    assert lane.said[:4] == ["pull 1", "pull 2", "pull 3", "out 1 2 3"]


def test_the_next_is_pulled_after_the_result_before_was_dealt_with(store: Store) -> None:
    lane = Lane(store)
    assert lane.run(2, 1, 2, 3, 4) == [(1, 1), (2, 4), (3, 9), (4, 16)]
    assert lane.most == 2
    assert lane.said == [
        *("pull 1", "pull 2", "out 1 2"),
        *("got 1", "pull 3", "out 3", "got 2", "pull 4", "out 4", "got 3", "got 4"),
    ]


@pytest.mark.parametrize("at_once", [None, 5])
def test_a_task_asked_for_twice_runs_once_and_answers_twice(
    store: Store, at_once: int | None
) -> None:
    lane = Lane(store)
    assert lane.run(at_once, 2, 2, 3) == [(2, 4), (2, 4), (3, 9)]
    assert "out 2 3" in lane.said


def test_a_failed_task_does_not_stop_the_others(store: Store) -> None:
    (n, error), rest = Lane(store).run(1, -1, 3)
    assert n == -1
    assert isinstance(error, TaskError)
    assert rest == (3, 9)


def test_a_stop_ends_it_without_pulling_more(store: Store) -> None:
    lane = Lane(store, stop_after=2)
    assert lane.run(1, 1, 2, 3, 4) == [(1, 1), (2, 4)]
    assert lane.said[-2:] == ["pull 3", "out 3"]
    assert lane.run(None, 1, 2) == []


def test_a_search_in_this_process_sees_each_result_before_it_proposes(store: Store) -> None:
    seen: list[int] = []

    def search() -> Iterator[Ask]:
        while len(seen) < 3:
            yield Ask(n=2 + sum(seen))

    for _, result in InlineWork(store, {}, {"square": STEP}).map(STEP, search(), at_once=1):
        assert isinstance(result, Square)
        seen.append(result.value)
    assert seen == [4, 36, 42**2]
