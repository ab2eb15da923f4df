"""Parts of a module as source text, with the imports they need, to stand in another script."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable
from types import ModuleType

IGNORE = re.compile(r"  # type: ignore.*$", flags=re.MULTILINE)


def copy_parts(module: ModuleType, wanted: Iterable[str]) -> tuple[list[str], str]:
    """Return import lines and source of the ``wanted`` names and of all they use."""
    source = inspect.getsource(module)
    tree = ast.parse(source)
    parts = {name: node for node in tree.body for name in _defines(node)}
    kept: set[str] = set()
    used: set[str] = set()
    ahead = [name for name in wanted if name in parts]
    while ahead:
        name = ahead.pop()
        if name not in kept:
            kept.add(name)
            names = {n.id for n in ast.walk(parts[name]) if isinstance(n, ast.Name)}
            used |= names
            ahead += [n for n in names if n in parts]
    nodes = [node for node in tree.body if kept & set(_defines(node))]
    text = "\n\n".join(_segment(source, node) for node in nodes)
    return _imports(tree, used), IGNORE.sub("", text)


def _defines(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        names = (name for target in node.targets for name in ast.walk(target))
        return [name.id for name in names if isinstance(name, ast.Name)]
    return []


def _segment(source: str, node: ast.stmt) -> str:
    first = min([d.lineno for d in getattr(node, "decorator_list", [])] + [node.lineno])
    lines = source.splitlines()[first - 1 : node.end_lineno]
    return ("\n" if isinstance(node, ast.FunctionDef | ast.ClassDef) else "") + "\n".join(lines)


def _imports(tree: ast.Module, used: set[str]) -> list[str]:
    """Return one line an imported name that is used, but for relative and future imports."""
    lines = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if module == "__future__" or (isinstance(node, ast.ImportFrom) and node.level):
                continue
            for alias in node.names:
                if (alias.asname or alias.name) in used:
                    text = alias.name + (f" as {alias.asname}" if alias.asname else "")
                    lines.append(f"from {module} import {text}" if module else f"import {text}")
    return lines
