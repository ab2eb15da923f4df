"""Write docs/artifacts.md: what every frame of every artifact holds, as the code declares it.

Run it with ``python -m scripts.artifacts_page`` after a declaration was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from lifecycle.steps import GRAPH
from lifecycle.storage.frame_columns import Column, Frame, declared_frames

PAGE = Path(__file__).resolve().parents[1] / "docs" / "artifacts.md"
HEAD = """# The frames of the artifacts

What a step makes is an artifact: tidy frames, plain values and estimators. These are its frames,
as the code declares them at their fields (`lifecycle/storage/frame_columns.py`); a test holds each
frame to its declaration, and this page to the code. It is written by
`python -m scripts.artifacts_page`.

A part of a name in `<>` stands for any text: there is one such column for each, or none. A column
that is not always there is marked optional. A frame without rows may lack columns.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *sections()])


def sections() -> Iterator[str]:
    """Yield one section an artifact that has frames, with the steps that make it."""
    steps = sorted(GRAPH.values(), key=lambda step: first_place(step.artifact))
    for artifact, makers in groupby(steps, key=lambda step: step.artifact):
        frames = declared_frames(artifact)
        if not frames:
            continue
        names = ", ".join(f"`{step.name}`" for step in makers)
        yield f"## {artifact.__name__}\n\nMade by {names}.\n"
        for name, frame in frames.items():
            yield f"### {artifact.__name__}.{name}\n\n{sentence(frame.rows)}\n\n{table(frame)}\n"


def first_place(artifact: type) -> int:
    """Return where in the graph an artifact is first made."""
    return next(i for i, step in enumerate(GRAPH.values()) if step.artifact is artifact)


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def table(frame: Frame) -> str:
    """Return the columns of a frame as a Markdown table."""
    head = ["| column | unit | meaning |", "|---|---|---|"]
    return "\n".join([*head, *map(row, frame.columns)])


def row(column: Column) -> str:
    meaning = column.meaning + " (optional)" * column.optional
    return f"| `{column.name}` | {column.unit} | {meaning} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
