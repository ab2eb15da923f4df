"""Errors: each class carries a problem and a remedy, and whoever raises one gives both."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle.core import errors
from lifecycle.core.errors import LifecycleError

ROOT = Path(__file__).resolve().parents[2]


def family(kind: type[LifecycleError]) -> list[type[LifecycleError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in family(child))]


KINDS = family(LifecycleError)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_says_problem_and_remedy(kind: type[LifecycleError]) -> None:
    error = kind("Split has no result.", "Open Split and run it.")
    assert (error.problem, error.remedy) == error.args
    assert str(error) == "Split has no result. Open Split and run it."
    assert str(kind("It stopped.")) == "It stopped."
    again = pickle.loads(pickle.dumps(error))  # as it goes from a child process to its parent
    assert (type(again), str(again)) == (kind, str(error))


def test_every_class_lives_in_one_module_and_is_drawn_in_its_docstring() -> None:
    assert {kind.__module__ for kind in KINDS} == {errors.__name__}
    drawn = [
        line.strip(" │├└─").split()[0]
        for line in (errors.__doc__ or "").splitlines()
        if "  " in line
    ]
    assert sorted(drawn) == sorted(kind.__name__ for kind in KINDS)


def raised() -> Iterator[tuple[str, ast.Call]]:
    """Yield every place of the engine that makes one of these errors."""
    names = {kind.__name__ for kind in KINDS}
    for path in sorted((ROOT / "lifecycle").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def ending(node: ast.expr) -> str:
    """Return the last words of a text in the source; empty when only running it could tell."""
    if isinstance(node, ast.JoinedStr):
        node = node.values[-1]
    if isinstance(node, ast.IfExp):
        return ending(node.body) and ending(node.orelse)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_whoever_raises_an_error_says_what_to_do() -> None:
    places = list(raised())
    assert len(places) > 50
    silent = [
        place
        for place, call in places
        if len(call.args) != 2 and not any(isinstance(arg, ast.Starred) for arg in call.args)
    ]
    assert silent == []


def test_problems_and_remedies_are_sentences() -> None:
    loose = [
        place
        for place, call in raised()
        for text in map(ending, call.args)
        if text and (not text.endswith((".", "?")) or "!" in text)
    ]
    assert loose == []
