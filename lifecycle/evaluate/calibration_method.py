"""How a person says that probabilities are to be corrected."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ..stats.recalibration import NONE

Method = Literal["none", "sigmoid", "isotonic", "temperature"]
LABELS: dict[str, Any] = {
    "labels": {
        "none": "None",
        "sigmoid": "Sigmoid",
        "isotonic": "Isotonic",
        "temperature": "Temperature",
    }
}


def method_field() -> Any:
    """Return the field of a step's params that says how probabilities are corrected."""
    return Field(
        NONE,
        title="Recalibration",
        description="A correction behind the model that makes its probabilities agree with "
        "observed shares: learned on out-of-fold predictions of training rows and exported with "
        "the model. Regression has none.",
        json_schema_extra=LABELS,
    )
