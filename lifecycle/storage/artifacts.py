"""Artifacts and uploads as files named by their key, in a folder that several machines may share.

Each is written beside, seen onto the disk and renamed into place, so that a kill or a power cut at
any moment leaves either the whole thing or nothing. What was damaged later counts as absent.
It needs no database: a worker on another machine may not open one. With a `RemoteStore` the folder
is a cache of it: what is saved here is copied there.
"""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from ..core.errors import NotFound
from ..core.recipe import Recipe, is_key
from ..core.settings import settings
from . import artifact_folder, codec, lazy_frames, uploads
from .remote import RemoteStore
from .writing import is_writable, writing

A = TypeVar("A")
ASIDE = "damaged"  # where what is damaged is put when it is made again


def place_aside(folder: Path, name: str) -> Path:
    """Return a free place among what was set aside in a data folder."""
    home = folder / ASIDE
    home.mkdir(exist_ok=True)
    free = (home / (name if not n else f"{name}-{n}") for n in range(1_000_000))
    return next(path for path in free if not path.exists())


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
        with writing():
            for name in ("artifacts", "blobs", "tmp"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._loaded: OrderedDict[str, Any] = OrderedDict()
        self._keep, self._lock = keep_loaded, threading.Lock()
        self._keep_bytes = (settings().keep_loaded_mb if keep_mb is None else keep_mb) << 20

    @property
    def writable(self) -> bool:
        """Whether this process may write here; of a full disk it may."""
        return is_writable(self.folder)

    def remember(self, recipe: Recipe) -> None:
        """A shelf keeps no recipes; the `Store` of the same folder does."""

    def recipe_json(self, key: str) -> dict[str, Any]:
        """Raise NotFound: only the `Store` of the same folder keeps recipes."""
        raise NotFound("This result's recipe is not stored here.", "Run the step again.")

    # -- artifacts --------------------------------------------------------------------------

    def _artifact(self, key: str) -> Path:
        if not is_key(key):  # it names a folder, and may have come from elsewhere
            raise NotFound("This is not the name of a result.", "Run the step again.")
        return self.folder / "artifacts" / key[:2] / key

    def has(self, key: str) -> bool:
        """Whether an artifact is there, as far as is known: its files are checked when read."""
        if not is_key(key):
            return False
        here = artifact_folder.meta(self._artifact(key)) is not None
        return here or (self._beyond is not None and self._beyond.meta(key) is not None)

    def is_damaged(self, key: str) -> bool:
        """Whether what lies here under a key is known to be damaged; it counts as absent."""
        home = self._artifact(key)
        return artifact_folder.meta(home) is None and home.exists()

    def was_made(self, key: str) -> bool:
        """Whether an artifact is or was here; damage takes nothing back that was seen of it."""
        return self.has(key) or self._artifact(key).exists() or (self.folder / ASIDE / key).exists()

    def set_aside(self, key: str) -> None:
        """Put a damaged artifact where it is in nobody's way, so that it can be made again."""
        with self._lock:
            self._loaded.pop(key, None)
        with writing(), suppress(FileNotFoundError):  # somebody else was first
            self._artifact(key).rename(place_aside(self.folder, key))

    def save(self, recipe: Recipe, artifact: Any, seconds: float = 0.0) -> None:
        """Store an artifact under its recipe's key; a no-op when it is there already."""
        with self._aside() as tmp, writing():
            tmp.mkdir()
            codec.write(artifact, tmp)
            facts = {"seconds": seconds, "made": time.time(), "step": recipe.step}
            artifact_folder.seal(tmp, facts)
            self.remember(recipe)
            self._place(tmp, recipe.key)
        self.share([recipe.key])

    def _place(self, made: Path, key: str) -> None:
        home = self._artifact(key)
        if self.is_damaged(key):
            self.set_aside(key)
        new = not home.parent.exists()
        home.parent.mkdir(exist_ok=True)
        try:
            made.rename(home)
        except OSError:  # somebody else was first: the same key means the same content
            if artifact_folder.meta(home) is None:
                raise
        artifact_folder.sync(home.parent)
        if new:
            artifact_folder.sync(home.parent.parent)

    def share(self, keys: Iterable[str]) -> None:
        """Copy artifacts to the shared place where they are not there yet."""
        for key in keys:
            home = self._artifact(key)
            if self.shared is not None and key not in self._sent and home.exists():
                self.shared.send(key, home)
                self._sent.add(key)

    def _fetch(self, key: str) -> None:
        """Bring an artifact here from the shared place, if it is there; a damaged copy goes."""
        if self._beyond is None or artifact_folder.meta(self._artifact(key)) is not None:
            return
        with self._aside() as tmp, writing():
            tmp.mkdir()
            if not self._beyond.fetch(key, tmp):
                return
            if artifact_folder.faults(tmp):
                self._beyond.forget(key)
                return
            self._place(tmp, key)
            self._sent.add(key)

    def load(self, key: str, kind: type[A]) -> A:
        """Return the artifact of ``key``, shared and not to be changed.

        Raises Damaged when it is found not to be as it was written: from then on it counts as
        absent. Raises NotFound when it is absent.
        """
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                self._make_room()
                return self._loaded[key]  # type: ignore[no-any-return]  # saved as this kind
        self._fetch(key)
        home = self._artifact(key)
        meta = artifact_folder.meta(home)
        if meta is None:
            raise NotFound("This result is no longer stored.", "Run the step again.")
        artifact = codec.read(kind, home, artifact_folder.sums(meta))
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
        meta = artifact_folder.meta(self._artifact(key))
        if meta is None and self._beyond:
            meta = self._beyond.meta(key)
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
        with self._aside() as tmp, writing():
            key, size = uploads.write(content, tmp)
            home = self.folder / "blobs" / key[:2] / key
            home.parent.mkdir(exist_ok=True)
            uploads.keep_sums(self.folder, key, tmp)
            tmp.replace(home)
            for folder in (home.parent, home.parent.parent):
                artifact_folder.sync(folder)
        if self.shared is not None:
            self.shared.send_blob(key, home)
        return key, size

    def blob(self, key: str) -> Path:
        """Return the file stored under a hash, found right; raises NotFound."""
        if not is_key(key):  # it names a file, and may have come from elsewhere
            raise NotFound("The uploaded file is not stored here.", "Upload it again.")
        path = self.folder / "blobs" / key[:2] / key
        whole = uploads.is_whole(self.folder, key)
        if self._beyond is not None and not whole:
            with self._aside() as tmp, writing():
                if self._beyond.fetch_blob(key, tmp):
                    path.parent.mkdir(exist_ok=True)
                    tmp.replace(path)
                    whole = True
        if not path.exists():
            raise NotFound("The uploaded file is not stored here.", "Upload it again.")
        if not whole:
            raise NotFound(
                "The uploaded file is damaged: it is not what was uploaded.", "Upload it again."
            )
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
                with suppress(OSError):  # it is not there, or nothing may be removed
                    tmp.unlink()

    def sweep(self, older_than: float = 3600.0) -> int:
        """Remove what killed writers left behind; return how many."""
        gone = 0
        for path in (self.folder / "tmp").iterdir():
            with suppress(OSError):  # its writer lives, or nothing may be removed
                if time.time() - path.stat().st_mtime > older_than:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    gone += 1
        return gone
