"""Packed files: unpacked beside, never past the limits, whatever their headers claim."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path
from typing import Protocol

from ...core.errors import ReadingError
from ...core.settings import settings

CHUNK, RATIO, SUSPECT = 1 << 20, 200, 50 << 20  # a table packs to a hundredth at best
EXCEL = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


class Readable(Protocol):
    """A packed file opened for reading."""

    def read(self, size: int, /) -> bytes: ...


def unpack_gzip(path: Path, folder: Path) -> Path:
    """Write the unpacked bytes into ``folder``; raises ReadingError at the limit."""
    try:
        with gzip.open(path) as packed:
            return copy(packed, folder / "unpacked", path.stat().st_size)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged("gzip") from error


def is_workbook(path: Path) -> bool:
    """Tell whether a zip file is a spreadsheet, refusing one that unpacks past the limits."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise ReadingError(
            "The file is damaged or incomplete.",
            "Upload it again; if it is a workbook, save it again in a spreadsheet program first.",
        ) from error
    check_size(sum(m.file_size for m in members), path.stat().st_size)
    return any(m.filename in EXCEL for m in members)


def unpack_zip(path: Path, folder: Path) -> Path:
    """Unpack the only file in a zip file; raises ReadingError when there are several."""
    with zipfile.ZipFile(path) as packed:
        members = [
            m
            for m in packed.infolist()
            if not m.is_dir() and not m.filename.startswith(("__MACOSX", "."))
        ]
        if len(members) != 1:
            raise ReadingError(
                f"The zip file holds {len(members)} files.", "Upload the one with the table."
            )
        try:
            with packed.open(members[0]) as member:
                return copy(member, folder / "member", path.stat().st_size)
        except (zipfile.BadZipFile, RuntimeError, zlib.error, OSError) as error:
            raise damaged("zip") from error


def copy(packed: Readable, target: Path, size: int) -> Path:
    written = 0
    with target.open("wb") as out:
        while chunk := packed.read(CHUNK):
            written += len(chunk)
            check_size(written, size)
            out.write(chunk)
    return target


def check_size(unpacked: int, packed: int) -> None:
    """Raise ReadingError when a file unpacks to more than allowed or is packed beyond belief."""
    limit = settings().unpacked_mb << 20
    if unpacked > limit or (unpacked > SUSPECT and unpacked > RATIO * packed):
        raise ReadingError(
            f"The packed file of {packed / 1e6:.1f} MB unpacks to more than "
            f"{min(unpacked, limit) / 1e6:,.0f} MB.",
            "Unpack it and check what is inside, then upload the table itself.",
        )


def damaged(kind: str) -> ReadingError:
    return ReadingError(
        f"The {kind} file is damaged, incomplete or locked by a password.", "Pack it again."
    )
