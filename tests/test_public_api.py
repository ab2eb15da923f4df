"""The public APIs: sorted, complete, cheap to import, and each name is what its module holds."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import pkgutil
import re
import subprocess
import sys
import textwrap
import tomllib
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

import lifecycle
import lifecycle.stats
from lifecycle.core import errors

ROOT = Path(__file__).resolve().parents[1]
BOTH = [lifecycle, lifecycle.stats]
PACKAGES = pytest.mark.parametrize("package", BOTH, ids=lambda package: package.__name__)
NAMES = [(package, name) for package in BOTH for name in package.__all__]
FUNCTIONS = [
    pytest.param(package, getattr(package, name), id=name)
    for package, name in NAMES
    if inspect.isfunction(getattr(package, name))
]
STATISTICS = [
    pytest.param(each.values[1], id=each.id)
    for each in FUNCTIONS
    if each.values[0] is lifecycle.stats
]
CLASSES = [
    pytest.param(getattr(package, name), id=name)
    for package, name in NAMES
    if inspect.isclass(getattr(package, name))
]
MODULES = [f"{package.__name__}.{home}" for package in BOTH for home in package.HOMES]


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


@PACKAGES
def test_a_public_name_is_no_modules_name(package: ModuleType) -> None:
    """Importing the module would put it in the name's place at the second access."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert modules & {*package.__all__} == set()


@pytest.mark.parametrize("name", ["lifecycle", "lifecycle.stats"])
def test_the_package_itself_loads_nothing(name: str) -> None:
    heavy = "{'pandas', 'sklearn', 'scipy', 'pydantic'}"
    ask = f"import sys, {name}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- docstrings: NumPy's sections ---------------------------------------------------------------


def sections(documented: Any) -> dict[str, list[str]]:
    """Return the lines of each section of a docstring; those before the first are under ""."""
    found: dict[str, list[str]] = {"": []}
    lines = inspect.cleandoc(documented.__doc__ or "").splitlines()
    title = ""
    for line, under in zip(lines, [*lines[1:], ""], strict=True):
        if line and re.fullmatch("-{3,}", under):
            title = line
            found[title] = []
        elif not re.fullmatch("-{3,}", line):
            found[title].append(line)
    return found


def entries(lines: list[str]) -> dict[str, tuple[str, str]]:
    """Return type and text of each name in a section such as ``Parameters``."""
    found: dict[str, tuple[str, str]] = {}
    names: list[str] = []
    for line in lines:
        if line[:1].strip():
            named, _, kind = line.partition(" : ")
            names = [name.strip(" *") for name in named.split(",")]
            found |= dict.fromkeys(names, (kind, ""))
        else:
            for name in names:
                found[name] = (found[name][0], f"{found[name][1]} {line.strip()}".strip())
    return found


def raises_ours(function: Any) -> set[str]:
    """Return which of our errors the body of a function raises itself."""
    nodes = ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
    raised = {node.exc for node in nodes if isinstance(node, ast.Raise)}
    names = {getattr(getattr(each, "func", each), "id", "") for each in raised}
    ours = (name for name in names if inspect.isclass(getattr(errors, name, None)))
    return {name for name in ours if issubclass(getattr(errors, name), errors.LifecycleError)}


def undescribed(documented: Any, title: str) -> list[str]:
    """Return the parameters that a section lacks or says nothing of, and those it makes up."""
    taken = list(inspect.signature(documented).parameters)
    given = entries(sections(documented).get(title, []))
    return [name for name in taken if not all(given.get(name, ("", "")))] + [
        name for name in given if name not in taken
    ]


@pytest.mark.parametrize(("package", "function"), FUNCTIONS)
def test_a_public_function_says_what_it_takes_gives_and_raises(
    package: ModuleType, function: Any
) -> None:
    told = sections(function)
    assert undescribed(function, "Parameters") == []
    if inspect.signature(function).return_annotation not in (None, "None"):
        assert "".join(told.get("Returns", [])).strip()
    assert raises_ours(function) <= set(entries(told.get("Raises", [])))


@pytest.mark.parametrize("function", STATISTICS)
def test_a_statistic_names_its_source_and_shows_a_call(function: Any) -> None:
    told = sections(function)
    assert "".join(told.get("References", [])).strip()
    assert any(f"{function.__name__}(" in line for line in told.get("Examples", []))


@pytest.mark.parametrize("kind", CLASSES)
def test_a_public_class_says_what_it_is_made_of(kind: Any) -> None:
    if issubclass(kind, Enum):
        assert all(f"``{each.value}``" in kind.__doc__ for each in kind)
    elif issubclass(kind, BaseModel):
        assert all(info.description for info in kind.model_fields.values())
    else:
        by_fields = dataclasses.is_dataclass(kind) and "Attributes" in sections(kind)
        given = entries(sections(kind).get("Attributes" if by_fields else "Parameters", []))
        taken = [name for name in inspect.signature(kind).parameters if name[0] != "_"]
        assert [name for name in taken if not all(given.get(name, ("", "")))] == []


def test_ruff_holds_every_module_of_public_names() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    ignores = tools["ruff"]["lint"]["per-file-ignores"]
    (held,) = (each for each in ignores if each.startswith("!"))
    for name in MODULES:
        path = Path(str(import_module(name).__file__)).relative_to(ROOT / "lifecycle")
        part = "stats/*" if path.parts[0] == "stats" else path.with_suffix("").as_posix()
        assert re.search(rf"[{{,]{re.escape(part)}[,}}]", held), name
