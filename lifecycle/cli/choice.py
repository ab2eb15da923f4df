"""One choice as somebody gave it: of which field of which step, and where they wrote it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """A value for one field of a step; ``source`` is how it was given, as in ``--set a.b``."""

    step: str
    field: str
    value: Any
    source: str


def of_options(args: argparse.Namespace, options: Mapping[str, Fields]) -> list[Choice]:
    """Return what the options choose that were given, by the fields that each of them sets."""
    given = {name: getattr(args, name) for name in options}
    return [
        Choice(step, field, _once(value), f"--{name.replace('_', '-')}")
        for name, value in given.items()
        if value is not None
        for step, field in options[name]
    ]


def _once(value: Any) -> Any:
    """Return a list without what it names again."""
    return tuple(dict.fromkeys(value)) if isinstance(value, list) else value
