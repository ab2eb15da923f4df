"""Running a recipe in this process: what is made, in which order, and how progress is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lifecycle.core.recipe import Need, Params, Step, plan
from lifecycle.engine.runner import Report, Work, run_recipe
from lifecycle.storage.database import Store


class Seed(Params):
    seed: int = 0


@dataclass(frozen=True)
class Number:
    value: int


def run_first(params: Seed, *, report: Report) -> Number:
    report(0.5, "first")
    return Number(params.seed + 1)


def run_long(params: Seed, *, first: Number, report: Report, work: Work) -> Number:
    report(0.5, "long")
    return Number(first.value * 10)


def run_last(params: Seed, *, first: Number, long: Number, report: Report) -> Number:
    report(0.0, "begin")
    report(1.0, "end")
    return Number(first.value + long.value)


def step(name: str, run: Any, *needs: str) -> Step:
    return Step(name, name, "", Seed, Number, run, tuple(map(Need.of, needs)))


STEPS = {
    s.name: s
    for s in (
        step("first", run_first),
        step("long", run_long, "first"),
        step("last", run_last, "first", "long"),
    )
}


def told(store: Store, name: str, **choices: Params) -> tuple[Any, list[tuple[float, str]]]:
    said: list[tuple[float, str]] = []
    recipe = plan(STEPS, choices)[name]
    made = run_recipe(recipe, store, STEPS, lambda f, m: said.append((f, m)))
    return made, said


def test_progress_never_goes_back_and_quick_steps_before_it_take_none(store: Store) -> None:
    made, said = told(store, "last")
    assert made == Number(11)
    assert said == [(0.0, "first"), (0.25, "long"), (0.5, "begin"), (1.0, "end")]


def test_what_is_known_is_not_made_again(store: Store) -> None:
    told(store, "long")
    made, said = told(store, "last")
    assert made == Number(11)
    assert said == [(0.0, "begin"), (1.0, "end")]
    assert told(store, "last") == (Number(11), [])


def test_what_only_a_known_result_rests_on_is_not_made(store: Store) -> None:
    told(store, "long")
    store.forget(plan(STEPS, {})["first"].key)
    assert told(store, "long") == (Number(10), [])
