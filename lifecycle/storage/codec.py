"""An artifact as files: frames as Parquet, estimators with skops, the rest as JSON.

A large frame is read only when somebody asks for it, and one that is in a file already is linked.
No pickle. What has sums is held to them before it is decoded.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import pandas as pd
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sklearn.base import BaseEstimator

from . import lazy_frames
from .block_sums import BlockSums
from .decoding import decoding
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


def read(kind: type[A], folder: Path, sums: Mapping[str, BlockSums]) -> A:
    """Read what `write` wrote; raises Damaged when it is not that, or is of another version."""
    with decoding(folder):
        if any((folder / name).stat().st_size != kept.size for name, kept in sums.items()):
            raise ValueError("A file has another size than was written")
        plain = json.loads(_whole(folder / "artifact.json", folder, sums).read_text())
        names = [each.name for each in dataclasses.fields(kind)]  # type: ignore[arg-type]
        large = {name: file for name in names if (file := _large(kind, name, folder, sums))}
        later = {name for name in names if name not in plain and _came_later(kind, name, folder)}
        small = [name for name in names if name not in large and name not in later]
        values = {name: _read_field(kind, name, folder, plain, sums) for name in small}
        values |= {name: made() for name in later if (made := _factory(kind, name))}
        return lazy_frames.lazy(kind, values, large) if large else kind(**values)


def _came_later(kind: Any, name: str, folder: Path) -> bool:
    """Whether an earlier version had no such field, which has a default today."""
    (field,) = (each for each in dataclasses.fields(kind) if each.name == name)
    default = field.default is not dataclasses.MISSING or _factory(kind, name) is not None
    return default and not any(folder.glob(f"{name}*"))


def _factory(kind: Any, name: str) -> Callable[[], Any] | None:
    """Return what makes the default of a field, None where it has a plain one or none."""
    (field,) = (each for each in dataclasses.fields(kind) if each.name == name)
    made: Any = field.default_factory
    return None if made is dataclasses.MISSING else made


def _whole(path: Path, folder: Path, sums: Mapping[str, BlockSums]) -> Path:
    """Return a file's path; raises ValueError when it is not as it was written."""
    kept = sums.get(path.relative_to(folder).as_posix())
    if sums and (kept is None or not kept.agree(path)):
        raise ValueError(f"{path.name} is not as it was written")
    return path


def _large(
    kind: Any, name: str, folder: Path, sums: Mapping[str, BlockSums]
) -> lazy_frames.FrameFile | None:
    """Return the file of a frame that is better left there until somebody needs it."""
    path = (folder / name).with_suffix(".parquet")
    if hasattr(kind, name) or not path.exists():
        return None
    file = lazy_frames.FrameFile(path, sums.get(path.name), folder)
    rows, columns = file.shape
    return file if rows * columns >= LARGE else None


def _read_field(
    kind: Any, name: str, folder: Path, plain: Mapping[str, Any], sums: Mapping[str, BlockSums]
) -> Any:
    stem = folder / name
    if name in plain:
        return _adapter(kind, name).validate_python(plain[name])
    if stem.is_dir():
        files = [_whole(path, folder, sums) for path in sorted(stem.iterdir())]
        return {path.stem: pd.read_parquet(path) for path in files}
    if stem.with_suffix(".parquet").exists():
        return pd.read_parquet(_whole(stem.with_suffix(".parquet"), folder, sums))
    if stem.with_suffix(".skops").exists():
        return load_model(_whole(stem.with_suffix(".skops"), folder, sums))
    return _whole(stem.with_suffix(".bin"), folder, sums).read_bytes()


def _frames(value: Mapping[Any, Any]) -> bool:
    return bool(value) and all(isinstance(v, pd.DataFrame) for v in value.values())
