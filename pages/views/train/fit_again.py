"""What failed by an accident or a limit can be fitted again; what is finished is kept."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lifecycle.core.recipe import AnyStep
from lifecycle.project.project import Project
from lifecycle.project.status import State
from lifecycle.train.fit_errors import may_pass
from pages.ui.step import start
from pages.ui.text import plain


def say_why(project: Project, step: AnyStep, problem: str) -> None:
    """Say which fits failed and why, and offer to make them again where that may help."""
    if problem:
        st.warning(plain(problem, most=400), icon=":material/warning:")
    offer(project, step, [problem])


def offer(project: Project, step: AnyStep, problems: Iterable[str]) -> None:
    """Offer to fit again what crashed or met a limit."""
    if not any(map(may_pass, problems)) or project.statuses[step].state is not State.CURRENT:
        return
    if st.button(
        "Fit again what failed",
        key=f"{step.name}.again",
        icon=":material/refresh:",
        help="Only those fits are made again. Raise the limit first, if it was one.",
    ):
        project.choose(step, attempt=project.params(step).model_dump()["attempt"] + 1)
        start(step)
