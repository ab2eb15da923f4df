"""The examples in docstrings are true: every one is run."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("lifecycle", "pages")
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def holders(module: ModuleType) -> Iterator[Any]:
    """Yield a module, and what doctest does not look into by itself."""
    yield module
    for each in vars(module).values():
        if isinstance(each, type) and each.__module__ == module.__name__:
            yield from (v.func for v in vars(each).values() if isinstance(v, cached_property))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name: str) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    for each in holders(module):
        for test in doctest.DocTestFinder().find(each, globs=dict(vars(module))):
            runner.run(test)
    assert runner.tries == Path(str(module.__file__)).read_text(encoding="utf-8").count(">>> ")
    assert not runner.failures, "see the captured output"
