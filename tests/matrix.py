"""Full matrices for `make proofs`, and of each a slice that every run of the tests sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def proof(*values: Any) -> Any:
    """Return one set of parameters that only `make proofs` runs."""
    return pytest.param(*values, marks=pytest.mark.proof)


def first(values: Iterable[Any]) -> list[Any]:
    """Return all values; the tests see the first one."""
    head, *rest = values
    return [head, *map(proof, rest)]


def in_turn(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Return pairs of a model and a task; the tests see each model once, and the tasks in turn."""
    tasks: dict[str, list[str]] = {}
    for model, task in pairs:
        tasks.setdefault(model, []).append(task)
    return [
        (model, task) if k == turn % len(its) else proof(model, task)
        for turn, (model, its) in enumerate(tasks.items())
        for k, task in enumerate(its)
    ]


def crossed(models: Iterable[str], tasks: Sequence[str]) -> list[Any]:
    """Return every model with every task, of which the tests see what `in_turn` keeps."""
    return in_turn((model, task) for model in models for task in tasks)
