"""Sums of a file's blocks: whether what is read is what was written.

A block is checked before its first use, once a process and file, and a file counts as another one
as soon as the disk says that it was touched. A sum is a CRC-32; of a long block it is that of the
sums of its words, column by column, as a table of 509 columns, which takes a third of the time
(docs/decisions/0011-damaged-results.md) and sees pages that changed places, too.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

BLOCK = 1 << 20
LONG = 1 << 16  # bytes of a block that is summed by columns
COLUMNS = 509  # a prime number: no shift by a page comes out even
MOST_KNOWN = 20_000  # files of which it is remembered what was checked

Identity = tuple[int, ...]
_known: dict[str, tuple[Identity, bytearray]] = {}


def identity(stat: os.stat_result) -> Identity:
    """Return what changes when a file is written to, or another one takes its place."""
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


@dataclass(frozen=True)
class BlockSums:
    """The size of a file and the sum of each of its blocks."""

    size: int
    sums: tuple[int, ...]

    @classmethod
    def of(cls, path: Path) -> BlockSums:
        """Return the sums of a file as it is now."""
        with path.open("rb", buffering=0) as file:
            sums = tuple(block_sum(block) for block in blocks(file))
            return cls(file.tell(), sums)

    @classmethod
    def from_json(cls, kept: Any) -> BlockSums:
        """Read what `to_json` gave; raises ValueError or TypeError for anything else."""
        size, sums = kept
        return cls(int(size), tuple(map(int, sums)))

    def to_json(self) -> list[Any]:
        return [self.size, list(self.sums)]

    def agree(self, path: Path, start: int = 0, end: int | None = None) -> bool:
        """Whether these bytes of a file are what they were; raises OSError when it is gone."""
        with path.open("rb", buffering=0) as file:
            stat = os.fstat(file.fileno())
            if stat.st_size != self.size:
                return False
            checked = self._checked(path, identity(stat))
            place = memoryview(bytearray(min(BLOCK, self.size)))
            last = -(-(self.size if end is None else min(end, self.size)) // BLOCK)
            for block in range(max(0, start) // BLOCK, last):
                if checked[block]:
                    continue
                file.seek(block * BLOCK)
                if block_sum(read_block(file, place)) != self.sums[block]:
                    return False
                checked[block] = 1
        return True

    def _checked(self, path: Path, now: Identity) -> bytearray:
        """Return which blocks of a file were found right, to be written to."""
        before = _known.get(str(path))
        if before is not None and before[0] == now:
            return before[1]
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        checked = bytearray(len(self.sums))
        _known[str(path)] = now, checked
        return checked


def blocks(file: Any) -> Iterator[memoryview]:
    """Yield what is left of an unbuffered file block by block, each whole but the last.

    Each is gone when the next one comes: all are read to the same place.
    """
    place = memoryview(bytearray(BLOCK))
    while block := read_block(file, place):
        yield block


def read_block(file: Any, place: memoryview) -> memoryview:
    """Return what fits into a place of an unbuffered file; less at its end."""
    size = 0
    while size < len(place) and (more := file.readinto(place[size:])):
        size += more
    return place[:size]


def block_sum(block: memoryview) -> int:
    """Return the sum of one block."""
    if len(block) < LONG:
        return zlib.crc32(block)
    words = len(block) // (8 * COLUMNS) * COLUMNS
    table = np.frombuffer(block, "<u8", words).reshape(-1, COLUMNS)
    return zlib.crc32(block[8 * words :], zlib.crc32(table.sum(axis=0, dtype="<u8")))
