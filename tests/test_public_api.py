"""The public APIs: sorted, complete, cheap to import, and each name is what its module holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import lifecycle
import lifecycle.stats

BOTH = [lifecycle, lifecycle.stats]
PACKAGES = pytest.mark.parametrize("package", BOTH, ids=lambda package: package.__name__)
NAMES = [(package, name) for package in BOTH for name in package.__all__]


@PACKAGES
def test_the_names_are_sorted_as_ruff_sorts_them(package: ModuleType) -> None:
    def place(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert package.__all__ == sorted(set(package.__all__), key=place)


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_a_public_name_is_there_and_says_what_it_is(package: ModuleType, name: str) -> None:
    found = getattr(package, name)
    assert name in dir(package)
    if not name.isupper():
        assert (found.__doc__ or "").strip()


@PACKAGES
def test_checkers_and_the_interpreter_are_told_the_same(package: ModuleType) -> None:
    tree = ast.parse(Path(str(package.__file__)).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    told = {
        node.module: tuple(alias.name for alias in node.names)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    }
    assert told == package.HOMES
    assert {name for names in told.values() for name in names} == set(package.__all__)
    for home, names in package.HOMES.items():
        assert set(names) <= set(vars(import_module(f"{package.__name__}.{home}")))


@PACKAGES
def test_an_unknown_name_is_an_attribute_error(package: ModuleType) -> None:
    assert not hasattr(package, "nothing_of_the_kind")


@pytest.mark.parametrize("name", ["lifecycle", "lifecycle.stats"])
def test_the_package_itself_loads_nothing(name: str) -> None:
    heavy = "{'pandas', 'sklearn', 'scipy', 'pydantic'}"
    ask = f"import sys, {name}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
