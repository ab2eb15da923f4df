"""Frames and numbers as plain JSON values: NaN becomes null, NumPy scalars become Python's."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:
    """Return the value with only what JSON knows.

    >>> plain({"a": (np.float64("nan"), np.int64(2)), "t": pd.Timestamp("2024-02-01")})
    {'a': [None, 2], 't': '2024-02-01T00:00:00'}
    """
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, pd.DataFrame):
        return records(value)
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dict a row."""
    columns = [[plain(v) for v in frame[name].tolist()] for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def dumps(value: Any) -> str:
    """Return indented JSON text that every reader takes."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
