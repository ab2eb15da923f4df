"""An estimator as the Python expression that builds it anew, unfitted, with its imports."""

from __future__ import annotations

import inspect
import json
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..estimators.registry import own_modules

WIDTH = 96


@dataclass
class Writer:
    """Turns values into source text and collects the imports that the text needs."""

    imports: set[tuple[str, str]] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)  # our own names, which a script must hold

    def text(self, value: Any, indent: int = 0) -> str:
        """Return the source of a value; long calls and lists are broken over lines."""
        if isinstance(value, str) and value.isprintable():
            return json.dumps(value, ensure_ascii=False)
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        if isinstance(value, np.generic):
            return self.text(value.item(), indent)
        if isinstance(value, dict):
            items = [f"{self.text(k)}: {self.text(v, indent + 4)}" for k, v in value.items()]
            return _wrapped("{", items, "}", indent)
        if isinstance(value, list | tuple):
            return self._sequence(value, indent)
        if isinstance(value, type) or inspect.isroutine(value) or isinstance(value, np.ufunc):
            return self._name(value)
        return self._call(value, indent)

    def _sequence(self, value: list[Any] | tuple[Any, ...], indent: int) -> str:
        items = [self.text(v, indent + 4) for v in value]
        if all(isinstance(v, str | int | float) for v in value):
            items = _filled(items, indent + 4)
        if isinstance(value, list):
            return _wrapped("[", items, "]", indent)
        return _wrapped("(", items, ",)" if len(value) == 1 else ")", indent)

    def _call(self, value: Any, indent: int) -> str:
        """Return the constructor call with the arguments that are not the default."""
        signature = inspect.signature(type(value)).parameters
        named = [n for n, p in signature.items() if p.kind is not inspect.Parameter.VAR_KEYWORD]
        free = value.get_params(deep=False) if hasattr(value, "get_params") else {}
        own = {
            name: (getattr(value, name, free.get(name)), signature[name].default) for name in named
        }
        if len(named) < len(signature):  # LightGBM takes some of its parameters by ** alone
            own |= {name: (free[name], None) for name in free if name not in own}
        arguments = [
            f"{name}={self.text(given, indent + 4)}"
            for name, (given, default) in own.items()
            if repr(given) != repr(default)
        ]
        return _wrapped(self._name(type(value)) + "(", arguments, ")", indent)

    def _name(self, thing: Any) -> str:
        name = str(thing.__name__)
        module = str(getattr(thing, "__module__", None) or "numpy")
        if module in {each.__name__ for each in own_modules()}:
            self.copied.add(name)
            return name
        public = module.split("._")[0]
        self.imports.add((public, name))
        return name

    def import_lines(self) -> list[str]:
        """Return one import line a name."""
        return [f"from {module} import {name}" for module, name in sorted(self.imports)]


def _filled(items: list[str], indent: int) -> list[str]:
    """Return the items joined to lines, as many on each as fit."""
    lines: list[str] = []
    for item in items:
        if lines and indent + len(lines[-1]) + len(item) + 2 < WIDTH:
            lines[-1] += ", " + item
        else:
            lines.append(item)
    return lines


def _wrapped(opening: str, items: list[str], closing: str, indent: int) -> str:
    flat = opening + ", ".join(items) + closing
    if len(flat) + indent <= WIDTH and "\n" not in flat:
        return flat
    pad = " " * (indent + 4)
    inner = "".join(f"{pad}{item},\n" for item in items)
    return f"{opening}\n{inner}{' ' * indent}{closing.lstrip(',')}"
