"""Uploads as files: named by the hash of their bytes, which is what they are held to when read.

Of a large one the sums of its blocks are kept too, in `sums/`, because they are checked in half the
time; a large upload of an earlier version gets them when its hash was found right.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import BinaryIO

from . import artifact_folder
from .block_sums import BLOCK, BlockSums, Identity, identity

LARGE = 4 << 20  # bytes from which on the blocks' sums are kept

_right: dict[str, Identity] = {}  # what was found right by its hash


def write(content: BinaryIO, path: Path) -> tuple[str, int]:
    """Write a file and see it onto the disk; return the hash of its bytes and their number."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        while chunk := content.read(BLOCK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def keep_sums(folder: Path, key: str, path: Path) -> None:
    """Keep the sums of a large upload's blocks, as the file at ``path`` has them."""
    if path.stat().st_size < LARGE:
        return
    home = _sums(folder, key)
    home.parent.mkdir(parents=True, exist_ok=True)
    kept = BlockSums.of(path).to_json()
    aside = home.with_name(f"{key}.{os.getpid()}")
    aside.write_text(json.dumps([*kept, zlib.crc32(json.dumps(kept).encode())]))
    artifact_folder.sync(aside)
    aside.replace(home)


def is_whole(folder: Path, key: str) -> bool:
    """Whether an upload is there and is what was uploaded; read to its end once a process."""
    path = folder / "blobs" / key[:2] / key
    try:
        now = identity(path.stat())
        if _right.get(str(path)) == now:
            return True
        kept = _kept(_sums(folder, key))
        if kept is None:
            right = digest(path) == key
            if right and os.access(folder, os.W_OK):
                keep_sums(folder, key, path)
        else:
            right = kept.agree(path)
    except OSError:
        return False
    if right:
        _right[str(path)] = now
    return right


def digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sums(folder: Path, key: str) -> Path:
    return folder / "sums" / key[:2] / key


def _kept(path: Path) -> BlockSums | None:
    """Return the sums that are kept; None without them, or when they are damaged themselves."""
    try:
        *kept, check = json.loads(path.read_text())
        return BlockSums.from_json(kept) if check == zlib.crc32(json.dumps(kept).encode()) else None
    except (OSError, ValueError, TypeError):
        return None
