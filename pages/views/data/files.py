"""Bring a file into a project: an upload or a sample."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from lifecycle.core.recipe import AnyStep, Step
from lifecycle.data.read_step import ReadParams
from lifecycle.project.project import Project
from lifecycle.samples.samples import Sample
from lifecycle.split.params import AUTO
from lifecycle.steps import DATA, READ, SPLIT

from ...ui.step import ask

UNNAMED = "My project"


# Choices about columns do not outlive their table.
FORGOTTEN: dict[AnyStep, dict[str, Any]] = {
    DATA: {"target": None, "positive": None, "columns": (), "task": "auto"},
    SPLIT: {"method": AUTO, "column": None, "held": ()},
}
# Nor do choices about reading outlive their file.
UNREAD = {n: info.default for n, info in ReadParams.model_fields.items() if n != "source"}


def bring(project: Project, step: Step[ReadParams, Any], content: BinaryIO, name: str) -> None:
    """Keep an uploaded file and read it for ``step`` (read, batch or incoming)."""
    source: dict[AnyStep, dict[str, Any]] = {
        step: {"source": project.upload(content, name), **UNREAD}
    }
    if step is READ and project.title == UNNAMED:
        project.rename(name.rsplit(".", 1)[0][:60])
    project.choose_all(source | (FORGOTTEN if step is READ else {}))
    if not project.statuses[step].waiting:  # a later file is read like the exported table
        ask(project, step)


def bring_sample(project: Project, sample: Sample) -> None:
    """Use a built-in sample as the project's data."""
    key = project.upload(io.BytesIO(sample.make()), f"{sample.name}.csv")
    chosen = FORGOTTEN | {READ: {"source": key, **UNREAD}}
    chosen[DATA] = FORGOTTEN[DATA] | {"target": sample.target}
    project.choose_all(chosen)
