"""What was learned out of fold, beside what it does on the holdout that was looked at already."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lifecycle.core import wording
from lifecycle.evaluate.judged import JudgedParams
from lifecycle.evaluate.step import Evaluation
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State

from ...ui.forms import fields
from ...ui.step import ask_once, runner
from ...ui.text import plain
from .threshold import decides


def ask(project: Project, step: str, label: str, *choices: str) -> None:
    """Draw the choices of a result that is made when asked for, and the button that starts it."""
    about(project)
    fields(project, step, *choices)
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label=label)


def about(project: Project, threshold: bool = False) -> None:
    """Say which model a view speaks of: the judged one, with its correction and threshold."""
    board, chosen = candidate_marks.named(project), project.params("judged")
    assert isinstance(chosen, JudgedParams)
    if board is None:
        return
    name = chosen.model or board.best
    parts = [f"**{plain(board.titles.get(name, name))}**"]
    if chosen.calibration != "none":
        parts.append(f"recalibrated ({chosen.calibration})")
    if threshold and decides(board):
        parts.append(f"threshold {wording.number(chosen.threshold, 0.05)}")
    st.caption(f"Of the judged model: {', '.join(parts)}. Choose another one above.")


def on_holdout(project: Project, step: str, *needs: str) -> Any | None:
    """Return what a step's result does on the holdout; None while the holdout is locked.

    It is part of the look that was taken, so it is asked for unasked.
    """
    seen: Evaluation | None = project.shown("evaluate")
    current = all(project.statuses[s].state is State.CURRENT for s in (*needs, "evaluate"))
    if seen is None or not current:
        return None
    if project.statuses[step].state is not State.CURRENT:
        ask_once(project, step)
        runner(project, step, label="Look at the holdout rows")
        return None
    return project.shown(step)
