"""What every command says and where: progress and errors on stderr, results on stdout."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ..core.errors import ReadingError
from ..export import plain_json

WIDEST = 48
LAST = 160  # the last column may be wide


def say(text: str) -> None:
    """Print a line to stderr."""
    print(text, file=sys.stderr, flush=True)


def progress(fraction: float, message: str) -> None:
    """Report progress to stderr; the fraction is each step's own, so only the message is shown."""
    say(message)


def out(text: str) -> None:
    """Print a line to stdout, with signs the terminal cannot show replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def result(value: dict[str, Any], args: argparse.Namespace, text: str) -> int:
    """Print the result, as one JSON object when that was asked for; return the exit code."""
    out(plain_json.dumps(value).rstrip("\n") if args.json else text.rstrip("\n"))
    return 0


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as aligned columns; long cells are cut.

    >>> print(table(("name", "n"), [("a", 1), ("bcd", 20)]))
    name  n
    a     1
    bcd   20
    """
    cells = [
        [_shown(cell, WIDEST) for cell in row[:-1]] + [_shown(row[-1], LAST)]
        for row in (header, *map(tuple, rows))
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(line.rstrip() for line in lines)


def _shown(cell: object, widest: int) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(cell))
    return text if len(text) <= widest else text[: widest - 3] + "..."


def existing_file(text: str) -> Path:
    """Return the path of a file; raises ReadingError when there is none."""
    path = Path(text)
    if path.is_dir():
        raise ReadingError(f"{text} is a folder, not a file.", "Give the path of one file.")
    if not path.exists():
        raise ReadingError(f"There is no file {text}.", "Check the path.")
    if not path.is_file():  # it may have no end, or be read but once
        raise ReadingError(f"{text} is a pipe or a device.", "Write it into a file first.")
    return path


def apologise(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log a fault of ours and say so, in place of a traceback; Python then ends with code 1."""
    fault = uuid.uuid4().hex[:8]
    path = Path(tempfile.gettempdir()) / f"lifecycle-fault-{fault}.log"
    path.write_text("".join(traceback.format_exception(kind, error, trace)), encoding="utf-8")
    say(f"Sorry, something broke here (fault {fault}). The details are in {path}.")


def json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
