"""A target that nobody chose: which one was taken, and whether somebody said that it is right.

That somebody did is a row of the log, as with findings: it changes no result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..steps import DATA

if TYPE_CHECKING:
    from .project import Project

CODE = "guessed_target"


def guessed_target(project: Project) -> str:
    """Return the target that was guessed and is not confirmed yet; empty when there is none."""
    if project.params(DATA).target is not None:
        return ""
    table = project.shown(DATA)
    if table is None or (CODE, table.target) in project.accepted:
        return ""
    return table.target


def confirm_target(project: Project) -> None:
    """Note that the guessed target is the one that is meant."""
    project.accept(CODE, guessed_target(project), "It is what is to be predicted.")
