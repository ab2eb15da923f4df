"""Watch one job: what it does now, how long it took and may take, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.errors import LifecycleError
from lifecycle.core.recipe import Recipe
from lifecycle.engine.queue import Job
from lifecycle.engine.start import ensure_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH

from .text import plain


@st.fragment(run_every=1.0)
def watch(project: Project, job_id: str) -> None:
    """Show a running job; when it has ended, the whole page is drawn again."""
    ensure_host(project.store.folder)
    job = project.queue.job(job_id)
    if not job.active:
        st.rerun()
    with st.container(border=True):
        st.progress(min(1.0, max(0.0, job.fraction)), text=plain(job.message or "Working"))
        st.caption(times(job))
        with st.container(horizontal=True, vertical_alignment="center"):
            if job.state == "running" and anytime(project, job):
                end_early(project, job)
            if st.button("Cancel", key=f"cancel.{job.step}", icon=":material/stop:"):
                project.queue.cancel(job.id)
                project.queue.wait(job.id, 2.0)
                st.rerun()


def anytime(project: Project, job: Job) -> bool:
    """Whether a job may be told to end with what it has."""
    try:
        return Recipe.from_json(project.store.recipe_json(job.key), GRAPH).params.anytime()
    except LifecycleError:  # another version asked for it
        return False


def end_early(project: Project, job: Job) -> None:
    """Offer to end a job now and keep the best so far, unless others wait for the whole."""
    if job.ending_early and not project.queue.shared(job):
        st.caption("Ending now, with the best so far.")
        return
    shared = project.queue.shared(job)
    if st.button(
        "Stop and keep the best so far",
        key=f"end-early.{job.step}",
        icon=":material/flag:",
        disabled=shared,
        help="Another project waits for the same result, so it goes on to its end."
        if shared
        else "Ends now and makes the result from what is finished.",
    ):
        project.queue.end_early(job.id)
        project.queue.wait(job.id, 2.0)
        st.rerun()


@st.fragment(run_every=2.0)
def watch_all(project: Project, shown: tuple[str, ...]) -> None:
    """List what runs and waits, each with a way to stop it; ``shown`` is what the page knows of."""
    active = project.queue.jobs(project.id).active
    if tuple(job.id for job in active) != shown:
        st.rerun()
    for job in active:
        with st.container(horizontal=True, vertical_alignment="center", key=f"job.{job.id}"):
            st.markdown(line(project, job), width="stretch")
            if st.button("Stop", key=f"stop.{job.id}", type="tertiary", help=f"Stop {name(job)}"):
                stop(project, [job])
    if len(active) > 2 and st.button("Stop all", key="stop.all", width="stretch"):
        stop(project, active)


def stop(project: Project, jobs: list[Job]) -> None:
    for job in jobs:
        project.queue.cancel(job.id)
    for job in jobs:
        project.queue.wait(job.id, 2.0)
    st.rerun()


def name(job: Job) -> str:
    return GRAPH[job.step].title if job.step in GRAPH else job.step


def line(project: Project, job: Job) -> str:
    """Say in one line which job it is and how far it has come."""
    state = "waiting" if job.state == "queued" else f"{job.fraction:.0%}"
    wanted = project.recipes.get(job.step)
    earlier = "" if wanted is None or wanted.key == job.key else ", earlier choices"
    return f"{plain(name(job))} :gray[:small[{state}{earlier}]]"


def times(job: Job) -> str:
    """Say how long a job took so far and may still take."""
    so_far = f"{wording.seconds(job.elapsed)} so far"
    if job.interrupted:
        so_far += ", interrupted by a restart before; what was finished is kept"
    if job.state == "queued":
        return f"Waiting for its turn, {so_far}. You can leave this page; it goes on."
    left = job.remaining
    ahead = "" if left is None else f", {wording.seconds(left)} to go"
    return f"{so_far}{ahead}. You can leave this page; it goes on."


def ended(job: Job) -> None:
    """Say how a job ended when it brought no result."""
    if job.state == "failed":
        st.error(plain(f"{job.problem} {job.remedy}", most=600), icon=":material/error:")
    elif job.state == "cancelled":
        st.info(
            "Cancelled. What was finished is kept: running it again goes on from there.",
            icon=":material/cancel:",
        )
