"""Every way in which a file of a result can fail to be decoded, as one error of ours."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from . import artifact_folder

UNREADABLE = (
    *(OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, ImportError),
    *(RuntimeError, AssertionError, EOFError, SyntaxError),
    *(struct.error, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile),
    *(pa.ArrowSerializationError, pa.ArrowCapacityError),  # its others are of the kinds above
)
"""What JSON, Arrow, zip and skops raise for a file that is not as it was written, or of another
version."""


@contextmanager
def decoding(folder: Path) -> Iterator[None]:
    """Let what cannot be decoded count as damaged; want of memory says nothing of the file."""
    try:
        yield
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise
        raise artifact_folder.mark(folder) from error
