"""What was learned out of fold, beside what it does on the holdout that was looked at already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep, Step
from lifecycle.project import candidate_marks
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.steps import EVALUATE, JUDGED

from ...ui import session
from ...ui.forms import fields
from ...ui.step import ask_once, runner
from ...ui.text import plain
from .threshold import decides

A = TypeVar("A")


def rows_of(project: Project, label: str, key: str, sources: Mapping[AnyStep, str]) -> AnyStep:
    """Ask whether training rows or, after a look, holdout rows are shown; return their step."""
    named = {step.name: step for step in sources}
    if project.statuses[EVALUATE].state is not State.CURRENT:
        return next(iter(sources))
    picked = st.radio(
        label,
        list(named),
        format_func=lambda name: sources[named[name]],
        key=session.pick(key, list(named)),
        horizontal=True,
    )
    return named[str(picked)]


def ask(project: Project, step: AnyStep, label: str, *choices: str) -> None:
    """Draw the choices of a result that is made when asked for, and the button that starts it."""
    about(project)
    fields(project, step, *choices)
    if project.statuses[step].state is not State.CURRENT:
        runner(project, step, label=label)


def about(project: Project, threshold: bool = False) -> None:
    """Say which model a view speaks of: the judged one, with its correction and threshold."""
    board, chosen = candidate_marks.board_with_names(project), project.params(JUDGED)
    if board is None:
        return
    name = chosen.model or board.taken
    parts = [f"**{plain(board.titles.get(name, name))}**"]
    if chosen.calibration != "none":
        parts.append(f"recalibrated ({chosen.calibration})")
    if threshold and decides(board):
        parts.append(f"threshold {wording.number(chosen.threshold, 0.05)}")
    st.caption(f"Of the judged model: {', '.join(parts)}. Choose another one above.")


def on_holdout(project: Project, step: Step[Any, A], *needs: AnyStep) -> A | None:
    """Return what a step's result does on the holdout; None while the holdout is locked.

    It is part of the look that was taken, so it is asked for unasked.
    """
    seen = project.shown(EVALUATE)
    current = all(project.statuses[s].state is State.CURRENT for s in (*needs, EVALUATE))
    if seen is None or not current:
        return None
    if project.statuses[step].state is not State.CURRENT:
        ask_once(project, step)
        runner(project, step, label="Look at the holdout rows")
        return None
    return project.shown(step)
