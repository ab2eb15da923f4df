"""How tests wait: for a state, and never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 600.0
"""Seconds after which a state will not come any more, on a machine that is busy with other work."""


def until(look: Callable[[], T]) -> T:
    """Return what ``look`` returns once that is true; fail when it never is."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, f"waited {PATIENCE:g} s in vain"
        time.sleep(0.01)
    return found
