"""What an artifact's folder says of itself: how long it took, and the sums of its files.

`meta.json` is written last and holds a sum of its own, so a folder is whole or counts as absent.
Folders of earlier versions have no sums: they are read as they are, unchecked.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.errors import Damaged
from .block_sums import BlockSums, Identity, identity

META, SUMS, CHECK = "meta.json", "sums", "check"
MOST_KNOWN = 20_000  # folders of which it is remembered what they say

_known: dict[str, tuple[Identity, dict[str, Any] | None]] = {}


def seal(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write what is to be known of a folder that is complete, and see all of it onto the disk."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    sums = {p.relative_to(folder).as_posix(): BlockSums.of(p).to_json() for p in files}
    kept = {**facts, SUMS: sums}
    (folder / META).write_text(json.dumps(kept | {CHECK: _sum(kept)}))
    for path in (folder / META, *files):
        sync(path)
    for path in {path.parent for path in files} | {folder}:
        sync(path)


def sync(path: Path) -> None:
    """See a file or a folder onto the disk; Windows does so with files alone."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def meta(folder: Path) -> dict[str, Any] | None:
    """Return what a folder says of itself; None when it is not there or known to be damaged."""
    path = f"{folder}/{META}"
    try:
        now = identity(Path(path).stat())
    except OSError:
        return None
    known = _known.get(path)
    if known is None or known[0] != now:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[path] = now, _read(Path(path))
    return known[1]


def mark(folder: Path) -> Damaged:
    """Let a folder count as absent as long as it is as it is; return the error to raise."""
    path = f"{folder}/{META}"
    try:
        _known[path] = identity(Path(path).stat()), None
    except OSError:
        _known.pop(path, None)
    error = Damaged(
        "A stored result is damaged: it is not what was written.", "Run its step again."
    )
    error.key = folder.name
    return error


def sums(found: Mapping[str, Any]) -> dict[str, BlockSums]:
    """Return the sums of a folder's files, by name; none where an earlier version wrote it."""
    return {name: BlockSums.from_json(kept) for name, kept in found.get(SUMS, {}).items()}


def faults(folder: Path) -> list[str]:
    """Return what is damaged in a folder: the names of its files, each read to its end."""
    found = meta(folder)
    if found is None:
        return [META]
    return [name for name, kept in sums(found).items() if not _agrees(folder / name, kept)]


def _agrees(path: Path, kept: BlockSums) -> bool:
    try:
        return kept.agree(path)
    except OSError:
        return False


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text())
        check = found.pop(CHECK, None)
        float(found["seconds"])
        earlier = SUMS not in found and check is None
        whole = earlier or (check == _sum(found) and bool(sums(found)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found if whole else None


def _sum(kept: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(kept, sort_keys=True).encode())
