"""The sidebar: the lifecycle with where each step stands, in a shape and a word."""

from __future__ import annotations

import streamlit as st

from lifecycle.engine.queue import Job
from lifecycle.project.project import Project
from lifecycle.project.status import State, Status
from lifecycle.steps import LIFECYCLE

from . import progress, session
from .text import plain

LOOK: dict[State, tuple[str, str]] = {
    State.NEW: (":material/radio_button_unchecked:", "not run yet"),
    State.CURRENT: (":material/check_circle:", "up to date"),
    State.STALE: (":material/history:", "out of date"),
    State.BLOCKED: (":material/lock:", "waits"),
}


def draw(project: Project | None) -> None:
    with st.sidebar:
        st.page_link("home.py", label="**Lifecycle Lab**", icon=":material/cycle:")
        if project is None:
            st.caption("Start a project, and its steps appear here.")
            link_glossary({})
            return
        st.caption(plain(project.title, most=60))
        query = {session.PROJECT: project.id}
        jobs = project.jobs.latest
        for step in LIFECYCLE:
            icon, word = look(project.statuses[step], jobs.get(step.name))
            label = f"{step.title} :gray[:small[{word}]]"
            st.page_link(
                f"{step.page}.py", label=label, icon=icon, query_params=query, width="stretch"
            )
        if active := project.jobs.active:
            st.divider()
            st.caption("Running and waiting")
            progress.watch_all(project, tuple(job.id for job in active))
        st.divider()
        if st.button("Undo last change", icon=":material/undo:", key="undo", width="stretch"):
            undo(project)
        st.page_link(
            "history.py", label="History and sharing", icon=":material/list:", query_params=query
        )
        link_glossary(query)


def link_glossary(query: dict[str, str]) -> None:
    """Draw the link to the glossary, which is there with a project and without one."""
    st.page_link("glossary.py", label="Glossary", icon=":material/dictionary:", query_params=query)


def look(status: Status, job: Job | None) -> tuple[str, str]:
    """Return the icon and the word for a step."""
    if job is not None and job.key == status.recipe.key and status.state is not State.CURRENT:
        if job.active:
            word = "waiting" if job.state == "queued" else f"running, {job.fraction:.0%}"
            return ":material/progress_activity:", word
        if job.state == "failed":
            return ":material/error:", "failed"
    return LOOK[status.state]


def undo(project: Project) -> None:
    titles = project.undo()
    if titles:
        session.flash(f"Took back the last change in {' and '.join(titles)}.")
    else:
        session.flash("There is no change to take back.")
    st.rerun()
