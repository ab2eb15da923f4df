"""Bytes to a raw table: format, encoding, dialect and kinds, each guess reported."""

from __future__ import annotations

from typing import Any


def read_table(path: Any, sheet: str = "", report: Any = None) -> Any:
    raise NotImplementedError
