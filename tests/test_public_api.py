"""The public API: sorted, complete, cheap to import, and each name is what its module holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import lifecycle


def test_the_names_are_sorted_as_ruff_sorts_them() -> None:
    def place(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert lifecycle.__all__ == sorted(set(lifecycle.__all__), key=place)


@pytest.mark.parametrize("name", lifecycle.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(lifecycle, name)
    assert name in dir(lifecycle)
    if not name.isupper():
        assert (found.__doc__ or "").strip()


def test_checkers_and_the_interpreter_are_told_the_same() -> None:
    tree = ast.parse(Path(lifecycle.__file__).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    told = {
        node.module: tuple(alias.name for alias in node.names)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    }
    assert told == lifecycle.HOMES
    assert {name for names in told.values() for name in names} == set(lifecycle.__all__)
    for home, names in lifecycle.HOMES.items():
        assert set(names) <= set(vars(import_module(f"lifecycle.{home}")))


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(lifecycle, "nothing_of_the_kind")


def test_the_package_itself_loads_nothing() -> None:
    ask = (
        "import sys, lifecycle; print(sorted({'pandas', 'sklearn', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
