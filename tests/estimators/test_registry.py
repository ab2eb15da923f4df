"""The contract of the registry: what a saved model may hold, and what a script has a copy of."""

from __future__ import annotations

import ast
import inspect
import sys
from importlib import import_module
from pathlib import Path

import pytest
from sklearn.base import BaseEstimator

from lifecycle.estimators import registry

ROOM = Path(registry.__file__).parent
IN_A_SCRIPT = {"numpy", "pandas", "sklearn", "scipy"}  # and the standard library
ROWS = [(module, name) for module, names in registry.OWN.items() for name in names]


@pytest.mark.parametrize("row", ROWS, ids=".".join)
def test_a_row_names_an_estimator_or_a_function(row: tuple[str, str]) -> None:
    module, name = row
    found = getattr(import_module(f"lifecycle.estimators.{module}"), name)
    assert inspect.isfunction(found) or issubclass(found, BaseEstimator)
    assert found.__module__ == f"lifecycle.estimators.{module}"
    assert f"lifecycle.estimators.{module}.{name}" in registry.TRUSTED


@pytest.mark.parametrize("module", registry.OWN)
def test_a_module_can_be_copied_into_a_script(module: str) -> None:
    tree = ast.parse((ROOM / f"{module}.py").read_text(encoding="utf-8"))
    foreign = set()
    for node in tree.body:  # what a model alone needs is imported where it is fitted
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "a copy in a script has no room of ours beside it"
            foreign.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            foreign |= {alias.name.split(".")[0] for alias in node.names}
    assert foreign - set(sys.stdlib_module_names) <= IN_A_SCRIPT


def test_every_estimator_of_this_room_is_listed() -> None:
    listed = {f"{module}.{name}" for module, name in ROWS}
    for path in ROOM.glob("*.py"):
        if path.stem in ("__init__", "registry"):
            continue
        module = import_module(f"lifecycle.estimators.{path.stem}")
        for name, found in vars(module).items():
            own = inspect.isclass(found) and found.__module__ == module.__name__
            if own and issubclass(found, BaseEstimator) and not inspect.isabstract(found):
                kept = found.__subclasses__() or f"{path.stem}.{name}" in listed
                assert kept, f"{path.stem}.{name}"
