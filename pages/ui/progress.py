"""Watch one job: what it does now, how long it took and may take, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from lifecycle import words
from lifecycle.engine.queue import Job
from lifecycle.engine.start import ensure_host
from lifecycle.project import Project

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
        if st.button("Cancel", key=f"cancel.{job.step}", icon=":material/stop:"):
            project.queue.cancel(job.id)
            project.queue.wait(job.id, 2.0)
            st.rerun()


def times(job: Job) -> str:
    """Say how long a job took so far and may still take."""
    so_far = f"{words.seconds(job.elapsed)} so far"
    if job.state == "queued":
        return f"Waiting for its turn, {so_far}. You can leave this page; it goes on."
    left = job.remaining
    ahead = "" if left is None else f", {words.seconds(left)} to go"
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
