"""The files that a server has to bear: one that unpacks to much, a wide, a varied, a long one."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np

PART = 100_000  # rows that are made at once


def packed(path: Path, rows: int) -> None:
    """200 kB that unpack to 200 MB on one line."""
    with gzip.open(path, "wb", 9) as file:
        file.write(b"a,b\n")
        for _ in range(200):
            file.write(b"0" * 1_000_000)


def wide(path: Path, rows: int) -> None:
    """2,000 columns of numbers and a target."""
    rng, width = np.random.default_rng(0), 2000
    with path.open("w") as file:
        file.write(",".join([*(f"c{i}" for i in range(width)), "y"]) + "\n")
        for row in rng.normal(size=(1000, width)).round(3):
            file.write(",".join(map(str, row)) + (",yes\n" if row[0] > 0 else ",no\n"))


def levels(path: Path, rows: int) -> None:
    """A category with a million levels."""
    rng = np.random.default_rng(0)
    with path.open("w") as file:
        file.write("who,amount,y\n")
        for i, (amount, y) in enumerate(zip(rng.random(10**6), rng.random(10**6), strict=True)):
            file.write(
                f"someone {i * 7919 % 10**6:06d},{amount:.4f},{'yes' if y > 0.5 else 'no'}\n"
            )


def long(path: Path, rows: int) -> None:
    """Many rows of numbers, categories and a date."""
    rng = np.random.default_rng(0)
    words = np.array(["north", "south", "east", "west"])
    with path.open("w") as file:
        file.write("day,place,a,b,c,d,y\n")
        for start in range(0, rows, PART):
            n = min(PART, rows - start)
            day = np.arange(start, start + n) % 3650
            dates = np.datetime_as_string(np.datetime64("2014-01-01") + day)
            numbers = rng.normal(size=(n, 4)).round(4)
            y = numbers[:, 0] + rng.normal(size=n) > 0
            each = zip(dates, words[rng.integers(0, 4, n)], numbers, y, strict=True)
            lines = (f"{d},{w},{v[0]},{v[1]},{v[2]},{v[3]},{int(t)}\n" for d, w, v, t in each)
            file.write("".join(lines))


FILES: dict[str, Callable[[Path, int], None]] = {
    "200 kB that unpack to 200 MB": packed,
    "2,000 columns": wide,
    "a million levels": levels,
    "many rows": long,
}
