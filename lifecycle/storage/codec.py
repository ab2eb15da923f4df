"""An artifact as files: frames as Parquet, estimators with skops, the rest as JSON.

A large frame is read only when somebody asks for it, and one that is in a file already is linked.
No pickle.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import pandas as pd
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from sklearn.base import BaseEstimator

from ..core.errors import NotFound
from . import lazy_frames
from .model_file import load_model, save_model

A = TypeVar("A")
LARGE = 1_000_000  # cells of a frame from which on it is loaded only when asked for


@cache
def _adapter(artifact: Any, name: str) -> TypeAdapter[Any]:
    hint = get_type_hints(artifact)[name]
    if isinstance(hint, type) and issubclass(hint, BaseModel):  # it has a config of its own
        return TypeAdapter(hint)
    return TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))


def write(artifact: Any, folder: Path) -> None:
    """Write a frozen dataclass into an empty folder, one file a frame, estimator or blob."""
    plain: dict[str, Any] = {}
    files = lazy_frames.files_of(artifact)
    for each in dataclasses.fields(artifact):
        stem = folder / each.name
        if each.name in files:  # it is in a file already, and may be too large to be loaded
            files[each.name].link(stem.with_suffix(".parquet"))
            continue
        value = getattr(artifact, each.name)
        if isinstance(value, pd.DataFrame):
            value.to_parquet(stem.with_suffix(".parquet"), index=False)
        elif isinstance(value, BaseEstimator):
            save_model(value, stem.with_suffix(".skops"))
        elif isinstance(value, bytes):
            stem.with_suffix(".bin").write_bytes(value)
        elif isinstance(value, Mapping) and _frames(value):
            stem.mkdir()
            for name, frame in value.items():
                frame.to_parquet(stem / f"{name}.parquet", index=False)
        else:
            kind: Any = type(artifact)
            plain[each.name] = _adapter(kind, each.name).dump_python(value, mode="json")
    (folder / "artifact.json").write_text(json.dumps(plain))


def read(kind: type[A], folder: Path) -> A:
    """Read what `write` wrote; raises NotFound when it is gone or of another version."""
    try:
        plain = json.loads((folder / "artifact.json").read_text())
        names = [each.name for each in dataclasses.fields(kind)]  # type: ignore[arg-type]
        large = {name: file for name in names if (file := _large(kind, name, folder))}
        small = [name for name in names if name not in large]
        values = {name: _read_field(kind, name, folder, plain) for name in small}
        return lazy_frames.lazy(kind, values, large) if large else kind(**values)
    except (FileNotFoundError, TypeError, ValidationError) as error:
        raise NotFound("This result is no longer stored.", "Run the step again.") from error


def _large(kind: Any, name: str, folder: Path) -> lazy_frames.FrameFile | None:
    """Return the file of a frame that is better left there until somebody needs it."""
    path = (folder / name).with_suffix(".parquet")
    if hasattr(kind, name) or not path.exists():
        return None
    file = lazy_frames.FrameFile(path)
    rows, columns = file.shape
    return file if rows * columns >= LARGE else None


def _read_field(kind: Any, name: str, folder: Path, plain: Mapping[str, Any]) -> Any:
    stem = folder / name
    if name in plain:
        return _adapter(kind, name).validate_python(plain[name])
    if stem.is_dir():
        return {path.stem: pd.read_parquet(path) for path in sorted(stem.iterdir())}
    if stem.with_suffix(".parquet").exists():
        return pd.read_parquet(stem.with_suffix(".parquet"))
    if stem.with_suffix(".skops").exists():
        return load_model(stem.with_suffix(".skops"))
    return stem.with_suffix(".bin").read_bytes()


def _frames(value: Mapping[Any, Any]) -> bool:
    return bool(value) and all(isinstance(v, pd.DataFrame) for v in value.values())
