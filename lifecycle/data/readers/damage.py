"""What the libraries raise for a damaged file, in one sentence: their errors have no end."""

from __future__ import annotations

import struct
import zipfile
import zlib
from types import TracebackType

from ...core.errors import LifecycleError, ReadingError

ERRORS: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError),
    *(ArithmeticError, LookupError, ValueError, TypeError, AttributeError),
)
OURS = (LifecycleError, MemoryError)  # they say already what is the matter
PANIC = "PanicException"  # what a library in Rust raises for its own mistake; it has a name alone


class Damage:
    """Turns what a library raises inside into a ReadingError; ``also``: errors of its own."""

    def __init__(self, problem: str, remedy: str, *also: type[Exception]) -> None:
        self.problem, self.remedy, self.errors = problem, remedy, (*ERRORS, *also)

    def __enter__(self) -> None:
        """Nothing is done before."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None or issubclass(kind, OURS):
            return
        if issubclass(kind, self.errors) or kind.__name__ == PANIC:
            raise ReadingError(self.problem, self.remedy) from error
