"""A bundle's holdout rows, read and held against its schema: both may be from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from ..core.errors import ReadingError
from ..data.readers.parquet import read_arrow
from ..metrics.predictions import PREDICTION, probabilities
from .foreign_contents import REMEDY, Unfit
from .schema import classes_of, kinds_of, outputs_of, stored_names, stored_target

REFERENCE = "reference.parquet"
STORED = {"number": is_numeric_dtype, "date": is_datetime64_any_dtype}


def read_reference(folder: Path, schema: Mapping[str, Any]) -> pd.DataFrame:
    """Return the holdout rows; raises ReadingError when they do not go with the schema."""
    with Unfit(f"The bundle's {REFERENCE} cannot be read."):
        frame: pd.DataFrame = read_arrow(folder / REFERENCE).to_pandas()
    with Unfit(f"The bundle's {REFERENCE} does not go with its schema.json."):
        for problem in problems(schema, frame):
            raise ReadingError(
                f"The bundle's {REFERENCE} does not go with its schema.json: {problem}.", REMEDY
            )
    return frame


def problems(schema: Mapping[str, Any], frame: pd.DataFrame) -> list[str]:
    """Return what of the holdout rows is not as Export writes it, the first that was found."""
    stored, target = stored_names(schema), stored_target(schema)
    classes, outputs = classes_of(schema), outputs_of(schema)
    names = [*stored.values(), target, *outputs]
    if sorted(names) != sorted(map(str, frame.columns)):
        return ["it has other columns"]
    if frame.empty:
        return ["it has no rows"]
    for name, kind in kinds_of(schema).items():
        if kind in STORED and not STORED[kind](frame[stored[name]]):
            return [f"{name[:40]!r} is no {kind}"]
    said = frame[[target, PREDICTION]]
    if not classes:
        numbers = all(is_numeric_dtype(said[name]) for name in said)
        return (
            [] if numbers and np.isfinite(said.to_numpy(float)).all() else ["answers are missing"]
        )
    if not said.isin(classes).to_numpy().all():
        return ["it knows other classes"]
    p = probabilities(frame, classes).astype(float)
    return [] if ((p >= 0) & (p <= 1)).all() else ["its probabilities are none"]
