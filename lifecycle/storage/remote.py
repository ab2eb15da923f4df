"""Copies of artifacts and uploads at an fsspec URL, for machines that share no folder.

Object stores cannot rename. So each copy has a folder of its own, and a small `meta.json`, written
last, says which one counts and what is in it: a reader sees a whole artifact or none.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from ..core.errors import ChoiceError, Unreachable

MARK = "lifecycle.json"  # says that this is the place, and not an empty one of the same name
TYPICAL = "pip install fsspec, and s3fs for s3://, gcsfs for gs:// or adlfs for abfs://."


class RemoteStore:
    """What lies at a URL. With ``create`` a place that is not there yet is made."""

    def __init__(self, url: str, create: bool = True) -> None:
        self.url, self.create = url.rstrip("/"), create

    @cached_property
    def _place(self) -> tuple[Any, str]:
        """The file system and the root there; raises what a person can mend when it is not."""
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise ChoiceError("LIFECYCLE_SHARED needs fsspec.", TYPICAL) from error
        kind = self.url.partition("://")[0]
        try:
            with _Reaching(self.url):
                fs, root = url_to_fs(self.url)
        except ImportError:
            problem = f"LIFECYCLE_SHARED begins with {kind}://, whose library is not installed."
            raise ChoiceError(problem, TYPICAL) from None
        mark = f"{root}/{MARK}"
        with _Reaching(self.url):
            if self.create and not fs.exists(mark):
                fs.makedirs(root, exist_ok=True)
                fs.pipe_file(mark, b"{}")
            elif not self.create and not fs.exists(mark):
                raise Unreachable(
                    f"{self.url} is not, from this machine, the place that the app shares.",
                    "Give every machine the same place and the right to use it, then run it again.",
                )
        return fs, root

    # -- artifacts --------------------------------------------------------------------------

    def meta(self, key: str) -> dict[str, Any] | None:
        """Return what is known of a whole artifact, None when there is none."""
        fs, root = self._place
        with _Reaching(self.url):
            try:
                found: dict[str, Any] = json.loads(fs.cat_file(f"{_artifact(root, key)}/meta.json"))
            except (FileNotFoundError, json.JSONDecodeError):  # not there, or not there yet
                return None
            return found

    def send(self, key: str, folder: Path) -> None:
        """Copy an artifact's folder there, unless one of this key is there already."""
        if self.meta(key) is not None:
            return
        fs, root = self._place
        home, copy = _artifact(root, key), uuid.uuid4().hex
        files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p != folder / "meta.json"]
        names = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
        meta = json.loads((folder / "meta.json").read_text()) | {"copy": copy, "files": names}
        with _Reaching(self.url):
            for parent in {str(PurePosixPath(home, copy, name).parent) for name in names}:
                fs.makedirs(parent, exist_ok=True)
            for name in names:
                fs.put_file(str(folder / name), f"{home}/{copy}/{name}")
            fs.pipe_file(f"{home}/meta.json", json.dumps(meta).encode())

    def fetch(self, key: str, folder: Path) -> bool:
        """Copy an artifact into an empty folder; return whether it was there, whole."""
        meta = self.meta(key)
        if meta is None:
            return False
        fs, root = self._place
        for name, size in meta.pop("files").items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                return False
            path.parent.mkdir(parents=True, exist_ok=True)
            with _Reaching(self.url):
                try:
                    fs.get_file(f"{_artifact(root, key)}/{meta['copy']}/{name}", str(path))
                except FileNotFoundError:  # forgotten meanwhile
                    return False
            if path.stat().st_size != size:
                return False
        meta.pop("copy")
        (folder / "meta.json").write_text(json.dumps(meta))
        return True

    def forget(self, key: str) -> None:
        """Remove an artifact; first what says that it is there."""
        meta = self.meta(key)
        if meta is None:
            return
        fs, root = self._place
        home = _artifact(root, key)
        with _Reaching(self.url):
            for path in ("meta.json", *(f"{meta['copy']}/{name}" for name in meta["files"])):
                try:
                    fs.rm_file(f"{home}/{path}")
                except FileNotFoundError:  # somebody else was first
                    continue

    # -- uploads ----------------------------------------------------------------------------

    def send_blob(self, key: str, path: Path) -> None:
        """Copy an upload there, unless it is there already."""
        fs, root = self._place
        there = _blob(root, key)
        with _Reaching(self.url):
            if fs.exists(there) and fs.info(there)["size"] == path.stat().st_size:
                return
            fs.makedirs(there.rpartition("/")[0], exist_ok=True)
            fs.put_file(str(path), there)

    def fetch_blob(self, key: str, path: Path) -> bool:
        """Copy an upload to a path; return whether its bytes are those that its name says."""
        fs, root = self._place
        with _Reaching(self.url):
            try:
                fs.get_file(_blob(root, key), str(path))
            except FileNotFoundError:
                return False
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == key


def _artifact(root: str, key: str) -> str:
    return f"{root}/artifacts/{key[:2]}/{key}"


def _blob(root: str, key: str) -> str:
    return f"{root}/blobs/{key[:2]}/{key}"


class _Reaching:
    """Says any failure of a file system's library in words, and none of its own.

    Each library raises errors of its own kind, whose texts may hold addresses with keys in them;
    only their names are passed on.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        ours = (Unreachable, MemoryError, ImportError)
        if not isinstance(error, Exception) or isinstance(error, ours):
            return
        said = type(error).__name__
        if isinstance(error, OSError) and error.errno:
            said += f": {os.strerror(error.errno)}"
        raise Unreachable(
            f"The shared place {self.url} cannot be used ({said}).",
            "Check LIFECYCLE_SHARED, the network and this machine's rights, then run it again.",
        ) from None
