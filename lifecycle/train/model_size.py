"""How much memory a fitted model takes, from the state that it would be saved with."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np


def megabytes(model: object) -> float:
    """Return the size of a model's state in MB; what is shared within it counts once."""
    return _bytes(model, {}) / 2**20


def _bytes(value: Any, seen: dict[int, object]) -> int:
    if id(value) in seen or value is None or isinstance(value, type):
        return 0
    seen[id(value)] = value  # kept, as the identity of what is gone may be given again
    if isinstance(value, np.ndarray):
        inside = sum(_bytes(v, seen) for v in value.ravel()) if value.dtype == object else 0
        return int(value.nbytes) + inside
    if isinstance(value, str | bytes | int | float | complex | np.generic):
        return sys.getsizeof(value)
    if isinstance(value, Mapping):
        return sum(_bytes(k, seen) + _bytes(v, seen) for k, v in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return sum(_bytes(v, seen) for v in value)
    return _bytes(value.__getstate__(), seen) if not callable(value) else 0
