"""What the frames of an artifact hold: each declares its columns once, at the field itself.

A contract test holds every frame to its declaration, and ``docs/artifacts.md`` prints it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

FRAME, FRAMES = "frame", "frames"
PLACEHOLDER = re.compile(r"(<[^>]+>)")


@dataclass(frozen=True)
class Column:
    """A column: its name, what it means, and the unit of its numbers.

    A part of the name in ``<>`` stands for any text: there is one such column for each, or none.
    An ``optional`` column is there only when its meaning says so.
    """

    name: str
    meaning: str
    unit: str = field(default="", kw_only=True)
    optional: bool = field(default=False, kw_only=True)

    @property
    def open(self) -> bool:
        """Whether the name stands for any number of columns."""
        return bool(PLACEHOLDER.search(self.name))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the names of its columns match.

        >>> Column("share of <class>", "").pattern.fullmatch("share of yes") is not None
        True
        """
        parts = PLACEHOLDER.split(self.name)
        texts = (".*" if PLACEHOLDER.fullmatch(part) else re.escape(part) for part in parts)
        return re.compile("".join(texts), re.DOTALL)


@dataclass(frozen=True)
class Frame:
    """The declaration of a frame: what one row is, and its columns in their order."""

    rows: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the declaration of a column; one by its own name goes before an open one."""
        closed_first = sorted(self.columns, key=lambda each: each.open)
        return next((each for each in closed_first if each.pattern.fullmatch(name)), None)

    def differences(self, frame: pd.DataFrame) -> list[str]:
        """Return how a frame departs from the declaration; one without rows may lack columns."""
        names = [str(name) for name in frame.columns]
        undeclared = [f"{name} is not declared" for name in names if self.column(name) is None]
        needed = [each for each in self.columns if not each.open and not each.optional]
        missing = [f"{each.name} is missing" for each in needed if each.name not in names]
        return undeclared + (missing if len(frame) else [])


def frame_of(rows: str, *columns: Column) -> Mapping[str, Any]:
    """Return the metadata of a field that holds a frame; ``rows`` says what one row is."""
    return {FRAME: Frame(rows, columns)}


def frames_of(frames: Mapping[str, Frame]) -> Mapping[str, Any]:
    """Return the metadata of a field that holds frames by name."""
    return {FRAMES: frames}


def names_of(columns: Iterable[Column]) -> list[str]:
    """Return the names of columns that a frame has, in their order."""
    return [each.name for each in columns]


def declared_frames(artifact: type) -> dict[str, Frame]:
    """Return the declaration of each frame of an artifact by field, ``field["name"]`` in a dict."""
    found: dict[str, Frame] = {}
    for each in dataclasses.fields(artifact):
        if FRAME in each.metadata:
            found[each.name] = each.metadata[FRAME]
        for name, frame in each.metadata.get(FRAMES, {}).items():
            found[f'{each.name}["{name}"]'] = frame
    return found


def frames_in(artifact: Any) -> dict[str, pd.DataFrame]:
    """Return the frames that an artifact holds, by the same names."""
    found: dict[str, pd.DataFrame] = {}
    for each in dataclasses.fields(artifact):
        value = getattr(artifact, each.name)
        if isinstance(value, pd.DataFrame):
            found[each.name] = value
        elif isinstance(value, Mapping):
            frames = {k: v for k, v in value.items() if isinstance(v, pd.DataFrame)}
            found |= {f'{each.name}["{name}"]': frame for name, frame in frames.items()}
    return found
