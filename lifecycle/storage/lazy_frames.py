"""Frames that stay in their Parquet file until somebody asks for all of them.

A table of millions of rows is written once; its first rows, its shape or a single column are read
from the file, and only who needs every cell pays for them. Of a file with sums, what is read is
checked before.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .block_sums import BlockSums
from .decoding import decoding

A = TypeVar("A")
FILES, WEIGHT = "_frame_files", "_frame_bytes"
TAIL = 8  # bytes at the end of a Parquet file: how long the part before is that describes it


@dataclass(frozen=True)
class FrameFile:
    """A frame as a Parquet file: RangeIndex, text names, no column that pandas must restore.

    ``sums``: those of the file in an artifact's ``folder``, where it has any.
    """

    path: Path
    sums: BlockSums | None = None
    folder: Path | None = None

    @cached_property
    def shape(self) -> tuple[int, int]:
        with self.opened() as file:
            return file.metadata.num_rows, len(file.schema_arrow.names)

    @contextmanager
    def opened(self) -> Iterator[pq.ParquetFile]:
        """Open the file, once what it says of itself at its end is found right."""
        with nullcontext() if self.folder is None else decoding(self.folder):
            if self.sums is not None:
                self._hold(self.sums.size - TAIL, self.sums.size)
                with self.path.open("rb") as raw:
                    raw.seek(-TAIL, os.SEEK_END)
                    length = int.from_bytes(raw.read(4), "little")
                self._hold(self.sums.size - TAIL - length, self.sums.size)
            with pq.ParquetFile(self.path) as file:
                yield file

    def _hold(self, start: int, end: int) -> None:
        """Raise ValueError when these bytes are not as they were written."""
        if self.sums is not None and not self.sums.agree(self.path, start, end):
            raise ValueError(f"{self.path.name} is not as it was written")

    def _hold_chunks(self, file: pq.ParquetFile, names: list[str], rows: int | None = None) -> None:
        """Hold what is needed to read some columns, or the first rows of them."""
        left = rows
        for group in map(file.metadata.row_group, range(file.metadata.num_row_groups)):
            for chunk in map(group.column, range(group.num_columns)):
                path = chunk.path_in_schema
                if any(path == name or path.startswith(f"{name}.") for name in names):
                    offsets = chunk.data_page_offset, chunk.dictionary_page_offset
                    start = min(offset for offset in offsets if offset)
                    self._hold(start, start + chunk.total_compressed_size)
            if left is not None and (left := left - group.num_rows) <= 0:
                return

    def read(self) -> pd.DataFrame:
        """Return the whole frame."""
        with self.opened():
            if self.sums is not None:
                self._hold(0, self.sums.size)
            return pd.read_parquet(self.path)

    def columns(self, names: Iterable[str]) -> pd.DataFrame:
        """Return some of the columns; what Arrow held to read them is given back."""
        wanted = list(names)
        with self.opened() as file:
            self._hold_chunks(file, wanted)
            found = pd.read_parquet(self.path, columns=wanted)
        pa.default_memory_pool().release_unused()
        return found

    def cells(self, name: str) -> pa.ChunkedArray:
        """Return one column as Arrow has it."""
        with self.opened() as file:
            self._hold_chunks(file, [name])
            return file.read([name]).column(0)

    def head(self, rows: int) -> pd.DataFrame:
        """Return the first rows; no more of the file is read than they need."""
        with self.opened() as file:
            self._hold_chunks(file, file.schema_arrow.names, rows)
            batches, left = [], rows
            for batch in file.iter_batches(batch_size=max(1, rows)):
                batches.append(batch.slice(0, left))
                left -= batches[-1].num_rows
                if left <= 0:
                    break
            found: pd.DataFrame = pa.Table.from_batches(batches, file.schema_arrow).to_pandas()
            return found

    def link(self, target: Path) -> None:
        """Put the file at another place too; its bytes are copied only to another disk."""
        try:
            target.hardlink_to(self.path)
        except OSError:
            shutil.copyfile(self.path, target)


def own_folder(artifact: Any, folder: Path) -> None:
    """Let a folder with an artifact's frames go when the artifact does, at exit at the latest."""
    weakref.finalize(artifact, shutil.rmtree, folder, ignore_errors=True)


def lazy(kind: type[A], values: Mapping[str, Any], files: Mapping[str, FrameFile]) -> A:
    """Return an artifact in which the frames named in ``files`` are read when first asked for."""
    if kind not in _LAZY:
        named = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
        _LAZY[kind] = type(kind.__name__, (kind,), named | {"__getattr__": _load})
    made: A = object.__new__(_LAZY[kind])
    made.__dict__.update(values)
    made.__dict__[FILES] = dict(files)
    return made


_LAZY: dict[type, Any] = {}  # each artifact's type with a way to find what is not loaded yet


def _load(artifact: Any, name: str) -> Any:
    file = files_of(artifact).get(name)
    if file is None:
        raise AttributeError(f"{type(artifact).__name__} has no {name!r}")
    frame = file.read()
    artifact.__dict__[name] = frame
    return frame


def files_of(artifact: Any) -> dict[str, FrameFile]:
    """Return the frames of an artifact that have a file; none for one made in memory."""
    found: dict[str, FrameFile] = vars(artifact).get(FILES, {})
    return found


def waiting(artifact: Any, name: str = "frame") -> FrameFile | None:
    """Return the file of a frame that is not loaded."""
    return None if name in vars(artifact) else files_of(artifact).get(name)


def shape(artifact: Any, name: str = "frame") -> tuple[int, int]:
    """Return rows and columns of an artifact's frame without loading it."""
    file = waiting(artifact, name)
    found: tuple[int, int] = getattr(artifact, name).shape if file is None else file.shape
    return found


def head(artifact: Any, rows: int = 50, name: str = "frame") -> pd.DataFrame:
    """Return the first rows of an artifact's frame without loading it."""
    file = waiting(artifact, name)
    if file is not None:
        return file.head(rows)
    whole: pd.DataFrame = getattr(artifact, name)
    return whole.head(rows)


def read_uncached(artifact: Any, name: str = "frame") -> pd.DataFrame:
    """Return a whole frame to look at once; the artifact does not keep what is read for that."""
    file = waiting(artifact, name)
    found: pd.DataFrame = getattr(artifact, name) if file is None else file.read()
    return found


def column(artifact: Any, column: str, name: str = "frame") -> pd.Series:
    """Return one column of an artifact's frame; the others are not read."""
    file = waiting(artifact, name)
    if file is None:
        found: pd.Series = getattr(artifact, name)[column]
        return found
    return file.columns([column])[column]


def codes(artifact: Any, column: str, name: str = "frame") -> NDArray[np.intp]:
    """Return a number for each cell, equal where the cells are, -1 for a missing one.

    Of a large frame the different values are not even made Python's.
    """
    file = waiting(artifact, name)
    if file is None:
        whole: NDArray[np.intp] = pd.factorize(getattr(artifact, name)[column])[0].astype(np.intp)
        return whole
    cells = file.cells(column).unify_dictionaries().combine_chunks()
    if pa.types.is_floating(cells.type):
        cells = pc.add(cells, 0.0)  # 0.0 and -0.0 are equal
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    found: NDArray[np.intp] = cells.indices.fill_null(-1).to_numpy().astype(np.intp)
    return found


def nbytes(artifact: Any) -> int:
    """Return about how many bytes an artifact's frames take in memory, weighed once."""
    values = vars(artifact)
    loaded = sum(name in values for name in files_of(artifact))
    if values.get(WEIGHT, (-1, 0))[0] != loaded:
        values[WEIGHT] = loaded, sum(_bytes(frame) for frame in _frames(values))
    return int(values[WEIGHT][1])


def _frames(values: Mapping[str, Any]) -> Iterator[pd.DataFrame]:
    for value in values.values():
        if isinstance(value, pd.DataFrame):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, pd.DataFrame))


def _bytes(frame: pd.DataFrame, looked_at: int = 1000) -> int:
    """Texts are weighed in the first rows; equal texts are one object, so this is at most."""
    plain = int(frame.memory_usage(index=False).sum())
    texts = frame.head(looked_at).select_dtypes(object)
    if texts.empty:
        return plain
    deep = int(texts.memory_usage(index=False, deep=True).sum()) - 8 * texts.size
    return plain + deep * len(frame) // len(texts)
