"""The frame of a step, the same on every page: why, choices, run, result, and where to go next.

A page supplies only its choices and its result; everything else comes from the step table and
the project's status.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from lifecycle.core import wording
from lifecycle.core.errors import Damaged, LifecycleError
from lifecycle.core.recipe import AnyStep, Step, name_of
from lifecycle.engine.start import ensure_host
from lifecycle.project.project import Project
from lifecycle.project.status import State, Status
from lifecycle.steps import DATA, GRAPH, LIFECYCLE, READ
from pages.ui.hints import LESSONS

from . import progress, session
from .text import plain

A = TypeVar("A")
Draw = Callable[[Project, Any], None]
AGAIN = {"failed": "Try again", "cancelled": "Go on"}  # what running means after such an end
QUICK = 2.0  # seconds a page waits for a result before it shows a progress bar


def show(
    step: AnyStep | str,
    choices: Callable[[Project], None],
    result: Draw,
    *,
    run: str = "Run",
    ask_first: Callable[[Project, Status], bool] | None = None,
    before: Callable[[Project], bool] | None = None,
    below: Callable[[Project, Any | None], None] | None = None,
) -> None:
    """Draw the page of a step.

    ``ask_first`` may draw a question above the run button and returns whether it may be pressed.
    ``before`` may draw what there is to see while there is no result, and returns whether it did.
    ``below`` draws what needs the page's whole width, of the result or, given None, without one.
    """
    project = session.project()
    if project is None:
        st.switch_page("home.py")
    shown = GRAPH[name_of(step)]
    header(shown)
    status = project.statuses[shown]
    with st.container():  # always there, as in pages/main.py
        banner(status)
    left, right = st.columns([2, 3], gap="large")
    chosen = left.container(key=f"{shown.name}-choices")
    with left.container():  # first, because choices that need a result may take long to draw
        allowed = ask_first(project, status) if ask_first else True
        runner(project, shown, label=run, allowed=allowed)
    with right, st.container(key=f"{shown.name}-result"):
        made = outcome(project, shown, result, before)
    with chosen:
        choices(project)
    if below is not None:
        with st.container(key=f"{shown.name}-below"):
            below(project, made)
    footer(shown, project)


def header(step: AnyStep) -> None:
    number = LIFECYCLE.index(step) + 1
    st.caption(f"Step {number} of {len(LIFECYCLE)}")
    st.title(step.title, anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(step.why)
        with st.popover("Why this step", type="tertiary"):
            st.markdown(LESSONS[step.name])


def banner(status: Status) -> None:
    """Say that what is shown is old, why, and what running again costs; or that it is damaged."""
    if status.damaged:
        st.warning(
            f"The result of {GRAPH[status.step].title} is damaged on the disk and counts as absent."
            " Run it again: the same choices give the same numbers.",
            icon=":material/broken_image:",
        )
    if status.state is not State.STALE:
        return
    why = "; ".join(str(change) for change in status.why[:4]) or "an upstream result changed"
    cost = "" if status.cost is None else f" Running again takes {wording.seconds(status.cost)}."
    old = "" if another_file(status) else " The old result stays below."
    st.warning(
        f"Out of date: {plain(why, most=400)}.{old}{cost}",
        icon=":material/history:",
    )


def another_file(status: Status) -> bool:
    """Whether the old result of Data is about another file than the one that was brought."""
    of_data = status.step == DATA.name
    return of_data and any((c.step, c.field) == (READ, "source") for c in status.why)


def runner(
    project: Project, step: AnyStep | str, *, label: str = "Run", allowed: bool = True
) -> None:
    """Draw the run button, or the progress of what runs, or how it ended."""
    job = project.jobs.latest.get(name_of(step))
    status = project.statuses[step]
    mine = job is not None and job.key == status.recipe.key
    if job is not None and job.active and status.state is not State.CURRENT:
        if not mine:
            st.caption("Still running with the earlier choices:")
        progress.watch(project, job.id)
        if mine:
            return
    elif job is not None and mine and status.state is not State.CURRENT:
        progress.ended(job)
    if status.waiting:
        st.info(plain(status.waiting, most=300), icon=":material/lock:")
    elif status.redo and status.state is not State.CURRENT:
        st.caption(f"Also runs what is missing before it: {', '.join(status.redo)}.")
    done = status.state is State.CURRENT
    if mine and job is not None:
        label = AGAIN.get(job.state, label)
    st.button(
        "Up to date" if done else label,
        key=f"{name_of(step)}-run",
        type="secondary" if done else "primary",
        icon=":material/check:" if done else ":material/play_arrow:",
        disabled=done or bool(status.waiting) or not allowed,
        width="stretch",
        on_click=session.request,
        args=(name_of(step),),
    )


def on_demand(project: Project, step: Step[Any, A], label: str) -> A | None:
    """Draw the button of a result that is made when asked for, and return what there is of it."""
    status = project.statuses[step]
    banner(status)
    if status.state is not State.CURRENT:
        runner(project, step, label=label)
    return project.shown(step)


def start(step: AnyStep | str) -> None:
    """Draw the page again, and ask for a step's result before that."""
    session.request(name_of(step))
    st.rerun()


def run_requested(project: Project) -> None:
    """Ask for the result that a button was pressed for.

    It comes before a page is drawn, so that the sidebar and all parts of the page know the job.
    """
    step = session.take_request()
    if step is None:
        return
    try:
        ask(project, step)
    except LifecycleError as error:
        session.flash(str(error), bad=True)


def ask(project: Project, step: AnyStep | str) -> None:
    """Ask for a step's result and wait a moment, so that a quick one is there at once."""
    ensure_host(project.store.folder)
    job = project.ask(step)
    if job is not None:
        project.queue.wait(job.id, QUICK)


def ask_once(project: Project, step: AnyStep | str) -> None:
    """Ask for a result unasked, once for each change of the choices, and draw the page again."""
    job = project.jobs.latest.get(name_of(step))
    if job is not None and job.key == project.statuses[step].recipe.key:
        return  # it runs, or it failed and the page says why
    try:
        ask(project, step)
    except LifecycleError as error:
        session.flash(str(error), bad=True)
        return
    st.rerun()


def outcome(
    project: Project, step: AnyStep, draw: Draw, before: Callable[[Project], bool] | None = None
) -> Any | None:
    """Draw the step's result and return it: the current one, or an older one marked as such.

    While there is none, say what to expect.
    """
    status = project.statuses[step]
    try:
        artifact = project.shown(step)
    except Damaged:  # the whole page is drawn again, without it
        raise
    except LifecycleError as error:
        st.warning(plain(str(error), most=400))
        return None
    if artifact is None or (before is not None and another_file(status)):
        if before is not None and before(project):
            return None
        asked = any(job.step == step.name for job in project.jobs.active)
        text = "It appears here when it is done." if asked else "Check the choices and run."
        with st.container(border=True):
            st.markdown(f":material/hourglass_empty: Nothing here yet. {text}")
        return None
    if status.state is State.STALE:
        st.badge("Old result", icon=":material/history:", color="orange")
    draw(project, artifact)
    return artifact


def footer(step: AnyStep, project: Project) -> None:
    """Lead on: the step before and the step after; the last leads back to new data."""
    place = LIFECYCLE.index(step)
    query = {session.PROJECT: project.id}
    st.divider()
    back, on = st.columns(2)
    if place:
        before = LIFECYCLE[place - 1]
        back.page_link(
            f"{before.page}.py",
            label=before.title,
            icon=":material/arrow_back:",
            query_params=query,
        )
    last = place + 1 == len(LIFECYCLE)
    after = DATA if last else LIFECYCLE[place + 1]
    ready = project.statuses[step].state is State.CURRENT
    if on.button(
        "Retrain: back to Data" if last else f"Next: {after.title}",
        key="next",
        type="primary" if ready and not last else "secondary",
        icon=":material/replay:" if last else ":material/arrow_forward:",
        icon_position="right",
        width="stretch",
    ):
        st.switch_page(f"{after.page}.py", query_params=query)
