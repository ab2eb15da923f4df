"""A large text file as blocks of whole records in UTF-8, cut where no quoted cell is cut."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..dialect import CHOICES, DOUBLED, Layout, open_text

BLOCK, MOST = 1 << 23, 1 << 26
QUOTE, NEWLINE, RETURN = 34, 10, 13


@dataclass(frozen=True)
class Block:
    """Records as UTF-8. ``line``: how many lines are above; ``done``: the share read so far."""

    data: bytes
    line: int
    lines: int
    done: float
    last: bool = False


class NoPlaceToCut(Exception):
    """The quotes of a file do not tell where its records end."""


def blocks(path: Path, layout: Layout) -> Iterator[Block]:
    """Yield the records below the column names; raises NoPlaceToCut where quotes make no sense."""
    if layout.quotes != DOUBLED or layout.spaced:
        raise NoPlaceToCut
    sign = ord(CHOICES[layout.delimiter])
    skip, line = above(path, layout)
    carry, ready = b"", None
    for data, done in chunks(path, layout):
        if skip:
            data, skip = data[skip:], max(0, skip - len(data))
        carry = carry + data if carry else data
        end = place_to_cut(carry)
        if not end:
            if len(carry) > MOST:
                raise NoPlaceToCut
            continue
        if ready is not None:
            yield ready
        ready, carry = checked(carry[:end], line, done, sign), carry[end:]
        line += ready.lines
    if carry:
        if ready is not None:
            yield ready
        ready = checked(carry, line, 1.0, sign)
    if ready is not None:
        yield replace(ready, done=1.0, last=True)


def checked(data: bytes, line: int, done: float, sign: int) -> Block:
    if not well_quoted(data, sign):
        raise NoPlaceToCut
    return Block(data, line, lines_in(data), done)


def chunks(path: Path, layout: Layout) -> Iterator[tuple[bytes, float]]:
    """Yield the file as UTF-8 without a byte order mark, and the share that was read."""
    size = max(1, path.stat().st_size)
    name = codecs.lookup(layout.encoding).name
    clean = not layout.strict and not layout.spoiled
    if name in ("utf-8", "utf-8-sig") and clean:  # all of it was decoded before
        with path.open("rb") as raw:
            if name == "utf-8-sig":
                raw.seek(len(codecs.BOM_UTF8))
            while data := raw.read(BLOCK):
                yield data, raw.tell() / size
        return
    with open_text(path, layout.encoding, layout.strict) as file:
        while text := file.read(BLOCK):
            yield text.encode("utf-8", "replace"), file.buffer.tell() / size


def above(path: Path, layout: Layout) -> tuple[int, int]:
    """Return the size in UTF-8 of what stands above the first row, and how many lines that is."""
    size = lines = 0

    def counted(file: Iterator[str]) -> Iterator[str]:
        nonlocal size, lines
        for text in file:
            size, lines = size + len(text.encode("utf-8", "replace")), lines + 1
            if size > MOST:
                raise NoPlaceToCut
            yield text

    with open_text(path, layout.encoding, layout.strict) as file:
        flow = counted(iter(lambda: file.readline(BLOCK), ""))
        for _ in range(layout.lines):
            next(flow)
        reader = csv.reader(flow, **layout.reading)
        for _ in range(layout.skip):
            next(reader)
    return size, lines


def place_to_cut(data: bytes) -> int:
    """Return the position after the last newline that stands outside of quotes, 0 for none.

    >>> place_to_cut(b'a,b\\n1,"x\\ny'), place_to_cut(b'a,b\\n1,2\\n3')
    (4, 8)
    """
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    while quotes % 2:
        before = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end


def well_quoted(data: bytes, sign: int) -> bool:
    """Tell whether every quote opens a cell, closes one, or is doubled inside one.

    >>> [well_quoted(text, ord(",")) for text in (b'"a""b",c\\n', b'5" pipe,c\\n6",d\\n')]
    [True, False]
    """
    if b'"' not in data:
        return True
    cells = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(cells == QUOTE)
    if len(places) % 2:
        return False
    opens, closes = places[0::2], places[1::2]
    around = np.zeros(256, bool)
    around[[sign, NEWLINE, RETURN, QUOTE]] = True
    before = opens[opens > 0] - 1
    after = closes[closes < len(cells) - 1] + 1
    return bool(around[cells[before]].all() and around[cells[after]].all())


def lines_in(data: bytes) -> int:
    """Return how many lines end in some bytes, however they end."""
    lines = data.count(b"\n")
    if b"\r" in data:
        lines += data.count(b"\r") - data.count(b"\r\n")
    return lines
