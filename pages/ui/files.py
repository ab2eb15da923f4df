"""Bring a file into a project: an upload or a sample."""

from __future__ import annotations

import io
from typing import BinaryIO

from lifecycle.catalog.samples import Sample
from lifecycle.project import Project

from .step import ask

UNNAMED = "My project"


def bring(project: Project, step: str, content: BinaryIO, name: str) -> None:
    """Keep an uploaded file and read it for ``step`` (read, batch or incoming)."""
    key = project.upload(content, name)
    if step == "read":
        forget_columns(project)
        if project.title == UNNAMED:
            project.rename(name.rsplit(".", 1)[0][:60])
    project.choose(step, source=key, sheet="")
    ask(project, step)


def bring_sample(project: Project, sample: Sample) -> None:
    """Use a built-in sample as the project's data."""
    forget_columns(project)
    key = project.upload(io.BytesIO(sample.make()), f"{sample.name}.csv")
    project.choose("read", source=key, sheet="")
    project.choose("data", target=sample.target)


def forget_columns(project: Project) -> None:
    """Choices about columns do not outlive their table."""
    project.choose("data", target=None, positive=None, columns=(), task="auto")
    project.choose("split", method="random", column=None)
