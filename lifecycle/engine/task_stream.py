"""Keep tasks in flight: hand out, wait for one to end, give it to the step, pull the next.

What runs the tasks - the host, a pool of processes - is behind two calls, so that the order in
which a step sees results and proposes tasks is settled in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from ..core.errors import Damaged, LifecycleError
from ..core.recipe import A, P, Recipe, Step, recipe_for
from ..storage.artifacts import ArtifactStore

HandOut = Callable[[list[Recipe]], None]
"""Make these tasks run; told of each key once while it is in flight."""
NextEnd = Callable[["float | None"], "tuple[str, LifecycleError | None] | None"]
"""Wait so many seconds for a task to end: its key and its error. None when none ended in time, or
the step is to end with what it has."""
Patience = Callable[[], "float | None"]
"""How many seconds the caller wants to wait for the next result; None for as long as it takes."""


def unending() -> None:
    """The patience of a caller that wants every result."""


def stream(
    step: Step[P, A],
    params: Iterable[P],
    at_once: int | None,
    needs: Mapping[str, Recipe],
    store: ArtifactStore,
    hand_out: HandOut,
    next_end: NextEnd,
    patience: Patience = unending,
) -> Iterator[tuple[P, A | LifecycleError]]:
    """Yield each task's params and result as they come; see `Work.map`."""
    source = iter(params)
    waiting: dict[str, list[P]] = {}
    anew: set[str] = set()
    while True:
        in_flight = sum(map(len, waiting.values()))
        fresh: dict[str, Recipe] = {}
        for each in islice(source, None if at_once is None else max(0, at_once - in_flight)):
            recipe = recipe_for(step, each, needs)
            if recipe.key not in waiting:  # the same task asked for twice runs once
                fresh[recipe.key] = recipe
            waiting.setdefault(recipe.key, []).append(each)
        if fresh:
            hand_out(list(fresh.values()))
        if not waiting:
            return
        ended = next_end(patience())
        if ended is None:
            return
        key, error = ended
        if key in waiting:  # else of an earlier call, whose caller had enough
            result = error or _result(key, step, store, anew)
            if result is None:
                hand_out([recipe_for(step, waiting[key][0], needs)])
                continue
            for each in waiting.pop(key):
                yield each, result


def _result(key: str, step: Step[P, A], store: ArtifactStore, anew: set[str]) -> A | None:
    """Return a task's result; None when it is damaged and must be made once more."""
    try:
        return store.load(key, step.artifact)
    except Damaged:
        if key in anew:  # a disk that damages it again is no task's failure
            raise
        anew.add(key)
        store.set_aside(key)
        return None
