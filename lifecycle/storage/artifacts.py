"""Artifacts and uploads as files named by their key, in a folder that several machines may share.

Each is written beside and renamed into place, so that a kill at any moment leaves either the
whole thing or nothing. It needs no database: a worker on another machine may not open one.
With a `RemoteStore` the folder is a cache of it: what is saved here is copied there.
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

from ..core.errors import NotFound
from ..core.recipe import Recipe
from ..core.settings import settings
from . import codec, lazy_frames
from .remote import RemoteStore

A = TypeVar("A")


class ArtifactStore:
    """The files of one data folder; safe to use from many threads, processes and machines.

    With ``fetches``, what is not here is looked for at the shared place. Tasks do that; pages and
    the host, which look often, would wait for the network, and what was asked for here is here.
    """

    def __init__(
        self,
        folder: Path,
        keep_loaded: int = 24,
        keep_mb: int | None = None,
        shared: RemoteStore | None = None,
        fetches: bool = False,
    ) -> None:
        self.folder = Path(folder)
        self.shared, self._beyond = shared, shared if fetches else None
        self._sent: set[str] = set()
        for name in ("artifacts", "blobs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._loaded: OrderedDict[str, Any] = OrderedDict()
        self._keep, self._lock = keep_loaded, threading.Lock()
        self._keep_bytes = (settings().keep_loaded_mb if keep_mb is None else keep_mb) << 20

    def remember(self, recipe: Recipe) -> None:
        """A shelf keeps no recipes; the `Store` of the same folder does."""

    def recipe_json(self, key: str) -> dict[str, Any]:
        """Raise NotFound: only the `Store` of the same folder keeps recipes."""
        raise NotFound("This result's recipe is not stored here.", "Run the step again.")

    # -- artifacts --------------------------------------------------------------------------

    def _artifact(self, key: str) -> Path:
        return self.folder / "artifacts" / key[:2] / key

    def has(self, key: str) -> bool:
        here = (self._artifact(key) / "meta.json").exists()
        return here or (self._beyond is not None and self._beyond.meta(key) is not None)

    def save(self, recipe: Recipe, artifact: Any, seconds: float = 0.0) -> None:
        """Store an artifact under its recipe's key; a no-op when it is there already."""
        home = self._artifact(recipe.key)
        with self._aside() as tmp:
            tmp.mkdir()
            codec.write(artifact, tmp)
            meta = {"seconds": seconds, "made": time.time(), "step": recipe.step}
            (tmp / "meta.json").write_text(json.dumps(meta))
            self.remember(recipe)
            self._place(tmp, home)
        self.share([recipe.key])

    @staticmethod
    def _place(made: Path, home: Path) -> None:
        home.parent.mkdir(exist_ok=True)
        try:
            made.rename(home)
        except OSError:  # somebody else was first: the same key means the same content
            if not (home / "meta.json").exists():
                raise

    def share(self, keys: Iterable[str]) -> None:
        """Copy artifacts to the shared place where they are not there yet."""
        for key in keys:
            home = self._artifact(key)
            if self.shared is not None and key not in self._sent and home.exists():
                self.shared.send(key, home)
                self._sent.add(key)

    def _fetch(self, key: str) -> None:
        """Bring an artifact here from the shared place, if it is there."""
        home = self._artifact(key)
        if self._beyond is None or home.exists():
            return
        with self._aside() as tmp:
            tmp.mkdir()
            if self._beyond.fetch(key, tmp):
                self._place(tmp, home)
                self._sent.add(key)

    def load(self, key: str, kind: type[A]) -> A:
        """Return the artifact of ``key``, shared and not to be changed; raises NotFound."""
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                self._make_room()
                return self._loaded[key]  # type: ignore[no-any-return]  # saved as this kind
        self._fetch(key)
        artifact = codec.read(kind, self._artifact(key))
        with self._lock:
            self._loaded[key] = artifact
            self._make_room()
        return artifact

    def _make_room(self) -> None:
        """Let go of what was used longest ago; the last one asked for always stays."""
        sizes = {key: lazy_frames.nbytes(each) for key, each in self._loaded.items()}
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
            meta = self._beyond.meta(key) if self._beyond else None
        return None if meta is None else float(meta["seconds"])

    def forget(self, key: str) -> None:
        """Remove an artifact; it can always be made again."""
        with self._lock:
            self._loaded.pop(key, None)
            self._sent.discard(key)
        with self._aside() as tmp:
            if self._artifact(key).exists():
                self._artifact(key).rename(tmp)
        if self.shared is not None:
            self.shared.forget(key)

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
        if self.shared is not None:
            self.shared.send_blob(digest.hexdigest(), home)
        return digest.hexdigest(), size

    def blob(self, key: str) -> Path:
        """Return the file stored under a hash; raises NotFound."""
        path = self.folder / "blobs" / key[:2] / key
        if key and self._beyond is not None and not path.exists():
            with self._aside() as tmp:
                if self._beyond.fetch_blob(key, tmp):
                    path.parent.mkdir(exist_ok=True)
                    tmp.replace(path)
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
