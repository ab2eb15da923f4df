"""Choices of one step that hold in others too, so that all speak of the same model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHARED: dict[tuple[str, str], tuple[str, ...]] = {
    ("evaluate", "model"): ("decide",),  # whose threshold is set, is who is judged
    ("evaluate", "calibration"): ("decide", "conformal", "mistakes", "fairness", "one_row"),
}


def everywhere(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the choices by step, with those that hold in further steps."""
    found = {step: dict(chosen) for step, chosen in fields.items()}
    for step, chosen in fields.items():
        for name, value in chosen.items():
            for other in SHARED.get((step, name), ()):
                found.setdefault(other, {}).setdefault(name, value)
    return found
