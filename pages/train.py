"""Train: the candidates and their leaderboard."""

from __future__ import annotations

import streamlit as st

from lifecycle.models import for_task
from lifecycle.project.project import Project
from lifecycle.project.status import Status
from lifecycle.steps import TRAIN
from pages.ui.step import show
from pages.views.data import target
from pages.views.train import choices as training
from pages.views.train import leaderboard


def choices(project: Project) -> None:
    training.ways(project)
    training.candidates(project)
    training.how(project)
    with st.expander("A candidate with own settings"):
        training.own_settings(project)
    with st.expander("What the candidates are"):
        for model in for_task(training.task_of(project)):
            st.markdown(
                f"**{model.title}.** {model.description} Good: {model.strengths} "
                f"Weak: {model.weaknesses}"
            )


def ask_first(project: Project, status: Status) -> bool:
    """Ask about a target that was guessed; whoever knows better may run all the same."""
    target.confirm(project)
    return True


show(TRAIN, choices, leaderboard.draw, ask_first=ask_first, below=leaderboard.below)
