"""Artifacts and uploads as files named by their key, in a folder that several machines may share.

Each is written beside and renamed into place, so that a kill at any moment leaves either the
whole thing or nothing. It needs no database: a worker on another machine may not open one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from . import codec, frames
from .errors import NotFound
from .graph import Recipe
from .settings import settings

A = TypeVar("A")


class Shelf:
    """The files of one data folder; safe to use from many threads, processes and machines."""

    def __init__(self, folder: Path, keep_loaded: int = 24, keep_mb: int | None = None) -> None:
        self.folder = Path(folder)
        for name in ("artifacts", "blobs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._loaded: OrderedDict[str, Any] = OrderedDict()
        self._keep, self._lock = keep_loaded, threading.Lock()
        self._keep_bytes = (settings().keep_loaded_mb if keep_mb is None else keep_mb) << 20

    def remember(self, recipe: Recipe) -> None:
        """A shelf keeps no recipes; the `Store` of the same folder does."""

    # -- artifacts --------------------------------------------------------------------------

    def _artifact(self, key: str) -> Path:
        return self.folder / "artifacts" / key[:2] / key

    def has(self, key: str) -> bool:
        return (self._artifact(key) / "meta.json").exists()

    def save(self, recipe: Recipe, artifact: Any, seconds: float = 0.0) -> None:
        """Store an artifact under its recipe's key; a no-op when it is there already."""
        home = self._artifact(recipe.key)
        with self._aside() as tmp:
            tmp.mkdir()
            codec.write(artifact, tmp)
            meta = {"seconds": seconds, "made": time.time(), "step": recipe.step}
            (tmp / "meta.json").write_text(json.dumps(meta))
            home.parent.mkdir(exist_ok=True)
            self.remember(recipe)
            try:
                tmp.rename(home)
            except OSError:  # somebody else was first: the same key means the same content
                if not self.has(recipe.key):
                    raise

    def load(self, key: str, kind: type[A]) -> A:
        """Return the artifact of ``key``, shared and not to be changed; raises NotFound."""
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                self._make_room()
                return self._loaded[key]  # type: ignore[no-any-return]  # saved as this kind
        artifact = codec.read(kind, self._artifact(key))
        with self._lock:
            self._loaded[key] = artifact
            self._make_room()
        return artifact

    def _make_room(self) -> None:
        """Let go of what was used longest ago; the last one asked for always stays."""
        sizes = {key: frames.held(each) for key, each in self._loaded.items()}
        total = sum(sizes.values())
        for key in list(self._loaded)[:-1]:
            if len(self._loaded) <= self._keep and total <= self._keep_bytes:
                return
            self._loaded.pop(key)
            total -= sizes[key]

    def seconds(self, key: str) -> float | None:
        """Return how long the artifact took to make, or None when it is not there."""
        try:
            meta = json.loads((self._artifact(key) / "meta.json").read_text())
        except FileNotFoundError:
            return None
        return float(meta["seconds"])

    def forget(self, key: str) -> None:
        """Remove an artifact; it can always be made again."""
        with self._lock:
            self._loaded.pop(key, None)
        with self._aside() as tmp:
            if self._artifact(key).exists():
                self._artifact(key).rename(tmp)

    # -- uploads ----------------------------------------------------------------------------

    def put_blob(self, content: BinaryIO) -> tuple[str, int]:
        """Store a file under the hash of its bytes; return the hash and the size in bytes."""
        digest, size = hashlib.sha256(), 0
        with self._aside() as tmp:
            with tmp.open("wb") as out:
                for chunk in _chunks(content):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            home = self.folder / "blobs" / digest.hexdigest()[:2] / digest.hexdigest()
            home.parent.mkdir(exist_ok=True)
            tmp.replace(home)
        return digest.hexdigest(), size

    def blob(self, key: str) -> Path:
        """Return the file stored under a hash; raises NotFound."""
        path = self.folder / "blobs" / key[:2] / key
        if not key or not path.exists():
            raise NotFound("The uploaded file is not stored here.", "Upload it again.")
        return path

    # -- folders ----------------------------------------------------------------------------

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A path to write to before renaming; whatever is left there afterwards goes."""
        tmp = self.folder / "tmp" / uuid.uuid4().hex
        try:
            yield tmp
        finally:
            if tmp.is_dir():
                shutil.rmtree(tmp, ignore_errors=True)
            else:
                tmp.unlink(missing_ok=True)

    def sweep(self, older_than: float = 3600.0) -> int:
        """Remove what killed writers left behind; return how many."""
        stale = [
            p
            for p in (self.folder / "tmp").iterdir()
            if time.time() - p.stat().st_mtime > older_than
        ]
        for path in stale:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        return len(stale)


def _chunks(content: BinaryIO, size: int = 1 << 20) -> Iterable[bytes]:
    return iter(lambda: content.read(size), b"")
