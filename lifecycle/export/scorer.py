"""Score frames and records with an exported model, the same way for endpoint, file and check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from ..data.readers import to_kinds
from ..metrics.predictions import at_threshold
from .schema import classes_of, kinds_of, written_in

NOTHING: Mapping[str, str] = MappingProxyType({})


class Exported(Protocol):
    """An export or an opened bundle."""

    @property
    def schema(self) -> dict[str, Any]: ...
    @property
    def metrics(self) -> dict[str, Any]: ...
    @property
    def model(self) -> Any: ...


@dataclass(frozen=True)
class Scorer:
    """A fitted pipeline with the schema of what it takes."""

    name: str
    model: Any
    schema: Mapping[str, Any]
    threshold: float = 0.5

    @classmethod
    def of(cls, source: Exported) -> Scorer:
        threshold = source.metrics.get("threshold")
        name = str(source.metrics["model"])
        return cls(name, source.model, source.schema, 0.5 if threshold is None else threshold)

    @property
    def columns(self) -> list[str]:
        return list(self.schema["properties"])

    def to_input(self, raw: pd.DataFrame, ways: Mapping[str, str] = NOTHING) -> pd.DataFrame:
        """Return the model's columns in order and in their kinds; absent ones are missing.

        ``ways`` are decimal marks that a file's columns show themselves.
        """
        return to_kinds(raw, kinds_of(self.schema), written_in(self.schema, ways))

    def predict(self, inputs: pd.DataFrame) -> pd.DataFrame:
        """Return the frame of predictions for a frame of typed inputs."""
        # imported here, because the Export step imports this room
        from ..train.fit_step import predict

        classes = classes_of(self.schema)
        return at_threshold(predict(self.model, inputs, classes), classes, self.threshold)
