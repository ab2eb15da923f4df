"""What is damaged in a data folder and what nobody needs any more, and both put out of the way.

Nothing that is needed is removed: what is damaged is set aside in `damaged/`, and an orphan is what
no row of a sound database names. Where the database is damaged or was made anew, nothing counts as
an orphan.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import NotFound
from . import artifact_folder, connection, salvage, uploads
from .artifacts import ASIDE, place_aside
from .writing import writing

YOUNG = 3600.0  # seconds in which what looks like an orphan may be on its way to its place
RESULT, UPLOAD, BUNDLE, DATABASE = "result", "upload", "bundle", "database"
LOST = "lost upload"  # it cannot be set aside: only a person can bring it again
UNFINISHED, ORPHAN = "unfinished", "orphan"


@dataclass(frozen=True)
class Found:
    """One thing to mend or to remove: its kind, where it is in the folder, and what was seen."""

    kind: str
    path: str
    detail: str

    @property
    def key(self) -> str:
        """The key of a result or an upload."""
        return Path(self.path).name


@dataclass(frozen=True)
class Inspection:
    """What was looked at, and what was found.

    Attributes
    ----------
    results, uploads, unchecked : int
        How many there are; how many results of earlier versions have no sums to hold them to.
    damaged, orphaned : tuple of Found
        What is not as it was written, and what nobody needs.
    """

    results: int
    uploads: int
    unchecked: int
    damaged: tuple[Found, ...]
    orphaned: tuple[Found, ...]


def inspect_folder(folder: Path) -> Inspection:
    """Read everything in a data folder; raises NotFound when it is none."""
    if not any((folder / name).exists() for name in (connection.NAME, "artifacts", "blobs")):
        raise NotFound(
            f"There is no data folder at {folder}.", "Give the folder that LIFECYCLE_DATA names."
        )
    results = _kept(folder, "artifacts")
    files = _kept(folder, "blobs")
    metas = [artifact_folder.meta(home) for home in results]
    unchecked = sum(meta is not None and not artifact_folder.sums(meta) for meta in metas)
    database = [Found(DATABASE, connection.NAME, said) for said in salvage.faults(folder)]
    damaged = [*database, *_damaged_results(folder, results), *_damaged_uploads(folder, files)]
    damaged += _damaged_bundles(folder)
    orphaned = list(_unfinished(folder))
    if not database:
        with closing(salvage.read_only(folder)) as db:
            damaged += _lost(folder, db)
            if not any((folder / ASIDE).glob(f"{connection.NAME}*")):
                orphaned += _orphans(folder, db, [*results, *files])
    of_damage = {found.path for found in damaged}
    orphaned = [found for found in orphaned if found.path not in of_damage]
    return Inspection(len(results), len(files), unchecked, tuple(damaged), tuple(orphaned))


def repair(folder: Path, found: Inspection) -> list[str]:
    """Set aside what is damaged, remove the orphans; return what was kept of a database."""
    said: list[str] = []
    with writing():
        for each in found.damaged:
            if each.kind == DATABASE:
                said = said or salvage.renew(folder, place_aside(folder, connection.NAME))
            elif each.kind != LOST:
                (folder / each.path).rename(place_aside(folder, each.key))
        for each in found.orphaned:
            path = folder / each.path
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return said


def _kept(folder: Path, what: str) -> list[Path]:
    return sorted((folder / what).glob("*/*"))


def _relative(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _damaged_results(folder: Path, results: list[Path]) -> Iterator[Found]:
    for home in results:
        if bad := artifact_folder.faults(home):
            yield Found(RESULT, _relative(folder, home), ", ".join(bad))


def _damaged_uploads(folder: Path, files: list[Path]) -> Iterator[Found]:
    for path in files:
        if not uploads.is_whole(folder, path.name):
            yield Found(UPLOAD, _relative(folder, path), "not what was uploaded")


def _damaged_bundles(folder: Path) -> Iterator[Found]:
    for home in sorted((folder / "bundles").glob("*")):
        try:
            lines = (home / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
            files = [(home / name, kept) for kept, _, name in (x.partition("  ") for x in lines)]
            whole = bool(files) and all(uploads.digest(path) == kept for path, kept in files)
        except (OSError, ValueError):
            whole = False
        if not whole:
            yield Found(BUNDLE, _relative(folder, home), "not as its checksums say")


def _lost(folder: Path, db: sqlite3.Connection) -> Iterator[Found]:
    """Yield uploads that are gone without having been set aside."""
    for (key,) in db.execute("SELECT DISTINCT key FROM uploads ORDER BY key"):
        path = folder / "blobs" / key[:2] / key
        if not path.exists() and not (folder / ASIDE / key).exists():
            yield Found(LOST, _relative(folder, path), "not there any more")


def _unfinished(folder: Path) -> Iterator[Found]:
    for path in sorted((folder / "tmp").glob("*")):
        if _old(path):
            yield Found(UNFINISHED, _relative(folder, path), "left by a program that was stopped")


def _orphans(folder: Path, db: sqlite3.Connection, kept: list[Path]) -> Iterator[Found]:
    """Yield what no row names: not as a key, and not within a recipe, a choice or the log."""
    named = " ".join(
        str(text)
        for table, column in (
            *(("recipes", "key"), ("recipes", "recipe"), ("uploads", "key"), ("jobs", "key")),
            *(("log", "key"), ("log", "detail"), ("choices", "params"), ("endpoints", "key")),
        )
        for (text,) in db.execute(f"SELECT DISTINCT {column} FROM {table}")
    )
    for path in kept:
        if path.name not in named and _old(path):
            yield Found(ORPHAN, _relative(folder, path), "no project names it")
    whole = {path.name for path in kept}
    for path in _kept(folder, "sums"):
        if path.name not in whole and _old(path):
            yield Found(ORPHAN, _relative(folder, path), "of an upload that is gone")


def _old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > YOUNG
